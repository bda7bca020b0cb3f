#include "tests/simulation/disk/server_world.hpp"

#include <map>

#include "shared/crypto/hash.hpp"

namespace hearth::simulation {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
namespace store = server::store;

namespace {

constexpr std::size_t kGroupEditsMax = 5;
constexpr std::uint64_t kProofSeed = 5;
constexpr std::uint64_t kHandSeed = 1'000;
// A replay builds the whole record anew, so only some losses are checked with it.
constexpr unsigned kReplayPercent = 8;

}  // namespace

ServerWorld::ServerWorld(std::uint64_t seed) : m_random(seed), m_dice(seed) {}

Status ServerWorld::begin(const Path& folder) {
    HEARTH_TRY(open(folder));
    m_small.moveIn(*m_store);
    return {};
}

Status ServerWorld::reopen() {
    close();
    return open(m_folder);
}

Status ServerWorld::open(const Path& folder) {
    m_store.reset();
    auto opened = store::openSqlcipherStore(fileIn(folder).string(), key(), m_clock, m_random,
                                            sqlite::OpenMode::CreateOrOpen);
    if (!opened) return opened.error();
    m_store = std::move(*opened);
    m_folder = folder;
    return {};
}

// Each edit is the first of a hand of its own, so none waits for another that was lost.
Result<ServerWorld::Logged> ServerWorld::applyOne() {
    const base::WorkerId author = m_dice.chance(85) ? m_small.workerA : m_small.workerB;
    store::Hand hand(author, kHandSeed + ++m_hands);
    const std::string words(1 + m_dice.below(400), 'w');
    auto ops = m_dice.chance(50) ? m_small.addTask(words)
                                 : m_small.setPhone(*m_store, std::to_string(m_hands));
    const store::SentEdit sent = hand.write(std::move(ops), m_clock.now);
    const auto ack = m_store->apply(hand.peer(), sent.bytes, sent.edit);
    if (!ack) return ack.error();
    return Logged{sent.edit.id, crypto::sha256(sent.bytes)};
}

Status ServerWorld::commitGroup(std::size_t edits) {
    HEARTH_TRY(m_store->begin());
    std::vector<Logged> logged;
    for (std::size_t i = 0; i < edits; ++i) {
        Status applied = m_store->within([&]() -> Status {
            const auto one = applyOne();
            if (!one) return one.error();
            logged.push_back(*one);
            return {};
        });
        if (applied) continue;
        m_store->rollback();
        return applied;
    }
    HEARTH_TRY(m_store->commit());
    m_logged.insert(m_logged.end(), logged.begin(), logged.end());
    return {};
}

Status ServerWorld::giveUpGroup() {
    HEARTH_TRY(m_store->begin());
    const auto one = applyOne();
    m_store->rollback();
    if (!one) return one.error();
    return {};
}

Status ServerWorld::addDevice() {
    HEARTH_TRY(m_store->begin());
    store::DeviceRow row;
    m_dice.fill(row.device.octets);
    m_dice.fill(row.fingerprint.octets);
    row.worker = m_small.workerA;
    row.label = "tablet";
    row.publicKeyDer = "key";
    row.enrolledAt = m_clock.now;
    Status put = m_store->putDevice(row);
    if (!put) {
        m_store->rollback();
        return put;
    }
    return m_store->commit();
}

Status ServerWorld::backup() {
    const auto rev = m_store->backup(backupIn(m_folder).string());
    if (!rev) return rev.error();
    return {};
}

Status ServerWorld::step(base::SeededRandom& random, const Returned& returned) {
    m_clock.now = m_clock.now + base::seconds(7);
    const auto what = random.below(100);
    if (what < 62)
        HEARTH_TRY(commitGroup(1 + random.below(kGroupEditsMax)));
    else if (what < 68)
        HEARTH_TRY(giveUpGroup());
    else if (what < 74)
        HEARTH_TRY(addDevice());
    else if (what < 86)
        HEARTH_TRY(checkpoint());
    else
        HEARTH_TRY(backup());
    returned();
    return {};
}

Status ServerWorld::lookFor(store::Store& store, std::size_t acknowledged) {
    std::map<base::EditId, base::Digest> log;
    HEARTH_TRY(store.readLog(1, [&](const store::LogRow& row) {
        log[row.edit] = crypto::sha256(row.bytes);
        return true;
    }));
    for (std::size_t i = 0; i < acknowledged; ++i) {
        const auto found = log.find(m_logged[i].id);
        if (found == log.end() || found->second != m_logged[i].hash)
            return Error(ErrorCode::NotFound,
                         "the acknowledged edit " + m_logged[i].id.hex() + " is lost");
    }
    return {};
}

// Tablets let go of what durable_rev covers, so the backup must be there, and hold it.
Status ServerWorld::checkBackup(const Path& folder, records::Rev durableRev) {
    if (durableRev == 0) return {};
    const Path file = backupIn(folder);
    if (!std::filesystem::exists(file))
        return Error(ErrorCode::NotFound, "the backup that durable_rev promises is lost");
    // A copy: looking at a backup leaves a lock beside it.
    const Path copy = folder / "backup-copy.db";
    std::filesystem::copy_file(file, copy, std::filesystem::copy_options::overwrite_existing);
    base::SeededRandom random(kProofSeed);
    auto opened = store::openSqlcipherStore(copy.string(), key(), m_clock, random);
    if (!opened) return opened.error();
    HEARTH_TRY((*opened)->verifyChain());
    const auto head = (*opened)->head();
    if (!head) return head.error();
    if (head->rev < durableRev)
        return Error(ErrorCode::NotFound, "durable_rev promises more than the backup holds");
    return {};
}

Status ServerWorld::prove(const Path& folder, std::size_t acknowledged) {
    base::SeededRandom random(kProofSeed);
    auto opened = store::openSqlcipherStore(fileIn(folder).string(), key(), m_clock, random,
                                            sqlite::OpenMode::CreateOrOpen);
    if (!opened) return opened.error();
    HEARTH_TRY((*opened)->verifyChain());
    HEARTH_TRY(lookFor(**opened, acknowledged));
    const auto head = (*opened)->head();
    if (!head) return head.error();
    HEARTH_TRY(checkBackup(folder, head->durableRev));
    if (!m_dice.chance(kReplayPercent)) return {};
    return (*opened)->verifyReplay();
}

}  // namespace hearth::simulation

#include "tests/server/store/kit.hpp"

#include <algorithm>

#include "shared/crypto/hash.hpp"
#include "tests/support/store_key.hpp"

namespace hearth::server::store {

namespace {
namespace fs = std::filesystem;

// Far from the seeds of other hands.
constexpr std::uint64_t kNextSeed = 1'000'003;

template <class IdType>
IdType idFrom(base::SeededRandom& random) {
    IdType id;
    random.fill(id.octets);
    return id;
}
}  // namespace

std::vector<std::string> namesIn(const Folder& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder.path()))
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

sqlite::DatabaseKey testKey() {
    return tests::storeKey('k', 's');
}

Engine sqlcipherEngine() {
    return {"Sqlcipher",
            [](const std::string& file, const base::Clock& clock, base::Random& random) {
                return openSqlcipherStore(file, testKey(), clock, random,
                                          sqlite::OpenMode::CreateOrOpen);
            }};
}

void PrintTo(const Engine& engine, std::ostream* out) {
    *out << engine.name;
}

Hand::Hand(base::WorkerId worker, std::uint64_t seed) : author(worker), m_seed(seed) {
    base::SeededRandom chance(seed);
    device = idFrom<base::DeviceId>(chance);
    incarnation = idFrom<base::Incarnation>(chance);
}

SentEdit Hand::write(std::vector<records::Op> ops, base::WallTime at) {
    SentEdit sent;
    base::SeededRandom chance(m_seed += kNextSeed);
    sent.edit.id = idFrom<base::EditId>(chance);
    sent.edit.device = device;
    sent.edit.incarnation = incarnation;
    sent.edit.seq = ++m_seq;
    sent.edit.prevHash = m_hash;
    sent.edit.author = author;
    sent.edit.claimed = at;
    if (vouched) sent.edit.serverTimeThen = at;
    sent.edit.schemaVersion = schemaVersion;
    sent.edit.ops = std::move(ops);
    sent.bytes = records::encodeEdit(sent.edit);
    m_hash = crypto::sha256(sent.bytes);
    return sent;
}

SentEdit Hand::renumbered(const SentEdit& sent) {
    SentEdit again = sent;
    again.edit.incarnation = incarnation;
    again.edit.seq = ++m_seq;
    again.edit.prevHash = m_hash;
    again.bytes = records::encodeEdit(again.edit);
    m_hash = crypto::sha256(again.bytes);
    return again;
}

void Hand::forget(const SentEdit& sent) {
    ASSERT_EQ(sent.edit.seq, m_seq);
    m_seq = sent.edit.seq - 1;
    m_hash = sent.edit.prevHash;
}

SmallAuthority::SmallAuthority() : office({}, 100), m_random(99) {
    team = newId();
    manager = newId();
    workerA = newId();
    workerB = newId();
    admin = newId();
    family = base::scopeOf(newId());
    involvementA = newId();
    office.device = {};
}

base::EntityId SmallAuthority::newId() {
    return idFrom<base::EntityId>(m_random);
}

records::Involvement SmallAuthority::involvement(const base::WorkerId& worker,
                                                 records::InvolvementRole role,
                                                 std::int64_t endDay) const {
    records::Involvement record;
    record.set_worker_id(worker.bytes());
    record.set_team_id(team.bytes());
    record.set_role(role);
    record.set_start_day(20'000);
    record.set_end_day(endDay);
    return record;
}

std::vector<records::Op> SmallAuthority::involve(const base::EntityId& id,
                                                 const base::WorkerId& worker,
                                                 records::InvolvementRole role,
                                                 std::int64_t endDay) const {
    return records::ChangeBuilder()
        .create(keyOf<records::Involvement>(id), family, involvement(worker, role, endDay))
        .take();
}

void SmallAuthority::moveIn(Store& store) {
    records::ChangeBuilder change;
    records::Team record;
    record.set_name("North");
    record.set_manager_id(manager.bytes());
    change.create(keyOf<records::Team>(team), base::kReferenceScope, record);
    const auto addWorker = [&](const base::WorkerId& id, records::Role role) {
        records::Worker worker;
        worker.set_name("Worker " + id.hex().substr(0, 4));
        worker.set_role(role);
        worker.set_team_id(team.bytes());
        change.create(keyOf<records::Worker>(id), base::kReferenceScope, worker);
    };
    addWorker(manager, records::TEAM_MANAGER);
    addWorker(workerA, records::SOCIAL_WORKER);
    addWorker(workerB, records::SOCIAL_WORKER);
    addWorker(admin, records::SERVER_ADMIN);
    EXPECT_EQ(imported(store, office.write(change.take())).verdict(), protocol::APPLIED);

    records::CaseFile file;
    file.set_family_name("Marrowby");
    file.set_phone("01632 960001");
    records::ChangeBuilder opening;
    opening.create(keyOf<records::CaseFile>(base::rootOf(family)), family, file);
    opening.create(keyOf<records::Involvement>(involvementA), family,
                   involvement(workerA, records::ALLOCATED));
    EXPECT_EQ(imported(store, office.write(opening.take())).verdict(), protocol::APPLIED);
}

records::Opened SmallAuthority::open(Store& store, const records::EntityKey& key) const {
    const auto entity = store.entity(key).value();
    return {key,          entity.value().scope,           entity->rev, store.head().value().epoch,
            entity->body, records::writersBehind(*entity)};
}

std::vector<records::Op> SmallAuthority::setPhone(Store& store, const std::string& phone) const {
    const records::Opened opened = open(store, keyOf<records::CaseFile>(base::rootOf(family)));
    auto file = opened.body.as<records::CaseFile>().value();
    file.set_phone(phone);
    return records::ChangeBuilder().update(opened, file).take();
}

std::vector<records::Op> SmallAuthority::addTask(const std::string& wording) {
    records::Task task;
    task.set_wording(wording);
    task.set_owner_id(workerA.bytes());
    return records::ChangeBuilder().create(keyOf<records::Task>(newId()), family, task).take();
}

protocol::EditAck applied(Store& store, const Hand& hand, const SentEdit& sent) {
    EXPECT_TRUE(store.begin());
    auto ack = store.apply(hand.peer(), sent.bytes, sent.edit);
    EXPECT_TRUE(ack) << ack.error().message();
    EXPECT_TRUE(store.commit());
    return ack ? *ack : protocol::EditAck{};
}

protocol::EditAck imported(Store& store, const SentEdit& sent) {
    EXPECT_TRUE(store.begin());
    auto ack = store.import(sent.bytes, sent.edit);
    EXPECT_TRUE(ack) << ack.error().message();
    EXPECT_TRUE(store.commit());
    return ack ? *ack : protocol::EditAck{};
}

StoreTest::StoreTest(Engine under) : engine(std::move(under)) {
    store = engine.open(file(), clock, random).value();
    small.moveIn(*store);
}

void StoreTest::reopen() {
    store.reset();
    store = engine.open(file(), clock, random).value();
}

records::Rev StoreTest::headRev() {
    return store->head().value().rev;
}

}  // namespace hearth::server::store

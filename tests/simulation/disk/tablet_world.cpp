#include "tests/simulation/disk/tablet_world.hpp"

#include <algorithm>
#include <map>

#include "shared/crypto/hash.hpp"
#include "shared/protocol/frame.hpp"

namespace hearth::simulation {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using client::store::TabletStore;
using tests::kFamily;
using tests::kOtherFamily;

namespace {

constexpr std::uint8_t kTabletNumber = 1;
constexpr std::uint64_t kProofSeed = 5;

const base::DeviceId kDevice = tests::idOf<base::DeviceId>(kTabletNumber);
const base::WorkerId kWorker = tests::idOf<base::WorkerId>(0x41);
const records::EntityKey kFamilyKey{records::typeNumber<records::CaseFile>(),
                                    base::rootOf(kFamily)};

crypto::SigningKey newSigningKey() {
    INVARIANT(crypto::initialise());
    return crypto::SigningKey::generate().value();
}

// Of one letter or of several pages.
std::string wordsFrom(base::SeededRandom& random) {
    const std::size_t size = random.chance(20) ? 1 + random.below(9000) : 1 + random.below(60);
    std::string words(size, ' ');
    for (char& c : words)
        c = random.chance(15) ? ' ' : static_cast<char>('a' + random.below(26));
    return words;
}

}  // namespace

TabletWorld::TabletWorld(std::uint64_t seed) : m_random(seed), m_signingKey(newSigningKey()) {
    m_server.grants[kWorker] = {kFamily, kOtherFamily};
}

sqlite::DatabaseKey TabletWorld::key() const {
    return tests::keyOf(kTabletNumber);
}

Status TabletWorld::begin(const Path& folder) {
    HEARTH_TRY(open(folder));
    return m_store->setIdentity({kDevice, kWorker});
}

Status TabletWorld::reopen() {
    close();
    return open(m_folder);
}

Status TabletWorld::open(const Path& folder) {
    m_store.reset();
    auto opened =
        TabletStore::open(fileIn(folder), key(), m_clock, m_random, sqlite::OpenMode::CreateOrOpen);
    if (!opened) return opened.error();
    m_store.emplace(std::move(*opened));
    m_folder = folder;
    return {};
}

TabletStore::Signer TabletWorld::signer() {
    return [this](base::ByteView message) { return m_signingKey.sign(message); };
}

// The bytes are those that go to the server.
Status TabletWorld::noteSaved(const Result<client::store::OutboxEdit>& saved) {
    if (!saved) return saved.error();
    const auto unsent = m_store->port(signer()).unsent(SIZE_MAX, SIZE_MAX);
    if (!unsent) return unsent.error();
    INVARIANT(!unsent->empty() && unsent->back().seq == saved->seq);
    m_saved.push_back({saved->id, unsent->back().bytes});
    return {};
}

Status TabletWorld::saveVisitIn(const base::ScopeId& scope, const std::string& words,
                                const std::string& form) {
    records::ChangeBuilder builder;
    const records::EntityKey key{records::typeNumber<records::Visit>(), m_store->newId()};
    builder.create(key, scope, tests::visitSaying(words));
    return noteSaved(m_store->save(builder.take(), form));
}

Status TabletWorld::saveVisit(const std::string& words) {
    return saveVisitIn(kFamily, words, "visit/new");
}

Status TabletWorld::saveVisitInOtherFamily(const std::string& words) {
    return saveVisitIn(kOtherFamily, words, {});
}

Status TabletWorld::changeFamily(const std::string& words, const Returned& returned) {
    const auto opened = m_store->open(kFamilyKey);
    if (!opened) return opened.error();
    // That a form was opened is recorded, in a transaction of its own.
    returned();
    records::ChangeBuilder builder;
    if (*opened) {
        auto family = (*opened)->body.as<records::CaseFile>().value();
        family.set_phone(words);
        family.set_plan_text(family.plan_text().substr(0, 2000) + "\n\n" + words);
        builder.update(**opened, family);
    } else {
        builder.create(kFamilyKey, kFamily, tests::familyNamed(words));
    }
    return noteSaved(m_store->save(builder.take()));
}

Status TabletWorld::keepTyping(const std::string& words) {
    return m_store->keepTyping("visit/new", words);
}

void TabletWorld::giveOtherFamily(bool give) {
    auto& scopes = m_server.grants[kWorker];
    if (give)
        scopes.insert(kOtherFamily);
    else
        scopes.erase(kOtherFamily);
}

Result<protocol::Exchange> TabletWorld::ask(const protocol::Exchange& request) {
    const auto frame = protocol::encodeFrame(request, base::kExchangeBytesMax);
    if (!frame) return frame.error();
    const auto heard = protocol::decodeFrame(*frame, base::kExchangeBytesMax);
    if (!heard) return heard.error();
    protocol::ServerSession session(m_server, {kDevice, kWorker, m_signingKey.publicDer().value()});
    HEARTH_TRY(session.receive(*heard));
    return session.reply();
}

Status TabletWorld::sync(const Returned& returned) {
    ReturningPort port(m_store->port(signer()), returned);
    protocol::ClientSession session(port);
    while (true) {
        const auto request = session.next();
        if (!request) return request.error();
        if (!*request) return {};
        const auto reply = ask(**request);
        if (!reply) return reply.error();
        HEARTH_TRY(session.receive(*reply));
    }
}

Status TabletWorld::record(base::SeededRandom& random, const std::string& words,
                           const Returned& returned) {
    if (random.chance(40)) return changeFamily(words.substr(0, 200), returned);
    return random.chance(70) ? saveVisit(words) : saveVisitInOtherFamily(words);
}

Status TabletWorld::type(base::SeededRandom& random, const std::string& words) {
    if (random.chance(20)) return m_store->forgetTyping("visit/new");
    return keepTyping(words);
}

Status TabletWorld::step(base::SeededRandom& random, const Returned& returned) {
    m_clock.pass(base::seconds(7));
    m_server.time = m_clock.wall;
    const std::string words = wordsFrom(random);
    const auto what = random.below(100);
    if (what < 45) {
        HEARTH_TRY(record(random, words, returned));
    } else if (what < 65) {
        HEARTH_TRY(type(random, words));
    } else if (what < 88) {
        return sync(returned);
    } else if (what < 94) {
        HEARTH_TRY(checkpoint());
    } else if (what < 97) {
        giveOtherFamily(random.chance(50));
        return sync(returned);
    } else {
        // The server's backup: tablets may let go of what it covers.
        m_server.durableRev = m_server.state.log.size();
        return sync(returned);
    }
    returned();
    return {};
}

Status TabletWorld::lookFor(TabletStore& store, std::size_t acknowledged) {
    const auto unsent = store.port(signer()).unsent(SIZE_MAX, SIZE_MAX);
    if (!unsent) return unsent.error();
    for (std::size_t i = 0; i < acknowledged; ++i) {
        const Saved& saved = m_saved[i];
        const bool isHere = std::any_of(unsent->begin(), unsent->end(), [&](const auto& edit) {
            return edit.bytes == saved.bytes;
        });
        const auto there = m_server.state.byId.find(saved.id);
        const bool isThere = there != m_server.state.byId.end() &&
                             m_server.state.log[there->second].hash == crypto::sha256(saved.bytes);
        if (!isHere && !isThere)
            return Error(ErrorCode::NotFound,
                         "the acknowledged save " + saved.id.hex() + " is lost");
    }
    return {};
}

Status TabletWorld::prove(const Path& folder, std::size_t acknowledged) {
    base::SeededRandom random(kProofSeed);
    auto store =
        TabletStore::open(fileIn(folder), key(), m_clock, random, sqlite::OpenMode::CreateOrOpen);
    if (!store) return store.error();
    HEARTH_TRY(store->checkIntegrity());
    HEARTH_TRY(store->checkView());
    return lookFor(*store, acknowledged);
}

}  // namespace hearth::simulation

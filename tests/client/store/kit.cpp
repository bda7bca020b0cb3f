#include "tests/client/store/kit.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

#include "shared/crypto/hash.hpp"
#include "shared/crypto/secret.hpp"
#include "shared/protocol/frame.hpp"
#include "tests/support/store_key.hpp"

namespace hearth::tests {

using base::Result;
using base::Status;

namespace {

crypto::SigningKey newSigningKey() {
    INVARIANT(crypto::initialise());
    return crypto::SigningKey::generate().value();
}

}  // namespace

sqlite::DatabaseKey keyOf(std::uint8_t octet) {
    return storeKey(static_cast<char>(octet), static_cast<char>(octet));
}

Tablet::Tablet(std::uint8_t number)
    : m_number(number),
      m_random(number),
      m_device(idOf<base::DeviceId>(number)),
      m_worker(idOf<base::WorkerId>(static_cast<std::uint8_t>(0x40 + number))),
      m_signingKey(newSigningKey()) {
    reopen();
    INVARIANT(m_store->setIdentity({m_device, m_worker}).has_value());
}

void Tablet::reopen() {
    m_store.reset();
    m_store.emplace(
        store::TabletStore::open(file(), key(), clock, m_random, sqlite::OpenMode::CreateOrOpen)
            .value());
}

Result<protocol::Exchange> Tablet::answerTo(MemoryServer& server,
                                            const protocol::Exchange& request) {
    const auto frame = protocol::encodeFrame(request, base::kExchangeBytesMax);
    if (!frame) return frame.error();
    const auto heard = protocol::decodeFrame(*frame, base::kExchangeBytesMax);
    if (!heard) return heard.error();
    protocol::ServerSession session(server, peer());
    HEARTH_TRY(session.receive(*heard));
    return session.reply();
}

store::TabletStore::Signer Tablet::signer() {
    return [this](base::ByteView message) { return m_signingKey.sign(message); };
}

protocol::Peer Tablet::peer() const {
    return {m_device, m_worker, m_signingKey.publicDer().value()};
}

Status Tablet::sync(MemoryServer& server) {
    return syncStore(*m_store, server);
}

Status Tablet::syncStore(store::TabletStore& copy, MemoryServer& server) {
    protocol::ClientSession session(copy.port(signer()));
    while (true) {
        const auto request = session.next();
        m_progress = session.progress();
        if (!request) return request.error();
        if (!*request) return {};
        const auto reply = answerTo(server, **request);
        if (!reply) return reply.error();
        const Status received = session.receive(*reply);
        m_progress = session.progress();
        HEARTH_TRY(received);
    }
}

void Tablet::syncAndLoseAnswer(MemoryServer& server) {
    protocol::ClientSession session(m_store->port(signer()));
    const auto request = session.next();
    INVARIANT(request && *request && answerTo(server, **request));
}

records::EntityKey Tablet::create(const base::ScopeId& scope,
                                  const google::protobuf::Message& record) {
    // A case file is the root of its scope.
    const records::TypeNumber type = records::typeOf(record).number;
    const bool isRoot = type == records::typeNumber<records::CaseFile>();
    const records::EntityKey key{type, isRoot ? base::rootOf(scope) : m_store->newId()};
    records::ChangeBuilder builder;
    builder.create(key, scope, record);
    const auto saved = m_store->save(builder.take());
    EXPECT_TRUE(saved.has_value()) << saved.error().message();
    return key;
}

records::CaseFile familyNamed(const std::string& name) {
    records::CaseFile family;
    family.set_family_name(name);
    return family;
}

records::Visit visitSaying(const std::string& analysis) {
    records::Visit visit;
    visit.set_kind(records::HOME_VISIT);
    visit.set_analysis(analysis);
    return visit;
}

base::Bytes picture(std::size_t size, std::uint64_t seed) {
    base::SeededRandom random(seed);
    std::vector<std::uint8_t> octets(size);
    random.fill(octets);
    return {octets.begin(), octets.end()};
}

records::EntityKey attach(Tablet& tablet, const base::ScopeId& scope, const base::Bytes& bytes) {
    records::Attachment attachment;
    attachment.set_kind(records::DRAWING);
    attachment.set_hash(crypto::sha256(bytes).bytes());
    attachment.set_byte_count(static_cast<std::int64_t>(bytes.size()));
    const records::EntityKey key{records::typeNumber<records::Attachment>(), tablet->newId()};
    records::ChangeBuilder builder;
    builder.create(key, scope, attachment);
    const auto saved = tablet->saveWith({bytes}, builder.take());
    EXPECT_TRUE(saved.has_value()) << saved.error().message();
    return key;
}

void grantBoth(MemoryServer& server, const Tablet& tablet) {
    server.grants[tablet.worker()] = {kFamily, kOtherFamily};
}

}  // namespace hearth::tests

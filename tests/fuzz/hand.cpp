#include "tests/fuzz/hand.hpp"

#include "shared/crypto/hash.hpp"
#include "shared/crypto/signature.hpp"
#include "shared/protocol/frame.hpp"
#include "tests/fuzz/maker.hpp"

namespace hearth::fuzz {

namespace {
constexpr std::size_t kDevicesFrom = 0xD0;
constexpr std::size_t kIncarnationsFrom = 0xA0;

const crypto::SigningKey& deviceKey() {
    static const crypto::SigningKey key = [] {
        INVARIANT(crypto::initialise());
        return crypto::SigningKey::generate().value();
    }();
    return key;
}

const base::Bytes& publicKey() {
    static const base::Bytes key = deviceKey().publicDer().value();
    return key;
}
}  // namespace

Hand::Hand(std::size_t number, const base::WorkerId& theWorker)
    : device(idOf<base::DeviceId>(kDevicesFrom + number)),
      incarnation(idOf<base::Incarnation>(kIncarnationsFrom + number)),
      worker(theWorker) {}

Written Hand::write(std::vector<records::Op> ops) const {
    Written written;
    records::Edit& edit = written.edit;
    edit.seq = m_seq + 1;
    edit.id = idOf<base::EditId>(incarnation.octets[0]);
    edit.id.octets.back() = static_cast<std::uint8_t>(edit.seq);
    edit.device = device;
    edit.incarnation = incarnation;
    edit.prevHash = m_hash;
    edit.author = worker;
    edit.claimed = kNow;
    edit.schemaVersion = records::kSchemaVersion;
    edit.ops = std::move(ops);
    written.bytes = records::encodeEdit(edit);
    return written;
}

void Hand::take(const Written& written) {
    m_seq = written.edit.seq;
    m_hash = crypto::sha256(written.bytes);
}

protocol::Peer Hand::peer() const {
    return {device, worker, publicKey()};
}

base::Bytes Hand::sign(base::ByteView message) {
    return deviceKey().sign(message).value();
}

protocol::Hello Hand::hello() const {
    protocol::Hello hello;
    hello.set_protocol_min(protocol::kProtocolVersion);
    hello.set_protocol_max(protocol::kProtocolVersion);
    hello.set_schema_version(records::kSchemaVersion);
    hello.set_device_id(device.bytes());
    hello.set_incarnation(incarnation.bytes());
    hello.set_last_seq(m_seq);
    hello.set_last_hash(m_hash.bytes());
    hello.set_wall_time(kNow.millis);
    return hello;
}

protocol::Exchange Hand::exchange(const std::vector<Written>& edits,
                                  const std::vector<base::ScopeId>& scopes) const {
    protocol::Exchange exchange;
    *exchange.add_messages()->mutable_hello() = hello();
    if (!edits.empty()) {
        protocol::Push& push = *exchange.add_messages()->mutable_push();
        for (const Written& edit : edits)
            push.add_edits(edit.bytes);
        push.set_signature(sign(edits.back().bytes));
    }
    protocol::Pull& pull = *exchange.add_messages()->mutable_pull();
    for (const base::ScopeId& scope : scopes)
        pull.add_scopes()->set_scope_id(scope.bytes());
    return exchange;
}

}  // namespace hearth::fuzz

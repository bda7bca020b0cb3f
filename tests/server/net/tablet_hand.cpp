#include "tests/server/net/tablet_hand.hpp"

#include <gtest/gtest.h>

#include "schema/records/family.pb.h"
#include "shared/crypto/hash.hpp"
#include "shared/protocol/frame.hpp"
#include "shared/records/change.hpp"

namespace hearth::server::net {

TabletHand::TabletHand(const Device& device) : m_device(device) {
    m_random.fill(m_incarnation.octets);
}

protocol::Exchange TabletHand::hello() const {
    protocol::Exchange exchange;
    protocol::Hello& hello = *exchange.add_messages()->mutable_hello();
    hello.set_protocol_min(protocol::kProtocolVersion);
    hello.set_protocol_max(protocol::kProtocolVersion);
    hello.set_schema_version(records::kSchemaVersion);
    hello.set_device_id(m_device.id.bytes());
    hello.set_incarnation(m_incarnation.bytes());
    hello.set_last_seq(m_seq);
    hello.set_last_hash(m_hash.bytes());
    exchange.add_messages()->mutable_pull();
    return exchange;
}

protocol::Exchange TabletHand::openCaseFile(const std::string& familyName) {
    base::EntityId id;
    m_random.fill(id.octets);
    m_caseFile = base::scopeOf(id);
    records::CaseFile caseFile;
    caseFile.set_family_name(familyName);
    return push(records::ChangeBuilder()
                    .create({records::typeNumber<records::CaseFile>(), id}, m_caseFile, caseFile)
                    .take());
}

protocol::Exchange TabletHand::record(const google::protobuf::Message& record) {
    base::EntityId id;
    m_random.fill(id.octets);
    return push(records::ChangeBuilder()
                    .create({records::typeOf(record).number, id}, m_caseFile, record)
                    .take());
}

protocol::Exchange TabletHand::push(std::vector<records::Op> ops) {
    records::Edit edit;
    m_random.fill(edit.id.octets);
    edit.device = m_device.id;
    edit.incarnation = m_incarnation;
    edit.seq = ++m_seq;
    edit.prevHash = m_hash;
    edit.author = m_device.worker;
    edit.claimed = base::SystemClock().wallNow();
    edit.schemaVersion = records::kSchemaVersion;
    edit.ops = std::move(ops);
    const base::Bytes bytes = records::encodeEdit(edit);
    m_hash = crypto::sha256(bytes);

    protocol::Exchange exchange = hello();
    protocol::Push& push = *exchange.add_messages()->mutable_push();
    push.add_edits(bytes);
    push.set_signature(m_device.key.sign(bytes).value());
    return exchange;
}

base::Bytes TabletHand::frame(const protocol::Exchange& exchange) {
    return protocol::encodeFrame(exchange, base::kExchangeBytesMax).value();
}

protocol::Exchange TabletHand::read(base::ByteView frame) {
    const auto exchange = protocol::decodeFrame(frame, base::kReplyBytesMax);
    EXPECT_TRUE(exchange.has_value());
    return exchange ? *exchange : protocol::Exchange();
}

protocol::Failure failureOf(const HttpAnswer& answer) {
    if (answer.field("Content-Type") != "application/x-hearth") return {};
    const protocol::Exchange exchange = TabletHand::read(answer.body);
    const auto* message = find(exchange, [](const auto& m) { return m.has_failure(); });
    return message == nullptr ? protocol::Failure() : message->failure();
}

}  // namespace hearth::server::net

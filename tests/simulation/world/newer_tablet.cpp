#include "tests/simulation/world/newer_tablet.hpp"

#include <google/protobuf/unknown_field_set.h>

#include "schema/records/visit.pb.h"
#include "shared/base/limits.hpp"
#include "shared/crypto/hash.hpp"
#include "shared/protocol/frame.hpp"
#include "shared/records/body.hpp"
#include "shared/records/change.hpp"

namespace hearth::simulation {

using base::Status;

namespace {

constexpr std::uint32_t kNewerSchema = records::kSchemaVersion + 1;
// Fields that this program's messages do not have.
constexpr int kFieldOfRecord = 190;
constexpr int kFieldOfMessage = 900;
// Hello again after each of them; one divergence is the rule.
constexpr int kTries = 3;

template <class Message>
void addUnknown(Message& message, int field, const std::string& words) {
    message.GetReflection()->MutableUnknownFields(&message)->AddLengthDelimited(field, words);
}

}  // namespace

NewerTablet::NewerTablet(const base::WorkerId& worker, base::Random& random) : m_random(random) {
    auto key = crypto::SigningKey::generate();
    INVARIANT(key.has_value());
    m_peer.worker = worker;
    m_random.fill(m_peer.device.octets);
    m_random.fill(m_incarnation.octets);
    m_peer.publicKeyDer = key->publicDer().value();
    m_key = std::make_shared<const crypto::SigningKey>(std::move(*key));
}

void NewerTablet::record(const base::ScopeId& scope, base::WallTime now, const std::string& words) {
    records::NarrativeEntry entry;
    entry.set_author_id(m_peer.worker.bytes());
    entry.set_occurred_at(now.millis);
    entry.set_text(words);
    addUnknown(entry, kFieldOfRecord, "more " + words);

    records::Edit edit;
    Made made;
    m_random.fill(edit.id.octets);
    made.id = edit.id;
    for (const records::TypeNumber type :
         {records::typeNumber<records::NarrativeEntry>(), kUnknownType}) {
        records::Op op;
        op.target.type = type;
        m_random.fill(op.target.id.octets);
        op.scope = scope;
        op.kind = protocol::CREATE;
        op.value = records::Body::of(entry).encode();
        made.bodies[op.target] = op.value;
        edit.ops.push_back(std::move(op));
    }
    edit.device = m_peer.device;
    edit.author = m_peer.worker;
    edit.claimed = now;
    edit.seq = 1;  // the chain says which
    edit.schemaVersion = kNewerSchema;

    protocol::Edit message;
    INVARIANT(message.ParseFromString(records::encodeEdit(edit)));
    addUnknown(message, kFieldOfMessage, words);
    for (protocol::Op& op : *message.mutable_ops())
        addUnknown(op, kFieldOfMessage, words);
    m_made.push_back(std::move(made));
    chain(std::move(message));
}

void NewerTablet::chain(protocol::Edit edit) {
    edit.set_incarnation(m_incarnation.bytes());
    edit.set_seq(m_chain.size() + 1);
    edit.set_prev_hash((m_chain.empty() ? base::Digest{} : crypto::sha256(m_chain.back())).bytes());
    m_chain.push_back(edit.SerializeAsString());
    m_made[m_chain.size() - 1].bytes.insert(m_chain.back());
}

void NewerTablet::renumber() {
    m_random.fill(m_incarnation.octets);
    const auto before = std::move(m_chain);
    m_chain.clear();
    for (const base::Bytes& bytes : before) {
        protocol::Edit edit;
        INVARIANT(edit.ParseFromString(bytes));
        chain(std::move(edit));
    }
}

base::Result<protocol::Exchange> NewerTablet::exchange(ServerNode& server,
                                                       records::Seq after) const {
    protocol::Exchange request;
    protocol::Hello& hello = *request.add_messages()->mutable_hello();
    hello.set_protocol_min(protocol::kProtocolVersion);
    hello.set_protocol_max(protocol::kProtocolVersion);
    hello.set_schema_version(kNewerSchema);
    hello.set_device_id(m_peer.device.bytes());
    hello.set_incarnation(m_incarnation.bytes());
    hello.set_last_seq(m_chain.size());
    hello.set_last_hash(
        (m_chain.empty() ? base::Digest{} : crypto::sha256(m_chain.back())).bytes());
    if (after < m_chain.size()) {
        protocol::Push& push = *request.add_messages()->mutable_push();
        for (std::size_t i = after; i < m_chain.size(); ++i)
            push.add_edits(m_chain[i]);
        auto signature = m_key->sign(m_chain.back());
        if (!signature) return signature.error();
        push.set_signature(std::move(*signature));
    }
    const auto frame = protocol::encodeFrame(request, base::kExchangeBytesMax);
    if (!frame) return frame.error();
    const auto answer = server.answer(m_peer, *frame);
    if (!answer) return answer.error();
    return protocol::decodeFrame(*answer, base::kReplyBytesMax);
}

// Asks first how far the server is: it may have come back from a backup.
Status NewerTablet::send(ServerNode& server) {
    records::Seq acked = m_chain.size();
    for (int tries = 0; tries < kTries; ++tries) {
        const auto reply = exchange(server, acked);
        if (!reply) return reply.error();
        bool diverged = false;
        for (const protocol::Message& message : reply->messages()) {
            if (message.has_welcome()) acked = message.welcome().acked_seq();
            if (message.has_push_ack()) acked = message.push_ack().acked_seq();
            diverged = diverged || message.has_diverged();
        }
        if (diverged) {
            renumber();
            acked = 0;
        }
        if (acked >= m_chain.size()) return {};
    }
    return {};
}

}  // namespace hearth::simulation

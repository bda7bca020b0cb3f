#include "shared/protocol/server_session.hpp"

#include <algorithm>

#include "shared/base/limits.hpp"
#include "shared/crypto/hash.hpp"
#include "shared/crypto/signature.hpp"
#include "shared/protocol/frame.hpp"

namespace hearth::protocol {

using base::Error;
using base::ErrorCode;
using base::Status;

namespace {
// What the store keeps of HELLO and PURGED must be what it can hold: otherwise a stranger's bytes
// would come back as a failure of the store.
Status checkKept(const Message& message) {
    if (message.has_hello() && message.hello().last_seq() > base::kCountMax)
        return Error(ErrorCode::Malformed, "HELLO with a number that no edit has");
    if (!message.has_purged()) return {};
    if (message.purged().last_seq() > base::kCountMax ||
        !base::ScopeId::fromBytes(message.purged().scope_id()))
        return Error(ErrorCode::Malformed, "a receipt for no scope");
    return {};
}
}  // namespace

Status ServerSession::receive(Exchange request) {
    m_request = std::move(request);
    const Status sorted = sort(*m_request);
    if (!sorted) {
        fail(sorted.error());
        return {};
    }
    const Hello& hello = m_request->messages(0).hello();
    HEARTH_TRY(greet(hello));
    if (m_failure) return {};
    HEARTH_TRY(m_port.contact(m_peer, hello));
    for (const Purged* receipt : m_purged)
        HEARTH_TRY(m_port.purged(m_peer, *receipt));
    const bool forked = m_diverged && m_diverged->kind() == SEQ_FORKED;
    if (m_push != nullptr && !forked) HEARTH_TRY(push(*m_push));
    return m_failure ? Status{} : noteForAdmin();
}

// HELLO first, then at most one of each other kind.
Status ServerSession::sort(const Exchange& request) {
    if (request.messages_size() == 0 || !request.messages(0).has_hello())
        return Error(ErrorCode::Malformed, "an exchange begins with HELLO");
    for (const Message& message : request.messages()) {
        if (message.has_hello() && &message != &request.messages(0))
            return Error(ErrorCode::Malformed, "two HELLO in an exchange");
        HEARTH_TRY(checkKept(message));
        HEARTH_TRY(sortOne(message));
    }
    return checkCounts();
}

Status ServerSession::sortOne(const Message& message) {
    const auto once = [](auto& slot, const auto& part, const char* name) -> Status {
        if (slot != nullptr)
            return Error(ErrorCode::Malformed, std::string("two ") + name + " in an exchange");
        slot = &part;
        return {};
    };
    switch (message.kind_case()) {
        case Message::kPush:
            return once(m_push, message.push(), "PUSH");
        case Message::kPull:
            return once(m_pull, message.pull(), "PULL");
        case Message::kManifestRequest:
            return once(m_manifest, message.manifest_request(), "MANIFEST");
        case Message::kFetch:
            return once(m_fetch, message.fetch(), "FETCH");
        case Message::kReoffer:
            return once(m_reoffer, message.reoffer(), "REOFFER");
        case Message::kBlobQuery:
            return once(m_blobs, message.blob_query(), "BLOB QUERY");
        case Message::kPurged:
            m_purged.push_back(&message.purged());
            return {};
        default:
            return {};
    }
}

Status ServerSession::checkCounts() const {
    const auto over = [](int count, std::size_t max) {
        return static_cast<std::size_t>(count) > max;
    };
    if (m_pull != nullptr && over(m_pull->scopes_size(), base::kPullScopesMax))
        return Error(ErrorCode::TooLarge, "too many scopes in a PULL");
    if (m_push != nullptr && over(m_push->edits_size(), base::kPushEditsMax))
        return Error(ErrorCode::TooLarge, "too many edits in a PUSH");
    if (m_fetch != nullptr && over(m_fetch->entities_size(), base::kFetchEntitiesMax))
        return Error(ErrorCode::TooLarge, "too many entities in a FETCH");
    if (m_reoffer != nullptr && over(m_reoffer->edits_size(), base::kReofferEditsMax))
        return Error(ErrorCode::TooLarge, "too many edits in a REOFFER");
    if (m_blobs != nullptr && over(m_blobs->hashes_size(), base::kBlobQueryMax))
        return Error(ErrorCode::TooLarge, "too many attachments in a BLOB QUERY");
    if (m_pull != nullptr && (m_fetch != nullptr || m_manifest != nullptr))
        return Error(ErrorCode::Malformed, "a repair and a PULL in one exchange");
    return {};
}

Status ServerSession::greet(const Hello& hello) {
    const auto refuse = [this](ErrorCode code, std::string detail) {
        fail(Error(code, std::move(detail)));
        return Status{};
    };
    if (hello.protocol_min() > kProtocolVersion || hello.protocol_max() < kProtocolVersion)
        return refuse(ErrorCode::UnsupportedVersion, "this server speaks protocol 1");
    const auto device = base::DeviceId::fromBytes(hello.device_id());
    const auto incarnation = base::Incarnation::fromBytes(hello.incarnation());
    if (!device || !incarnation)
        return refuse(ErrorCode::Malformed, "HELLO without device or incarnation");
    if (*device != m_peer.device)
        return refuse(ErrorCode::Untrusted, "the certificate is another device's");
    m_incarnation = *incarnation;

    const auto head = m_port.head();
    if (!head) return head.error();
    m_headBefore = *head;
    const auto known = m_port.deviceHead(m_peer.device, m_incarnation);
    if (!known) return known.error();
    // The server has more of this incarnation than the tablet made, or other content at its newest:
    // the tablet was cloned or restored.
    if (known->seq > hello.last_seq() || (known->seq != 0 && known->seq == hello.last_seq() &&
                                          known->hash.view() != hello.last_hash())) {
        diverge(SEQ_FORKED, *known);
        return {};
    }
    if (hello.epoch().empty()) return {};
    if (hello.epoch() != head->epoch.view()) {
        diverge(EPOCH_CHANGED, *known);
    } else if (hello.rev() > head->rev) {
        return fork(TABLET_AHEAD, *known);
    } else {
        const auto chain = m_port.chainAt(hello.rev());
        if (!chain) return chain.error();
        if (!*chain || (*chain)->view() != hello.chain()) return fork(CHAIN_DIFFERS, *known);
    }
    return {};
}

Status ServerSession::push(const Push& push) {
    const auto batch = checkBatch(push);
    if (!batch) {
        fail(batch.error());
        return {};
    }
    return applyBatch(*batch);
}

base::Result<ServerSession::Batch> ServerSession::checkBatch(const Push& push) const {
    Batch batch;
    for (const auto& bytes : push.edits()) {
        auto edit = records::decodeEdit(bytes);
        if (!edit) return edit.error();
        if (edit->device != m_peer.device || edit->incarnation != m_incarnation)
            return Error(ErrorCode::Untrusted, "an edit of another device or incarnation");
        if (!batch.edits.empty()) {
            if (edit->seq != batch.edits.back().seq + 1)
                return Error(ErrorCode::Malformed, "edits out of sequence");
            if (edit->prevHash != crypto::sha256(batch.bytes.back()))
                return Error(ErrorCode::Untrusted, "an edit does not chain to the one before");
        }
        batch.edits.push_back(std::move(*edit));
        batch.bytes.emplace_back(bytes);
    }
    if (batch.edits.empty()) return Error(ErrorCode::Malformed, "a PUSH without edits");
    HEARTH_TRY(crypto::verifySignature(m_peer.publicKeyDer, batch.bytes.back(), push.signature()));
    return batch;
}

Status ServerSession::applyBatch(const Batch& batch) {
    auto known = m_port.deviceHead(m_peer.device, m_incarnation);
    if (!known) return known.error();
    PushAck acks;
    for (std::size_t i = 0; i < batch.edits.size(); ++i) {
        const records::Edit& edit = batch.edits[i];
        if (edit.seq > known->seq + 1) {
            // What lies between is missing here: the tablet offers it again. Of a server that it
            // does not know to have begun anew this says nothing new.
            if (!m_diverged) HEARTH_TRY(fork(TABLET_AHEAD, *known));
            break;
        }
        if (edit.seq == known->seq + 1 && edit.prevHash != known->hash) {
            diverge(SEQ_FORKED, *known);
            break;
        }
        auto ack = m_port.apply(m_peer, batch.bytes[i], edit);
        if (!ack) return ack.error();
        if (ack->verdict() == HELD && ack->held_reason() == HELD_FORKED) {
            diverge(SEQ_FORKED, *known);
            break;
        }
        if (edit.seq == known->seq + 1) *known = {edit.seq, crypto::sha256(batch.bytes[i])};
        for (const records::Op& op : edit.ops)
            m_touched.push_back(op.scope);
        *acks.add_acks() = std::move(*ack);
    }
    std::sort(m_touched.begin(), m_touched.end());
    m_touched.erase(std::unique(m_touched.begin(), m_touched.end()), m_touched.end());
    acks.set_acked_seq(known->seq);
    acks.set_acked_hash(known->hash.bytes());
    m_acks = std::move(acks);
    return {};
}

base::Result<Exchange> ServerSession::reply() {
    Exchange reply;
    if (m_failure) {
        *reply.add_messages()->mutable_failure() = *m_failure;
        return reply;
    }
    const auto head = m_port.head();
    if (!head) return head.error();
    const auto known = m_port.deviceHead(m_peer.device, m_incarnation);
    if (!known) return known.error();

    welcome(*head, *known, reply);
    if (m_acks) *reply.add_messages()->mutable_push_ack() = *m_acks;
    if (m_diverged) {
        *reply.add_messages()->mutable_diverged() = *m_diverged;
        return reply;
    }
    // What the log has of the tablet's edits comes before the state that contains them.
    if (m_reoffer != nullptr) HEARTH_TRY(answerReoffer(reply));
    if (m_blobs != nullptr) HEARTH_TRY(answerBlobs(reply));
    if (m_manifest != nullptr) HEARTH_TRY(answerManifest(reply));
    if (m_fetch != nullptr) HEARTH_TRY(answerFetch(reply));
    if (m_pull != nullptr) HEARTH_TRY(answerPull(*head, known->seq, reply));
    return reply;
}

void ServerSession::welcome(const ServerHead& head, const DeviceHead& known, Exchange& reply) {
    Welcome& welcome = *reply.add_messages()->mutable_welcome();
    welcome.set_protocol(kProtocolVersion);
    welcome.set_epoch(head.epoch.bytes());
    welcome.set_head_rev(head.rev);
    welcome.set_acked_seq(known.seq);
    welcome.set_acked_hash(known.hash.bytes());
    welcome.set_durable_rev(head.durableRev);
    welcome.set_server_time(m_port.now().millis);
    welcome.mutable_limits()->set_push_edits_max(base::kPushEditsMax);
    welcome.mutable_limits()->set_exchange_bytes_max(base::kExchangeBytesMax);
    welcome.set_worker_id(m_peer.worker.bytes());
    welcome.set_minimum_schema_for_writing(m_port.minimumSchemaForWriting());
}

void ServerSession::diverge(DivergenceKind kind, const DeviceHead& device) {
    Diverged diverged;
    diverged.set_kind(kind);
    diverged.set_epoch(m_headBefore.epoch.bytes());
    diverged.set_head_rev(m_headBefore.rev);
    diverged.set_acked_seq(device.seq);
    diverged.set_acked_hash(device.hash.bytes());
    m_diverged = std::move(diverged);
}

// The tablet proves that this server gave out revisions that it does not know any more.
base::Status ServerSession::fork(DivergenceKind kind, const DeviceHead& device) {
    const auto head = m_port.historyForked();
    if (!head) return head.error();
    m_headBefore = *head;
    diverge(kind, device);
    return {};
}

void ServerSession::fail(const Error& error) {
    Failure failure;
    failure.set_code(static_cast<std::uint32_t>(error.code()));
    failure.set_sentence(error.message());
    m_failure = std::move(failure);
}

}  // namespace hearth::protocol

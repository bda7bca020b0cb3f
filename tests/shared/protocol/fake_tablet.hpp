// An in-memory port of the tablet's session machine, and a whole sync run against the fake server.
#pragma once

#include "tests/shared/protocol/fake_server.hpp"

namespace hearth::tests {

class FakeTablet : public protocol::ClientPort {
public:
    std::vector<base::Bytes> edits;  // seq 1..n
    records::Seq acked = 0;
    base::Incarnation incarnation = kIncarnation;
    std::map<base::Bytes, protocol::ScopeCursor> held;
    std::map<base::Bytes, std::map<base::Bytes, records::Entity>> base;
    std::vector<protocol::DivergenceKind> divergences;
    std::optional<protocol::Checkpoint> checkpoint;
    bool unsentInRevokedScope = false;

    void write(std::uint8_t n, std::size_t textBytes = 10) {
        edits.push_back(
            makeEdit(edits.size() + 1, edits.empty() ? base::Bytes() : edits.back(), n, textBytes));
    }

    base::Result<protocol::Hello> hello() override {
        protocol::Hello hello;
        hello.set_protocol_min(1);
        hello.set_protocol_max(1);
        hello.set_schema_version(records::kSchemaVersion);
        hello.set_device_id(kDevice.bytes());
        hello.set_incarnation(incarnation.bytes());
        hello.set_last_seq(edits.size());
        hello.set_last_hash(edits.empty() ? base::Digest{}.bytes()
                                          : crypto::sha256(edits.back()).bytes());
        if (checkpoint) {
            hello.set_epoch(checkpoint->epoch());
            hello.set_rev(checkpoint->rev());
            hello.set_chain(checkpoint->chain());
        }
        return hello;
    }
    base::Result<std::vector<protocol::ScopeCursor>> cursors() override {
        std::vector<protocol::ScopeCursor> all;
        for (const auto& [scope, cursor] : held)
            all.push_back(cursor);
        return all;
    }
    base::Result<std::vector<protocol::PendingEdit>> unsent(std::size_t editsMax,
                                                            std::size_t) override {
        std::vector<protocol::PendingEdit> out;
        for (records::Seq seq = acked + 1; seq <= edits.size() && out.size() < editsMax; ++seq)
            out.push_back({seq, edits[seq - 1]});
        return out;
    }
    base::Result<base::Bytes> signBatch(base::ByteView lastEdit) override {
        return deviceKey().sign(lastEdit);
    }
    base::Status welcomed(const protocol::Welcome&) override { return {}; }
    base::Status acknowledged(const protocol::PushAck& ack) override {
        acked = ack.acked_seq();
        return {};
    }
    base::Status diverged(const protocol::Diverged& diverged) override {
        divergences.push_back(diverged.kind());
        acked = diverged.acked_seq();
        held.clear();
        checkpoint.reset();
        return {};
    }
    base::Status applyScope(const protocol::Checkpoint&, const std::vector<protocol::Page>& pages,
                            const protocol::Done& done) override {
        for (const protocol::Page& page : pages)
            for (const auto& state : page.entities())
                base[done.scope_id()][state.entity_id()] = records::fromProto(state).value();
        protocol::ScopeDigest digest;
        for (const auto& [id, entity] : base[done.scope_id()])
            digest.add(entity);
        protocol::ScopeCursor& cursor = held[done.scope_id()];
        cursor.set_scope_id(done.scope_id());
        cursor.set_cursor(done.cursor());
        cursor.set_digest(digest.bytes());
        if (digest.bytes() == done.digest()) return {};
        cursor.set_cursor(0);
        return base::Error(base::ErrorCode::Conflict, "digest");
    }
    base::Status checkpointComplete(const protocol::Checkpoint& reached) override {
        checkpoint = reached;
        return {};
    }
    base::Result<protocol::Purged> revokeScope(const protocol::Revoke& revoke) override {
        if (unsentInRevokedScope) return base::Error(base::ErrorCode::Conflict, "unsent edits");
        held.erase(revoke.scope_id());
        base.erase(revoke.scope_id());
        protocol::Purged receipt;
        receipt.set_scope_id(revoke.scope_id());
        receipt.set_last_seq(acked);
        return receipt;
    }

    // A whole sync run over frames, as on the wire. The session's progress, or its error.
    base::Result<protocol::SyncProgress> syncWith(FakeServer& server) {
        protocol::ClientSession session(*this);
        while (true) {
            auto request = session.next();
            if (!request) return request.error();
            if (!*request) return session.progress();
            const auto sent = protocol::encodeFrame(**request, base::kExchangeBytesMax).value();
            const auto asked = protocol::decodeFrame(sent, base::kExchangeBytesMax).value();
            const auto answered =
                protocol::encodeFrame(server.answer(asked), base::kReplyBytesMax).value();
            HEARTH_TRY(
                session.receive(protocol::decodeFrame(answered, base::kReplyBytesMax).value()));
        }
    }
};

}  // namespace hearth::tests

// In-memory ports for the session machines: just enough of a store to see what the machines say.
#pragma once

#include <map>
#include <memory>

#include "shared/crypto/hash.hpp"
#include "shared/crypto/secret.hpp"
#include "shared/crypto/signature.hpp"
#include "shared/protocol/client_session.hpp"
#include "shared/protocol/frame.hpp"
#include "shared/protocol/scope_digest.hpp"
#include "shared/protocol/server_session.hpp"

namespace hearth::tests {

template <class IdType>
IdType idOf(std::uint8_t n) {
    IdType id;
    id.octets.fill(n);
    return id;
}

inline const base::ScopeId kCase = idOf<base::ScopeId>(0xCA);
inline const base::DeviceId kDevice = idOf<base::DeviceId>(0xD0);
inline const base::Incarnation kIncarnation = idOf<base::Incarnation>(0x11);
inline const base::WorkerId kWorker = idOf<base::WorkerId>(0x33);

inline crypto::SigningKey& deviceKey() {
    static crypto::SigningKey key = [] {
        INVARIANT(crypto::initialise());
        return crypto::SigningKey::generate().value();
    }();
    return key;
}

// An edit that creates an entity whose id is `n`, chained to `previous`.
inline base::Bytes makeEdit(records::Seq seq, const base::Bytes& previous, std::uint8_t n,
                            std::size_t textBytes = 10) {
    records::Edit edit;
    edit.id = idOf<base::EditId>(n);
    edit.device = kDevice;
    edit.incarnation = kIncarnation;
    edit.seq = seq;
    if (!previous.empty()) edit.prevHash = crypto::sha256(previous);
    edit.author = kWorker;
    edit.claimed = {1'000};
    edit.schemaVersion = records::kSchemaVersion;
    records::Op op;
    op.target = {40, idOf<base::EntityId>(n)};
    op.scope = kCase;
    op.kind = protocol::CREATE;
    op.value = records::encodeText(1, std::string(textBytes, 'x'));
    edit.ops.push_back(op);
    return records::encodeEdit(edit);
}

class FakeServer : public protocol::ServerPort {
public:
    struct Logged {
        base::Bytes bytes;
        records::Edit edit;
    };
    base::Epoch epoch = idOf<base::Epoch>(0xEE);
    std::vector<Logged> log;
    std::vector<base::ScopeId> scopes{kCase};
    std::map<base::ScopeId, std::map<records::Rev, records::Entity>> entities;
    std::vector<protocol::Purged> receipts;
    bool spoilDigest = false;

    base::WallTime now() override { return {5'000}; }
    base::Result<protocol::ServerHead> head() override {
        return protocol::ServerHead{epoch, log.size(), *chainAt(log.size()).value(), 0};
    }
    base::Result<std::optional<base::Digest>> chainAt(records::Rev rev) override {
        if (rev > log.size()) return std::optional<base::Digest>{};
        base::Digest chain = crypto::chainStart(epoch);
        for (std::size_t i = 0; i < rev; ++i)
            chain = crypto::chainNext(chain, crypto::sha256(log[i].bytes), "");
        return std::optional<base::Digest>(chain);
    }
    base::Result<protocol::DeviceHead> deviceHead(const base::DeviceId&,
                                                  const base::Incarnation& incarnation) override {
        protocol::DeviceHead head;
        for (const Logged& row : log)
            if (row.edit.incarnation == incarnation)
                head = {row.edit.seq, crypto::sha256(row.bytes)};
        return head;
    }
    base::Result<protocol::EditAck> apply(const protocol::Peer&, base::ByteView bytes,
                                          const records::Edit& edit) override {
        protocol::EditAck ack;
        ack.set_edit_id(edit.id.bytes());
        ack.set_seq(edit.seq);
        for (std::size_t i = 0; i < log.size(); ++i) {
            if (log[i].edit.seq != edit.seq || log[i].edit.incarnation != edit.incarnation)
                continue;
            const bool same = log[i].bytes == bytes;
            ack.set_verdict(same ? protocol::DUPLICATE : protocol::HELD);
            if (!same) ack.set_held_reason(protocol::HELD_FORKED);
            return ack;
        }
        log.push_back({base::Bytes(bytes), edit});
        for (const records::Op& op : edit.ops) {
            records::Entity entity;
            entity.key = op.target;
            entity.scope = op.scope;
            entity.rev = log.size();
            entity.body = records::Body::parse(op.value).value();
            entities[op.scope][log.size()] = entity;
        }
        ack.set_verdict(protocol::APPLIED);
        ack.set_rev(log.size());
        return ack;
    }
    base::Result<std::vector<base::ScopeId>> scopesOf(const base::WorkerId&) override {
        return scopes;
    }
    base::Result<protocol::ScopeHead> scopeHead(const base::ScopeId& scope) override {
        protocol::ScopeHead head;
        protocol::ScopeDigest digest;
        for (const auto& [rev, entity] : entities[scope]) {
            head.head = rev;
            ++head.count;
            digest.add(entity);
        }
        head.digest = spoilDigest ? base::Bytes(32, 'z') : digest.bytes();
        return head;
    }
    base::Result<protocol::Page> page(const base::ScopeId& scope, records::Rev cursor,
                                      std::size_t bytesMax) override {
        protocol::Page page;
        page.set_scope_id(scope.bytes());
        for (const auto& [rev, entity] : entities[scope]) {
            if (rev <= cursor) continue;
            if (page.entities_size() > 0 && page.ByteSizeLong() > bytesMax) break;
            *page.add_entities() = records::toProto(entity);
            page.set_next_cursor(rev);
        }
        return page;
    }
    base::Status purged(const protocol::Peer&, const protocol::Purged& receipt) override {
        receipts.push_back(receipt);
        return {};
    }
    base::Status contact(const protocol::Peer&, const protocol::Hello&) override { return {}; }

    // One exchange, as the store worker runs it.
    protocol::Exchange answer(const protocol::Exchange& request) {
        protocol::ServerSession session(*this, {kDevice, kWorker, deviceKey().publicDer().value()});
        INVARIANT(session.receive(request).has_value());
        return session.reply().value();
    }
};

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

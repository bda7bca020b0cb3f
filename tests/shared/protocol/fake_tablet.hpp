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
    bool refuseRemovals = false;
    std::vector<protocol::Purged> purged;  // receipts that wait
    std::vector<protocol::Page> staged;    // of scopes that are not complete
    bool offering = false;                 // after a divergence: what was acknowledged is offered
    records::Seq offered = 0;
    std::size_t known = 0;
    std::size_t startedAnew = 0;

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
        offering = !edits.empty();
        offered = 0;
        held.clear();
        checkpoint.reset();
        return {};
    }
    base::Result<protocol::Reoffer> reoffer(std::size_t editsMax) override {
        protocol::Reoffer offers;
        for (records::Seq seq = offered + 1; offering && seq <= edits.size(); ++seq) {
            if (static_cast<std::size_t>(offers.edits_size()) >= editsMax) break;
            protocol::OfferedEdit& edit = *offers.add_edits();
            edit.set_edit_id(records::decodeEdit(edits[seq - 1]).value().id.bytes());
            edit.set_hash(crypto::sha256(edits[seq - 1]).bytes());
        }
        return offers;
    }
    base::Status wanted(const protocol::Reoffer& asked, const protocol::Want& want) override {
        offered += static_cast<records::Seq>(asked.edits_size());
        known += static_cast<std::size_t>(want.known_size());
        offering = offered < edits.size();
        return {};
    }
    base::Result<protocol::Differences> compare(const protocol::Manifest& manifest,
                                                const std::optional<records::EntityKey>&) override {
        protocol::Differences differences;
        const auto& rows = base[manifest.scope_id()];
        for (const protocol::ManifestEntry& entry : manifest.entries()) {
            const auto row = rows.find(entry.entity_id());
            if (row == rows.end() || protocol::entityDigest(row->second).view() != entry.digest())
                differences.fetch.push_back(
                    {entry.entity_type(), base::EntityId::fromBytes(entry.entity_id()).value()});
        }
        return differences;
    }
    base::Status startAnew(const base::ScopeId& scope) override {
        held[scope.bytes()].set_cursor(0);
        ++startedAnew;
        return {};
    }
    base::Result<std::vector<protocol::Purged>> receipts() override { return purged; }
    base::Status receiptsTaken(const std::vector<protocol::Purged>& taken) override {
        purged.erase(purged.begin(), purged.begin() + static_cast<std::ptrdiff_t>(taken.size()));
        return {};
    }
    base::Status stage(const std::vector<protocol::Page>& pages) override {
        staged.insert(staged.end(), pages.begin(), pages.end());
        return {};
    }
    base::Status dropStaged() override {
        staged.clear();
        return {};
    }
    base::Status applyScope(const protocol::Checkpoint&, const std::vector<protocol::Page>& fresh,
                            const protocol::Done& done, const protocol::Repair* repair) override {
        std::vector<protocol::Page> pages;
        for (const protocol::Page& page : staged)
            if (page.scope_id() == done.scope_id()) pages.push_back(page);
        std::erase_if(staged, [&](const auto& page) { return page.scope_id() == done.scope_id(); });
        pages.insert(pages.end(), fresh.begin(), fresh.end());
        if (refuseRemovals) return base::Error(base::ErrorCode::Refused, "too much at once");
        if (repair != nullptr)
            for (const auto& state : repair->entities)
                base[done.scope_id()][state.entity_id()] = records::fromProto(state).value();
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
        return base::Error(base::ErrorCode::Conflict, "digest");
    }
    base::Status checkpointComplete(const protocol::Checkpoint& reached) override {
        checkpoint = reached;
        return {};
    }
    base::Status revokeScope(const protocol::Revoke& revoke) override {
        if (refuseRemovals) return base::Error(base::ErrorCode::Refused, "too much at once");
        if (unsentInRevokedScope) return base::Error(base::ErrorCode::Conflict, "unsent edits");
        held.erase(revoke.scope_id());
        base.erase(revoke.scope_id());
        protocol::Purged receipt;
        receipt.set_scope_id(revoke.scope_id());
        receipt.set_last_seq(acked);
        purged.push_back(receipt);
        return {};
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

// An in-memory port of the server's session machine: just enough of a store to see what it says.
#pragma once

#include <algorithm>

#include "tests/shared/protocol/fake_edits.hpp"

namespace hearth::tests {

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
    int forks = 0;
    std::vector<base::Incarnation> copies;  // that the store was told of
    std::vector<base::EditId> missed;
    std::size_t manifestMax = SIZE_MAX;
    std::uint32_t minimumSchema = 0;
    std::size_t manifests = 0;  // how often it was asked
    std::size_t fetched = 0;

    base::WallTime now() override { return {5'000}; }
    base::Result<protocol::ServerHead> head() override {
        return protocol::ServerHead{epoch, log.size(), *chainAt(log.size()).value(), 0};
    }
    base::Result<protocol::ServerHead> historyForked() override {
        ++forks;
        return head();
    }
    base::Status tabletForked(const protocol::Peer&,
                              const base::Incarnation& incarnation) override {
        copies.push_back(incarnation);
        return {};
    }
    base::Status editsMissed(const protocol::Peer&,
                             const std::vector<base::EditId>& edits) override {
        missed.insert(missed.end(), edits.begin(), edits.end());
        return {};
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
    base::Result<protocol::Manifest> manifest(const base::ScopeId& scope,
                                              const std::optional<records::EntityKey>& after,
                                              std::size_t entriesMax) override {
        protocol::Manifest manifest;
        manifest.set_scope_id(scope.bytes());
        manifest.set_complete(true);
        std::map<records::EntityKey, records::Entity> byKey;
        for (const auto& [rev, entity] : entities[scope])
            if (!after || entity.key > *after) byKey[entity.key] = entity;
        for (const auto& [key, entity] : byKey) {
            const auto count = static_cast<std::size_t>(manifest.entries_size());
            if (count >= std::min(entriesMax, manifestMax)) {
                manifest.set_complete(false);
                break;
            }
            protocol::ManifestEntry& entry = *manifest.add_entries();
            entry.set_entity_type(key.type);
            entry.set_entity_id(key.id.bytes());
            entry.set_rev(entity.rev);
            entry.set_digest(protocol::entityDigest(entity).bytes());
        }
        ++manifests;
        return manifest;
    }
    base::Result<std::optional<records::Entity>> entity(const records::EntityKey& key) override {
        ++fetched;
        for (const auto& [scope, held] : entities)
            for (const auto& [rev, one] : held)
                if (one.key == key) return std::optional(one);
        return std::optional<records::Entity>{};
    }
    base::Result<std::optional<records::Rev>> revOf(const base::EditId& edit,
                                                    const base::Digest& hash) override {
        for (std::size_t i = 0; i < log.size(); ++i)
            if (log[i].edit.id == edit && crypto::sha256(log[i].bytes) == hash)
                return std::optional<records::Rev>(i + 1);
        return std::optional<records::Rev>{};
    }
    base::Result<protocol::Revoke> revoke(const protocol::Peer&,
                                          const base::ScopeId& scope) override {
        protocol::Revoke revoke;
        revoke.set_scope_id(scope.bytes());
        return revoke;
    }
    std::uint32_t minimumSchemaForWriting() override { return minimumSchema; }
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

}  // namespace hearth::tests

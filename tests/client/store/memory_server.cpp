#include "tests/client/store/memory_server.hpp"

#include <algorithm>

#include "shared/crypto/hash.hpp"
#include "shared/protocol/revocation.hpp"
#include "shared/protocol/scope_digest.hpp"
#include "shared/records/blob_names.hpp"

namespace hearth::tests {

using base::Result;
using base::Status;
using records::Entity;

namespace {

class ServerSurroundings final : public merge::Surroundings {
public:
    explicit ServerSurroundings(const std::map<records::EntityKey, Entity>& entities)
        : m_entities(entities) {}
    Result<std::optional<Entity>> find(const records::EntityKey& key) override {
        const auto found = m_entities.find(key);
        if (found == m_entities.end()) return std::optional<Entity>{};
        return std::optional<Entity>(found->second);
    }
    base::WorkerId reviewOwner(const base::ScopeId& scope) override { return base::rootOf(scope); }
    bool mayLowerProtection(const base::WorkerId&, const base::ScopeId&) override { return true; }
    bool raisesReviews() const override { return true; }

private:
    const std::map<records::EntityKey, Entity>& m_entities;
};

}  // namespace

MemoryServer::MemoryServer() {
    newEpoch();
}

void MemoryServer::newEpoch() {
    state.epoch.octets.fill(static_cast<std::uint8_t>(0xE0 + m_epochs++));
    // The chain begins with the epoch.
    base::Digest chain = crypto::chainStart(state.epoch);
    for (ServerState::Row& row : state.log)
        row.chain = chain = crypto::chainNext(chain, row.hash, row.ack.SerializeAsString());
}

std::vector<Entity> MemoryServer::inScope(const base::ScopeId& scope) const {
    std::vector<Entity> found;
    for (const auto& [key, entity] : state.entities)
        if (entity.scope == scope) found.push_back(entity);
    std::sort(found.begin(), found.end(),
              [](const Entity& a, const Entity& b) { return a.rev < b.rev; });
    return found;
}

Result<protocol::ServerHead> MemoryServer::head() {
    protocol::ServerHead head;
    head.epoch = state.epoch;
    head.rev = state.log.size();
    head.chain = *chainAt(head.rev).value();
    head.durableRev = durableRev;
    return head;
}

Result<std::optional<base::Digest>> MemoryServer::chainAt(records::Rev rev) {
    if (rev > state.log.size()) return std::optional<base::Digest>{};
    if (rev == 0) return std::optional<base::Digest>(crypto::chainStart(state.epoch));
    return std::optional<base::Digest>(state.log[rev - 1].chain);
}

Result<protocol::DeviceHead> MemoryServer::deviceHead(const base::DeviceId&,
                                                      const base::Incarnation& incarnation) {
    const auto known = state.heads.find(incarnation);
    return known == state.heads.end() ? protocol::DeviceHead{} : known->second;
}

void MemoryServer::advance(const records::Edit& edit, const base::Digest& hash) {
    protocol::DeviceHead& head = state.heads[edit.incarnation];
    if (edit.seq == head.seq + 1) head = {edit.seq, hash};
}

Result<protocol::EditAck> MemoryServer::apply(const protocol::Peer& peer, base::ByteView bytes,
                                              const records::Edit& edit) {
    const base::Digest hash = crypto::sha256(bytes);
    const auto known = state.byId.find(edit.id);
    if (known != state.byId.end()) {
        protocol::EditAck ack = state.log[known->second].ack;
        ack.set_seq(edit.seq);
        ack.set_verdict(protocol::DUPLICATE);
        advance(edit, hash);
        return ack;
    }
    const protocol::EditAck ack = decide(peer, hash, edit);
    state.byId[edit.id] = state.log.size();
    state.bytes[edit.id] = base::Bytes(bytes);
    const base::Digest before = *chainAt(state.log.size()).value();
    state.log.push_back(
        {edit.id, hash, crypto::chainNext(before, hash, ack.SerializeAsString()), ack});
    advance(edit, hash);
    return ack;
}

protocol::EditAck MemoryServer::decide(const protocol::Peer& peer, const base::Digest& hash,
                                       const records::Edit& edit) {
    const records::Rev rev = state.log.size() + 1;
    protocol::EditAck ack;
    ack.set_edit_id(edit.id.bytes());
    ack.set_seq(edit.seq);
    ack.set_rev(rev);
    const auto mayWrite = [&](const records::Op& op) {
        return grants[peer.worker].count(op.scope) != 0;
    };
    if (!std::all_of(edit.ops.begin(), edit.ops.end(), mayWrite)) {
        ack.set_verdict(protocol::HELD);
        ack.set_held_reason(protocol::HELD_NOT_YOUR_CASE);
        ack.set_held_owner(peer.worker.bytes());
        return ack;
    }
    ServerSurroundings surroundings(state.entities);
    auto outcome = merge::applyEdit(edit, {rev, state.epoch, time, hash}, surroundings).value();
    ack.set_verdict(outcome.verdict);
    ack.set_held_reason(outcome.heldReason);
    if (outcome.verdict == protocol::HELD) ack.set_held_owner(peer.worker.bytes());
    for (Entity& entity : outcome.changed)
        state.entities[entity.key] = std::move(entity);
    return ack;
}

Result<std::vector<base::ScopeId>> MemoryServer::scopesOf(const base::WorkerId& worker) {
    const auto& scopes = grants[worker];
    return std::vector<base::ScopeId>(scopes.begin(), scopes.end());
}

Result<protocol::ScopeHead> MemoryServer::scopeHead(const base::ScopeId& scope) {
    protocol::ScopeHead head;
    protocol::ScopeDigest digest;
    for (const Entity& entity : inScope(scope)) {
        head.head = std::max(head.head, entity.rev);
        digest.add(entity);
        ++head.count;
    }
    head.digest = digest.bytes();
    if (spoilDigest) head.digest[0] = static_cast<char>(head.digest[0] ^ 1);
    return head;
}

Result<protocol::Page> MemoryServer::page(const base::ScopeId& scope, records::Rev cursor,
                                          std::size_t bytesMax) {
    protocol::Page page;
    page.set_scope_id(scope.bytes());
    page.set_next_cursor(cursor);
    const std::size_t room = std::min(bytesMax, pageBytesMax);
    for (const Entity& entity : inScope(scope)) {
        if (entity.rev <= cursor) continue;
        if (page.ByteSizeLong() >= room && entity.rev != page.next_cursor()) break;
        page.set_next_cursor(entity.rev);
        if (!dropFromPages) *page.add_entities() = records::toProto(entity);
    }
    return page;
}

Result<protocol::Manifest> MemoryServer::manifest(const base::ScopeId& scope,
                                                  const std::optional<records::EntityKey>& after,
                                                  std::size_t entriesMax) {
    protocol::Manifest manifest;
    manifest.set_scope_id(scope.bytes());
    manifest.set_complete(true);
    for (const auto& [key, entity] : state.entities) {
        if (entity.scope != scope || (after && key <= *after)) continue;
        if (static_cast<std::size_t>(manifest.entries_size()) >= entriesMax) {
            manifest.set_complete(false);
            break;
        }
        protocol::ManifestEntry& entry = *manifest.add_entries();
        entry.set_entity_type(key.type);
        entry.set_entity_id(key.id.bytes());
        entry.set_rev(entity.rev);
        entry.set_digest(protocol::entityDigest(entity).bytes());
    }
    return manifest;
}

Result<std::optional<Entity>> MemoryServer::entity(const records::EntityKey& key) {
    ++entitiesFetched;
    const auto found = state.entities.find(key);
    return found == state.entities.end() ? std::nullopt : std::optional(found->second);
}

Result<std::optional<records::Rev>> MemoryServer::revOf(const base::EditId& edit,
                                                        const base::Digest& hash) {
    ++editsAskedAbout;
    const auto known = state.byId.find(edit);
    if (known == state.byId.end() || state.log[known->second].hash != hash)
        return std::optional<records::Rev>{};
    return std::optional<records::Rev>(known->second + 1);
}

Result<protocol::Revoke> MemoryServer::revoke(const protocol::Peer& peer,
                                              const base::ScopeId& scope) {
    protocol::Revoke revoke;
    revoke.set_scope_id(scope.bytes());
    if (!sign) return revoke;
    revoke.set_rev(state.log.size());
    revoke.set_signature(sign(protocol::revocationText(
        {state.epoch, peer.device, peer.worker, scope, state.log.size()})));
    return revoke;
}

protocol::BlobState MemoryServer::stateOf(const base::Digest& hash) {
    protocol::BlobState said;
    said.set_hash(hash.bytes());
    const auto whole = state.blobs.find(hash);
    if (whole != state.blobs.end()) {
        said.set_size(whole->second.size());
        said.set_received(whole->second.size());
        said.set_complete(true);
        return said;
    }
    const auto upload = state.uploads.find(hash);
    if (upload == state.uploads.end()) return said;
    said.set_size(upload->second.size() + 1);
    said.set_received(upload->second.size());
    return said;
}

protocol::BlobState MemoryServer::takePart(const base::Digest& hash, std::uint64_t size,
                                           std::uint64_t offset, base::ByteView bytes) {
    if (state.blobs.count(hash) != 0) return stateOf(hash);
    base::Bytes& upload = state.uploads[hash];
    if (offset == upload.size()) upload += bytes;
    if (upload.size() == size && crypto::sha256(upload) == hash) {
        state.blobs[hash] = std::move(upload);
        state.uploads.erase(hash);
    }
    protocol::BlobState said = stateOf(hash);
    said.set_size(size);
    return said;
}

Result<std::optional<protocol::BlobState>> MemoryServer::blobState(const protocol::Peer& peer,
                                                                   const base::Digest& hash) {
    ++blobsAskedAbout;
    for (const auto& [key, entity] : state.entities) {
        if (grants[peer.worker].count(entity.scope) == 0) continue;
        const auto named = records::blobsNamedBy(entity);
        if (std::find(named.begin(), named.end(), hash) != named.end())
            return std::optional(stateOf(hash));
    }
    return std::optional<protocol::BlobState>{};
}

Status MemoryServer::purged(const protocol::Peer&, const protocol::Purged& receipt) {
    receipts.push_back(receipt);
    return {};
}

Status MemoryServer::contact(const protocol::Peer&, const protocol::Hello&) {
    return {};
}

}  // namespace hearth::tests

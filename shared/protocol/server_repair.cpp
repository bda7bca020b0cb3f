// The server's answers to questions: which edits the log has, how far it is with attachments, what
// a scope holds, and the entities that differ. Read only.
#include <algorithm>

#include "shared/base/limits.hpp"
#include "shared/protocol/repair.hpp"
#include "shared/protocol/server_session.hpp"

namespace hearth::protocol {

using base::Status;

// Told here and not in the reply: only what is received is inside a transaction.
Status ServerSession::noteForAdmin() {
    if (m_diverged)
        return m_diverged->kind() == SEQ_FORKED ? m_port.tabletForked(m_peer, m_incarnation)
                                                : Status{};
    if (m_reoffer == nullptr) return {};
    std::vector<base::EditId> missed;
    for (const OfferedEdit& offered : m_reoffer->edits()) {
        const auto id = base::EditId::fromBytes(offered.edit_id());
        const auto hash = base::Digest::fromBytes(offered.hash());
        if (!id || !hash) continue;
        const auto rev = m_port.revOf(*id, *hash);
        if (!rev) return rev.error();
        if (!*rev) missed.push_back(*id);
    }
    return missed.empty() ? Status{} : m_port.editsMissed(m_peer, missed);
}

Status ServerSession::answerReoffer(Exchange& reply) {
    Want want;
    for (const OfferedEdit& offered : m_reoffer->edits()) {
        const auto id = base::EditId::fromBytes(offered.edit_id());
        const auto hash = base::Digest::fromBytes(offered.hash());
        if (!id || !hash) continue;  // nothing anybody could have
        const auto rev = m_port.revOf(*id, *hash);
        if (!rev) return rev.error();
        if (!*rev) {
            want.add_edit_ids(offered.edit_id());
            continue;
        }
        KnownEdit& known = *want.add_known();
        known.set_edit_id(offered.edit_id());
        known.set_rev(**rev);
    }
    *reply.add_messages()->mutable_want() = std::move(want);
    return {};
}

// Of what this worker may not know of nothing is said.
Status ServerSession::answerBlobs(Exchange& reply) {
    BlobStates states;
    for (const base::Bytes& bytes : m_blobs->hashes()) {
        const auto hash = base::Digest::fromBytes(bytes);
        if (!hash) continue;
        auto state = m_port.blobState(m_peer, *hash);
        if (!state) return state.error();
        if (*state) *states.add_states() = std::move(**state);
    }
    *reply.add_messages()->mutable_blob_states() = std::move(states);
    return {};
}

base::Result<std::optional<base::ScopeId>> ServerSession::ownScope(base::ByteView bytes) {
    const auto scope = base::ScopeId::fromBytes(bytes);
    if (!scope) return std::optional<base::ScopeId>{};
    const auto scopes = m_port.scopesOf(m_peer.worker);
    if (!scopes) return scopes.error();
    const bool own = std::binary_search(scopes->begin(), scopes->end(), *scope);
    return own ? std::optional(*scope) : std::nullopt;
}

Status ServerSession::answerManifest(Exchange& reply) {
    const auto scope = ownScope(m_manifest->scope_id());
    if (!scope) return scope.error();
    if (!*scope) return {};
    std::optional<records::EntityKey> after;
    if (m_manifest->has_after()) {
        const auto key = keyOf(m_manifest->after());
        if (!key) return {};
        after = *key;
    }
    auto manifest = m_port.manifest(**scope, after, base::kManifestEntriesMax);
    if (!manifest) return manifest.error();
    *reply.add_messages()->mutable_manifest() = std::move(*manifest);
    return {};
}

Status ServerSession::answerFetch(Exchange& reply) {
    const auto scope = ownScope(m_fetch->scope_id());
    if (!scope) return scope.error();
    if (!*scope) return {};
    Fetched fetched;
    fetched.set_scope_id((*scope)->bytes());
    std::size_t bytes = 0;
    for (const EntityRef& wanted : m_fetch->entities()) {
        if (bytes >= base::kPageRoomBytes) break;
        const auto key = keyOf(wanted);
        if (!key) continue;
        const auto entity = m_port.entity(*key);
        if (!entity) return entity.error();
        if (!*entity || (*entity)->scope != **scope) {
            *fetched.add_absent() = wanted;
            continue;
        }
        *fetched.add_entities() = records::toProto(**entity);
        bytes += fetched.entities(fetched.entities_size() - 1).ByteSizeLong();
    }
    *reply.add_messages()->mutable_fetched() = std::move(fetched);
    return {};
}

}  // namespace hearth::protocol

// What a pull is answered with: revocations, the checkpoint, and the pages of each scope.
#include <algorithm>
#include <map>

#include "shared/base/limits.hpp"
#include "shared/protocol/server_session.hpp"

namespace hearth::protocol {

using base::Result;
using base::Status;

Status ServerSession::answerPull(const ServerHead& head, records::Seq contained, Exchange& reply) {
    const auto scopes = m_port.scopesOf(m_peer.worker);
    if (!scopes) return scopes.error();
    std::map<base::ByteView, const ScopeCursor*> held;
    for (const ScopeCursor& cursor : m_pull->scopes())
        held[cursor.scope_id()] = &cursor;
    for (const auto& [scopeBytes, cursor] : held) {
        const auto scope = base::ScopeId::fromBytes(scopeBytes);
        if (scope && std::binary_search(scopes->begin(), scopes->end(), *scope)) continue;
        if (!scope) continue;  // no scope at all
        auto revoke = m_port.revoke(m_peer, *scope);
        if (!revoke) return revoke.error();
        *reply.add_messages()->mutable_revoke() = std::move(*revoke);
    }

    Checkpoint& checkpoint = *reply.add_messages()->mutable_checkpoint();
    checkpoint.set_epoch(head.epoch.bytes());
    checkpoint.set_rev(head.rev);
    checkpoint.set_chain(head.chain.bytes());
    checkpoint.set_contained_seq(contained);
    for (const base::ScopeId& scope : *scopes)
        checkpoint.add_scopes(scope.bytes());

    Filled filled;
    for (const base::ScopeId& scope : *scopes) {
        const auto cursor = held.find(scope.view());
        const auto complete =
            answerScope(scope, cursor == held.end() ? nullptr : cursor->second, filled, reply);
        if (!complete) return complete.error();
        if (*complete) continue;
        reply.add_messages()->mutable_more();
        break;
    }
    return {};
}

Result<bool> ServerSession::answerScope(const base::ScopeId& scope, const ScopeCursor* held,
                                        Filled& filled, Exchange& reply) {
    const auto scopeHead = m_port.scopeHead(scope);
    if (!scopeHead) return scopeHead.error();
    records::Rev cursor = held == nullptr ? 0 : held->cursor();
    if (cursor == scopeHead->head && held != nullptr) {
        // Nothing new. A tablet that holds something else learns it from DONE, and repairs itself;
        // one that names no digest wants to hear what it should be.
        const bool same = held->digest() == scopeHead->digest;
        if (same || (held->digest().empty() && cursor == 0)) return true;
    }
    if (cursor > scopeHead->head) cursor = 0;
    // Who names a digest holds the scope and wants what changed since; a packed page would say much
    // that is held already.
    const bool isWhole = cursor == 0 || held->digest().empty();
    while (cursor < scopeHead->head) {
        if (isWhole && m_pull->accepts_packed()) {
            auto kept = m_port.packedPage(scope, cursor);
            if (!kept) return kept.error();
            if (*kept && (*kept)->nextCursor <= scopeHead->head) {
                if (!addPacked(std::move(**kept), cursor, filled, reply)) return false;
                continue;
            }
        }
        const auto added = addPage(scope, cursor, filled, reply);
        if (!added || !*added) return added;
    }
    Done& done = *reply.add_messages()->mutable_done();
    done.set_scope_id(scope.bytes());
    done.set_cursor(scopeHead->head);
    done.set_digest(scopeHead->digest);
    done.set_count(scopeHead->count);
    return true;
}

Result<bool> ServerSession::addPage(const base::ScopeId& scope, records::Rev& cursor,
                                    Filled& filled, Exchange& reply) {
    if (filled.ordinary >= base::kPageRoomBytes) return false;
    auto page = m_port.page(scope, cursor, base::kPageRoomBytes - filled.ordinary);
    if (!page) return page.error();
    INVARIANT(page->next_cursor() > cursor);
    const std::size_t bytes = page->ByteSizeLong();
    // A large revision after packed pages: it begins the next answer.
    if (filled.all != 0 && filled.all + bytes > kStateRoomBytes) return false;
    filled.ordinary += bytes;
    filled.all += bytes;
    cursor = page->next_cursor();
    *reply.add_messages()->mutable_page() = std::move(*page);
    return true;
}

bool ServerSession::addPacked(KeptPage kept, records::Rev& cursor, Filled& filled,
                              Exchange& reply) {
    INVARIANT(kept.nextCursor > cursor);
    if (filled.all != 0 && filled.all + kept.unpackedBytes > kPackedRoomBytes) return false;
    filled.all += kept.unpackedBytes;
    cursor = kept.nextCursor;
    *reply.add_messages()->mutable_packed_page() = std::move(kept.page);
    return true;
}

}  // namespace hearth::protocol

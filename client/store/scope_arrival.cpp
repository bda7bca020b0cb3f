// A scope comes to the tablet, or leaves it.
#include "client/store/client_port.hpp"

namespace hearth::client::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using records::EntityKey;

Status ClientPort::applyScope(const protocol::Checkpoint& checkpoint,
                              const std::vector<protocol::Page>& pages,
                              const protocol::Done& done) {
    const auto place = placeOf(checkpoint);
    if (!place) return place.error();
    const auto scope = base::ScopeId::fromBytes(done.scope_id());
    if (!scope) return scope.error();
    Status arrived =
        m_tables.connection.transaction([&] { return arrive(*place, pages, done, *scope); });
    if (arrived || arrived.error().code() != ErrorCode::Conflict) return arrived;
    // Nothing of it was taken. Held rows stay and are shown; the scope is fetched from its start.
    HEARTH_TRY(m_tables.connection.transaction([&] { return m_tables.base.startAnew(*scope); }));
    return arrived;
}

Status ClientPort::arrive(const Place& place, const std::vector<protocol::Page>& pages,
                          const protocol::Done& done, const base::ScopeId& scope) {
    const auto known = m_tables.base.scope(scope);
    if (!known) return known.error();
    ScopeRow row = known->value_or(ScopeRow{scope, {}, 0, {}});
    const bool isAnother = row.epoch != place.epoch;
    const bool isWhole = row.cursor == 0;
    row.epoch = place.epoch;
    std::set<EntityKey> touched;
    for (const protocol::Page& page : pages)
        HEARTH_TRY(takePage(page, row, touched));
    if (row.digest.bytes() != done.digest())
        return Error(ErrorCode::Conflict, "scope " + scope.hex() + " differs from the server's");
    row.cursor = done.cursor();
    HEARTH_TRY(m_tables.base.putScope(row));
    if (isWhole) {
        const auto dropped = m_tables.base.dropRaised(scope);
        if (!dropped) return dropped.error();
        touched.insert(dropped->begin(), dropped->end());
    }
    HEARTH_TRY(takeContainment(scope, place, isAnother, touched));
    return m_fold.again(touched);
}

Status ClientPort::takePage(const protocol::Page& page, ScopeRow& row,
                            std::set<EntityKey>& touched) {
    if (page.scope_id() != row.scope.view())
        return Error(ErrorCode::Malformed, "a page of another scope");
    // Only what a page names changes: that something is absent says nothing.
    for (const protocol::EntityState& state : page.entities()) {
        const auto entity = records::fromProto(state);
        if (!entity) return entity.error();
        if (entity->scope != row.scope)
            return Error(ErrorCode::Malformed, "an entity of another scope in a page");
        HEARTH_TRY(m_tables.base.put(*entity, row));
        touched.insert(entity->key);
    }
    return {};
}

Status ClientPort::takeContainment(const base::ScopeId& scope, const Place& place, bool isAnother,
                                   std::set<EntityKey>& touched) {
    const auto meta = m_tables.meta.load();
    if (!meta) return meta.error();
    const auto before = m_tables.outbox.openTargets(scope);
    if (!before) return before.error();
    const auto changed = m_tables.outbox.contain(
        {scope, meta->incarnation, place.containedSeq, place.epoch, place.rev, isAnother});
    if (!changed) return changed.error();
    // Under another epoch a prediction tells seen from unseen anew.
    if (!*changed && !isAnother) return {};
    const auto after = m_tables.outbox.openTargets(scope);
    if (!after) return after.error();
    touched.insert(before->begin(), before->end());
    touched.insert(after->begin(), after->end());
    return {};
}

Result<protocol::Purged> ClientPort::revokeScope(const protocol::Revoke& revoke) {
    const auto scope = base::ScopeId::fromBytes(revoke.scope_id());
    if (!scope) return scope.error();
    const auto unsent = m_tables.outbox.hasUnsentIn(*scope);
    if (!unsent) return unsent.error();
    if (*unsent) return Error(ErrorCode::Conflict, "unsent edits of the scope go first");
    // Words that are typed and not yet saved exist nowhere else: they are saved or given up first.
    const auto typing = m_tables.typing.hasAnyIn(*scope);
    if (!typing) return typing.error();
    if (*typing) return Error(ErrorCode::Conflict, "a form of the scope is being written");
    HEARTH_TRY(m_tables.connection.transaction([&] { return purgeScope(*scope); }));
    const auto meta = m_tables.meta.load();
    if (!meta) return meta.error();
    protocol::Purged purged;
    purged.set_scope_id(scope->bytes());
    purged.set_last_seq(meta->lastSeq);
    return purged;
}

Status ClientPort::purgeScope(const base::ScopeId& scope) {
    const auto meta = m_tables.meta.load();
    if (!meta) return meta.error();
    auto keys = m_tables.view.keysIn(scope);
    if (!keys) return keys.error();
    // Acknowledged edits of the scope hold its words as well.
    const auto edited = m_tables.outbox.purge(scope);
    if (!edited) return edited.error();
    keys->insert(edited->begin(), edited->end());
    HEARTH_TRY(m_tables.base.purge(scope));
    // With neither base nor edits, what is left of them in view and index goes.
    HEARTH_TRY(m_fold.again(*keys));
    return m_tables.audit.purged(m_clock.wallNow(), meta->worker, scope);
}

}  // namespace hearth::client::store

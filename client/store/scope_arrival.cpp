// A scope comes to the tablet, whole or mended.
#include "client/store/client_port.hpp"
#include "shared/base/planted.hpp"

namespace hearth::client::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using records::EntityKey;

namespace {

// For Bug::CursorBeforeApply alone.
Status moveCursorFirst(Tables& tables, const base::ScopeId& scope, const protocol::Done& done) {
    return tables.connection.transaction([&]() -> Status {
        const auto known = tables.base.scope(scope);
        if (!known) return known.error();
        ScopeRow row = known->value_or(ScopeRow{scope, {}, 0, {}});
        row.cursor = done.cursor();
        return tables.base.putScope(row);
    });
}

// For Bug::PartialPageApplied alone: half of what came, as it would look if a page were applied
// record by record.
Status takeHalf(Tables& tables, Fold& fold, const base::ScopeId& scope,
                const std::vector<protocol::Page>& pages) {
    if (pages.empty()) return {};
    return tables.connection.transaction([&]() -> Status {
        HEARTH_TRY(tables.base.noteScope(scope));
        const auto known = tables.base.scope(scope);
        if (!known) return known.error();
        ScopeRow row = **known;
        std::set<EntityKey> touched;
        for (int i = 0; i < pages.front().entities_size() / 2; ++i) {
            const auto entity = records::fromProto(pages.front().entities(i));
            if (!entity) return entity.error();
            HEARTH_TRY(tables.base.put(*entity, row));
            touched.insert(entity->key);
        }
        HEARTH_TRY(tables.base.putScope(row));
        return fold.again(touched);
    });
}

}  // namespace

Status ClientPort::applyScope(const protocol::Checkpoint& checkpoint,
                              const std::vector<protocol::Page>& pages, const protocol::Done& done,
                              const protocol::Repair* repair) {
    const auto place = placeOf(checkpoint);
    if (!place) return place.error();
    const auto scope = base::ScopeId::fromBytes(done.scope_id());
    if (!scope) return scope.error();
    if (base::planted(base::Bug::CursorBeforeApply))
        HEARTH_TRY(moveCursorFirst(m_tables, *scope, done));
    if (base::planted(base::Bug::PartialPageApplied))
        HEARTH_TRY(takeHalf(m_tables, m_fold, *scope, pages));
    // On a difference nothing of it is taken: the session asks what differs.
    Status arrived = m_tables.connection.transaction([&] {
        return arrive(*place, {pages, done, repair}, *scope);
    });
    if (arrived) return {};
    HEARTH_TRY(m_tables.connection.transaction([&] { return m_tables.staged.drop(*scope); }));
    return arrived;
}

Status ClientPort::stage(const std::vector<protocol::Page>& pages) {
    return m_tables.connection.transaction([&]() -> Status {
        for (const protocol::Page& page : pages)
            HEARTH_TRY(m_tables.staged.add(page));
        return {};
    });
}

Status ClientPort::dropStaged() {
    return m_tables.connection.transaction([&] { return m_tables.staged.dropAll(); });
}

Status ClientPort::startAnew(const base::ScopeId& scope) {
    return m_tables.connection.transaction([&] { return m_tables.base.startAnew(scope); });
}

Status ClientPort::arrive(const Place& place, const Delivery& delivery,
                          const base::ScopeId& scope) {
    const auto known = m_tables.base.scope(scope);
    if (!known) return known.error();
    auto open = openKeys();
    if (!open) return open.error();
    Arrival arrival{known->value_or(ScopeRow{scope, {}, 0, {}}), false, std::move(*open), {}};
    ScopeRow& row = arrival.row;
    const bool isAnother = row.epoch != place.epoch;
    arrival.isWhole = row.cursor == 0;
    row.epoch = place.epoch;
    HEARTH_TRY(guardRetirements(delivery, scope));
    if (delivery.repair != nullptr) HEARTH_TRY(mend(*delivery.repair, arrival));
    HEARTH_TRY(m_tables.staged.each(
        scope, [&](const protocol::Page& page) { return takePage(page, arrival); }));
    HEARTH_TRY(m_tables.staged.drop(scope));
    for (const protocol::Page& page : delivery.pages)
        HEARTH_TRY(takePage(page, arrival));
    if (row.digest.bytes() != delivery.done.digest()) {
        if (!base::planted(base::Bug::AdoptServerDigest))
            return Error(ErrorCode::Conflict,
                         "scope " + scope.hex() + " differs from the server's");
        const auto adopted = protocol::ScopeDigest::fromBytes(delivery.done.digest());
        if (!adopted) return adopted.error();
        row.digest = *adopted;
    }
    row.cursor = delivery.done.cursor();
    HEARTH_TRY(m_tables.base.putScope(row));
    if (arrival.isWhole) {
        HEARTH_TRY(dropRaised(scope, arrival.touched));
        HEARTH_TRY(indexWhole(arrival));
    }
    HEARTH_TRY(takeContainment(scope, place, isAnother, arrival.touched));
    return arrival.touched.empty() ? Status{} : m_fold.again(arrival.touched);
}

Result<std::set<EntityKey>> ClientPort::openKeys() {
    auto open = m_tables.outbox.pendingTargets();
    if (!open) return open.error();
    const auto predicted = m_tables.view.predictedKeys();
    if (!predicted) return predicted.error();
    open->insert(predicted->begin(), predicted->end());
    return open;
}

// What the server was asked for because it differs takes the place of what is held; what it does
// not have stays and is shown. The digest is of the rows that are there, not of what anybody says.
Status ClientPort::mend(const protocol::Repair& repair, Arrival& arrival) {
    ScopeRow& row = arrival.row;
    for (const EntityKey& key : repair.absent) {
        HEARTH_TRY(m_tables.base.setLacking(key));
        arrival.touched.insert(key);
    }
    for (const protocol::EntityState& state : repair.entities) {
        const auto entity = records::fromProto(state);
        if (!entity) return entity.error();
        if (entity->scope != row.scope)
            return Error(ErrorCode::Malformed, "an entity of another scope in a repair");
        HEARTH_TRY(m_tables.base.replace(*entity));
        HEARTH_TRY(show(*entity, arrival));
    }
    const auto digest = m_tables.base.digestOf(row.scope);
    if (!digest) return digest.error();
    row.digest = *digest;
    return {};
}

// A retired record is kept, but nobody sees it in a list any more: that is a removal, too.
// It counts once, however often the pages say it.
Status ClientPort::guardRetirements(const Delivery& delivery, const base::ScopeId& scope) {
    std::set<EntityKey> retiring;
    const auto collect = [&](const protocol::Page& page) {
        return collectRetiring(page, retiring);
    };
    HEARTH_TRY(m_tables.staged.eachRetiring(scope, collect));
    for (const protocol::Page& page : delivery.pages)
        HEARTH_TRY(collect(page));
    if (retiring.empty()) return {};
    const auto may = m_tables.departures.mayRemove(retiring.size(), m_clock.wallNow());
    if (!may) return may.error();
    if (!*may)
        return Error(ErrorCode::Refused, "more records would be retired at once than may be");
    return m_tables.departures.removed(retiring.size(), m_clock.wallNow());
}

Status ClientPort::collectRetiring(const protocol::Page& page, std::set<EntityKey>& retiring) {
    for (const protocol::EntityState& state : page.entities()) {
        if (!state.has_retired()) continue;
        const auto id = base::EntityId::fromBytes(state.entity_id());
        if (!id) return id.error();
        const EntityKey key{state.entity_type(), *id};
        const auto held = m_tables.base.find(key);
        if (!held) return held.error();
        if (*held && !(*held)->entity.retired) retiring.insert(key);
    }
    return {};
}

// Questions the server had raised and does not raise any more: nobody's words, but not so many at
// once that a confused server clears a desk.
Status ClientPort::dropRaised(const base::ScopeId& scope, std::set<EntityKey>& touched) {
    const auto raised = m_tables.base.raisedNoMore(scope);
    if (!raised) return raised.error();
    if (raised->empty()) return {};
    const auto may = m_tables.departures.mayRemove(raised->size(), m_clock.wallNow());
    if (!may) return may.error();
    if (!*may) return {};
    HEARTH_TRY(m_tables.departures.removed(raised->size(), m_clock.wallNow()));
    for (const EntityKey& key : *raised)
        HEARTH_TRY(m_tables.base.drop(key));
    touched.insert(raised->begin(), raised->end());
    return {};
}

Result<protocol::Differences> ClientPort::compare(const protocol::Manifest& manifest,
                                                  const std::optional<EntityKey>& after) {
    const auto scope = base::ScopeId::fromBytes(manifest.scope_id());
    if (!scope) return scope.error();
    const auto row = m_tables.base.scope(*scope);
    if (!row) return row.error();
    const records::Rev cursor = *row ? (*row)->cursor : 0;
    auto rows = m_tables.base.countedIn(*scope);
    if (!rows) return rows.error();
    protocol::Differences differences;
    std::optional<EntityKey> last = after;
    for (const protocol::ManifestEntry& entry : manifest.entries()) {
        const auto id = base::EntityId::fromBytes(entry.entity_id());
        if (!id) return id.error();
        const EntityKey key{entry.entity_type(), *id};
        if (last && key <= *last) return Error(ErrorCode::Malformed, "a manifest out of order");
        last = key;
        const auto held = rows->find(key);
        const bool same = held != rows->end() && held->second.digest.view() == entry.digest();
        // What changed after the cursor comes with the next pull by itself.
        if (!same && entry.rev() <= cursor) differences.fetch.push_back(key);
        if (held != rows->end()) rows->erase(held);
    }
    // What is left in the range that was listed is not at the server.
    for (const auto& [key, held] : *rows) {
        const bool listed = (!after || key > *after) && (manifest.complete() || key <= *last);
        if (listed) differences.absent.push_back(key);
    }
    return differences;
}

Status ClientPort::takePage(const protocol::Page& page, Arrival& arrival) {
    ScopeRow& row = arrival.row;
    if (page.scope_id() != row.scope.view())
        return Error(ErrorCode::Malformed, "a page of another scope");
    // Only what a page names changes: that something is absent says nothing.
    for (const protocol::EntityState& state : page.entities()) {
        const auto entity = records::fromProto(state);
        if (!entity) return entity.error();
        if (entity->scope != row.scope)
            return Error(ErrorCode::Malformed, "an entity of another scope in a page");
        const auto taken = m_tables.base.put(*entity, row);
        if (!taken) return taken.error();
        if (*taken == Taken::Yes) HEARTH_TRY(show(*entity, arrival));
    }
    return {};
}

Status ClientPort::show(const records::Entity& entity, Arrival& arrival) {
    if (arrival.open.count(entity.key) != 0) {
        arrival.touched.insert(entity.key);
        return {};
    }
    return arrival.isWhole ? Status{} : m_fold.index(entity);
}

// Words that come and go again cost twice, and stay in the index as marked until it is merged.
Status ClientPort::indexWhole(const Arrival& arrival) {
    return m_tables.base.eachIn(arrival.row.scope, [&](const records::Entity& entity) {
        return arrival.open.count(entity.key) != 0 ? Status{} : m_fold.index(entity);
    });
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

}  // namespace hearth::client::store

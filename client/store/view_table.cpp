#include "client/store/view_table.hpp"

#include "client/store/entity_row.hpp"

namespace hearth::client::store {

using base::Result;
using base::Status;
using sqlite::runSql;

namespace {

// Columns: type, id, scope, body, attribution, base_rev, pending.
Result<ViewEntity> viewOf(const sqlite::Statement& row) {
    auto entity = entityOf(row);
    if (!entity) return entity.error();
    ViewEntity view;
    view.entity = std::move(*entity);
    view.baseRev = sqlite::unsignedColumn(row, 5);
    view.pending = row.integer(6) != 0;
    view.entity.rev = view.pending ? records::kPendingRev : view.baseRev;
    return view;
}

template <class... Values>
Result<std::vector<ViewEntity>> collect(sqlite::Connection& connection, std::string_view sql,
                                        const Values&... values) {
    std::vector<ViewEntity> found;
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        auto view = viewOf(row);
        if (!view) return view.error();
        found.push_back(std::move(*view));
        return true;
    };
    HEARTH_TRY(sqlite::eachRow(connection, sql, read, values...));
    return found;
}

}  // namespace

Result<std::optional<ViewEntity>> ViewTable::find(const records::EntityKey& key) {
    auto found = collect(m_connection,
                         "SELECT type, id, scope, body, attribution, base_rev, pending FROM shown "
                         "WHERE type = ? AND id = ?",
                         key.type, key.id.view());
    if (!found) return found.error();
    if (found->empty()) return std::optional<ViewEntity>{};
    return std::optional<ViewEntity>(std::move(found->front()));
}

Result<std::vector<ViewEntity>> ViewTable::list(const base::ScopeId& scope,
                                                records::TypeNumber type) {
    return collect(m_connection,
                   "SELECT type, id, scope, body, attribution, base_rev, pending FROM shown "
                   "WHERE scope = ? AND type = ? AND retired = 0 ORDER BY id",
                   scope.view(), type);
}

Result<std::vector<ViewEntity>> ViewTable::listAll(records::TypeNumber type) {
    return collect(m_connection,
                   "SELECT type, id, scope, body, attribution, base_rev, pending FROM shown "
                   "WHERE type = ? AND retired = 0 ORDER BY id",
                   type);
}

Result<std::set<records::EntityKey>> ViewTable::keysIn(const base::ScopeId& scope) {
    return collectKeys(m_connection, "SELECT type, id FROM shown WHERE scope = ?", scope.view());
}

Result<std::set<records::EntityKey>> ViewTable::allKeys() {
    return collectKeys(m_connection, "SELECT type, id FROM shown");
}

Result<std::optional<base::ScopeId>> ViewTable::scopeOf(const base::EntityId& id) {
    std::optional<base::ScopeId> found;
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        const auto scope = sqlite::idColumn<base::ScopeId>(row, 0);
        if (!scope) return scope.error();
        found = *scope;
        return false;
    };
    // By type and id, which is how both tables are indexed.
    for (const records::TypeInfo& type : records::allTypes()) {
        HEARTH_TRY(sqlite::eachRow(m_connection,
                                   "SELECT scope FROM shown WHERE type = ? AND id = ?", read,
                                   type.number, id.view()));
        if (found) return found;
    }
    HEARTH_TRY(
        sqlite::eachRow(m_connection, "SELECT scope FROM scope WHERE scope = ?", read, id.view()));
    return found;
}

Status ViewTable::putPredicted(const records::Entity& entity) {
    // A prediction has no revision of its own: it is of edits that have none yet.
    INVARIANT(entity.rev == records::kPendingRev);
    const base::Bytes body = entity.body.encode();
    const base::Bytes attribution = records::encodeAttribution(entity);
    return runSql(m_connection,
                  "INSERT INTO predicted (type, id, scope, retired, body, attribution) "
                  "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (type, id) DO UPDATE SET "
                  "scope = excluded.scope, retired = excluded.retired, body = excluded.body, "
                  "attribution = excluded.attribution",
                  entity.key.type, entity.key.id.view(), entity.scope.view(),
                  entity.retired.has_value(), body, attribution);
}

Status ViewTable::removePredicted(const records::EntityKey& key) {
    return runSql(m_connection, "DELETE FROM predicted WHERE type = ? AND id = ?", key.type,
                  key.id.view());
}

Result<std::set<records::EntityKey>> ViewTable::predictedKeys() {
    return collectKeys(m_connection, "SELECT type, id FROM predicted");
}

}  // namespace hearth::client::store

#include "client/store/base_table.hpp"

#include "client/store/entity_row.hpp"
#include "shared/base/planted.hpp"

namespace hearth::client::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using records::Entity;
using sqlite::runSql;

namespace {

Result<ScopeRow> scopeRowOf(const sqlite::Statement& row) {
    ScopeRow scope;
    const auto id = sqlite::idColumn<base::ScopeId>(row, 0);
    if (!id) return id.error();
    scope.scope = *id;
    const auto epoch = sqlite::optionalIdColumn<base::Epoch>(row, 1);
    if (!epoch) return epoch.error();
    scope.epoch = *epoch;
    scope.cursor = sqlite::unsignedColumn(row, 2);
    const auto digest = protocol::ScopeDigest::fromBytes(row.blob(3));
    if (!digest) return Error(ErrorCode::Corrupt, "the digest of scope " + id->hex());
    scope.digest = *digest;
    return scope;
}

}  // namespace

Result<std::vector<ScopeRow>> BaseTable::scopes() {
    std::vector<ScopeRow> rows;
    HEARTH_TRY(sqlite::eachRow(m_connection,
                               "SELECT scope, epoch, cursor, digest FROM scope ORDER BY scope",
                               [&](const sqlite::Statement& row) -> Result<bool> {
                                   const auto scope = scopeRowOf(row);
                                   if (!scope) return scope.error();
                                   rows.push_back(*scope);
                                   return true;
                               }));
    return rows;
}

Result<std::optional<ScopeRow>> BaseTable::scope(const base::ScopeId& scope) {
    std::optional<ScopeRow> found;
    HEARTH_TRY(sqlite::eachRow(
        m_connection, "SELECT scope, epoch, cursor, digest FROM scope WHERE scope = ?",
        [&](const sqlite::Statement& row) -> Result<bool> {
            const auto read = scopeRowOf(row);
            if (!read) return read.error();
            found = *read;
            return false;
        },
        scope.view()));
    return found;
}

Status BaseTable::putScope(const ScopeRow& row) {
    if (row.epoch.isNil())
        return runSql(m_connection,
                      "INSERT INTO scope (scope, epoch, cursor, digest) VALUES (?, NULL, ?, ?) "
                      "ON CONFLICT (scope) DO UPDATE SET epoch = excluded.epoch, "
                      "cursor = excluded.cursor, digest = excluded.digest",
                      row.scope.view(), row.cursor, row.digest.bytes());
    return runSql(m_connection,
                  "INSERT INTO scope (scope, epoch, cursor, digest) VALUES (?, ?, ?, ?) "
                  "ON CONFLICT (scope) DO UPDATE SET epoch = excluded.epoch, "
                  "cursor = excluded.cursor, digest = excluded.digest",
                  row.scope.view(), row.epoch.view(), row.cursor, row.digest.bytes());
}

Status BaseTable::noteScope(const base::ScopeId& scope) {
    return runSql(m_connection,
                  "INSERT OR IGNORE INTO scope (scope, epoch, cursor, digest) "
                  "VALUES (?, NULL, 0, ?)",
                  scope.view(), protocol::ScopeDigest{}.bytes());
}

Result<std::optional<BaseEntity>> BaseTable::find(const records::EntityKey& key) {
    std::optional<BaseEntity> found;
    HEARTH_TRY(sqlite::eachRow(
        m_connection,
        "SELECT type, id, scope, body, attribution, rev, stale_epoch FROM base "
        "WHERE type = ? AND id = ?",
        [&](const sqlite::Statement& row) -> Result<bool> {
            auto entity = entityOf(row);
            if (!entity) return entity.error();
            entity->rev = sqlite::unsignedColumn(row, 5);
            const auto stale = sqlite::optionalIdColumn<base::Epoch>(row, 6);
            if (!stale) return stale.error();
            found = BaseEntity{std::move(*entity), *stale};
            return false;
        },
        key.type, key.id.view()));
    return found;
}

Result<Taken> BaseTable::put(const Entity& entity, ScopeRow& row) {
    const auto held = find(entity.key);
    if (!held) return held.error();
    if (*held && (*held)->staleEpoch.isNil()) {
        if ((*held)->entity.rev > entity.rev) return Taken::OlderThanHeld;
        if ((*held)->entity.scope == entity.scope)
            row.digest.remove((*held)->entity);
        else
            HEARTH_TRY(leaveScope(**held));
    }
    row.digest.add(entity);
    HEARTH_TRY(replace(entity));
    return Taken::Yes;
}

Status BaseTable::replace(const Entity& entity) {
    if (base::planted(base::Bug::TombstoneExpired) && entity.retired) return drop(entity.key);
    const base::Bytes body = entity.body.encode();
    const base::Bytes attribution = records::encodeAttribution(entity);
    return runSql(m_connection,
                  "INSERT INTO base (type, id, scope, rev, retired, body, attribution) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (type, id) DO UPDATE SET "
                  "scope = excluded.scope, rev = excluded.rev, retired = excluded.retired, "
                  "body = excluded.body, attribution = excluded.attribution, stale_epoch = NULL",
                  entity.key.type, entity.key.id.view(), entity.scope.view(), entity.rev,
                  entity.retired.has_value(), body, attribution);
}

// The server moved it to another scope: it counts no longer in the one it came under.
Status BaseTable::leaveScope(const BaseEntity& held) {
    auto row = scope(held.entity.scope);
    if (!row) return row.error();
    if (!*row) return {};
    (*row)->digest.remove(held.entity);
    return putScope(**row);
}

Status BaseTable::startAnew(const base::ScopeId& scope) {
    HEARTH_TRY(runSql(m_connection,
                      "UPDATE base SET stale_epoch = (SELECT epoch FROM scope WHERE scope = ?) "
                      "WHERE scope = ? AND stale_epoch IS NULL",
                      scope.view(), scope.view()));
    return runSql(m_connection, "UPDATE scope SET cursor = 0, digest = ? WHERE scope = ?",
                  protocol::ScopeDigest{}.bytes(), scope.view());
}

Status BaseTable::startAllAnew() {
    HEARTH_TRY(runSql(m_connection,
                      "UPDATE base SET stale_epoch = "
                      "(SELECT epoch FROM scope WHERE scope.scope = base.scope) "
                      "WHERE stale_epoch IS NULL"));
    return runSql(m_connection, "UPDATE scope SET epoch = NULL, cursor = 0, digest = ?",
                  protocol::ScopeDigest{}.bytes());
}

Status BaseTable::purge(const base::ScopeId& scope) {
    HEARTH_TRY(runSql(m_connection, "DELETE FROM base WHERE scope = ?", scope.view()));
    return runSql(m_connection, "DELETE FROM scope WHERE scope = ?", scope.view());
}

Result<std::set<records::EntityKey>> BaseTable::keysIn(const base::ScopeId& scope) {
    std::set<records::EntityKey> keys;
    HEARTH_TRY(sqlite::eachRow(
        m_connection, "SELECT type, id FROM base WHERE scope = ?",
        [&](const sqlite::Statement& row) -> Result<bool> {
            const auto key = keyOf(row);
            if (!key) return key.error();
            keys.insert(*key);
            return true;
        },
        scope.view()));
    return keys;
}

Status BaseTable::eachIn(const base::ScopeId& scope,
                         const std::function<Status(const Entity&)>& visit) {
    return sqlite::eachRow(
        m_connection, "SELECT type, id, scope, body, attribution FROM base WHERE scope = ?",
        [&](const sqlite::Statement& row) -> Result<bool> {
            const auto entity = entityOf(row);
            if (!entity) return entity.error();
            HEARTH_TRY(visit(*entity));
            return true;
        },
        scope.view());
}

Result<std::set<records::EntityKey>> BaseTable::raisedNoMore(const base::ScopeId& scope) {
    std::set<records::EntityKey> raised;
    HEARTH_TRY(sqlite::eachRow(
        m_connection,
        "SELECT type, id, scope, body, attribution FROM base "
        "WHERE scope = ? AND stale_epoch IS NOT NULL",
        [&](const sqlite::Statement& row) -> Result<bool> {
            const auto entity = entityOf(row);
            if (!entity) return entity.error();
            if (entity->created.author.isNil() || base::planted(base::Bug::RemovalByAbsence))
                raised.insert(entity->key);
            return true;
        },
        scope.view()));
    return raised;
}

Status BaseTable::drop(const records::EntityKey& key) {
    return runSql(m_connection, "DELETE FROM base WHERE type = ? AND id = ?", key.type,
                  key.id.view());
}

Status BaseTable::eachCounted(const base::ScopeId& scope,
                              const std::function<void(const Entity&)>& visit) {
    return sqlite::eachRow(
        m_connection,
        "SELECT type, id, scope, body, attribution, rev FROM base "
        "WHERE scope = ? AND stale_epoch IS NULL",
        [&](const sqlite::Statement& row) -> Result<bool> {
            auto entity = entityOf(row);
            if (!entity) return entity.error();
            entity->rev = sqlite::unsignedColumn(row, 5);
            visit(*entity);
            return true;
        },
        scope.view());
}

Result<std::map<records::EntityKey, HeldRow>> BaseTable::countedIn(const base::ScopeId& scope) {
    std::map<records::EntityKey, HeldRow> rows;
    HEARTH_TRY(eachCounted(scope, [&](const Entity& entity) {
        rows[entity.key] = {entity.rev, protocol::entityDigest(entity)};
    }));
    return rows;
}

Result<protocol::ScopeDigest> BaseTable::digestOf(const base::ScopeId& scope) {
    protocol::ScopeDigest digest;
    HEARTH_TRY(eachCounted(scope, [&](const Entity& entity) { digest.add(entity); }));
    return digest;
}

Status BaseTable::setLacking(const records::EntityKey& key) {
    return runSql(
        m_connection,
        "UPDATE base SET stale_epoch = (SELECT epoch FROM scope WHERE scope = base.scope) "
        "WHERE type = ? AND id = ? AND stale_epoch IS NULL",
        key.type, key.id.view());
}

Result<std::uint64_t> BaseTable::staleRows() {
    const auto count =
        m_connection.queryInt("SELECT count(*) FROM base WHERE stale_epoch IS NOT NULL");
    if (!count) return count.error();
    return static_cast<std::uint64_t>(*count);
}

}  // namespace hearth::client::store

#include "server/store/entity_table.hpp"

#include <algorithm>

#include "server/store/pull_queries.hpp"
#include "shared/sqlite/query.hpp"

namespace hearth::server::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using records::Entity;

namespace {

// Columns: type, id, scope, rev, body, attribution.
Result<Entity> entityOf(const sqlite::Statement& row) {
    Entity entity;
    const auto id = idColumn<base::EntityId>(row, 1);
    if (!id) return id.error();
    entity.key = {numberColumn(row, 0), *id};
    const auto scope = idColumn<base::ScopeId>(row, 2);
    if (!scope) return scope.error();
    entity.scope = *scope;
    entity.rev = unsignedColumn(row, 3);
    auto body = records::Body::parse(row.blob(4));
    if (!body || !records::decodeAttribution(row.blob(5), entity))
        return Error(ErrorCode::Corrupt, "entity " + id->hex() + " does not decode");
    entity.body = std::move(*body);
    return entity;
}

}  // namespace

Result<std::optional<Entity>> EntityTable::find(const records::EntityKey& key) {
    std::optional<Entity> found;
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        auto entity = entityOf(row);
        if (!entity) return entity.error();
        found = std::move(*entity);
        return false;
    };
    HEARTH_TRY(eachRow(m_connection,
                       "SELECT type, id, scope, rev, body, attribution FROM entity "
                       "WHERE type = ? AND id = ?",
                       read, key.type, key.id.view()));
    return found;
}

Result<std::optional<base::ScopeId>> EntityTable::scopeOf(const records::EntityKey& key) {
    std::optional<base::ScopeId> found;
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        const auto scope = idColumn<base::ScopeId>(row, 0);
        if (!scope) return scope.error();
        found = *scope;
        return false;
    };
    HEARTH_TRY(eachRow(m_connection, "SELECT scope FROM entity WHERE type = ? AND id = ?", read,
                       key.type, key.id.view()));
    return found;
}

template <class Value>
Result<std::vector<Entity>> EntityTable::allOf(std::string_view sql, const Value& value) {
    std::vector<Entity> entities;
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        auto entity = entityOf(row);
        if (!entity) return entity.error();
        entities.push_back(std::move(*entity));
        return true;
    };
    HEARTH_TRY(eachRow(m_connection, sql, read, value));
    return entities;
}

Result<std::vector<Entity>> EntityTable::ofType(records::TypeNumber type) {
    return allOf(
        "SELECT type, id, scope, rev, body, attribution FROM entity "
        "WHERE type = ? ORDER BY id",
        type);
}

Result<std::vector<Entity>> EntityTable::inScope(const base::ScopeId& scope) {
    return allOf(
        "SELECT type, id, scope, rev, body, attribution FROM entity "
        "WHERE scope = ? ORDER BY type, id",
        scope.view());
}

Status EntityTable::write(const std::vector<Change>& changes) {
    std::map<base::ScopeId, ScopeState> scopes;
    for (const Change& change : changes) {
        const auto known = scopes.find(change.after.scope);
        if (known == scopes.end()) {
            auto state = loadScope(change.after.scope);
            if (!state) return state.error();
            scopes[change.after.scope] = *state;
        }
        ScopeState& state = scopes[change.after.scope];
        if (change.before)
            state.digest.remove(*change.before);
        else
            ++state.count;
        state.digest.add(change.after);
        state.head = std::max(state.head, change.after.rev);
        HEARTH_TRY(put(change));
    }
    for (const auto& [scope, state] : scopes)
        HEARTH_TRY(storeScope(scope, state));
    return {};
}

Status EntityTable::put(const Change& change) {
    const Entity& entity = change.after;
    const base::Bytes body = entity.body.encode();
    const base::Bytes attribution = records::encodeAttribution(entity);
    if (change.before)
        return runSql(m_connection,
                      "UPDATE entity SET rev = ?, body = ?, attribution = ? "
                      "WHERE type = ? AND id = ?",
                      entity.rev, body, attribution, entity.key.type, entity.key.id.view());
    return runSql(m_connection,
                  "INSERT INTO entity (type, id, scope, rev, body, attribution) "
                  "VALUES (?, ?, ?, ?, ?, ?)",
                  entity.key.type, entity.key.id.view(), entity.scope.view(), entity.rev, body,
                  attribution);
}

Result<EntityTable::ScopeState> EntityTable::loadScope(const base::ScopeId& scope) {
    const auto head = scopeHead(scope);
    if (!head) return head.error();
    const auto digest = protocol::ScopeDigest::fromBytes(head->digest);
    if (!digest) return Error(ErrorCode::Corrupt, "the digest of scope " + scope.hex());
    return ScopeState{head->head, *digest, head->count};
}

Status EntityTable::storeScope(const base::ScopeId& scope, const ScopeState& state) {
    return runSql(m_connection,
                  "INSERT INTO scope (scope, head, digest, count) VALUES (?, ?, ?, ?) "
                  "ON CONFLICT (scope) DO UPDATE SET head = excluded.head, "
                  "digest = excluded.digest, count = excluded.count",
                  scope.view(), state.head, state.digest.bytes(), state.count);
}

Result<protocol::ScopeHead> EntityTable::scopeHead(const base::ScopeId& scope) {
    protocol::ScopeHead head;
    head.digest = protocol::ScopeDigest{}.bytes();
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        head = {unsignedColumn(row, 0), row.blob(1), unsignedColumn(row, 2)};
        return false;
    };
    HEARTH_TRY(eachRow(m_connection, kScopeHeadSql, read, scope.view()));
    return head;
}

Result<protocol::Page> EntityTable::page(const base::ScopeId& scope, records::Rev cursor,
                                         std::size_t bytesMax) {
    protocol::Page page;
    page.set_scope_id(scope.bytes());
    page.set_next_cursor(cursor);
    std::size_t bytes = 0;
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        const auto entity = entityOf(row);
        if (!entity) return entity.error();
        // A page ends between two revisions: nobody sees half an edit.
        if (bytes >= bytesMax && entity->rev != page.next_cursor()) return false;
        protocol::EntityState state = records::toProto(*entity);
        bytes += state.ByteSizeLong();
        page.set_next_cursor(entity->rev);
        *page.add_entities() = std::move(state);
        return true;
    };
    HEARTH_TRY(eachRow(m_connection, kPageSql, read, scope.view(), cursor));
    return page;
}

Result<std::uint64_t> EntityTable::countUpTo(const base::ScopeId& scope, records::Rev rev) {
    std::uint64_t count = 0;
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        count = unsignedColumn(row, 0);
        return false;
    };
    HEARTH_TRY(eachRow(m_connection, kCountUpToSql, read, scope.view(), rev));
    return count;
}

Result<protocol::Manifest> EntityTable::manifest(const base::ScopeId& scope,
                                                 const std::optional<records::EntityKey>& after,
                                                 std::size_t entriesMax) {
    protocol::Manifest manifest;
    manifest.set_scope_id(scope.bytes());
    manifest.set_complete(true);
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        if (static_cast<std::size_t>(manifest.entries_size()) >= entriesMax) {
            manifest.set_complete(false);
            return false;
        }
        const auto entity = entityOf(row);
        if (!entity) return entity.error();
        protocol::ManifestEntry& entry = *manifest.add_entries();
        entry.set_entity_type(entity->key.type);
        entry.set_entity_id(entity->key.id.bytes());
        entry.set_rev(entity->rev);
        entry.set_digest(protocol::entityDigest(*entity).bytes());
        return true;
    };
    const records::EntityKey from = after.value_or(records::EntityKey{});
    HEARTH_TRY(eachRow(m_connection, kManifestSql, read, scope.view(), from.type, from.id.view(),
                       static_cast<std::int64_t>(entriesMax) + 1));
    return manifest;
}

}  // namespace hearth::server::store

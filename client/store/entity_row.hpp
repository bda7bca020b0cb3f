// An entity out of the columns every entity table has.
// Threads: the connection's. Errors: Corrupt.
#pragma once

#include <set>
#include <vector>

#include "shared/records/entity.hpp"
#include "shared/sqlite/query.hpp"

namespace hearth::client::store {

// Columns: type, id, scope, body, attribution. The revision is the caller's to set.
[[nodiscard]] inline base::Result<records::Entity> entityOf(const sqlite::Statement& row) {
    records::Entity entity;
    const auto id = sqlite::idColumn<base::EntityId>(row, 1);
    if (!id) return id.error();
    entity.key = {sqlite::numberColumn(row, 0), *id};
    const auto scope = sqlite::idColumn<base::ScopeId>(row, 2);
    if (!scope) return scope.error();
    entity.scope = *scope;
    auto body = records::Body::parse(row.blob(3));
    if (!body || !records::decodeAttribution(row.blob(4), entity))
        return base::Error(base::ErrorCode::Corrupt,
                           "record " + id->hex() + " of the store does not decode");
    entity.body = std::move(*body);
    return entity;
}

// Columns: type, id.
[[nodiscard]] inline base::Result<records::EntityKey> keyOf(const sqlite::Statement& row) {
    const auto id = sqlite::idColumn<base::EntityId>(row, 1);
    if (!id) return id.error();
    return records::EntityKey{sqlite::numberColumn(row, 0), *id};
}

// All keys a statement gives; columns as keyOf().
template <class... Values>
[[nodiscard]] base::Result<std::set<records::EntityKey>> collectKeys(sqlite::Connection& connection,
                                                                     std::string_view sql,
                                                                     const Values&... values) {
    std::set<records::EntityKey> found;
    const auto read = [&](const sqlite::Statement& row) -> base::Result<bool> {
        const auto key = keyOf(row);
        if (!key) return key.error();
        found.insert(*key);
        return true;
    };
    HEARTH_TRY(sqlite::eachRow(connection, sql, read, values...));
    return found;
}

// All numbers a statement gives.
template <class... Values>
[[nodiscard]] base::Result<std::vector<std::int64_t>> collectNumbers(sqlite::Connection& connection,
                                                                     std::string_view sql,
                                                                     const Values&... values) {
    std::vector<std::int64_t> found;
    const auto read = [&](const sqlite::Statement& row) -> base::Result<bool> {
        found.push_back(row.integer(0));
        return true;
    };
    HEARTH_TRY(sqlite::eachRow(connection, sql, read, values...));
    return found;
}

}  // namespace hearth::client::store

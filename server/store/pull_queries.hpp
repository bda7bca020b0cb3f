// What a pull asks of the tables, in one place: a test proves of each that it walks an index and
// never a table.
#pragma once

#include <string_view>

namespace hearth::server::store {

// Of one scope after a cursor, in the order of their revisions.
inline constexpr std::string_view kPageSql =
    "SELECT type, id, scope, rev, body, attribution FROM entity "
    "WHERE scope = ? AND rev > ? ORDER BY rev";
inline constexpr std::string_view kScopeHeadSql =
    "SELECT head, digest, count FROM scope WHERE scope = ?";
inline constexpr std::string_view kPackedPageSql =
    "SELECT next, packed FROM packed_page WHERE scope = ? AND after = ?";
// When pages are packed.
inline constexpr std::string_view kCountUpToSql =
    "SELECT count(*) FROM entity WHERE scope = ? AND rev <= ?";
inline constexpr std::string_view kKeptSql =
    "SELECT coalesce(max(next), 0), coalesce(sum(entities), 0) FROM packed_page WHERE scope = ?";
// When a scope is mended.
inline constexpr std::string_view kManifestSql =
    "SELECT type, id, scope, rev, body, attribution FROM entity "
    "WHERE scope = ? AND (type, id) > (?, ?) ORDER BY type, id LIMIT ?";

}  // namespace hearth::server::store

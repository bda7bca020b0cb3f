// Short forms of what every table does: run a statement, walk its rows, read an id from a column.
// Owner: nobody, functions only. Threads: the connection's. Errors: the connection's own, and
// Corrupt where stored bytes have not the length their column promises.
#pragma once

#include <string_view>
#include <utility>

#include "shared/base/ids.hpp"
#include "shared/sqlite/connection.hpp"

namespace hearth::sqlite {

// A statement that gives no rows.
template <class... Values>
[[nodiscard]] base::Status runSql(Connection& connection, std::string_view sql,
                                  const Values&... values) {
    const auto statement = connection.prepare(sql);
    if (!statement) return statement.error();
    return (*statement)->bind(values...).run();
}

// Calls `row` for each row until it says false or fails. The same SQL may not be used inside `row`.
template <class Row, class... Values>
[[nodiscard]] base::Status eachRow(Connection& connection, std::string_view sql, Row&& row,
                                   const Values&... values) {
    const auto prepared = connection.prepare(sql);
    if (!prepared) return prepared.error();
    Statement& statement = **prepared;
    statement.bind(values...);
    while (true) {
        const auto found = statement.next();
        if (!found) return found.error();
        if (!*found) return {};
        const base::Result<bool> more = row(std::as_const(statement));
        if (more && *more) continue;
        statement.reset();
        if (!more) return more.error();
        return {};
    }
}

template <class IdType>
[[nodiscard]] base::Result<IdType> idColumn(const Statement& row, int column) {
    const auto id = IdType::fromBytes(row.blob(column));
    if (!id) return base::Error(base::ErrorCode::Corrupt, "a stored id has not 16 bytes");
    return *id;
}

// NULL is the nil id.
template <class IdType>
[[nodiscard]] base::Result<IdType> optionalIdColumn(const Statement& row, int column) {
    if (row.isNull(column)) return IdType{};
    return idColumn<IdType>(row, column);
}

[[nodiscard]] inline base::Result<base::Digest> digestColumn(const Statement& row, int column) {
    const auto digest = base::Digest::fromBytes(row.blob(column));
    if (!digest) return base::Error(base::ErrorCode::Corrupt, "a stored digest has not 32 bytes");
    return *digest;
}

[[nodiscard]] inline std::uint64_t unsignedColumn(const Statement& row, int column) {
    return static_cast<std::uint64_t>(row.integer(column));
}

[[nodiscard]] inline std::uint32_t numberColumn(const Statement& row, int column) {
    return static_cast<std::uint32_t>(row.integer(column));
}

}  // namespace hearth::sqlite

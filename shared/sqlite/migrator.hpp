// Brings a database to the newest schema: numbered files, one transaction and one user_version step
// each, never edited after release. A fresh database is all of them from 1.
// Threads: the connection's.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "shared/sqlite/connection.hpp"

namespace hearth::sqlite {

// "0001_initial.sql": the number, then anything.
struct Migration {
    std::string_view name;
    std::string_view sql;
};

struct MigrationReport {
    std::int64_t from = 0;
    std::int64_t to = 0;
};

// Errors: UnsupportedVersion when the file is newer than the last migration (nothing is touched);
// InvalidArgument when the numbers are not 1, 2, 3, ...; otherwise what the step met, with its
// name, and the database stays at the step before.
[[nodiscard]] base::Result<MigrationReport> migrate(Connection& connection,
                                                    std::span<const Migration> migrations);

}  // namespace hearth::sqlite

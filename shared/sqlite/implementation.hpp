// What a Connection holds, seen from inside this folder only.
// Threads: the connection's.
#pragma once

#include <map>
#include <string>

#include "shared/sqlite/connection.hpp"
#include "shared/sqlite/file_lock.hpp"
#include "shared/sqlite/opening.hpp"

namespace hearth::sqlite {

struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using StatementHandle = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

// Exactly one statement, kept by SQLite for repeated use.
[[nodiscard]] base::Result<StatementHandle> prepareOne(sqlite3* db, std::string_view& sql,
                                                       unsigned int flags);

struct Connection::Impl {
    struct Cached {
        StatementHandle handle;
        Statement statement;
    };

    Impl(FileLock held, DatabaseHandle opened) noexcept
        : lock(std::move(held)), db(std::move(opened)) {}

    [[nodiscard]] bool isInTransaction() const noexcept {
        return sqlite3_get_autocommit(db.get()) == 0;
    }
    [[nodiscard]] base::Error failed(int code);
    void resetStatements() noexcept;

    // Destroyed from the last to the first: statements, database, lock.
    FileLock lock;
    DatabaseHandle db;
    Trouble trouble;
    std::map<std::string, Cached, std::less<>> statements;
};

}  // namespace hearth::sqlite

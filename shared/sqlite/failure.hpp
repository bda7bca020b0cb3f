// SQLite's result codes as Errors, seen from inside this folder only.
// An error's detail never repeats a value or a search text: SQLite's own message is used only where
// it names nothing but tables, columns and code.
// Threads: the connection's.
#pragma once

#include <sqlcipher/sqlite3.h>

#include "shared/sqlite/connection.hpp"

namespace hearth::sqlite {

// `code`: an extended result code that `db` has just returned.
[[nodiscard]] base::Error errorFor(sqlite3* db, int code);
// The same for a statement that does not parse: its message quotes the statement, which is code.
[[nodiscard]] base::Error errorInSql(sqlite3* db, int code);
// Remembers a failure of the disk or of memory, past which nothing may be committed.
void noteTrouble(Trouble& trouble, int code) noexcept;
// An error if trouble stops this statement.
[[nodiscard]] base::Status mayRun(sqlite3_stmt* statement, const Trouble& trouble);

}  // namespace hearth::sqlite

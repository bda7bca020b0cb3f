#include "shared/sqlite/failure.hpp"

#include <cerrno>

namespace hearth::sqlite {

using base::Error;
using base::ErrorCode;

namespace {
int primary(int code) noexcept {
    return code & 0xFF;
}

bool isFullDisk(sqlite3* db, int code) noexcept {
    if (primary(code) == SQLITE_FULL) return true;
    // Growing the WAL's index on a full disk is reported as an I/O error.
    if (primary(code) != SQLITE_IOERR && primary(code) != SQLITE_CANTOPEN) return false;
    const int systemError = sqlite3_system_errno(db);
    return systemError == ENOSPC || systemError == EDQUOT;
}

ErrorCode meaningOf(sqlite3* db, int code) noexcept {
    if (isFullDisk(db, code)) return ErrorCode::DiskFull;
    if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
        code == SQLITE_CONSTRAINT_ROWID)
        return ErrorCode::AlreadyExists;
    switch (primary(code)) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:
            return ErrorCode::Busy;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return ErrorCode::Corrupt;
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_READONLY:
            return ErrorCode::Io;
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH:
        case SQLITE_RANGE:
            return ErrorCode::InvalidArgument;
        case SQLITE_TOOBIG:
            return ErrorCode::TooLarge;
        default:
            return ErrorCode::Internal;
    }
}
}  // namespace

Error errorFor(sqlite3* db, int code) {
    // A constraint's message names a table and columns, or the constraint.
    const bool isSafe = primary(code) == SQLITE_CONSTRAINT;
    const char* text = isSafe ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    return {meaningOf(db, code), "SQLite " + std::to_string(code) + ": " + text};
}

Error errorInSql(sqlite3* db, int code) {
    if (primary(code) != SQLITE_ERROR) return errorFor(db, code);
    return {ErrorCode::Internal, std::string("SQL: ") + sqlite3_errmsg(db)};
}

void noteTrouble(Trouble& trouble, int code) noexcept {
    if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC) trouble.syncFailed = true;
    switch (primary(code)) {
        case SQLITE_FULL:
        case SQLITE_IOERR:
        case SQLITE_NOMEM:
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
        case SQLITE_CANTOPEN:
            if (trouble.code == SQLITE_OK) trouble.code = code;
            break;
        default:
            break;
    }
}

base::Status mayRun(sqlite3_stmt* statement, const Trouble& trouble) {
    sqlite3* db = sqlite3_db_handle(statement);
    if (trouble.inTransaction && trouble.code != SQLITE_OK) return errorFor(db, trouble.code);
    if (trouble.inTransaction && sqlite3_get_autocommit(db) != 0)
        return Error(ErrorCode::Internal, "the transaction ended before its end");
    if (trouble.syncFailed && sqlite3_stmt_readonly(statement) == 0)
        return Error(ErrorCode::Io, "a sync failed: the database must be opened again");
    return {};
}

}  // namespace hearth::sqlite

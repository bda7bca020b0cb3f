#include "shared/sqlite/connection.hpp"

#include <exception>
#include <system_error>
#include <typeinfo>

#include "shared/sqlite/failure.hpp"
#include "shared/sqlite/implementation.hpp"
#include "shared/sqlite/locked_memory.hpp"

namespace hearth::sqlite {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;

namespace {
// The one place where other people's exceptions become values. What they say may quote a record,
// so only their type is told.
Status guarded(const std::function<Status()>& work) {
    try {
        return work();
    } catch (const std::exception& problem) {
        return Error(ErrorCode::Internal, std::string("an exception: ") + typeid(problem).name());
    } catch (...) {
        return Error(ErrorCode::Internal, "an exception of unknown type");
    }
}

// Before anything is created: what must be there is there, and is not a store's empty remains.
Status checkFiles(const std::filesystem::path& file, OpenMode mode) {
    const std::string name = file.filename().string();
    std::error_code problem;
    const auto size = std::filesystem::file_size(file, problem);
    if (problem) {
        const int code = problem.value();
        const bool isMissing = problem == std::errc::no_such_file_or_directory;
        if (isMissing && mode == OpenMode::CreateOrOpen) return {};
        return systemError(code, name);
    }
    if (size > 0) return {};
    if (mode != OpenMode::CreateOrOpen) return Error(ErrorCode::Corrupt, name + " is empty");
    // SQLite deletes the WAL of an empty file; but here the WAL is all that is left of a store.
    if (hasLog(file))
        return Error(ErrorCode::Corrupt, name + " is empty, but its write-ahead log is not");
    return {};
}
}  // namespace

Error Connection::Impl::failed(int code) {
    noteTrouble(trouble, code);
    return errorFor(db.get(), code);
}

void Connection::Impl::resetStatements() noexcept {
    for (auto& entry : statements)
        if (sqlite3_stmt_busy(entry.second.handle.get()) != 0) entry.second.statement.reset();
}

Connection::Connection(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

Result<Connection> Connection::open(const std::filesystem::path& file, const DatabaseKey& key,
                                    OpenMode mode) {
    const bool readOnly = mode == OpenMode::ReadOnly;
    HEARTH_TRY(checkKey(key));
    // Looked at twice: a typing mistake leaves no lock file behind, and what the lock protects is
    // looked at under it.
    HEARTH_TRY(checkFiles(file, mode));
    auto lock = FileLock::acquire(file, readOnly ? LockKind::Reader : LockKind::Owner);
    if (!lock) return lock.error();
    HEARTH_TRY(checkFiles(file, mode));
    if (mode == OpenMode::CreateOrOpen) HEARTH_TRY(createPrivateFile(file));
    auto db = openWithKey(file, key, readOnly);
    if (!db) return db.error();
    HEARTH_TRY(checkReadable(db->get()));
    HEARTH_TRY(applySettings(db->get(), readOnly));
    HEARTH_TRY(checkEncrypted(db->get()));
    if (!isMemoryGuarded(db->get()))
        return Error(ErrorCode::Internal, "SQLCipher does not guard its memory");
    lockMemoryAgain();
    return Connection(std::make_unique<Impl>(std::move(*lock), std::move(*db)));
}

Result<StatementHandle> prepareOne(sqlite3* db, std::string_view& sql, unsigned int flags) {
    sqlite3_stmt* prepared = nullptr;
    const char* tail = nullptr;
    const int code =
        sqlite3_prepare_v3(db, sql.data(), static_cast<int>(sql.size()), flags, &prepared, &tail);
    StatementHandle handle(prepared);
    if (code != SQLITE_OK) return errorInSql(db, code);
    sql.remove_prefix(static_cast<std::size_t>(tail - sql.data()));
    return handle;
}

Result<Statement*> Connection::prepare(std::string_view sql) {
    auto& statements = m_impl->statements;
    if (const auto found = statements.find(sql); found != statements.end())
        return &found->second.statement;
    INVARIANT(statements.size() < kStatementsMax);
    std::string_view rest = sql;
    auto handle = prepareOne(m_impl->db.get(), rest, SQLITE_PREPARE_PERSISTENT);
    if (!handle) return handle.error();
    if (!*handle || rest.find_first_not_of(" \t\r\n;") != std::string_view::npos)
        return Error(ErrorCode::InvalidArgument, "prepare takes exactly one statement");
    Statement statement(handle->get(), &m_impl->trouble);
    const auto added =
        statements.emplace(std::string(sql), Impl::Cached{std::move(*handle), statement});
    return &added.first->second.statement;
}

Status Connection::execute(std::string_view sql) {
    while (!sql.empty()) {
        const auto handle = prepareOne(m_impl->db.get(), sql, 0);
        if (!handle) return handle.error();
        if (!*handle) continue;  // a comment
        HEARTH_TRY(mayRun(handle->get(), m_impl->trouble));
        int code = SQLITE_ROW;
        while (code == SQLITE_ROW)
            code = sqlite3_step(handle->get());
        if (code != SQLITE_DONE) return m_impl->failed(code);
    }
    return {};
}

Status Connection::begin() {
    if (m_impl->isInTransaction()) return Error(ErrorCode::Internal, "a transaction is running");
    m_impl->resetStatements();
    const auto statement = prepare("BEGIN IMMEDIATE");
    if (!statement) return statement.error();
    HEARTH_TRY((*statement)->run());
    m_impl->trouble.code = SQLITE_OK;
    m_impl->trouble.inTransaction = true;
    return {};
}

Status Connection::commit() {
    m_impl->resetStatements();
    if (!m_impl->trouble.inTransaction) return Error(ErrorCode::Internal, "nothing was begun");
    const auto statement = prepare("COMMIT");
    // Also refuses if anything in this transaction met a failure of the disk.
    Status status = statement ? (*statement)->run() : Status(statement.error());
    if (!status) {
        rollback();
        return status;
    }
    m_impl->trouble.inTransaction = false;
    return {};
}

void Connection::rollback() noexcept {
    m_impl->resetStatements();
    // SQLite may already have rolled back by itself, after a failure of the disk.
    if (m_impl->isInTransaction()) {
        const int code = sqlite3_exec(m_impl->db.get(), "ROLLBACK", nullptr, nullptr, nullptr);
        noteTrouble(m_impl->trouble, code);
        INVARIANT(!m_impl->isInTransaction());
    }
    m_impl->trouble.inTransaction = false;
}

Status Connection::transaction(const std::function<Status()>& work) {
    HEARTH_TRY(begin());
    Status status = guarded(work);
    if (!status) {
        rollback();
        return status;
    }
    return commit();
}

Status Connection::savepoint(const std::function<Status()>& work) {
    if (!m_impl->isInTransaction())
        return Error(ErrorCode::Internal, "a savepoint needs a running transaction");
    HEARTH_TRY(execute("SAVEPOINT unit"));
    Status status = guarded(work);
    // A failure of the disk may have ended the whole transaction; commit() refuses it then.
    if (!m_impl->isInTransaction()) {
        if (status) return Error(ErrorCode::Internal, "the transaction ended inside a savepoint");
        return status;
    }
    const Status undone = status ? Status() : execute("ROLLBACK TO unit");
    const Status released = undone ? execute("RELEASE unit") : undone;
    if (released) return status;
    // Half a unit must not be committed.
    if (m_impl->trouble.code == SQLITE_OK) m_impl->trouble.code = SQLITE_ABORT;
    return status ? released : status;
}

std::int64_t Connection::changes() const noexcept {
    return sqlite3_changes64(m_impl->db.get());
}

Result<std::int64_t> Connection::queryInt(std::string_view sql) {
    const auto statement = prepare(sql);
    if (!statement) return statement.error();
    const auto row = (*statement)->next();
    if (!row) return row.error();
    if (!*row) return Error(ErrorCode::NotFound, "no row");
    const std::int64_t value = (*statement)->integer(0);
    (*statement)->reset();
    return value;
}

Result<std::string> Connection::queryText(std::string_view sql) {
    const auto statement = prepare(sql);
    if (!statement) return statement.error();
    const auto row = (*statement)->next();
    if (!row) return row.error();
    if (!*row) return Error(ErrorCode::NotFound, "no row");
    std::string value = (*statement)->text(0);
    (*statement)->reset();
    return value;
}

Status Connection::checkpoint() {
    if (m_impl->isInTransaction())
        return Error(ErrorCode::Internal, "no checkpoint inside a transaction");
    m_impl->resetStatements();
    const int code = sqlite3_wal_checkpoint_v2(m_impl->db.get(), "main", SQLITE_CHECKPOINT_TRUNCATE,
                                               nullptr, nullptr);
    if (code != SQLITE_OK) return m_impl->failed(code);
    return {};
}

Status Connection::checkIntegrity() {
    // The pages are authenticated in the file itself. One that was torn while the log was moved is
    // whole in the log, and would be taken for damage.
    const bool isOwner = sqlite3_db_readonly(m_impl->db.get(), "main") == 0;
    if (isOwner) HEARTH_TRY(checkpoint());
    m_impl->resetStatements();
    // Answers a row for each page whose own authentication fails, none if all hold.
    const auto pages = readText(m_impl->db.get(), "PRAGMA cipher_integrity_check");
    if (!pages) return pages.error();
    if (!pages->empty()) return Error(ErrorCode::Corrupt, *pages);
    const auto structure = readText(m_impl->db.get(), "PRAGMA integrity_check(1)");
    if (!structure) return structure.error();
    if (*structure != "ok") return Error(ErrorCode::Corrupt, *structure);
    return {};
}

}  // namespace hearth::sqlite

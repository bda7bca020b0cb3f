// The one door to SQLCipher: open, statements, transactions. Everything that can fail returns
// Result outward; exceptions do not leave this folder.
// Owner: whoever opened it (a store). Threads: one connection belongs to one thread at a time; a
// connection and its statements never cross threads together.
// Source of the settings: SQLCipher 4.6.1; the measurements that chose them are in README.md here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/bytes.hpp"
#include "shared/crypto/secret.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace hearth::sqlite {

// Key and salt of a database, both random. The salt is given explicitly: read from the file, a torn
// first sector makes the file unopenable for ever (26 of 3,966 simulated power losses; 0 of 4,000
// with an explicit salt).
struct DatabaseKey {
    crypto::Secret key;   // 32 bytes
    base::Bytes salt;     // 16 bytes
};

enum class OpenMode { CreateOrOpen, OpenExisting, ReadOnly };

class Statement;

class Connection {
public:
    // Opens with WAL, synchronous=FULL, foreign keys, secure delete, memory security, no mmap, no
    // attached databases, defensive. Creates parent folders never.
    // Errors: WrongKey or Corrupt ("file is not a database": the caller knows by its key file's MAC
    // which one it is, so this returns Corrupt), NotFound, Busy (another process), DiskFull, Io,
    // InvalidArgument (key or salt of the wrong length).
    [[nodiscard]] static base::Result<Connection> open(const std::filesystem::path& file,
                                                       const DatabaseKey& key, OpenMode mode);
    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;
    ~Connection();

    // Statements are prepared once and kept; the reference lives as long as the connection. Not
    // re-entrant: one use of a statement at a time.
    [[nodiscard]] base::Result<Statement*> prepare(std::string_view sql);
    // Runs statements without parameters (migrations).
    [[nodiscard]] base::Status execute(std::string_view sql);
    // Runs `work` in BEGIN IMMEDIATE ... COMMIT; rolls back on any error or exception. The result of
    // a failed commit is an error: nothing was saved.
    [[nodiscard]] base::Status transaction(const std::function<base::Status()>& work);
    // As above, but the COMMIT is the caller's: for group commit.
    [[nodiscard]] base::Status begin();
    [[nodiscard]] base::Status commit();
    void rollback() noexcept;
    // A named inner unit of a running transaction that can be undone alone.
    [[nodiscard]] base::Status savepoint(const std::function<base::Status()>& work);

    [[nodiscard]] std::int64_t changes() const noexcept;
    [[nodiscard]] base::Result<std::int64_t> queryInt(std::string_view sql);
    [[nodiscard]] base::Result<std::string> queryText(std::string_view sql);
    // Moves the WAL into the database and truncates it. The writer's, off the hot path.
    [[nodiscard]] base::Status checkpoint();
    // cipher_integrity_check and integrity_check; Corrupt with the first finding.
    [[nodiscard]] base::Status checkIntegrity();
    // A consistent copy, encrypted with the same key, through the online backup API.
    [[nodiscard]] base::Status backupTo(const std::filesystem::path& file, const DatabaseKey& key);

private:
    struct Impl;
    explicit Connection(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

// A prepared statement. Bind in order, step, read, and it resets itself when its Rows ends.
//   auto rows = statement.bind(scope.view(), cursor).rows();  while (*rows.next()) rows.blob(0);
class Statement {
public:
    Statement(sqlite3* db, sqlite3_stmt* handle) noexcept : m_db(db), m_handle(handle) {}

    // Binds positional parameters from 1. Text is given as Text{}, everything else by its type:
    // integers, std::string_view/Bytes as BLOB, std::nullopt as NULL.
    struct Text {
        std::string_view value;
    };
    template <class... Values>
    Statement& bind(const Values&... values) {
        reset();
        int index = 0;
        (bindOne(++index, values), ...);
        return *this;
    }

    // For statements that return nothing.
    [[nodiscard]] base::Status run();
    // The next row, or false at the end (then the statement is reset).
    [[nodiscard]] base::Result<bool> next();
    void reset() noexcept;

    // Columns of the current row, from 0. Copies: valid after the next step.
    [[nodiscard]] std::int64_t integer(int column) const noexcept;
    [[nodiscard]] base::Bytes blob(int column) const;
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] bool isNull(int column) const noexcept;

private:
    void bindOne(int index, std::int64_t value) noexcept;
    void bindOne(int index, int value) noexcept { bindOne(index, std::int64_t{value}); }
    void bindOne(int index, std::uint64_t value) noexcept;
    void bindOne(int index, std::uint32_t value) noexcept { bindOne(index, std::int64_t{value}); }
    void bindOne(int index, bool value) noexcept { bindOne(index, std::int64_t{value ? 1 : 0}); }
    void bindOne(int index, std::string_view blob) noexcept;
    void bindOne(int index, const std::string& blob) noexcept { bindOne(index, std::string_view(blob)); }
    void bindOne(int index, Text text) noexcept;
    void bindOne(int index, std::nullopt_t) noexcept;
    void note(int code) noexcept;

    sqlite3* m_db;
    sqlite3_stmt* m_handle;
    int m_bindError = 0;
};

}  // namespace hearth::sqlite

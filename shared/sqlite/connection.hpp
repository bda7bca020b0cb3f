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
    crypto::Secret key;  // 32 bytes
    base::Bytes salt;    // 16 bytes
};

// CreateOrOpen and OpenExisting own the file: nobody else has it open, in this or another process.
// ReadOnly shares it with other ReadOnly connections, and is Busy while an owner has it: for
// looking at a store whose owner has closed it, and at backups.
enum class OpenMode { CreateOrOpen, OpenExisting, ReadOnly };

// Readers see pages through this cache, which also hides the cost of decrypting them.
inline constexpr int kPageCacheKib = 16 * 1024;
// A safety net of 16 MiB for a store that forgets checkpoint(): a commit that runs into it pays for
// the whole move, so stores checkpoint earlier, off the hot path.
inline constexpr int kWalAutoCheckpointPages = 4096;
// Statement texts are written in code, never built from values; more than this is a mistake.
inline constexpr std::size_t kStatementsMax = 1000;

class Statement;

class Connection {
public:
    // Opens with WAL, synchronous=FULL, foreign keys, secure delete, memory security, no mmap, no
    // attached databases, defensive. Creates parent folders never.
    // The lock is "<file>.lock", which stays. A file that does not open is left as it is.
    // Errors: Corrupt (damaged, not encrypted, or another key: "file is not a database" tells these
    // apart for nobody; the caller knows by its key file's MAC which it is), NotFound (the file, or
    // its folder), Busy (somebody owns it), DiskFull, Io, InvalidArgument (key or salt of the wrong
    // length), UnsupportedVersion (the library is not SQLCipher 4).
    [[nodiscard]] static base::Result<Connection> open(const std::filesystem::path& file,
                                                       const DatabaseKey& key, OpenMode mode);
    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;
    ~Connection();

    // Statements are prepared once and kept; the pointer lives as long as the connection. Not
    // re-entrant: one use of a statement at a time, and none is in use across begin, commit,
    // rollback, checkpoint or backupTo, which reset them all.
    [[nodiscard]] base::Result<Statement*> prepare(std::string_view sql);
    // Runs statements without parameters (migrations); their rows are dropped.
    [[nodiscard]] base::Status execute(std::string_view sql);
    // Runs `work` in BEGIN IMMEDIATE ... COMMIT; rolls back on any error or exception. The result
    // of a failed commit is an error: nothing was saved.
    [[nodiscard]] base::Status transaction(const std::function<base::Status()>& work);
    // As above, but the COMMIT is the caller's: for group commit.
    [[nodiscard]] base::Status begin();
    [[nodiscard]] base::Status commit();
    void rollback() noexcept;
    // An inner unit of a running transaction that can be undone alone. May nest.
    [[nodiscard]] base::Status savepoint(const std::function<base::Status()>& work);

    [[nodiscard]] std::int64_t changes() const noexcept;
    // The first column of the first row; NotFound without one.
    [[nodiscard]] base::Result<std::int64_t> queryInt(std::string_view sql);
    [[nodiscard]] base::Result<std::string> queryText(std::string_view sql);
    // Moves the WAL into the database and truncates it. The writer's, off the hot path, outside a
    // transaction.
    [[nodiscard]] base::Status checkpoint();
    // cipher_integrity_check and integrity_check; Corrupt with the first finding. An owner moves
    // the WAL first, so it belongs where checkpoint() does.
    [[nodiscard]] base::Status checkIntegrity();
    // A consistent copy encrypted with `key` (the same or another), through the online backup API.
    // It appears under its name only when it is whole and on disk, in place of an older one;
    // "<file> .part" is what a broken attempt leaves. Errors as open; nothing in the store changes.
    [[nodiscard]] base::Status backupTo(const std::filesystem::path& file, const DatabaseKey& key);

private:
    struct Impl;
    explicit Connection(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

// What went wrong on a connection's statements, so that nobody writes or commits past it: after a
// failure SQLite may have rolled back by itself, and the next statement would save itself alone.
struct Trouble {
    int code = 0;                // SQLite's, of the first failure of disk or memory; 0: none
    bool inTransaction = false;  // between begin and commit or rollback: then `code` stops all
    bool syncFailed = false;     // for the connection's whole life: stops all that writes
};

// A prepared statement. Bind all parameters at once and in order, then run() it or step through its
// rows; it resets itself at the end of the rows and on an error, otherwise reset() it.
//   statement.bind(scope.view(), cursor);
//   while (true) {
//       const auto more = statement.next();
//       if (!more) return more.error();
//       if (!*more) break;
//       use(statement.blob(0));
//   }
// Errors: DiskFull, Io, Busy, Corrupt; AlreadyExists (unique key), InvalidArgument (other
// constraints, wrong number of parameters, an integer over 63 bits), TooLarge, Internal.
class Statement {
public:
    // Made by Connection::prepare; both are borrowed and outlive it.
    Statement(sqlite3_stmt* handle, Trouble* trouble) noexcept
        : m_handle(handle), m_trouble(trouble) {}

    // Binds positional parameters from 1. Text is given as Text{}, everything else by its type:
    // integers, std::string_view/Bytes as BLOB, std::nullopt as NULL. The values are copied.
    struct Text {
        std::string_view value;
    };
    template <class... Values>
    Statement& bind(const Values&... values) {
        reset();
        int index = 0;
        (bindOne(++index, values), ...);
        m_bound = index;
        return *this;
    }

    // For statements whose rows, if any, do not matter.
    [[nodiscard]] base::Status run();
    // The next row, or false at the end (then the statement is reset).
    [[nodiscard]] base::Result<bool> next();
    // Also forgets the bound values, so that none stays in memory.
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
    void bindOne(int index, const std::string& blob) noexcept {
        bindOne(index, std::string_view(blob));
    }
    void bindOne(int index, Text text) noexcept;
    void bindOne(int index, std::nullopt_t) noexcept;
    // A pointer would otherwise become a bool; text is Text{}, bytes a std::string_view.
    void bindOne(int index, const void*) = delete;
    void bindOne(int index, const char*) = delete;
    void note(int code) noexcept;

    sqlite3_stmt* m_handle;
    Trouble* m_trouble;
    int m_bindError = 0;
    int m_bound = 0;
};

}  // namespace hearth::sqlite

#include "shared/sqlite/opening.hpp"

#include <array>
#include <cstring>
#include <system_error>

#include "shared/sqlite/failure.hpp"
#include "shared/sqlite/locked_memory.hpp"

namespace hearth::sqlite {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;

namespace {
constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kSaltBytes = 16;
// x'<64 hex digits of key><32 of salt>'
constexpr std::size_t kKeySpecCharacters = 2 + 2 * (kKeyBytes + kSaltBytes) + 1;
constexpr std::string_view kPlainHeader("SQLite format 3\0", 16);
// One process and one owner a file: whoever waits here would wait for itself.
constexpr int kBusyTimeoutMillis = 0;

// The key in SQLCipher's raw form, in locked memory that is wiped.
crypto::Secret keySpec(const DatabaseKey& key) {
    static constexpr std::string_view kDigits = "0123456789abcdef";
    crypto::Secret spec(kKeySpecCharacters);
    auto* out = spec.octets().data();
    const auto put = [&out](char c) { *out++ = static_cast<std::uint8_t>(c); };
    const auto putHex = [&put](base::ByteView bytes) {
        for (const char c : bytes) {
            const auto octet = static_cast<std::uint8_t>(c);
            put(kDigits[octet >> 4U]);
            put(kDigits[octet & 0x0FU]);
        }
    };
    put('x');
    put('\'');
    putHex(key.key.view());
    putHex(key.salt);
    put('\'');
    INVARIANT(out == spec.octets().data() + spec.size());
    return spec;
}

// A reader of a store that was closed in order may take the file as unchanging, because our lock
// keeps owners out; so looking leaves no -wal and -shm behind, and works on a read-only medium.
std::string uriOf(const std::filesystem::path& file, bool readOnly) {
    std::string uri("file://");
    for (const char c : std::filesystem::absolute(file).string()) {
        if (c == '%' || c == '?' || c == '#')
            uri.append("%").append(base::toHex({&c, 1}));
        else
            uri.push_back(c);
    }
    return readOnly && !hasLog(file) ? uri + "?immutable=1" : uri;
}

// Settings of the whole library: they must stand before the first case file's page is read.
Status prepareLibrary() {
    const bool locked = useLockedMemory();
    sqlite3* opened = nullptr;
    const int code =
        sqlite3_open_v2(":memory:", &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, nullptr);
    const DatabaseHandle db(opened);
    if (code != SQLITE_OK) return Error(ErrorCode::Internal, "SQLCipher does not start");
    const auto version = readText(db.get(), "PRAGMA cipher_version");
    if (!version) return version.error();
    if (version->rfind("4.", 0) != 0)
        return Error(ErrorCode::UnsupportedVersion, "the database library is not SQLCipher 4");
    // Somebody used SQLite before us: then SQLCipher guards its memory by itself, slowly.
    const auto security = readText(db.get(), locked ? "PRAGMA cipher_memory_security = OFF"
                                                    : "PRAGMA cipher_memory_security = ON");
    if (!security) return security.error();
    return {};
}

struct Setting {
    const char* name;
    std::string value;
    std::string readBack;
};

Status apply(sqlite3* db, const Setting& setting) {
    const std::string name = std::string("PRAGMA ") + setting.name;
    const auto set = readText(db, (name + " = " + setting.value).c_str());
    if (!set) return set.error();
    const auto now = readText(db, name.c_str());
    if (!now) return now.error();
    if (*now != setting.readBack)
        return Error(ErrorCode::Internal, std::string(setting.name) + " is " + *now);
    return {};
}

Status configure(sqlite3* db, int option, bool on) {
    int now = -1;
    const int code = sqlite3_db_config(db, option, on ? 1 : 0, &now);
    if (code != SQLITE_OK) return errorFor(db, code);
    if (now != (on ? 1 : 0)) return Error(ErrorCode::Internal, "a connection option did not hold");
    return {};
}
}  // namespace

void CloseDatabase::operator()(sqlite3* db) const noexcept {
    // SQLITE_BUSY would mean a statement outlived its connection: a mistake of ours.
    INVARIANT(sqlite3_close(db) == SQLITE_OK);
}

bool hasLog(const std::filesystem::path& file) {
    std::error_code problem;
    const auto size = std::filesystem::file_size(file.string() + "-wal", problem);
    return !problem && size > 0;
}

Result<std::string> readText(sqlite3* db, const char* sql) {
    sqlite3_stmt* prepared = nullptr;
    int code = sqlite3_prepare_v2(db, sql, -1, &prepared, nullptr);
    if (code != SQLITE_OK) return errorInSql(db, code);
    std::string text;
    code = sqlite3_step(prepared);
    if (code == SQLITE_ROW && sqlite3_column_type(prepared, 0) != SQLITE_NULL)
        text = reinterpret_cast<const char*>(sqlite3_column_text(prepared, 0));
    const bool failed = code != SQLITE_ROW && code != SQLITE_DONE;
    const Error error = failed ? errorFor(db, code) : Error(ErrorCode::Internal, "");
    // A pragma that answers and then writes (journal_mode) commits here.
    const int ended = sqlite3_finalize(prepared);
    if (failed) return error;
    if (ended != SQLITE_OK) return errorFor(db, ended);
    return text;
}

Status checkKey(const DatabaseKey& key) {
    // A 62-digit "raw key" would silently be taken as a passphrase, no key would write plain text.
    if (key.key.size() != kKeyBytes)
        return Error(ErrorCode::InvalidArgument, "a database key has 32 bytes");
    if (key.salt.size() != kSaltBytes)
        return Error(ErrorCode::InvalidArgument, "a database salt has 16 bytes");
    return {};
}

Result<DatabaseHandle> openWithKey(const std::filesystem::path& file, const DatabaseKey& key,
                                   bool readOnly) {
    static const Status library = prepareLibrary();
    HEARTH_TRY(library);
    HEARTH_TRY(checkKey(key));
    sqlite3* opened = nullptr;
    const int access = readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    int code = sqlite3_open_v2(uriOf(file, readOnly).c_str(), &opened,
                               access | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX |
                                   SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE,
                               nullptr);
    DatabaseHandle db(opened);
    if (code != SQLITE_OK) return errorFor(db.get(), code);
    const crypto::Secret spec = keySpec(key);
    code = sqlite3_key_v2(db.get(), "main", spec.view().data(), static_cast<int>(spec.size()));
    if (code != SQLITE_OK) return errorFor(db.get(), code);
    sqlite3_busy_timeout(db.get(), kBusyTimeoutMillis);
    // SQLCipher's log goes to stderr; its failures reach us as result codes anyway. The first key
    // of a process sets the level back, so this comes after it.
    const auto level = readText(db.get(), "PRAGMA cipher_log_level = NONE");
    if (!level) return level.error();
    // ATTACH ... KEY '' would write plain text next to the store.
    sqlite3_limit(db.get(), SQLITE_LIMIT_ATTACHED, 0);
    // Until the content has proven itself, closing must not write to the file either.
    HEARTH_TRY(configure(db.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true));
    HEARTH_TRY(configure(db.get(), SQLITE_DBCONFIG_DEFENSIVE, true));
    HEARTH_TRY(configure(db.get(), SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, false));
    // "text" is a column or a mistake, never silently a string.
    HEARTH_TRY(configure(db.get(), SQLITE_DBCONFIG_DQS_DML, false));
    HEARTH_TRY(configure(db.get(), SQLITE_DBCONFIG_DQS_DDL, false));
    return db;
}

Status checkReadable(sqlite3* db) {
    const auto tables = readText(db, "SELECT count(*) FROM sqlite_schema");
    if (!tables) return tables.error();
    return {};
}

namespace {
// A process that is ended between writing a transaction and syncing it leaves it in the log, and
// the next one shows it: from then on it must not go, so it is synced before anybody reads it. (A
// save that never returned was shown after a restart and lost with the power; found by hearth-sim.)
Status keepWhatWasRecovered(sqlite3* db) {
    sqlite3_file* log = nullptr;
    int code = sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (code != SQLITE_OK) return errorFor(db, code);
    if (log == nullptr || log->pMethods == nullptr) return {};
    code = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
    return code == SQLITE_OK ? Status{} : errorFor(db, code);
}
}  // namespace

Status applySettings(sqlite3* db, bool readOnly) {
    const std::string cache = std::to_string(-kPageCacheKib);
    const std::string checkpoint = std::to_string(readOnly ? 0 : kWalAutoCheckpointPages);
    const std::array<Setting, 9> settings{{
        {"synchronous", "FULL", "2"},
        {"foreign_keys", "ON", "1"},
        {"secure_delete", "ON", "1"},
        {"trusted_schema", "OFF", "0"},
        {"temp_store", "MEMORY", "2"},
        {"cell_size_check", "ON", "1"},
        {"mmap_size", "0", "0"},
        {"cache_size", cache, cache},
        {"wal_autocheckpoint", checkpoint, checkpoint},
    }};
    for (const Setting& setting : settings)
        HEARTH_TRY(apply(db, setting));
    if (readOnly) return {};
    HEARTH_TRY(apply(db, {"journal_mode", "WAL", "wal"}));
    HEARTH_TRY(keepWhatWasRecovered(db));
    return configure(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false);
}

bool isMemoryGuarded(sqlite3* db) {
    if (useLockedMemory()) return true;
    const auto itself = readText(db, "PRAGMA cipher_memory_security");
    return itself && *itself == "1";
}

Status checkEncrypted(sqlite3* db) {
    // Through SQLite's own handle: opening and closing the file ourselves would drop the process's
    // POSIX locks on it.
    sqlite3_file* file = nullptr;
    int code = sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (code != SQLITE_OK) return errorFor(db, code);
    std::array<char, kPlainHeader.size()> header{};
    code = file->pMethods->xRead(file, header.data(), static_cast<int>(header.size()), 0);
    if (code == SQLITE_IOERR_SHORT_READ)
        return Error(ErrorCode::Corrupt, "the file has no first page");
    if (code != SQLITE_OK) return errorFor(db, code);
    if (std::memcmp(header.data(), kPlainHeader.data(), header.size()) == 0)
        return Error(ErrorCode::Corrupt, "the file is not encrypted");
    return {};
}

}  // namespace hearth::sqlite

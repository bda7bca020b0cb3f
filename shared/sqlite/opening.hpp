// Opening one encrypted file with the settings that make it safe, seen from inside this folder
// only. Connection and backup both come through here, so that no file is ever opened without a key.
// Threads: the connection's.
#pragma once

#include <filesystem>
#include <memory>

#include <sqlcipher/sqlite3.h>

#include "shared/sqlite/connection.hpp"

namespace hearth::sqlite {

struct CloseDatabase {
    void operator()(sqlite3* db) const noexcept;
};
using DatabaseHandle = std::unique_ptr<sqlite3, CloseDatabase>;

// InvalidArgument unless key and salt have exactly their lengths.
[[nodiscard]] base::Status checkKey(const DatabaseKey& key);
// A write-ahead log with something in it lies beside the file.
[[nodiscard]] bool hasLog(const std::filesystem::path& file);
// An existing file (it may be empty, then it becomes a database), with key and limits, not yet
// read.
[[nodiscard]] base::Result<DatabaseHandle> openWithKey(const std::filesystem::path& file,
                                                       const DatabaseKey& key, bool readOnly);
// Reads the file for the first time: Corrupt if key and content do not fit.
[[nodiscard]] base::Status checkReadable(sqlite3* db);
// Sets every setting and reads it back; an owner's file goes to WAL. Internal if one does not hold.
[[nodiscard]] base::Status applySettings(sqlite3* db, bool readOnly);
// Corrupt if the file on disk begins as an unencrypted database does, or has no first page.
[[nodiscard]] base::Status checkEncrypted(sqlite3* db);
// What the database holds in memory is locked and wiped, by us or by SQLCipher.
[[nodiscard]] bool isMemoryGuarded(sqlite3* db);

// The first column of the first row, empty if there is none or it is NULL.
[[nodiscard]] base::Result<std::string> readText(sqlite3* db, const char* sql);

}  // namespace hearth::sqlite

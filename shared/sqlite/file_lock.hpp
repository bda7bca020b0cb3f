// "One process per file": a lock on "<file>.lock", held as long as the database is open.
// SQLite 3.7.0 to 3.51.2 can corrupt a WAL database when two connections write or checkpoint at the
// same moment, so a second owner is refused at once, in the same process too. The kernel drops the
// lock when its process dies; the lock file itself stays, because removing it would race.
// Owner: the connection. Threads: the connection's.
#pragma once

#include <filesystem>

#include "shared/base/error.hpp"

namespace hearth::sqlite {

enum class LockKind { Owner, Reader };

class FileLock {
public:
    // Busy if somebody holds it otherwise than as a fellow reader; NotFound without the folder.
    [[nodiscard]] static base::Result<FileLock> acquire(const std::filesystem::path& database,
                                                        LockKind kind);
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    ~FileLock();

private:
    explicit FileLock(int descriptor) noexcept : m_descriptor(descriptor) {}
    int m_descriptor;
};

// The error of a failed system call.
[[nodiscard]] base::Error systemError(int code, const std::string& what);
// Readable by its owner only, and its name on disk. Does nothing if the file exists.
[[nodiscard]] base::Status createPrivateFile(const std::filesystem::path& file);
// Makes a file's content, or the names in a folder, survive a power loss.
[[nodiscard]] base::Status syncToDisk(const std::filesystem::path& fileOrFolder);

}  // namespace hearth::sqlite

#include "shared/sqlite/file_lock.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace hearth::sqlite {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;

namespace {
constexpr mode_t kOwnerOnly = 0600;
constexpr int kClosed = -1;
}  // namespace

Error systemError(int code, const std::string& what) {
    const std::string detail = what + ": " + std::generic_category().message(code);
    if (code == ENOENT || code == ENOTDIR) return {ErrorCode::NotFound, detail};
    if (code == ENOSPC || code == EDQUOT) return {ErrorCode::DiskFull, detail};
    return {ErrorCode::Io, detail};
}

Result<FileLock> FileLock::acquire(const std::filesystem::path& database, LockKind kind) {
    const std::filesystem::path file = database.string() + ".lock";
    // flock, not fcntl: its locks belong to this opening, so they also stand against a second
    // opening in the same process, and closing another descriptor does not drop them.
    FileLock lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly));
    if (lock.m_descriptor == kClosed) return systemError(errno, file.filename().string());
    const int operation = kind == LockKind::Owner ? LOCK_EX : LOCK_SH;
    if (::flock(lock.m_descriptor, operation | LOCK_NB) == 0) return lock;
    if (errno == EWOULDBLOCK)
        return Error(ErrorCode::Busy, database.filename().string() + " is open elsewhere");
    return systemError(errno, file.filename().string());
}

FileLock::FileLock(FileLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, kClosed)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

FileLock::~FileLock() {
    if (m_descriptor != kClosed) ::close(m_descriptor);
}

Status createPrivateFile(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, kOwnerOnly);
    if (descriptor == kClosed) {
        if (errno == EEXIST) return {};
        return systemError(errno, file.filename().string());
    }
    ::close(descriptor);
    return syncToDisk(std::filesystem::absolute(file).parent_path());
}

Status syncToDisk(const std::filesystem::path& fileOrFolder) {
    const int descriptor = ::open(fileOrFolder.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor == kClosed) return systemError(errno, fileOrFolder.filename().string());
    const int result = ::fsync(descriptor);
    const int code = errno;
    ::close(descriptor);
    if (result != 0) return systemError(code, fileOrFolder.filename().string());
    return {};
}

}  // namespace hearth::sqlite

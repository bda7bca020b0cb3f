#include "server/auth/secret_file.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hearth::server::auth {

using base::Error;
using base::ErrorCode;
using base::Status;

namespace {

constexpr mode_t kSecretMode = 0600;
constexpr mode_t kPublicMode = 0644;
constexpr mode_t kPrivateFolderMode = 0700;
constexpr mode_t kOthersMask = 0077;

// An open file that closes itself.
class File {
public:
    explicit File(int descriptor) noexcept : m_descriptor(descriptor) {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (m_descriptor >= 0) ::close(m_descriptor);
    }
    [[nodiscard]] int get() const noexcept { return m_descriptor; }

private:
    int m_descriptor;
};

Error lastError(const std::filesystem::path& file) {
    const int code = errno;
    const std::string detail = file.string() + ": " + std::strerror(code);
    if (code == EEXIST) return {ErrorCode::AlreadyExists, file.string()};
    if (code == ENOENT) return {ErrorCode::NotFound, file.string()};
    if (code == ENOSPC || code == EDQUOT) return {ErrorCode::DiskFull, detail};
    return {ErrorCode::Io, detail};
}

// A new name is only durable once its folder is.
Status syncFolderOf(const std::filesystem::path& entry) {
    const std::filesystem::path folder = entry.has_parent_path() ? entry.parent_path() : ".";
    const File open(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (open.get() < 0 || ::fsync(open.get()) != 0) return lastError(folder);
    return {};
}

}  // namespace

Status writeNewFile(const std::filesystem::path& file, base::ByteView content, FileKind kind) {
    const mode_t mode = kind == FileKind::Secret ? kSecretMode : kPublicMode;
    const File open(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (open.get() < 0) return lastError(file);
    std::size_t written = 0;
    while (written < content.size()) {
        const auto count = ::write(open.get(), content.data() + written, content.size() - written);
        if (count < 0) {
            if (errno == EINTR) continue;
            return lastError(file);
        }
        written += static_cast<std::size_t>(count);
    }
    if (::fsync(open.get()) != 0) return lastError(file);
    return syncFolderOf(file);
}

base::Result<crypto::Secret> readFile(const std::filesystem::path& file, FileKind kind) {
    const File open(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (open.get() < 0) return lastError(file);
    struct stat facts {};
    if (::fstat(open.get(), &facts) != 0) return lastError(file);
    if (kind == FileKind::Secret && (facts.st_mode & kOthersMask) != 0)
        return Error(ErrorCode::Untrusted,
                     file.string() + " may be read by others; chmod 600 it and change the key");
    const auto size = static_cast<std::size_t>(facts.st_size);
    if (size > kSecretFileBytesMax) return Error(ErrorCode::TooLarge, file.string());
    if (size == 0) return Error(ErrorCode::Corrupt, file.string() + " is empty");
    crypto::Secret content(size);
    std::size_t have = 0;
    while (have < size) {
        const auto count = ::read(open.get(), content.octets().data() + have, size - have);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return lastError(file);
        if (count == 0) return Error(ErrorCode::Io, file.string() + " changed while it was read");
        have += static_cast<std::size_t>(count);
    }
    return content;
}

Status makePrivateFolder(const std::filesystem::path& folder) {
    if (::mkdir(folder.c_str(), kPrivateFolderMode) != 0) return lastError(folder);
    return syncFolderOf(folder);
}

}  // namespace hearth::server::auth

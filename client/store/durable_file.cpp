#include "client/store/durable_file.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hearth::client::store {

using base::Error;
using base::ErrorCode;
using base::Status;

namespace {

constexpr mode_t kPrivateMode = S_IRUSR | S_IWUSR;
constexpr std::size_t kReadBytes = 4096;

// An open file; closed when it goes.
class Descriptor {
public:
    explicit Descriptor(int handle) noexcept : m_handle(handle) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (m_handle >= 0) ::close(m_handle);
    }
    [[nodiscard]] bool isOpen() const noexcept { return m_handle >= 0; }
    [[nodiscard]] int get() const noexcept { return m_handle; }

private:
    int m_handle;
};

Status writeAll(int handle, base::ByteView content, const std::string& name) {
    while (!content.empty()) {
        const ssize_t written = ::write(handle, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return systemFailure(errno, name);
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Status writeSynced(const std::filesystem::path& file, base::ByteView content) {
    const std::string name = file.filename().string();
    const Descriptor out(
        ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, kPrivateMode));
    if (!out.isOpen()) return systemFailure(errno, name);
    HEARTH_TRY(writeAll(out.get(), content, name));
    if (::fsync(out.get()) != 0) return systemFailure(errno, name);
    return {};
}

}  // namespace

Error systemFailure(int code, const std::string& what) {
    const std::string detail = what + ": " + std::generic_category().message(code);
    if (code == ENOSPC || code == EDQUOT) return {ErrorCode::DiskFull, detail};
    if (code == EEXIST) return {ErrorCode::AlreadyExists, detail};
    if (code == ENOENT) return {ErrorCode::NotFound, detail};
    return {ErrorCode::Io, detail};
}

Status syncFolder(const std::filesystem::path& folder) {
    const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened.isOpen()) return systemFailure(errno, folder.filename().string());
    if (::fsync(opened.get()) != 0) return systemFailure(errno, folder.filename().string());
    return {};
}

Status writeNewFile(const std::filesystem::path& file, base::ByteView content) {
    const std::filesystem::path part = file.string() + ".part";
    Status written = writeSynced(part, content);
    // link() refuses a name that is taken, rename() would replace it.
    const bool isNamed = written && ::link(part.c_str(), file.c_str()) == 0;
    const int problem = errno;
    ::unlink(part.c_str());
    if (!written) return written;
    if (!isNamed) return systemFailure(problem, file.filename().string());
    return syncFolder(std::filesystem::absolute(file).parent_path());
}

base::Result<base::Bytes> readWholeFile(const std::filesystem::path& file, std::size_t bytesMax) {
    const std::string name = file.filename().string();
    const Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!in.isOpen()) return systemFailure(errno, name);
    base::Bytes content;
    char buffer[kReadBytes];
    while (true) {
        const ssize_t count = ::read(in.get(), buffer, sizeof buffer);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return systemFailure(errno, name);
        if (count == 0) return content;
        content.append(buffer, static_cast<std::size_t>(count));
        if (content.size() > bytesMax) return Error(ErrorCode::TooLarge, name);
    }
}

}  // namespace hearth::client::store

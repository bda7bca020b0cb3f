#include "tests/e2e/small_disk.hpp"

#include <array>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include "shared/base/error.hpp"

namespace hearth::e2e {

namespace fs = std::filesystem;

namespace {

constexpr const char* kFiller = "filler";
// Below the size of any database file: what a program writes next is too much.
constexpr rlim_t kLimitBytes = 4096;

bool writeText(const char* file, const std::string& text) {
    const int fd = open(file, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return false;
    const bool written = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    close(fd);
    return written;
}

// Everybody may do this where user namespaces are allowed; not with other threads around.
bool enterUserNamespace() {
    const uid_t uid = getuid();
    const gid_t gid = getgid();
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
    const std::string user = std::to_string(uid);
    const std::string group = std::to_string(gid);
    return writeText("/proc/self/setgroups", "deny") &&
           writeText("/proc/self/uid_map", user + " " + user + " 1") &&
           writeText("/proc/self/gid_map", group + " " + group + " 1");
}

void limitFiles(pid_t program, rlim_t bytes) {
    rlimit limit{};
    INVARIANT(prlimit(program, RLIMIT_FSIZE, nullptr, &limit) == 0);
    limit.rlim_cur = bytes == RLIM_INFINITY ? limit.rlim_max : bytes;
    INVARIANT(prlimit(program, RLIMIT_FSIZE, &limit, nullptr) == 0);
}

}  // namespace

SmallDisk::SmallDisk(fs::path folder, unsigned mebibytes) : m_folder(std::move(folder)) {
    fs::create_directories(m_folder);
    if (unshare(CLONE_NEWNS) == 0) m_mounted = mount(mebibytes);
    if (!m_mounted) {
        m_inUserNamespace = enterUserNamespace();
        m_mounted = m_inUserNamespace && mount(mebibytes);
    }
    // Programs inherit it: a write that does not fit fails, and does not kill.
    if (!m_mounted) ::signal(SIGXFSZ, SIG_IGN);
}

SmallDisk::~SmallDisk() {
    if (m_mounted) umount2(m_folder.c_str(), MNT_DETACH);
}

bool SmallDisk::mount(unsigned mebibytes) {
    // What is mounted here is nobody else's business.
    if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
    const std::string options = "mode=700,size=" + std::to_string(mebibytes) + "m";
    return ::mount("tmpfs", m_folder.c_str(), "tmpfs", 0, options.c_str()) == 0;
}

void SmallDisk::fill(pid_t program) {
    if (!m_mounted) return limitFiles(program, kLimitBytes);
    const int fd = open((m_folder / kFiller).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
                        S_IRUSR | S_IWUSR);
    INVARIANT(fd >= 0);
    constexpr std::size_t kBlock = 4096;
    const std::array<char, kBlock> block{};
    while (write(fd, block.data(), block.size()) > 0) {
    }
    const bool full = errno == ENOSPC;
    close(fd);
    INVARIANT(full);
}

void SmallDisk::freeUp(pid_t program) {
    if (!m_mounted) {
        // One that was started since has no limit.
        if (program != 0) limitFiles(program, RLIM_INFINITY);
        return;
    }
    fs::remove(m_folder / kFiller);
}

std::string SmallDisk::kind() const {
    if (!m_mounted)
        return "NO SMALL DISK COULD BE MOUNTED HERE: a limit on the size of files stands in for it";
    return m_inUserNamespace ? "a tmpfs in a user and mount namespace of the test's own"
                             : "a tmpfs in a mount namespace of the test's own";
}

}  // namespace hearth::e2e

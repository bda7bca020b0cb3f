// A disk that can be filled: for a server's or a tablet's folder. In this order, whatever is
// allowed here: a tmpfs in a mount namespace of this thread (root); the same in a user namespace of
// its own (nobody special); else a limit on the size of a program's files, which answers otherwise
// (EFBIG) and is said aloud. Make one before anything that starts threads, and use it from the
// thread that made it: programs started from there see the disk.
// Owner: the test. Threads: one.
#pragma once

#include <filesystem>
#include <string>

#include <sys/types.h>

namespace hearth::e2e {

class SmallDisk {
public:
    // `folder` is made; the disk has so many MiB.
    SmallDisk(std::filesystem::path folder, unsigned mebibytes);
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk();

    [[nodiscard]] const std::filesystem::path& folder() const noexcept { return m_folder; }
    // From now on nothing more fits; with the limit, nothing more of what this program writes.
    void fill(pid_t program);
    void freeUp(pid_t program);  // 0: it does not run
    // In words, for the test's output.
    [[nodiscard]] std::string kind() const;
    [[nodiscard]] bool isMounted() const noexcept { return m_mounted; }

private:
    [[nodiscard]] bool mount(unsigned mebibytes);

    std::filesystem::path m_folder;
    bool m_mounted = false;
    bool m_inUserNamespace = false;
};

}  // namespace hearth::e2e

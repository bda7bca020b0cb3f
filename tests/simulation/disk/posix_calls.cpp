// fsync(), rename() and remove() of this process. The stores call them beside SQLite (a new file's
// folder, a backup that gets its name), and whether they do so in the right order only shows when a
// rename can be lost.
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>

#include <dlfcn.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/simulation/disk/sim_disk_impl.hpp"

namespace hearth::simulation {

namespace {

using Guard = std::lock_guard<std::recursive_mutex>;

std::atomic<SimDisk::Impl*> standIn{nullptr};

template <class Function>
Function* systemsOwn(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

std::string pathOf(int descriptor) {
    const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
    std::array<char, 4096> path{};
    const auto size = ::readlink(link.c_str(), path.data(), path.size());
    return size <= 0 ? std::string() : std::string(path.data(), static_cast<std::size_t>(size));
}

bool isThere(const std::string& path) noexcept {
    return ::access(path.c_str(), F_OK) == 0;
}

bool isFolder(const char* path) noexcept {
    struct stat status {};
    return ::stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

// The disk whose business the path is, or nothing. A folder counts as lying in itself.
SimDisk::Impl* diskFor(const std::string& path) {
    SimDisk::Impl* const disk = standIn;
    if (disk == nullptr) return nullptr;
    const Guard guard(disk->mutex);
    return disk->machineOf(path + "/") == nullptr ? nullptr : disk;
}

int refuse(const SimDisk::Impl& disk) noexcept {
    errno = disk.systemError != 0 ? disk.systemError : EIO;
    return -1;
}

int simulatedSync(SimDisk::Impl& disk, const std::string& path) {
    const Guard guard(disk.mutex);
    const auto met = disk.meet(path + "/", Operation::Sync, false);
    if (met.code != SQLITE_OK) return refuse(disk);
    disk.syncFile(path);
    disk.syncNames(path);
    return 0;
}

int simulatedRename(SimDisk::Impl& disk, const std::string& from, const std::string& to) {
    const Guard guard(disk.mutex);
    const auto met = disk.meet(from, Operation::Name, false);
    if (met.code != SQLITE_OK) return refuse(disk);
    std::optional<FileImage> replaced;
    if (isThere(to)) replaced = disk.imageOf(to);
    const int result =
        systemsOwn<int(const char*, const char*)>("rename")(from.c_str(), to.c_str());
    if (result == 0) disk.noteRenamed(from, to, std::move(replaced));
    return result;
}

int simulatedRemove(SimDisk::Impl& disk, const std::string& path) {
    const Guard guard(disk.mutex);
    const auto met = disk.meet(path, Operation::Delete, false);
    if (met.code != SQLITE_OK) return refuse(disk);
    FileImage image;
    if (isThere(path)) image = disk.imageOf(path);
    const int result = systemsOwn<int(const char*)>("remove")(path.c_str());
    if (result == 0) disk.noteDeleted(path, std::move(image));
    return result;
}

int simulatedSync(int descriptor, const char* call) {
    const std::string path = standIn == nullptr ? std::string() : pathOf(descriptor);
    SimDisk::Impl* const disk = path.empty() ? nullptr : diskFor(path);
    return disk != nullptr ? simulatedSync(*disk, path) : systemsOwn<int(int)>(call)(descriptor);
}

}  // namespace

void standInForSystem(SimDisk::Impl* disk) noexcept {
    standIn = disk;
}

}  // namespace hearth::simulation

// The program's own definitions stand before the C library's, for the C++ library too.
extern "C" {

int fsync(int descriptor) {
    return hearth::simulation::simulatedSync(descriptor, "fsync");
}

int fdatasync(int descriptor) {
    return hearth::simulation::simulatedSync(descriptor, "fdatasync");
}

int rename(const char* from, const char* to) noexcept {
    using namespace hearth::simulation;
    SimDisk::Impl* const disk = diskFor(from);
    if (disk != nullptr) return simulatedRename(*disk, from, to);
    return systemsOwn<int(const char*, const char*)>("rename")(from, to);
}

int remove(const char* path) noexcept {
    using namespace hearth::simulation;
    SimDisk::Impl* const disk = isFolder(path) ? nullptr : diskFor(path);
    if (disk != nullptr) return simulatedRemove(*disk, path);
    return systemsOwn<int(const char*)>("remove")(path);
}
}

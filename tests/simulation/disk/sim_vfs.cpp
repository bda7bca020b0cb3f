// SQLite's view of the file system as a whole: opening, deleting, looking whether a file is there.
#include <cstring>

#include <unistd.h>

#include "tests/simulation/disk/sim_disk_impl.hpp"

namespace hearth::simulation {

namespace {

using Guard = std::lock_guard<std::recursive_mutex>;

SimDisk::Impl& diskOf(const sqlite3_vfs* vfs) noexcept {
    return *static_cast<SimDisk::Impl*>(vfs->pAppData);
}

bool isThere(const char* path) noexcept {
    return ::access(path, F_OK) == 0;
}

// A log or a journal is durable under its name from its first sync on.
bool hasNameSyncedByItself(int flags) noexcept {
    return (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL)) != 0;
}

std::unique_ptr<Handle> newHandle(SimDisk::Impl& disk, const char* path) {
    auto handle = std::make_unique<Handle>();
    handle->disk = &disk;
    handle->path = path == nullptr ? "" : path;
    const auto size = static_cast<std::size_t>(disk.real->szOsFile);
    handle->realMemory = std::make_unique<char[]>(size);
    std::memset(handle->realMemory.get(), 0, size);
    handle->real = reinterpret_cast<sqlite3_file*>(handle->realMemory.get());
    return handle;
}

int openFile(sqlite3_vfs* vfs, sqlite3_filename path, sqlite3_file* file, int flags,
             int* outFlags) {
    SimDisk::Impl& disk = diskOf(vfs);
    const Guard guard(disk.mutex);
    file->pMethods = nullptr;
    const bool isTemporary = path == nullptr || (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    const bool isNew = !isTemporary && (flags & SQLITE_OPEN_CREATE) != 0 && !isThere(path);
    if (!isTemporary) {
        const auto met = disk.meet(path, isNew ? Operation::Create : Operation::Open, isNew);
        if (met.code != SQLITE_OK) return met.code;
    }
    auto handle = newHandle(disk, isTemporary ? nullptr : path);
    const int code = disk.real->xOpen(disk.real, path, handle->real, flags, outFlags);
    if (code != SQLITE_OK) return code;
    if (!isTemporary) {
        handle->state = disk.stateOf(handle->path);
        // The file may have been replaced since it was open last.
        handle->state->size.reset();
        if (isNew) disk.noteCreated(handle->path);
        handle->syncsFolder = isNew && hasNameSyncedByItself(flags);
    }
    disk.handles.insert(handle.get());
    handleIn(file) = handle.release();
    file->pMethods = &simulatedMethods();
    return SQLITE_OK;
}

int deleteFile(sqlite3_vfs* vfs, const char* path, int syncsFolder) {
    SimDisk::Impl& disk = diskOf(vfs);
    const Guard guard(disk.mutex);
    const auto met = disk.meet(path, Operation::Delete, false);
    if (met.code != SQLITE_OK) return met.code;
    if (!isThere(path)) return SQLITE_IOERR_DELETE_NOENT;
    FileImage image = disk.imageOf(path);
    const int code = disk.real->xDelete(disk.real, path, 0);
    if (code != SQLITE_OK) return code;
    disk.noteDeleted(path, std::move(image));
    if (syncsFolder != 0) disk.syncNames(folderOf(path));
    return SQLITE_OK;
}

int accessFile(sqlite3_vfs* vfs, const char* path, int flags, int* answer) {
    SimDisk::Impl& disk = diskOf(vfs);
    const Guard guard(disk.mutex);
    const auto met = disk.meet(path, Operation::Access, false);
    if (met.code != SQLITE_OK) return met.code;
    return disk.real->xAccess(disk.real, path, flags, answer);
}

int lastError(sqlite3_vfs* vfs, int size, char* text) {
    SimDisk::Impl& disk = diskOf(vfs);
    const Guard guard(disk.mutex);
    if (disk.systemError != 0) return disk.systemError;
    return disk.real->xGetLastError(disk.real, size, text);
}

}  // namespace

// Everything that concerns no file (time, randomness) stays the system's, as does what it makes of
// a path.
sqlite3_vfs makeVfs(SimDisk::Impl& disk, const sqlite3_vfs& real) {
    sqlite3_vfs vfs = real;
    vfs.szOsFile = sizeOfFile();
    vfs.pNext = nullptr;
    vfs.zName = "hearth-simulated";
    vfs.pAppData = &disk;
    vfs.xOpen = &openFile;
    vfs.xDelete = &deleteFile;
    vfs.xAccess = &accessFile;
    vfs.xGetLastError = &lastError;
    return vfs;
}

}  // namespace hearth::simulation

// SQLite's view of one open file.
#include <algorithm>
#include <atomic>
#include <cstring>

#include "tests/simulation/disk/sim_disk_impl.hpp"

namespace hearth::simulation {

namespace {

using Guard = std::lock_guard<std::recursive_mutex>;

struct SimFile {
    sqlite3_file base;
    Handle* handle;
};

Handle& of(sqlite3_file* file) noexcept {
    return *handleIn(file);
}

Encounter meet(Handle& handle, Operation operation, bool grows = false) {
    if (handle.path.empty()) return {};
    return handle.disk->meet(handle.path, operation, grows);
}

std::size_t sizeOf(const Handle& handle) {
    std::optional<std::size_t>& known = handle.state->size;
    if (!known) {
        sqlite3_int64 size = 0;
        INVARIANT(handle.real->pMethods->xFileSize(handle.real, &size) == SQLITE_OK);
        known = static_cast<std::size_t>(size);
    }
    return *known;
}

base::Bytes readBefore(const Handle& handle, std::size_t offset, std::size_t size,
                       std::size_t sizeBefore) {
    if (offset >= sizeBefore) return {};
    base::Bytes bytes(std::min(size, sizeBefore - offset), '\0');
    INVARIANT(handle.real->pMethods->xRead(handle.real, bytes.data(),
                                           static_cast<int>(bytes.size()),
                                           static_cast<sqlite3_int64>(offset)) == SQLITE_OK);
    return bytes;
}

void letGoOfIndex(Handle& handle) noexcept {
    if (!handle.index) return;
    for (unsigned slot = 0; slot < SQLITE_SHM_NLOCK; ++slot) {
        if ((handle.sharedLocks >> slot & 1U) != 0) --handle.index->sharers[slot];
        if ((handle.exclusiveLocks >> slot & 1U) != 0) handle.index->isExclusive[slot] = false;
    }
    handle.sharedLocks = 0;
    handle.exclusiveLocks = 0;
    handle.index.reset();
}

int closeFile(sqlite3_file* file) {
    Handle* const handle = handleIn(file);
    SimDisk::Impl& disk = *handle->disk;
    const Guard guard(disk.mutex);
    letGoOfIndex(*handle);
    if (!handle->isDead()) release(*handle);
    disk.handles.erase(handle);
    delete handle;
    file->pMethods = nullptr;
    return SQLITE_OK;
}

int readFile(sqlite3_file* file, void* data, int size, sqlite3_int64 offset) {
    Handle& handle = of(file);
    const Guard guard(handle.disk->mutex);
    if (handle.isDead()) return SQLITE_IOERR_READ;
    if (const auto met = meet(handle, Operation::Read); met.code != SQLITE_OK) return met.code;
    return handle.real->pMethods->xRead(handle.real, data, size, offset);
}

int writeFile(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
    Handle& handle = of(file);
    const Guard guard(handle.disk->mutex);
    if (handle.isDead()) return SQLITE_IOERR_WRITE;
    if (handle.path.empty()) return handle.real->pMethods->xWrite(handle.real, data, size, offset);
    Change change;
    change.offset = static_cast<std::size_t>(offset);
    change.after.assign(static_cast<const char*>(data), static_cast<std::size_t>(size));
    change.sizeBefore = sizeOf(handle);
    const bool grows = change.offset + change.after.size() > change.sizeBefore;
    const auto met = meet(handle, Operation::Write, grows);
    if (met.code != SQLITE_OK) return met.code;
    change.before = readBefore(handle, change.offset, change.after.size(), change.sizeBefore);
    const int code = handle.real->pMethods->xWrite(handle.real, data, size, offset);
    handle.state->size.reset();
    if (code == SQLITE_OK) {
        handle.state->size =
            std::max(change.sizeBefore, change.offset + static_cast<std::size_t>(size));
        handle.state->unsynced.push_back(std::move(change));
    }
    if (!met.diesAfterwards) return code;
    handle.disk->die(*handle.disk->machineOf(handle.path));
    return SQLITE_IOERR_WRITE;
}

int resizeFile(sqlite3_file* file, sqlite3_int64 size) {
    Handle& handle = of(file);
    const Guard guard(handle.disk->mutex);
    if (handle.isDead()) return SQLITE_IOERR_TRUNCATE;
    if (handle.path.empty()) return handle.real->pMethods->xTruncate(handle.real, size);
    const auto met = meet(handle, Operation::Resize);
    if (met.code != SQLITE_OK) return met.code;
    Change change;
    change.isResize = true;
    change.offset = static_cast<std::size_t>(size);
    change.sizeBefore = sizeOf(handle);
    change.before = readBefore(handle, change.offset, change.sizeBefore, change.sizeBefore);
    const int code = handle.real->pMethods->xTruncate(handle.real, size);
    handle.state->size.reset();
    if (code == SQLITE_OK) handle.state->unsynced.push_back(std::move(change));
    return code;
}

int syncFile(sqlite3_file* file, int flags) {
    Handle& handle = of(file);
    const Guard guard(handle.disk->mutex);
    if (handle.isDead()) return SQLITE_IOERR_FSYNC;
    if (handle.path.empty()) return handle.real->pMethods->xSync(handle.real, flags);
    if (const auto met = meet(handle, Operation::Sync); met.code != SQLITE_OK) return met.code;
    if (handle.disk->ignoresSync(handle.path)) return SQLITE_OK;
    handle.state->unsynced.clear();
    if (handle.syncsFolder) handle.disk->syncNames(folderOf(handle.path));
    handle.syncsFolder = false;
    return SQLITE_OK;
}

int sizeOfContent(sqlite3_file* file, sqlite3_int64* size) {
    Handle& handle = of(file);
    const Guard guard(handle.disk->mutex);
    if (handle.isDead()) return SQLITE_IOERR_FSTAT;
    if (const auto met = meet(handle, Operation::Size); met.code != SQLITE_OK) return met.code;
    if (handle.path.empty()) return handle.real->pMethods->xFileSize(handle.real, size);
    *size = static_cast<sqlite3_int64>(sizeOf(handle));
    return SQLITE_OK;
}

int lockFile(sqlite3_file* file, int level) {
    Handle& handle = of(file);
    const Guard guard(handle.disk->mutex);
    if (handle.isDead()) return SQLITE_IOERR_LOCK;
    return handle.real->pMethods->xLock(handle.real, level);
}

int unlockFile(sqlite3_file* file, int level) {
    Handle& handle = of(file);
    const Guard guard(handle.disk->mutex);
    if (handle.isDead()) return SQLITE_OK;
    return handle.real->pMethods->xUnlock(handle.real, level);
}

int checkReserved(sqlite3_file* file, int* answer) {
    Handle& handle = of(file);
    const Guard guard(handle.disk->mutex);
    *answer = 0;
    if (handle.isDead()) return SQLITE_IOERR_CHECKRESERVEDLOCK;
    return handle.real->pMethods->xCheckReservedLock(handle.real, answer);
}

// A store that asks for FULL gets NORMAL ("1" in place of what it asked for, in SQLite's own copy)
// and hears FULL when it looks.
int weakenSynchronous(char** pragma) {
    char*& answer = pragma[0];
    char* const value = pragma[2];
    if (sqlite3_stricmp(pragma[1], "synchronous") != 0) return SQLITE_NOTFOUND;
    if (value == nullptr) {
        answer = sqlite3_mprintf("2");
        return SQLITE_OK;
    }
    INVARIANT(value[0] != '\0');
    value[0] = '1';
    value[1] = '\0';
    return SQLITE_NOTFOUND;
}

int controlFile(sqlite3_file* file, int operation, void* argument) {
    Handle& handle = of(file);
    const Guard guard(handle.disk->mutex);
    if (handle.isDead()) return SQLITE_NOTFOUND;
    // It would make room that no write was counted for.
    if (operation == SQLITE_FCNTL_SIZE_HINT) return SQLITE_OK;
    if (operation == SQLITE_FCNTL_PRAGMA && !handle.path.empty()) {
        const Machine* const machine = handle.disk->machineOf(handle.path);
        if (machine != nullptr && machine->weakensSynchronous) {
            const int code = weakenSynchronous(static_cast<char**>(argument));
            if (code != SQLITE_NOTFOUND) return code;
        }
    }
    return handle.real->pMethods->xFileControl(handle.real, operation, argument);
}

int sectorSize(sqlite3_file* file) {
    const Handle& handle = of(file);
    return handle.isDead() ? 0 : handle.real->pMethods->xSectorSize(handle.real);
}

int characteristics(sqlite3_file*) {
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

int mapIndex(sqlite3_file* file, int region, int size, int mayExtend, void volatile** memory) {
    Handle& handle = of(file);
    const Guard guard(handle.disk->mutex);
    *memory = nullptr;
    if (handle.isDead()) return SQLITE_IOERR_SHMMAP;
    if (!handle.index) {
        handle.index = handle.state->index.lock();
        if (!handle.index) handle.index = std::make_shared<SharedIndex>();
        handle.state->index = handle.index;
    }
    auto& regions = handle.index->regions;
    const auto wanted = static_cast<std::size_t>(region);
    const auto bytes = static_cast<std::size_t>(size);
    while (regions.size() <= wanted) {
        if (mayExtend == 0) return SQLITE_OK;
        if (const auto met = meet(handle, Operation::Index, true); met.code != SQLITE_OK)
            return met.code;
        regions.push_back(std::make_unique<char[]>(bytes));
        std::memset(regions.back().get(), 0, bytes);
    }
    *memory = regions[wanted].get();
    return SQLITE_OK;
}

int lockIndexSlot(Handle& handle, unsigned slot, int flags) {
    SharedIndex& index = *handle.index;
    const unsigned bit = 1U << slot;
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
        if ((handle.sharedLocks & bit) != 0) --index.sharers[slot];
        if ((handle.exclusiveLocks & bit) != 0) index.isExclusive[slot] = false;
        handle.sharedLocks &= ~bit;
        handle.exclusiveLocks &= ~bit;
        return SQLITE_OK;
    }
    const bool isMine = ((handle.sharedLocks | handle.exclusiveLocks) & bit) != 0;
    if (isMine) return SQLITE_OK;
    if (index.isExclusive[slot]) return SQLITE_BUSY;
    if ((flags & SQLITE_SHM_SHARED) != 0) {
        ++index.sharers[slot];
        handle.sharedLocks |= bit;
        return SQLITE_OK;
    }
    if (index.sharers[slot] != 0) return SQLITE_BUSY;
    index.isExclusive[slot] = true;
    handle.exclusiveLocks |= bit;
    return SQLITE_OK;
}

int lockIndex(sqlite3_file* file, int first, int count, int flags) {
    Handle& handle = of(file);
    const Guard guard(handle.disk->mutex);
    const bool unlocks = (flags & SQLITE_SHM_UNLOCK) != 0;
    if (!handle.index || (handle.isDead() && !unlocks))
        return unlocks ? SQLITE_OK : SQLITE_IOERR_SHMLOCK;
    for (int slot = first; slot < first + count; ++slot) {
        const int code = lockIndexSlot(handle, static_cast<unsigned>(slot), flags);
        if (code == SQLITE_OK) continue;
        for (int undone = first; undone < slot; ++undone)
            lockIndexSlot(handle, static_cast<unsigned>(undone), SQLITE_SHM_UNLOCK);
        return code;
    }
    return SQLITE_OK;
}

void indexBarrier(sqlite3_file*) {
    std::atomic_thread_fence(std::memory_order_seq_cst);
}

int unmapIndex(sqlite3_file* file, int) {
    Handle& handle = of(file);
    const Guard guard(handle.disk->mutex);
    letGoOfIndex(handle);
    return SQLITE_OK;
}

}  // namespace

Handle*& handleIn(sqlite3_file* file) noexcept {
    return reinterpret_cast<SimFile*>(file)->handle;
}

int sizeOfFile() noexcept {
    return static_cast<int>(sizeof(SimFile));
}

void release(Handle& handle) {
    sqlite3_file* const file = handle.real;
    file->pMethods->xUnlock(file, SQLITE_LOCK_NONE);
    file->pMethods->xClose(file);
    handle.real = nullptr;
    handle.realMemory.reset();
}

const sqlite3_io_methods& simulatedMethods() noexcept {
    // No memory mapping: version 2.
    static const sqlite3_io_methods kMethods{2,
                                             &closeFile,
                                             &readFile,
                                             &writeFile,
                                             &resizeFile,
                                             &syncFile,
                                             &sizeOfContent,
                                             &lockFile,
                                             &unlockFile,
                                             &checkReserved,
                                             &controlFile,
                                             &sectorSize,
                                             &characteristics,
                                             &mapIndex,
                                             &lockIndex,
                                             &indexBarrier,
                                             &unmapIndex,
                                             nullptr,
                                             nullptr};
    return kMethods;
}

}  // namespace hearth::simulation

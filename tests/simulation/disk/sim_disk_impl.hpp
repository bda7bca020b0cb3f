// What a SimDisk holds; for the sources of this folder only.
// Threads: everything under `mutex`.
#pragma once

#include <array>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <sqlcipher/sqlite3.h>

#include "tests/simulation/disk/sim_disk.hpp"

namespace hearth::simulation {

// The memory that connections to one WAL database share, in place of a -shm file: SQLite rebuilds
// it whenever the first of them comes. Killed ones keep theirs until they are closed.
struct SharedIndex {
    std::vector<std::unique_ptr<char[]>> regions;
    std::array<unsigned, SQLITE_SHM_NLOCK> sharers{};
    std::array<bool, SQLITE_SHM_NLOCK> isExclusive{};
};

struct FileState {
    std::vector<Change> unsynced;
    std::optional<std::size_t> size;  // of the content; unknown until somebody asks
    std::weak_ptr<SharedIndex> index;
};

// One opened file. `real` is the system's own, gone when the process has died.
struct Handle {
    SimDisk::Impl* disk = nullptr;
    std::string path;  // empty: a temporary file, passed through
    sqlite3_file* real = nullptr;
    std::unique_ptr<char[]> realMemory;
    std::shared_ptr<FileState> state;
    std::shared_ptr<SharedIndex> index;
    unsigned sharedLocks = 0;  // bit n: slot n of the index
    unsigned exclusiveLocks = 0;
    bool syncsFolder = false;  // its first sync makes its name durable, as SQLite's does

    [[nodiscard]] bool isDead() const noexcept { return real == nullptr; }
};

// A change of the names in one folder that no sync of the folder has covered.
struct NameChange {
    enum class Kind { Created, Deleted, Renamed };
    Kind kind{};
    std::string name;                   // full path
    std::string to;                     // of a rename
    std::optional<FileImage> replaced;  // what was deleted, or stood under `to`
};

struct Machine {
    std::string folder;
    bool isDown = false;
    bool isFull = false;
    bool ignoresSync = false;
    bool weakensSynchronous = false;
    std::uint64_t operations = 0;
    std::uint64_t killAt = 0;  // in `operations`; 0: never
    std::uint64_t failAt = 0;
    std::uint64_t fullAt = 0;
    Failure failure = Failure::Io;
    std::uint64_t failures = 0;
    std::function<void()> onChange;
};

enum class Operation { Open, Create, Read, Write, Resize, Sync, Size, Delete, Access, Index, Name };

// What meets an operation before it is carried out.
struct Encounter {
    int code = SQLITE_OK;         // otherwise it fails with this and does nothing
    bool diesAfterwards = false;  // it is carried out, and nobody learns of it
};

using Images = std::map<std::string, FileImage>;

struct SimDisk::Impl {
    Impl();
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl();

    // --- machines (sim_disk.cpp)
    Machine& machine(const Path& folder);
    [[nodiscard]] Machine* machineOf(std::string_view path);
    void die(const Machine& machine);
    void revive(Machine& machine);
    [[nodiscard]] Encounter meet(std::string_view path, Operation operation, bool grows);
    [[nodiscard]] bool ignoresSync(std::string_view path);

    // --- files and names (sim_names.cpp)
    [[nodiscard]] std::shared_ptr<FileState> stateOf(const std::string& path);
    [[nodiscard]] FileImage imageOf(const std::string& path);
    [[nodiscard]] Images imagesUnder(const std::string& folder);
    // Of them, those that a loss of power can change.
    [[nodiscard]] Images endangeredUnder(const std::string& folder);
    void noteCreated(const std::string& path);
    void noteDeleted(const std::string& path, FileImage image);
    void noteRenamed(const std::string& from, const std::string& to,
                     std::optional<FileImage> replaced);
    void syncFile(const std::string& path);
    void syncNames(const std::string& folder);
    void forget(const std::string& folder);
    // What is left of `images` after a loss.
    [[nodiscard]] std::map<std::string, base::Bytes> afterLoss(const std::string& folder,
                                                               Images images, base::Random& random,
                                                               PowerLoss& loss);

    std::recursive_mutex mutex;
    sqlite3_vfs* real = nullptr;
    sqlite3_vfs vfs{};
    int systemError = 0;  // of the last failure of ours; 0: ask the real one
    std::map<std::string, Machine, std::less<>> machines;  // by folder
    std::map<std::string, std::shared_ptr<FileState>> files;
    std::map<std::string, std::vector<NameChange>> names;  // by folder
    std::set<Handle*> handles;
};

[[nodiscard]] bool isUnder(std::string_view path, std::string_view folder) noexcept;
[[nodiscard]] std::string folderOf(const std::string& path);
// Closes the system's file, without any of what SQLite would do at a close.
void release(Handle& handle);
// The whole content through the system's handle: opening the file a second time would drop the
// process's locks on it.
[[nodiscard]] base::Bytes contentOf(const Handle& handle);
[[nodiscard]] base::Bytes contentOf(const std::string& path);

// --- sim_vfs.cpp, sim_file.cpp
[[nodiscard]] sqlite3_vfs makeVfs(SimDisk::Impl& disk, const sqlite3_vfs& real);
[[nodiscard]] const sqlite3_io_methods& simulatedMethods() noexcept;
[[nodiscard]] Handle*& handleIn(sqlite3_file* file) noexcept;
[[nodiscard]] int sizeOfFile() noexcept;

// --- posix_calls.cpp: whose fsync(), rename() and remove() these are; nullptr: the system's.
void standInForSystem(SimDisk::Impl* disk) noexcept;

}  // namespace hearth::simulation

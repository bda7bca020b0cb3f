// A simulated disk under SQLite: a VFS between the real stores and the real files that knows what a
// power loss would leave. It is the process's default VFS as long as it lives, so whoever opens a
// store uses it without knowing; it also stands in for the process's own fsync(), rename() and
// remove(). A machine is a folder: whatever lies under it dies and loses power together.
// Real syncs are not called. What is simulated and what is not: README.md here.
// Owner: a test or a simulator, one at a time in a process, made before the first store is opened
// and gone after the last. Threads: any; calls are serialised.
// Errors: none; misuse is an INVARIANT.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "tests/simulation/disk/disk_image.hpp"

namespace hearth::simulation {

enum class Failure {
    Io,    // the operation's own kind of I/O error
    Full,  // no room: the first operation from there on that needs any
};

class SimDisk {
public:
    using Path = std::filesystem::path;

    SimDisk();
    SimDisk(const SimDisk&) = delete;
    SimDisk& operator=(const SimDisk&) = delete;
    ~SimDisk();

    // --- ends ---------------------------------------------------------------------------------
    // The process dies: whatever is open under the folder is dead, every later call on it fails
    // and changes nothing; so the store object is destroyed afterwards (it also holds the lock
    // file until then). What was written stays, synced or not. The machine can be used again at
    // once, and forgets its planned faults.
    void kill(const Path& folder);
    // The same, and of what was not synced only some is left.
    PowerLoss losePower(const Path& folder, base::Random& random);
    // What a power loss at this moment would leave, in the folder `target` (replaced if there); the
    // machine goes on. May be called from onChange().
    PowerLoss losePowerInto(const Path& folder, const Path& target, base::Random& random);
    // The same for a kill at this moment: everything that was written.
    void copyInto(const Path& folder, const Path& target);
    // The process dies at the nth operation from now (1: the next), on which nothing can be relied;
    // from then on everything under the folder fails, until kill() or losePower().
    void killAt(const Path& folder, std::uint64_t nth);
    [[nodiscard]] bool isDown(const Path& folder);

    // --- faults -------------------------------------------------------------------------------
    // The nth operation from now (1: the next) fails once. 0: none does.
    void failAt(const Path& folder, std::uint64_t nth, Failure failure = Failure::Io);
    // Every write that makes a file longer, every new file, fails for want of room.
    void setFull(const Path& folder, bool full);
    // From the nth operation from now on the disk is full.
    void fullAt(const Path& folder, std::uint64_t nth);
    // How many planned failures and refusals for want of room have really happened.
    [[nodiscard]] std::uint64_t failures(const Path& folder);
    // Operations so far: open, read, write, resize, sync, size, delete, access, growing the index
    // of the log, rename.
    [[nodiscard]] std::uint64_t operations(const Path& folder);
    // A disk that answers "synced" and has not. For showing that a harness finds what it costs.
    void ignoreSync(const Path& folder, bool ignore);
    // Stores opened from now on really run with PRAGMA synchronous = NORMAL, and believe that it is
    // FULL. For the same purpose.
    void weakenSynchronous(const Path& folder, bool weaken);

    // Called before every operation that changes what the disk holds (write, resize, sync, delete,
    // rename, creation). It must not open files under the folder.
    void onChange(const Path& folder, std::function<void()> call);

    // --- snapshots ----------------------------------------------------------------------------
    // Copies a folder whose stores are closed or killed, with what is in it as it stands; `to` is
    // replaced.
    static void copyFolder(const Path& from, const Path& to);
    // With all that is in it, without the machine taking part.
    static void removeFolder(const Path& folder);
    // The folder's files were replaced from outside: what is there now counts as synced.
    void forget(const Path& folder);

    struct Impl;

private:
    std::unique_ptr<Impl> m_impl;
};

}  // namespace hearth::simulation

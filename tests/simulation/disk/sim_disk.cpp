#include "tests/simulation/disk/sim_disk.hpp"

#include <cerrno>
#include <fstream>

#include <unistd.h>

#include "shared/sqlite/locked_memory.hpp"
#include "tests/simulation/disk/sim_disk_impl.hpp"

namespace hearth::simulation {

namespace {

namespace fs = std::filesystem;
using Guard = std::lock_guard<std::recursive_mutex>;

struct OperationKind {
    int code;
    bool changesDisk;
};

OperationKind kindOf(Operation operation) noexcept {
    switch (operation) {
        case Operation::Open:
            return {SQLITE_CANTOPEN, false};
        case Operation::Create:
            return {SQLITE_CANTOPEN, true};
        case Operation::Read:
            return {SQLITE_IOERR_READ, false};
        case Operation::Write:
            return {SQLITE_IOERR_WRITE, true};
        case Operation::Resize:
            return {SQLITE_IOERR_TRUNCATE, true};
        case Operation::Sync:
            return {SQLITE_IOERR_FSYNC, true};
        case Operation::Size:
            return {SQLITE_IOERR_FSTAT, false};
        case Operation::Delete:
            return {SQLITE_IOERR_DELETE, true};
        case Operation::Access:
            return {SQLITE_IOERR_ACCESS, false};
        case Operation::Index:
            return {SQLITE_IOERR_SHMSIZE, false};
        case Operation::Name:
            return {SQLITE_IOERR, true};
    }
    return {SQLITE_IOERR, true};
}

std::string nameOf(const fs::path& folder) {
    return fs::weakly_canonical(folder).string();
}

void writeFile(const fs::path& file, base::ByteView content) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
    out.close();
    INVARIANT(out.good());
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
}

void replaceFolder(const std::string& folder, const std::string& target,
                   const std::map<std::string, base::Bytes>& files) {
    SimDisk::removeFolder(target);
    fs::create_directories(target);
    for (const auto& [path, content] : files) {
        const std::string copy = target + path.substr(folder.size());
        fs::create_directories(folderOf(copy));
        writeFile(copy, content);
    }
}

}  // namespace

SimDisk::Impl::Impl() : real(sqlite3_vfs_find(nullptr)) {
    INVARIANT(real != nullptr);
    vfs = makeVfs(*this, *real);
    INVARIANT(sqlite3_vfs_register(&vfs, 1) == SQLITE_OK);
    standInForSystem(this);
}

SimDisk::Impl::~Impl() {
    standInForSystem(nullptr);
    for (const Handle* handle : handles)
        INVARIANT(handle->isDead());
    INVARIANT(sqlite3_vfs_unregister(&vfs) == SQLITE_OK);
    INVARIANT(sqlite3_vfs_register(real, 1) == SQLITE_OK);
}

Machine& SimDisk::Impl::machine(const Path& folder) {
    const std::string name = nameOf(folder);
    Machine& machine = machines[name];
    machine.folder = name;
    return machine;
}

Machine* SimDisk::Impl::machineOf(std::string_view path) {
    for (auto& [folder, machine] : machines)
        if (isUnder(path, folder)) return &machine;
    return nullptr;
}

bool SimDisk::Impl::ignoresSync(std::string_view path) {
    const Machine* machine = machineOf(path);
    return machine != nullptr && machine->ignoresSync;
}

void SimDisk::Impl::die(const Machine& machine) {
    for (Handle* handle : handles) {
        if (handle->isDead() || !isUnder(handle->path, machine.folder)) continue;
        release(*handle);
        // Whoever opens the file next begins with an index of its own.
        handle->state->index.reset();
    }
}

void SimDisk::Impl::revive(Machine& machine) {
    machine.isDown = false;
    machine.killAt = 0;
    machine.failAt = 0;
    machine.fullAt = 0;
}

Encounter SimDisk::Impl::meet(std::string_view path, Operation operation, bool grows) {
    systemError = 0;
    Machine* const machine = machineOf(path);
    if (machine == nullptr) return {};
    const OperationKind kind = kindOf(operation);
    if (machine->isDown) return {kind.code};
    if (kind.changesDisk && machine->onChange) machine->onChange();
    ++machine->operations;
    if (machine->operations == machine->killAt) {
        machine->isDown = true;
        // A write may well arrive: the power loss decides what of it.
        if (operation == Operation::Write) return {SQLITE_OK, true};
        die(*machine);
        return {kind.code};
    }
    if (machine->operations == machine->fullAt) machine->isFull = true;
    const bool isDue = machine->failAt != 0 && machine->operations >= machine->failAt;
    if (isDue && machine->failure == Failure::Io) {
        machine->failAt = 0;
        ++machine->failures;
        systemError = EIO;
        return {kind.code};
    }
    if (!grows || (!isDue && !machine->isFull)) return {};
    machine->failAt = 0;
    ++machine->failures;
    systemError = ENOSPC;
    return {operation == Operation::Write ? SQLITE_FULL : kind.code};
}

SimDisk::SimDisk() {
    // Registering a VFS starts SQLite, and its memory is chosen before.
    INVARIANT(sqlite::useLockedMemory());
    m_impl = std::make_unique<Impl>();
}
SimDisk::~SimDisk() = default;

void SimDisk::kill(const Path& folder) {
    const Guard guard(m_impl->mutex);
    Machine& machine = m_impl->machine(folder);
    m_impl->die(machine);
    m_impl->revive(machine);
}

PowerLoss SimDisk::losePower(const Path& folder, base::Random& random) {
    const Guard guard(m_impl->mutex);
    kill(folder);
    PowerLoss loss;
    const std::string name = nameOf(folder);
    Images images = m_impl->endangeredUnder(name);
    const Images before = images;
    const auto left = m_impl->afterLoss(name, std::move(images), random, loss);
    for (const auto& [path, image] : before)
        if (left.count(path) == 0) INVARIANT(::unlink(path.c_str()) == 0);
    for (const auto& [path, content] : left) {
        const auto was = before.find(path);
        if (was == before.end() || was->second.content != content) writeFile(path, content);
    }
    m_impl->forget(name);
    return loss;
}

PowerLoss SimDisk::losePowerInto(const Path& folder, const Path& target, base::Random& random) {
    const Guard guard(m_impl->mutex);
    PowerLoss loss;
    const std::string name = nameOf(folder);
    const auto left = m_impl->afterLoss(name, m_impl->imagesUnder(name), random, loss);
    forget(target);
    replaceFolder(name, nameOf(target), left);
    return loss;
}

void SimDisk::copyInto(const Path& folder, const Path& target) {
    const Guard guard(m_impl->mutex);
    const std::string name = nameOf(folder);
    std::map<std::string, base::Bytes> contents;
    for (auto& [path, image] : m_impl->imagesUnder(name))
        contents[path] = std::move(image.content);
    forget(target);
    replaceFolder(name, nameOf(target), contents);
}

void SimDisk::killAt(const Path& folder, std::uint64_t nth) {
    const Guard guard(m_impl->mutex);
    Machine& machine = m_impl->machine(folder);
    machine.killAt = nth == 0 ? 0 : machine.operations + nth;
}

bool SimDisk::isDown(const Path& folder) {
    const Guard guard(m_impl->mutex);
    return m_impl->machine(folder).isDown;
}

void SimDisk::failAt(const Path& folder, std::uint64_t nth, Failure failure) {
    const Guard guard(m_impl->mutex);
    Machine& machine = m_impl->machine(folder);
    machine.failAt = nth == 0 ? 0 : machine.operations + nth;
    machine.failure = failure;
}

void SimDisk::setFull(const Path& folder, bool full) {
    const Guard guard(m_impl->mutex);
    Machine& machine = m_impl->machine(folder);
    machine.isFull = full;
    machine.fullAt = 0;
}

void SimDisk::fullAt(const Path& folder, std::uint64_t nth) {
    const Guard guard(m_impl->mutex);
    Machine& machine = m_impl->machine(folder);
    machine.fullAt = nth == 0 ? 0 : machine.operations + nth;
}

std::uint64_t SimDisk::failures(const Path& folder) {
    const Guard guard(m_impl->mutex);
    return m_impl->machine(folder).failures;
}

std::uint64_t SimDisk::operations(const Path& folder) {
    const Guard guard(m_impl->mutex);
    return m_impl->machine(folder).operations;
}

void SimDisk::ignoreSync(const Path& folder, bool ignore) {
    const Guard guard(m_impl->mutex);
    m_impl->machine(folder).ignoresSync = ignore;
}

void SimDisk::weakenSynchronous(const Path& folder, bool weaken) {
    const Guard guard(m_impl->mutex);
    m_impl->machine(folder).weakensSynchronous = weaken;
}

void SimDisk::onChange(const Path& folder, std::function<void()> call) {
    const Guard guard(m_impl->mutex);
    m_impl->machine(folder).onChange = std::move(call);
}

void SimDisk::copyFolder(const Path& from, const Path& to) {
    removeFolder(to);
    fs::create_directories(to);
    fs::copy(from, to, fs::copy_options::recursive);
}

// By system calls that nothing stands in for.
void SimDisk::removeFolder(const Path& folder) {
    if (!fs::exists(folder)) return;
    std::vector<Path> folders{folder};
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_directory())
            folders.push_back(entry.path());
        else
            INVARIANT(::unlink(entry.path().c_str()) == 0);
    }
    for (auto each = folders.rbegin(); each != folders.rend(); ++each)
        INVARIANT(::rmdir(each->c_str()) == 0);
}

void SimDisk::forget(const Path& folder) {
    const Guard guard(m_impl->mutex);
    m_impl->forget(nameOf(folder));
}

}  // namespace hearth::simulation

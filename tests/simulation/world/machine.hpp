// A machine's disk in a simulated world. The folder is the machine; the simulated disk knows what
// of it would survive. Owner: the node. Threads: one.
#pragma once

#include <filesystem>

#include "tests/simulation/disk/sim_disk.hpp"
#include "tests/support/store_key.hpp"

namespace hearth::simulation {

// Key and salt follow from the number.
[[nodiscard]] inline sqlite::DatabaseKey keyOfMachine(std::uint64_t number) {
    const char octet = static_cast<char>('a' + number);
    return tests::storeKey(octet, octet);
}

// How a machine ends: only its process, or its power too.
enum class End { Process, Power };

// Everything open under the folder is dead afterwards; the store object still has to be destroyed.
inline PowerLoss endMachine(SimDisk& disk, const std::filesystem::path& folder, End end,
                            base::Random& random) {
    if (end == End::Power) return disk.losePower(folder, random);
    disk.kill(folder);
    return {};
}

// Replaces `to` by a copy of `from`, whose stores are closed or dead.
inline void copyMachine(SimDisk& disk, const std::filesystem::path& from,
                        const std::filesystem::path& to) {
    SimDisk::copyFolder(from, to);
    disk.forget(to);
}

}  // namespace hearth::simulation

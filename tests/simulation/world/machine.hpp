// A machine's disk in a simulated world: a folder that can lose its process, lose its power, and be
// copied. Owner: the node. Threads: one.
#pragma once

#include <filesystem>

#include "shared/sqlite/connection.hpp"

namespace hearth::simulation {

[[nodiscard]] sqlite::DatabaseKey keyOfMachine(std::uint64_t number);

// Replaces `to` by a copy of `from`, files of one folder.
void copyMachine(const std::filesystem::path& from, const std::filesystem::path& to);

// What the process had written stays, what it held in memory goes: `close` must destroy the store,
// and nothing that its destruction writes is kept.
template <class Close>
void killProcess(const std::filesystem::path& folder, Close close) {
    const std::filesystem::path asItWas = folder.string() + ".killed";
    copyMachine(folder, asItWas);
    close();
    copyMachine(asItWas, folder);
    std::filesystem::remove_all(asItWas);
}

}  // namespace hearth::simulation

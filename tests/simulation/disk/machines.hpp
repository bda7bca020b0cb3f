// A folder for simulated machines, in memory where the system has such a place, gone with the test.
// Owner: the test. Threads: one.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/simulation/disk/sim_disk.hpp"

namespace hearth::simulation {

class Machines {
public:
    Machines() {
        const std::filesystem::path inMemory = "/dev/shm";
        const bool hasMemory = std::filesystem::is_directory(inMemory);
        const auto root = hasMemory ? inMemory : std::filesystem::temp_directory_path();
        std::string name = (root / "hearth-machines-XXXXXX").string();
        INVARIANT(mkdtemp(name.data()) != nullptr);
        m_root = std::filesystem::canonical(name);
    }
    Machines(const Machines&) = delete;
    Machines& operator=(const Machines&) = delete;
    ~Machines() { SimDisk::removeFolder(m_root); }

    // An empty folder of that name.
    [[nodiscard]] std::filesystem::path make(const std::string& name) const {
        SimDisk::removeFolder(m_root / name);
        std::filesystem::create_directories(m_root / name);
        return m_root / name;
    }
    [[nodiscard]] std::filesystem::path at(const std::string& name) const { return m_root / name; }

private:
    std::filesystem::path m_root;
};

}  // namespace hearth::simulation

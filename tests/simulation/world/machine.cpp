#include "tests/simulation/world/machine.hpp"

namespace hearth::simulation {

namespace fs = std::filesystem;

sqlite::DatabaseKey keyOfMachine(std::uint64_t number) {
    constexpr std::size_t kKeyBytes = 32;
    constexpr std::size_t kSaltBytes = 16;
    const char octet = static_cast<char>('a' + number);
    return {crypto::Secret::copyOf(base::Bytes(kKeyBytes, octet)), base::Bytes(kSaltBytes, octet)};
}

void copyMachine(const fs::path& from, const fs::path& to) {
    fs::remove_all(to);
    fs::create_directories(to);
    for (const auto& entry : fs::directory_iterator(from)) {
        const auto name = entry.path().filename().string();
        // Shared memory is no part of a disk, and the lock belongs to a process.
        if (name.ends_with("-shm") || name.ends_with(".lock")) continue;
        fs::copy(entry.path(), to / name, fs::copy_options::recursive);
    }
}

}  // namespace hearth::simulation

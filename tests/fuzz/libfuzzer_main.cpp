// libFuzzer's door to a target.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/target.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer looks for this name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    hearth::fuzz::run({reinterpret_cast<const char*>(data), size});
    return 0;
}

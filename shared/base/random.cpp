#include "shared/base/random.hpp"

#include "shared/base/error.hpp"

namespace hearth::base {

std::uint64_t SeededRandom::next() noexcept {
    m_state += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = m_state;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
}

std::uint64_t SeededRandom::below(std::uint64_t bound) noexcept {
    INVARIANT(bound > 0);
    return next() % bound;  // the bias is below 2^-40 for the small bounds used here
}

void SeededRandom::fill(std::span<std::uint8_t> out) {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (i % 8 == 0) bits = next();
        out[i] = static_cast<std::uint8_t>(bits);
        bits >>= 8U;
    }
}

}  // namespace hearth::base

// Random: where unpredictable bits come from. An interface, so that a simulation runs from a seed.
// Owner: the composition root; callers hold a reference. Threads: as the implementation says.
#pragma once

#include <cstdint>
#include <span>

namespace hearth::base {

class Random {
public:
    Random() = default;
    Random(const Random&) = delete;
    Random& operator=(const Random&) = delete;
    virtual ~Random() = default;

    virtual void fill(std::span<std::uint8_t> out) = 0;
};

// A repeatable stream (SplitMix64) for synthetic data, tests and simulation. Never for keys.
// Threads: one.
class SeededRandom final : public Random {
public:
    explicit SeededRandom(std::uint64_t seed) noexcept : m_state(seed) {}

    void fill(std::span<std::uint8_t> out) override;
    [[nodiscard]] std::uint64_t next() noexcept;
    // Uniform in [0, bound); bound > 0.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound) noexcept;
    // True in `percent` of 100 calls.
    [[nodiscard]] bool chance(unsigned percent) noexcept { return below(100) < percent; }

private:
    std::uint64_t m_state;
};

}  // namespace hearth::base

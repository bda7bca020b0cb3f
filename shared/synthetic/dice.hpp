// Dice: everything the made-up authority leaves to chance, from a seed. Each family has dice of its
// own, so that a change to one leaves the others as they were.
// Owner: whoever throws them. Threads: one.
#pragma once

#include <algorithm>
#include <string_view>

#include "shared/base/ids.hpp"
#include "shared/base/random.hpp"
#include "shared/synthetic/words.hpp"

namespace hearth::synthetic {

class Dice {
public:
    explicit Dice(std::uint64_t seed) noexcept : m_random(seed) {}
    // Independent dice for a part of the whole.
    [[nodiscard]] static Dice forPart(std::uint64_t seed, std::uint64_t part) noexcept;

    // Both ends included.
    [[nodiscard]] std::int64_t between(std::int64_t low, std::int64_t high) noexcept;
    [[nodiscard]] bool chance(unsigned percent) noexcept { return m_random.chance(percent); }
    [[nodiscard]] std::size_t below(std::size_t bound) noexcept { return m_random.below(bound); }
    [[nodiscard]] std::string_view pick(const Lines& lines) noexcept {
        return lines[below(lines.size())];
    }
    // `count` different lines one after another, or all there are.
    [[nodiscard]] std::string pickSome(const Lines& lines, std::size_t count,
                                       std::string_view between);

    // UUIDv7 of the given time.
    template <class IdType>
    [[nodiscard]] IdType idAt(base::WallTime time) {
        const FixedClock clock(time);
        return base::IdSource(clock, m_random).timeOrdered<IdType>();
    }
    template <class IdType>
    [[nodiscard]] IdType randomId() {
        IdType id;
        m_random.fill(id.octets);
        return id;
    }

private:
    class FixedClock final : public base::Clock {
    public:
        explicit FixedClock(base::WallTime time) noexcept : m_time(time) {}
        [[nodiscard]] base::WallTime wallNow() const override { return m_time; }
        [[nodiscard]] base::BootTime bootNow() const override { return {}; }

    private:
        base::WallTime m_time;
    };

    base::SeededRandom m_random;
};

}  // namespace hearth::synthetic

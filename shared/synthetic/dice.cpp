#include "shared/synthetic/dice.hpp"

namespace hearth::synthetic {

Dice Dice::forPart(std::uint64_t seed, std::uint64_t part) noexcept {
    // One step of the generator between the two, so that neighbouring seeds and parts do not meet.
    base::SeededRandom mixed(seed);
    const std::uint64_t base = mixed.next();
    return Dice(base ^ base::SeededRandom(part).next());
}

std::int64_t Dice::between(std::int64_t low, std::int64_t high) noexcept {
    INVARIANT(low <= high);
    return low + static_cast<std::int64_t>(below(static_cast<std::size_t>(high - low + 1)));
}

std::string Dice::pickSome(const Lines& lines, std::size_t count, std::string_view between) {
    std::string text;
    Lines left = lines;
    for (std::size_t i = 0; i < count && !left.empty(); ++i) {
        const std::size_t chosen = below(left.size());
        if (!text.empty()) text += between;
        text += left[chosen];
        left.erase(left.begin() + static_cast<std::ptrdiff_t>(chosen));
    }
    return text;
}

}  // namespace hearth::synthetic

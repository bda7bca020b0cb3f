#include "client/sync/jitter.hpp"

#include <algorithm>
#include <array>

namespace hearth::client::sync {

namespace {

constexpr std::int64_t kPercent = 100;

}  // namespace

base::Millis drawUpTo(base::Millis most, base::Random& random) {
    std::array<std::uint8_t, sizeof(std::uint32_t)> bits{};
    random.fill(bits);
    std::uint64_t drawn = 0;
    for (const std::uint8_t byte : bits)
        drawn = drawn << 8U | byte;
    const std::uint64_t choices = static_cast<std::uint64_t>(most.count) + 1;
    return {static_cast<std::int64_t>(drawn % choices)};
}

base::Millis withJitter(base::Millis delay, base::Random& random) {
    const base::Millis share = drawUpTo({kJitterPercentMax}, random);
    return {delay.count + delay.count * share.count / kPercent};
}

base::Millis backOff(base::Millis first, base::Millis most, unsigned failures) {
    base::Millis delay = first;
    for (unsigned i = 1; i < failures && delay < most; ++i)
        delay.count *= 2;
    return std::min(delay, most);
}

}  // namespace hearth::client::sync

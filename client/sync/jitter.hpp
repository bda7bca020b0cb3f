// Tablets of one office lose and find their network together; what they do then is spread.
// Threads: as the Random.
#pragma once

#include "shared/base/random.hpp"
#include "shared/base/time.hpp"

namespace hearth::client::sync {

// Up to this share is added to a delay.
inline constexpr std::int64_t kJitterPercentMax = 50;

// Uniform in [0, most].
[[nodiscard]] base::Millis drawUpTo(base::Millis most, base::Random& random);
[[nodiscard]] base::Millis withJitter(base::Millis delay, base::Random& random);
// `first`, doubled for each failure in a row after the first, at most `most`.
[[nodiscard]] base::Millis backOff(base::Millis first, base::Millis most, unsigned failures);

}  // namespace hearth::client::sync

#include <ctime>

#include "shared/base/time.hpp"

namespace hearth::base {

namespace {
std::int64_t readMillis(clockid_t clock) noexcept {
    timespec now{};
    INVARIANT(clock_gettime(clock, &now) == 0);
    return static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}
}  // namespace

WallTime SystemClock::wallNow() const {
    return {readMillis(CLOCK_REALTIME)};
}
BootTime SystemClock::bootNow() const {
    return {readMillis(CLOCK_BOOTTIME)};
}

}  // namespace hearth::base

// Time in a simulated world: one true time that only the world moves, and machines' clocks that
// may be wrong about it. Owner: the world. Threads: one.
#pragma once

#include "shared/base/time.hpp"

namespace hearth::simulation {

// 24 November 2026, 09:00 UTC.
inline constexpr base::WallTime kBeginning{1'795'510'800'000};

struct TrueTime {
    base::WallTime now = kBeginning;
    void pass(base::Millis span) { now = now + span; }
};

class MachineClock final : public base::Clock {
public:
    explicit MachineClock(const TrueTime& time) : m_time(time), m_booted(time.now) {}

    [[nodiscard]] base::WallTime wallNow() const override { return m_time.now + m_error; }
    [[nodiscard]] base::BootTime bootNow() const override {
        return {(m_time.now - m_booted).count + 1};
    }
    // Somebody sets the clock wrong, or right again.
    void setError(base::Millis error) { m_error = error; }
    // The machine starts anew: the monotonic clock begins at nothing.
    void reboot() { m_booted = m_time.now; }

private:
    const TrueTime& m_time;
    base::WallTime m_booted;
    base::Millis m_error;
};

}  // namespace hearth::simulation

// Timeline: the authority's actions, gathered family by family and played in the order they
// happened.
// Owner: makeAuthority, for one run. Threads: one.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "shared/synthetic/authority.hpp"

namespace hearth::synthetic {

inline constexpr std::int64_t kMinutesPerHour = 60;

// A UK day (since 1970-01-01) and the local minute of it as an instant.
[[nodiscard]] base::WallTime localTime(std::int64_t day, std::int64_t minuteOfDay) noexcept;
// Monday to Friday, bank holidays excepted.
[[nodiscard]] bool isWorkingDay(std::int64_t day);
// The day itself or the next working day after it.
[[nodiscard]] std::int64_t workingDayFrom(std::int64_t day);

class Timeline {
public:
    explicit Timeline(base::WallTime now) noexcept : m_now(now) {}

    // False, and nothing is added, when the time has not come yet: the future is not recorded.
    bool add(SyntheticAction action);
    [[nodiscard]] base::WallTime now() const noexcept { return m_now; }
    [[nodiscard]] std::int64_t today() const noexcept;
    // By time; what happened at the same moment in the order it was added.
    void play(const std::function<void(SyntheticAction)>& take);

private:
    base::WallTime m_now;
    std::vector<SyntheticAction> m_actions;
};

}  // namespace hearth::synthetic

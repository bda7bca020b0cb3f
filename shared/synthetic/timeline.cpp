#include "shared/synthetic/timeline.hpp"

#include <algorithm>

#include "shared/records/code_list.hpp"

namespace hearth::synthetic {

base::WallTime localTime(std::int64_t day, std::int64_t minuteOfDay) noexcept {
    const base::WallTime asIfUtc = base::WallTime{} + base::days(day) + base::minutes(minuteOfDay);
    return asIfUtc - base::ukOffsetAt(asIfUtc);
}

bool isWorkingDay(std::int64_t day) {
    constexpr std::int64_t kDaysPerWeek = 7;
    constexpr std::int64_t kThursday = 3;  // 1970-01-01, counted from Monday
    if ((day + kThursday) % kDaysPerWeek >= 5) return false;
    return records::findCode("bank_holidays", base::toIso(base::fromDayNumber(day))) == nullptr;
}

std::int64_t workingDayFrom(std::int64_t day) {
    while (!isWorkingDay(day))
        ++day;
    return day;
}

bool Timeline::add(SyntheticAction action) {
    if (action.at > m_now) return false;
    m_actions.push_back(std::move(action));
    return true;
}

std::int64_t Timeline::today() const noexcept {
    return base::toDayNumber(base::ukDateOf(m_now));
}

void Timeline::play(const std::function<void(SyntheticAction)>& take) {
    std::stable_sort(
        m_actions.begin(), m_actions.end(),
        [](const SyntheticAction& a, const SyntheticAction& b) { return a.at < b.at; });
    for (SyntheticAction& action : m_actions)
        take(std::move(action));
    m_actions.clear();
}

}  // namespace hearth::synthetic

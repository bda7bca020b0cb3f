#include "shared/practice/working_days.hpp"

#include <algorithm>

namespace hearth::practice {

namespace {
constexpr std::int64_t kDaysPerWeek = 7;
constexpr std::int64_t kWeekdaysPerWeek = 5;

struct Week {
    std::int64_t number = 0;
    std::int64_t day = 0;  // 0 is Monday
};

Week weekOf(std::int64_t dayNumber) noexcept {
    const std::int64_t sinceMonday = dayNumber + 3;  // 1970-01-01 was a Thursday
    const std::int64_t day = (sinceMonday % kDaysPerWeek + kDaysPerWeek) % kDaysPerWeek;
    return {(sinceMonday - day) / kDaysPerWeek, day};
}

bool isWeekday(std::int64_t dayNumber) noexcept {
    return weekOf(dayNumber).day < kWeekdaysPerWeek;
}
}  // namespace

base::Result<WorkingDays> WorkingDays::fromCodes(std::span<const records::Code> codes) {
    WorkingDays days;
    for (const records::Code& code : codes) {
        const auto date = base::parseIsoDate(code.code);
        if (!date) return date.error();
        const std::int64_t day = base::toDayNumber(*date);
        if (isWeekday(day)) days.m_holidays.push_back(day);
    }
    std::sort(days.m_holidays.begin(), days.m_holidays.end());
    const auto end = std::unique(days.m_holidays.begin(), days.m_holidays.end());
    days.m_holidays.erase(end, days.m_holidays.end());
    return days;
}

const WorkingDays& WorkingDays::englandAndWales() {
    static const WorkingDays days = [] {
        auto read = fromCodes(records::codeList("bank_holidays"));
        // The list is part of the program.
        INVARIANT(read.has_value());
        return std::move(*read);
    }();
    return days;
}

bool WorkingDays::isWorkingDay(base::Date date) const noexcept {
    const std::int64_t day = base::toDayNumber(date);
    return isWeekday(day) && !std::binary_search(m_holidays.begin(), m_holidays.end(), day);
}

base::Date WorkingDays::add(base::Date from, std::int64_t count) const noexcept {
    INVARIANT(count >= -kWorkingDaysMax && count <= kWorkingDaysMax);
    const std::int64_t step = count < 0 ? -1 : 1;
    std::int64_t day = base::toDayNumber(from);
    while (count != 0) {
        day += step;
        if (isWorkingDay(base::fromDayNumber(day))) count -= step;
    }
    return base::fromDayNumber(day);
}

std::int64_t WorkingDays::between(base::Date from, base::Date to) const noexcept {
    return countUpTo(base::toDayNumber(to)) - countUpTo(base::toDayNumber(from));
}

base::Date WorkingDays::knownUntil() const noexcept {
    if (m_holidays.empty()) return {};
    return {base::fromDayNumber(m_holidays.back()).year, 12, 31};
}

// From an arbitrary beginning: only differences mean something.
std::int64_t WorkingDays::countUpTo(std::int64_t day) const noexcept {
    const Week week = weekOf(day);
    const auto holidays = std::upper_bound(m_holidays.begin(), m_holidays.end(), day);
    return week.number * kWeekdaysPerWeek + std::min(week.day + 1, kWeekdaysPerWeek) -
           (holidays - m_holidays.begin());
}

}  // namespace hearth::practice

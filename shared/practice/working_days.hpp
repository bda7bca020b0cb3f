// Working days in England and Wales: neither Saturday, Sunday nor bank holiday. The holidays are
// data (schema/codes/bank_holidays.csv), so that a newly proclaimed one is a file edit; after the
// last year in the data only weekends are left out.
// Unit: UK calendar days. Threads: immutable, any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "shared/base/error.hpp"
#include "shared/base/time.hpp"
#include "shared/records/code_list.hpp"

namespace hearth::practice {

// Ten years; a longer span of working days is a mistake of whoever asks.
inline constexpr std::int64_t kWorkingDaysMax = 2600;

class WorkingDays {
public:
    // Of the code list bank_holidays (the code is the date). InvalidArgument for what is no date.
    [[nodiscard]] static base::Result<WorkingDays> fromCodes(std::span<const records::Code> codes);
    // The list that is built in.
    [[nodiscard]] static const WorkingDays& englandAndWales();

    [[nodiscard]] bool isWorkingDay(base::Date date) const noexcept;
    // The `count`-th working day after `from` (before it, when negative); `from` itself is not
    // counted. With 0, `from`. The size of `count` is at most kWorkingDaysMax.
    [[nodiscard]] base::Date add(base::Date from, std::int64_t count) const noexcept;
    // Working days after `from` up to and including `to`; negative when `to` is before `from`.
    [[nodiscard]] std::int64_t between(base::Date from, base::Date to) const noexcept;
    // The last day that the holidays are known for; 0-0-0 when none are.
    [[nodiscard]] base::Date knownUntil() const noexcept;

private:
    [[nodiscard]] std::int64_t countUpTo(std::int64_t day) const noexcept;

    std::vector<std::int64_t> m_holidays;  // day numbers on weekdays, ascending, each once
};

}  // namespace hearth::practice

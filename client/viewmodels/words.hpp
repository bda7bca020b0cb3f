// Words: times, ages, spans and sizes as a person reads them, in UK local time.
// Threads: pure functions, any thread.
#pragma once

#include <QCoreApplication>
#include <QString>

#include "shared/base/error.hpp"
#include "shared/base/time.hpp"
#include "shared/practice/visit_clock.hpp"

namespace hearth::client::viewmodels {

class Words {
    Q_DECLARE_TR_FUNCTIONS(Words)

public:
    // "24 Nov 2026"; empty for day 0 (unknown).
    [[nodiscard]] static QString date(base::Date date);
    [[nodiscard]] static QString day(std::int64_t dayNumber);
    // "Tuesday 24 November"
    [[nodiscard]] static QString longDate(base::Date date);
    // "14:05"
    [[nodiscard]] static QString time(base::WallTime when);
    // "today 14:05", "yesterday 09:10", "24 Nov 2026, 14:05"; empty for 0 (unknown).
    [[nodiscard]] static QString moment(base::WallTime when, base::WallTime now);
    // "just now", "12 minutes ago", "3 hours ago", "2 days ago"
    [[nodiscard]] static QString ago(base::WallTime when, base::WallTime now);
    // "3 minutes", "2 hours", "5 days": rounded down, at least one minute.
    [[nodiscard]] static QString span(base::Millis span);
    // "7 years", "11 months", "3 weeks", "5 days"; "not born yet" before the day.
    [[nodiscard]] static QString age(base::Date born, base::Date today);
    // "820 bytes", "1.2 KB", "3.4 MB"
    [[nodiscard]] static QString bytes(std::uint64_t count);
    // "due today", "2 working days left", "3 working days overdue"; for a clock that has a due
    // date.
    [[nodiscard]] static QString due(const practice::VisitClock& clock);
    // "1 day", "31 days"
    [[nodiscard]] static QString days(std::int64_t count);
    // What went wrong and what to do, for a person; never an error code.
    [[nodiscard]] static QString failure(const base::Error& error);

    // Days between two dates; negative if `to` is before `from`.
    [[nodiscard]] static std::int64_t daysBetween(base::Date from, base::Date to);
};

}  // namespace hearth::client::viewmodels

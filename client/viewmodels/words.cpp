#include "client/viewmodels/words.hpp"

#include <QDate>
#include <QLocale>

namespace hearth::client::viewmodels {

namespace {

constexpr std::int64_t kMinuteMillis = 60'000;
constexpr std::int64_t kHourMinutes = 60;
constexpr std::int64_t kDayHours = 24;
constexpr std::int64_t kWeekDays = 7;
constexpr int kYearMonths = 12;
constexpr int kMonthsShownAsWeeks = 3;
constexpr std::uint64_t kKilo = 1024;

QDate toQt(base::Date date) {
    return {date.year, date.month, date.day};
}

QString count(std::int64_t n, const QString& one, const QString& many) {
    return n == 1 ? one : many.arg(n);
}

int monthsBetween(base::Date from, base::Date to) {
    const auto months = (to.year - from.year) * kYearMonths + (to.month - from.month);
    return to.day < from.day ? months - 1 : months;
}

}  // namespace

QString Words::date(base::Date date) {
    return QLocale().toString(toQt(date), QStringLiteral("d MMM yyyy"));
}

QString Words::day(std::int64_t dayNumber) {
    return dayNumber == 0 ? QString() : date(base::fromDayNumber(dayNumber));
}

QString Words::longDate(base::Date date) {
    return QLocale().toString(toQt(date), QStringLiteral("dddd d MMMM"));
}

QString Words::time(base::WallTime when) {
    const auto local = when.millis + base::ukOffsetAt(when).count;
    const auto minutes = (local / kMinuteMillis) % (kDayHours * kHourMinutes);
    return QStringLiteral("%1:%2")
        .arg(minutes / kHourMinutes, 2, 10, QLatin1Char('0'))
        .arg(minutes % kHourMinutes, 2, 10, QLatin1Char('0'));
}

QString Words::moment(base::WallTime when, base::WallTime now) {
    if (when.millis == 0) return {};
    const auto then = base::ukDateOf(when);
    const auto days = daysBetween(then, base::ukDateOf(now));
    if (days == 0) return tr("today %1").arg(time(when));
    if (days == 1) return tr("yesterday %1").arg(time(when));
    return tr("%1, %2").arg(date(then), time(when));
}

QString Words::ago(base::WallTime when, base::WallTime now) {
    const auto past = now - when;
    if (past.count < kMinuteMillis) return tr("just now");
    return tr("%1 ago").arg(span(past));
}

QString Words::span(base::Millis span) {
    const auto minutes = std::max<std::int64_t>(1, span.count / kMinuteMillis);
    if (minutes < kHourMinutes) return count(minutes, tr("1 minute"), tr("%1 minutes"));
    const auto hours = minutes / kHourMinutes;
    if (hours < 2 * kDayHours) return count(hours, tr("1 hour"), tr("%1 hours"));
    return days(hours / kDayHours);
}

QString Words::age(base::Date born, base::Date today) {
    const auto days = daysBetween(born, today);
    if (days < 0) return tr("not born yet");
    const auto months = monthsBetween(born, today);
    if (months >= 2 * kYearMonths) return tr("%1 years").arg(months / kYearMonths);
    if (months >= kMonthsShownAsWeeks) return tr("%1 months").arg(months);
    if (days >= 2 * kWeekDays) return tr("%1 weeks").arg(days / kWeekDays);
    return Words::days(days);
}

QString Words::bytes(std::uint64_t count) {
    if (count < kKilo) return tr("%1 bytes").arg(count);
    const auto kilo = static_cast<double>(count) / static_cast<double>(kKilo);
    if (count < kKilo * kKilo) return tr("%1 KB").arg(kilo, 0, 'f', 1);
    return tr("%1 MB").arg(kilo / static_cast<double>(kKilo), 0, 'f', 1);
}

QString Words::due(const practice::VisitClock& clock) {
    const auto left = clock.workingDaysLeft;
    if (clock.overdue) {
        if (left == 0) return tr("overdue");  // since a day that is no working day
        return count(-left, tr("1 working day overdue"), tr("%1 working days overdue"));
    }
    if (left == 0) return tr("due today");
    return count(left, tr("1 working day left"), tr("%1 working days left"));
}

QString Words::days(std::int64_t n) {
    return count(n, tr("1 day"), tr("%1 days"));
}

QString Words::failure(const base::Error& error) {
    switch (error.code()) {
        case base::ErrorCode::DiskFull:
            return tr(
                "This tablet is full. The last change is not saved yet: free some space, "
                "then try again.");
        case base::ErrorCode::Io:
            return tr(
                "This tablet could not write to its disk. The last change is not saved yet: "
                "try again, and call support if it stays like this.");
        case base::ErrorCode::Corrupt:
            return tr(
                "The records on this tablet fail their own check. Nothing was changed. Call "
                "support and do not delete anything.");
        case base::ErrorCode::Busy:
            return tr(
                "Hearth is already open in another window on this tablet. Close it there "
                "first.");
        case base::ErrorCode::NotFound:
            return tr("This record is no longer on this tablet.");
        case base::ErrorCode::TooLarge:
            return tr("This is longer than one record may be. Divide it into two.");
        default:
            return tr("That did not work: %1.").arg(QString::fromStdString(error.message()));
    }
}

std::int64_t Words::daysBetween(base::Date from, base::Date to) {
    return base::toDayNumber(to) - base::toDayNumber(from);
}

}  // namespace hearth::client::viewmodels

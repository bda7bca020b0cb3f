#include "shared/base/time.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace hearth::base {

namespace {
constexpr std::int64_t kMillisPerDay = 86'400'000;

std::int64_t floorDiv(std::int64_t a, std::int64_t b) noexcept {
    return a / b - (a % b != 0 && (a % b < 0) != (b < 0) ? 1 : 0);
}

// The last Sunday of a 31-day month, as a day number.
std::int64_t lastSunday(std::int32_t year, std::int32_t month) noexcept {
    const std::int64_t last = toDayNumber({year, month, 31});
    // 1970-01-04 (day 3) was a Sunday.
    return last - ((last - 3) % 7 + 7) % 7;
}
}  // namespace

// Howard Hinnant's days_from_civil and its inverse.
std::int64_t toDayNumber(Date date) noexcept {
    const std::int64_t y = date.month <= 2 ? date.year - 1 : date.year;
    const std::int64_t era = floorDiv(y, 400);
    const std::int64_t yearOfEra = y - era * 400;
    const std::int64_t shifted = date.month > 2 ? date.month - 3 : date.month + 9;
    const std::int64_t dayOfYear = (153 * shifted + 2) / 5 + date.day - 1;
    const std::int64_t dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146'097 + dayOfEra - 719'468;
}

Date fromDayNumber(std::int64_t dayNumber) noexcept {
    const std::int64_t z = dayNumber + 719'468;
    const std::int64_t era = floorDiv(z, 146'097);
    const std::int64_t doe = z - era * 146'097;
    const std::int64_t yoe = (doe - doe / 1460 + doe / 36'524 - doe / 146'096) / 365;
    const std::int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    const std::int64_t mp = (5 * doy + 2) / 153;
    const std::int64_t month = mp < 10 ? mp + 3 : mp - 9;
    return {static_cast<std::int32_t>(yoe + era * 400 + (month <= 2 ? 1 : 0)),
            static_cast<std::int32_t>(month),
            static_cast<std::int32_t>(doy - (153 * mp + 2) / 5 + 1)};
}

Millis ukOffsetAt(WallTime time) noexcept {
    const std::int32_t year = fromDayNumber(floorDiv(time.millis, kMillisPerDay)).year;
    const std::int64_t begins = lastSunday(year, 3) * kMillisPerDay + hours(1).count;
    const std::int64_t ends = lastSunday(year, 10) * kMillisPerDay + hours(1).count;
    return time.millis >= begins && time.millis < ends ? hours(1) : Millis{0};
}

Date ukDateOf(WallTime time) noexcept {
    return fromDayNumber(floorDiv((time + ukOffsetAt(time)).millis, kMillisPerDay));
}

std::string toIsoUtc(WallTime time) {
    const std::int64_t dayNumber = floorDiv(time.millis, kMillisPerDay);
    const std::int64_t second = (time.millis - dayNumber * kMillisPerDay) / 1000;
    return fmt::format("{}T{:02}:{:02}:{:02}Z", toIso(fromDayNumber(dayNumber)), second / 3600,
                       second / 60 % 60, second % 60);
}

std::string toIso(Date date) {
    return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

Result<Date> parseIsoDate(std::string_view text) {
    const Error error(ErrorCode::InvalidArgument, "a date is written YYYY-MM-DD");
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return error;
    // from_chars would take a sign: "-000-01-01".
    const auto digits =
        std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (digits != 8) return error;
    Date date;
    const auto number = [&](std::size_t from, std::size_t length, std::int32_t& out) {
        const char* end = text.data() + from + length;
        const auto [stop, problem] = std::from_chars(text.data() + from, end, out);
        return problem == std::errc{} && stop == end;
    };
    if (!number(0, 4, date.year) || !number(5, 2, date.month) || !number(8, 2, date.day))
        return error;
    if (date.month < 1 || date.month > 12 || fromDayNumber(toDayNumber(date)) != date) return error;
    return date;
}

}  // namespace hearth::base

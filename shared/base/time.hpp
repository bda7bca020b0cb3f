// Time with units. Wall time, durations and monotonic readings are different types, so that none
// is taken for another.
// Threads: values, any thread; Clock as its implementation says.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "shared/base/error.hpp"

namespace hearth::base {

// A span of time in milliseconds; may be negative.
struct Millis {
    std::int64_t count = 0;
    friend auto operator<=>(const Millis&, const Millis&) = default;
};

[[nodiscard]] constexpr Millis seconds(std::int64_t n) noexcept {
    return {n * 1000};
}
[[nodiscard]] constexpr Millis minutes(std::int64_t n) noexcept {
    return {n * 60'000};
}
[[nodiscard]] constexpr Millis hours(std::int64_t n) noexcept {
    return {n * 3'600'000};
}
[[nodiscard]] constexpr Millis days(std::int64_t n) noexcept {
    return {n * 86'400'000};
}

// Wall time: milliseconds since 1970-01-01T00:00:00Z, leap seconds smeared away. 0 means unknown.
struct WallTime {
    std::int64_t millis = 0;
    friend auto operator<=>(const WallTime&, const WallTime&) = default;
};

[[nodiscard]] constexpr WallTime operator+(WallTime t, Millis d) noexcept {
    return {t.millis + d.count};
}
[[nodiscard]] constexpr WallTime operator-(WallTime t, Millis d) noexcept {
    return {t.millis - d.count};
}
[[nodiscard]] constexpr Millis operator-(WallTime a, WallTime b) noexcept {
    return {a.millis - b.millis};
}

// Time since the machine started, suspended time included; never goes back, means nothing
// elsewhere.
struct BootTime {
    std::int64_t millis = 0;
    friend auto operator<=>(const BootTime&, const BootTime&) = default;
};

[[nodiscard]] constexpr Millis operator-(BootTime a, BootTime b) noexcept {
    return {a.millis - b.millis};
}

// A calendar date in the United Kingdom (statutory clocks count local days).
struct Date {
    std::int32_t year = 0;
    std::int32_t month = 0;  // 1..12
    std::int32_t day = 0;    // 1..31
    friend auto operator<=>(const Date&, const Date&) = default;
};

// Days since 1970-01-01 in the proleptic Gregorian calendar, and back.
[[nodiscard]] std::int64_t toDayNumber(Date date) noexcept;
[[nodiscard]] Date fromDayNumber(std::int64_t dayNumber) noexcept;
// The UK local date of an instant (Summer Time Order 2002: last Sunday of March and October, 01:00
// UTC).
[[nodiscard]] Date ukDateOf(WallTime time) noexcept;
// The offset of UK local time from UTC at an instant: 0 or 1 hour.
[[nodiscard]] Millis ukOffsetAt(WallTime time) noexcept;
// "2026-11-24T09:15:00Z"
[[nodiscard]] std::string toIsoUtc(WallTime time);
// "2026-11-24"; InvalidArgument unless it is a real date in exactly that form.
[[nodiscard]] std::string toIso(Date date);
[[nodiscard]] Result<Date> parseIsoDate(std::string_view text);

class Clock {
public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    [[nodiscard]] virtual WallTime wallNow() const = 0;
    [[nodiscard]] virtual BootTime bootNow() const = 0;
};

// The machine's clocks; the only place in shared/ that reads them. Any thread.
class SystemClock final : public Clock {
public:
    [[nodiscard]] WallTime wallNow() const override;
    [[nodiscard]] BootTime bootNow() const override;
};

}  // namespace hearth::base

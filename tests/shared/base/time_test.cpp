#include "shared/base/time.hpp"

#include <gtest/gtest.h>

namespace hearth::base {
namespace {

WallTime utc(Date date, int hour, int minute = 0) {
    return WallTime{0} + days(toDayNumber(date)) + hours(hour) + minutes(minute);
}

TEST(TimeDates, RoundTripThroughTheirDayNumberFrom2000To2100) {
    const std::int64_t first = toDayNumber({2000, 1, 1});
    const std::int64_t last = toDayNumber({2100, 12, 31});
    EXPECT_EQ(first, 10'957);
    EXPECT_EQ(last - first, 36'889);
    for (std::int64_t day = first; day <= last; ++day) {
        const Date date = fromDayNumber(day);
        ASSERT_EQ(toDayNumber(date), day);
        const auto parsed = parseIsoDate(toIso(date));
        ASSERT_TRUE(parsed) << toIso(date);
        ASSERT_EQ(*parsed, date);
        ASSERT_LT(fromDayNumber(day - 1), date);
    }
}

TEST(TimeDates, DayZeroIsTheUnixEpochAndEarlierDaysAreNegative) {
    EXPECT_EQ(toDayNumber({1970, 1, 1}), 0);
    EXPECT_EQ(toDayNumber({1969, 12, 31}), -1);
    EXPECT_EQ(fromDayNumber(-1), (Date{1969, 12, 31}));
    EXPECT_EQ(fromDayNumber(toDayNumber({1900, 2, 28}) + 1), (Date{1900, 3, 1}));
}

TEST(TimeDates, AcceptTheLeapDayOnlyInLeapYears) {
    EXPECT_TRUE(parseIsoDate("2024-02-29"));
    EXPECT_TRUE(parseIsoDate("2000-02-29"));
    EXPECT_FALSE(parseIsoDate("2023-02-29"));
    EXPECT_FALSE(parseIsoDate("2100-02-29"));
    EXPECT_EQ(fromDayNumber(toDayNumber({2024, 2, 28}) + 1), (Date{2024, 2, 29}));
    EXPECT_EQ(fromDayNumber(toDayNumber({2023, 2, 28}) + 1), (Date{2023, 3, 1}));
}

TEST(TimeDates, RefuseEverythingThatIsNotARealDateInIsoForm) {
    for (const char* text :
         {"", "2026", "2026-1-1", "2026-13-01", "2026-00-10", "2026-04-31", "2026-01-00",
          "2026/01/01", "2026-01-01 ", " 2026-01-01", "-026-01-01", "-000-01-01", "2026-+1-01",
          "2026-01-1x", "20260101", "2026-01-01T00:00:00Z"}) {
        const auto parsed = parseIsoDate(text);
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(parsed.error().code(), ErrorCode::InvalidArgument) << text;
    }
}

TEST(TimeUkSummer, BeginsOnTheLastSundayOfMarchAtOneOClockUtc) {
    const WallTime begins = utc({2026, 3, 29}, 1);
    EXPECT_EQ(ukOffsetAt(begins - Millis{1}), Millis{0});
    EXPECT_EQ(ukOffsetAt(begins), hours(1));
}

TEST(TimeUkSummer, EndsOnTheLastSundayOfOctoberAtOneOClockUtc) {
    const WallTime ends = utc({2026, 10, 25}, 1);
    EXPECT_EQ(ukOffsetAt(ends - Millis{1}), hours(1));
    EXPECT_EQ(ukOffsetAt(ends), Millis{0});
}

TEST(TimeUkSummer, FindsTheLastSundayAlsoWhenItIsThe31stOrThe25th) {
    EXPECT_EQ(ukOffsetAt(utc({2024, 3, 31}, 0, 59)), Millis{0});  // 31 March 2024 is a Sunday
    EXPECT_EQ(ukOffsetAt(utc({2024, 3, 31}, 1)), hours(1));
    EXPECT_EQ(ukOffsetAt(utc({2029, 3, 25}, 0, 59)), Millis{0});  // 25 March 2029 is a Sunday
    EXPECT_EQ(ukOffsetAt(utc({2029, 3, 25}, 1)), hours(1));
}

TEST(TimeUkSummer, MovesTheLocalDateOfAnInstantJustBeforeMidnightUtc) {
    EXPECT_EQ(ukDateOf(utc({2026, 7, 14}, 22, 59)), (Date{2026, 7, 14}));
    EXPECT_EQ(ukDateOf(utc({2026, 7, 14}, 23)), (Date{2026, 7, 15}));
    EXPECT_EQ(ukDateOf(utc({2026, 1, 14}, 23, 59)), (Date{2026, 1, 14}));
    EXPECT_EQ(ukDateOf(utc({2025, 12, 31}, 23, 59)), (Date{2025, 12, 31}));
}

TEST(TimeText, WritesInstantsInIsoUtc) {
    EXPECT_EQ(toIsoUtc(utc({2026, 11, 24}, 9, 15)), "2026-11-24T09:15:00Z");
    EXPECT_EQ(toIsoUtc(WallTime{0}), "1970-01-01T00:00:00Z");
    EXPECT_EQ(toIsoUtc(WallTime{-1}), "1969-12-31T23:59:59Z");
}

TEST(TimeUnits, KeepsSpansAndInstantsApartAndAddsThemRightly) {
    EXPECT_EQ(minutes(5), seconds(300));
    EXPECT_EQ(days(1), hours(24));
    EXPECT_EQ(WallTime{1000} + seconds(2), WallTime{3000});
    EXPECT_EQ(WallTime{1000} - WallTime{4000}, seconds(-3));
    EXPECT_EQ(BootTime{5000} - BootTime{2000}, seconds(3));
}

TEST(TimeSystemClock, GivesPlausibleReadingsThatDoNotGoBack) {
    const SystemClock clock;
    const BootTime before = clock.bootNow();
    EXPECT_GT(clock.wallNow(), utc({2024, 1, 1}, 0));
    EXPECT_LT(clock.wallNow(), utc({2100, 1, 1}, 0));
    EXPECT_GE(clock.bootNow(), before);
}

}  // namespace
}  // namespace hearth::base

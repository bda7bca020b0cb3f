#include "shared/practice/working_days.hpp"

#include <gtest/gtest.h>

#include "shared/base/random.hpp"

namespace hearth::practice {
namespace {

using base::Date;

const WorkingDays& days() {
    return WorkingDays::englandAndWales();
}

TEST(WorkingDays, LeaveOutWeekendsAndBankHolidays) {
    EXPECT_TRUE(days().isWorkingDay({2026, 7, 13}));
    EXPECT_FALSE(days().isWorkingDay({2026, 7, 11}));
    EXPECT_FALSE(days().isWorkingDay({2026, 7, 12}));
    EXPECT_FALSE(days().isWorkingDay({2026, 12, 25}));
}

TEST(WorkingDays, LeaveOutProclaimedAndMovedHolidays) {
    for (const Date holiday : {Date{2020, 5, 8}, Date{2022, 6, 2}, Date{2022, 6, 3},
                               Date{2022, 9, 19}, Date{2023, 5, 8}})
        EXPECT_FALSE(days().isWorkingDay(holiday)) << base::toIso(holiday);
    EXPECT_TRUE(days().isWorkingDay({2020, 5, 4})) << "the early May holiday was moved";
    EXPECT_TRUE(days().isWorkingDay({2022, 5, 30})) << "the spring holiday was moved";
}

TEST(WorkingDays, LeaveOutTheSubstituteOfAHolidayOnAWeekend) {
    EXPECT_FALSE(days().isWorkingDay({2021, 12, 27}));
    EXPECT_FALSE(days().isWorkingDay({2021, 12, 28}));
    EXPECT_FALSE(days().isWorkingDay({2022, 1, 3}));
    EXPECT_FALSE(days().isWorkingDay({2026, 12, 28}));
    EXPECT_FALSE(days().isWorkingDay({2028, 1, 3}));
}

TEST(WorkingDays, HaveEightHolidaysAYearAndTheProclaimedOnes) {
    for (std::int32_t year = 2018; year <= 2028; ++year) {
        const std::int64_t weekdays =
            WorkingDays::fromCodes({})->between({year, 1, 1}, {year + 1, 1, 1});
        const std::int64_t holidays = weekdays - days().between({year, 1, 1}, {year + 1, 1, 1});
        // New Year's Day itself is not counted by between, next year's is.
        const bool thisYears = !days().isWorkingDay({year, 1, 1}) &&
                               WorkingDays::fromCodes({})->isWorkingDay({year, 1, 1});
        const bool nextYears = !days().isWorkingDay({year + 1, 1, 1}) &&
                               WorkingDays::fromCodes({})->isWorkingDay({year + 1, 1, 1});
        const std::int64_t proclaimed = year == 2022 ? 2 : year == 2023 ? 1 : 0;
        EXPECT_EQ(holidays + (thisYears ? 1 : 0) - (nextYears ? 1 : 0), 8 + proclaimed) << year;
    }
}

TEST(WorkingDays, AreAddedOverAWeekendAndAHoliday) {
    EXPECT_EQ(days().add({2026, 7, 10}, 1), (Date{2026, 7, 13}));
    // Thursday before Good Friday: Friday to Monday are left out.
    EXPECT_EQ(days().add({2026, 4, 2}, 1), (Date{2026, 4, 7}));
    EXPECT_EQ(days().add({2026, 4, 7}, -1), (Date{2026, 4, 2}));
    EXPECT_EQ(days().add({2026, 7, 11}, 0), (Date{2026, 7, 11}));
    EXPECT_EQ(days().add({2026, 7, 11}, 1), (Date{2026, 7, 13}));
}

TEST(WorkingDays, AreCountedWithoutTheFirstDayAndWithTheLast) {
    EXPECT_EQ(days().between({2026, 7, 13}, {2026, 7, 13}), 0);
    EXPECT_EQ(days().between({2026, 7, 13}, {2026, 7, 14}), 1);
    EXPECT_EQ(days().between({2026, 7, 10}, {2026, 7, 12}), 0);
    EXPECT_EQ(days().between({2026, 4, 2}, {2026, 4, 7}), 1);
    EXPECT_EQ(days().between({2026, 7, 14}, {2026, 7, 13}), -1);
}

TEST(WorkingDays, CountBackWhatWasAdded) {
    base::SeededRandom random(5);
    for (int i = 0; i < 3'000; ++i) {
        const Date from =
            base::fromDayNumber(static_cast<std::int64_t>(random.below(25'000)) - 500);
        const auto count = static_cast<std::int64_t>(random.below(60)) + 1;
        EXPECT_EQ(days().between(from, days().add(from, count)), count) << base::toIso(from);
        // Backwards the days are those from the found one up to the day before `from`.
        const Date back = days().add(from, -count);
        const std::int64_t here = days().isWorkingDay(from) ? 1 : 0;
        EXPECT_EQ(days().between(back, from) - here + 1, count) << base::toIso(from);
    }
}

TEST(WorkingDays, SayUntilWhenTheHolidaysAreKnown) {
    EXPECT_EQ(days().knownUntil(), (Date{2028, 12, 31}));
    EXPECT_EQ(WorkingDays::fromCodes({})->knownUntil(), Date{});
}

TEST(WorkingDays, RefuseAListWithSomethingThatIsNoDate) {
    const std::vector<records::Code> codes{{"2026-02-30", "No such day", {}}};
    EXPECT_EQ(WorkingDays::fromCodes(codes).error().code(), base::ErrorCode::InvalidArgument);
}

TEST(WorkingDays, CountAHolidayOnceThoughItStandsTwiceOrOnAWeekend) {
    const std::vector<records::Code> codes{
        {"2026-07-13", "Monday", {}}, {"2026-07-13", "Monday", {}}, {"2026-07-12", "Sunday", {}}};
    const auto own = WorkingDays::fromCodes(codes);
    ASSERT_TRUE(own);
    EXPECT_EQ(own->between({2026, 7, 10}, {2026, 7, 14}), 1);
}

}  // namespace
}  // namespace hearth::practice

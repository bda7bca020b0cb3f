#include "client/viewmodels/words.hpp"

#include <gtest/gtest.h>

namespace hearth::client::viewmodels {

namespace {
constexpr base::WallTime kAfternoon{1'795'529'100'000};  // Tuesday 24 November 2026, 14:05

practice::VisitClock clockWith(std::int64_t workingDaysLeft, bool overdue) {
    practice::VisitClock clock;
    clock.due = base::Date{2026, 11, 24};
    clock.workingDaysLeft = workingDaysLeft;
    clock.overdue = overdue;
    return clock;
}
}  // namespace

TEST(Words, SayHowManyWorkingDaysAreLeft) {
    EXPECT_EQ(Words::due(clockWith(2, false)), QStringLiteral("2 working days left"));
    EXPECT_EQ(Words::due(clockWith(1, false)), QStringLiteral("1 working day left"));
    EXPECT_EQ(Words::due(clockWith(0, false)), QStringLiteral("due today"));
}

TEST(Words, SayHowLongAVisitIsOverdue) {
    EXPECT_EQ(Words::due(clockWith(-1, true)), QStringLiteral("1 working day overdue"));
    EXPECT_EQ(Words::due(clockWith(-3, true)), QStringLiteral("3 working days overdue"));
}

TEST(Words, DoNotCallAVisitThatWasDueOnAWeekendDueToday) {
    EXPECT_EQ(Words::due(clockWith(0, true)), QStringLiteral("overdue"));
}

TEST(Words, GiveAgesAsPeopleDo) {
    const base::Date today{2026, 11, 24};
    EXPECT_EQ(Words::age({2019, 11, 25}, today), QStringLiteral("6 years"));
    EXPECT_EQ(Words::age({2019, 11, 24}, today), QStringLiteral("7 years"));
    EXPECT_EQ(Words::age({2025, 12, 1}, today), QStringLiteral("11 months"));
    EXPECT_EQ(Words::age({2026, 10, 20}, today), QStringLiteral("5 weeks"));
    EXPECT_EQ(Words::age({2026, 11, 23}, today), QStringLiteral("1 day"));
    EXPECT_EQ(Words::age({2027, 1, 1}, today), QStringLiteral("not born yet"));
}

TEST(Words, GiveMomentsInUkTime) {
    EXPECT_EQ(Words::time(kAfternoon), QStringLiteral("14:05"));
    // British Summer Time: one hour ahead of UTC.
    const auto july = kAfternoon - base::days(130);
    EXPECT_EQ(Words::time(july), QStringLiteral("15:05"));
    EXPECT_EQ(Words::moment(kAfternoon, kAfternoon), QStringLiteral("today 14:05"));
    EXPECT_EQ(Words::moment(kAfternoon - base::days(1), kAfternoon),
              QStringLiteral("yesterday 14:05"));
    EXPECT_EQ(Words::moment({}, kAfternoon), QString());
}

TEST(Words, CountTimePast) {
    EXPECT_EQ(Words::ago(kAfternoon - base::seconds(20), kAfternoon), QStringLiteral("just now"));
    EXPECT_EQ(Words::ago(kAfternoon - base::minutes(12), kAfternoon),
              QStringLiteral("12 minutes ago"));
    EXPECT_EQ(Words::ago(kAfternoon - base::hours(3), kAfternoon), QStringLiteral("3 hours ago"));
    EXPECT_EQ(Words::ago(kAfternoon - base::days(4), kAfternoon), QStringLiteral("4 days ago"));
}

TEST(Words, SayOfAFullDiskThatNothingWasSaved) {
    const auto words = Words::failure(base::Error(base::ErrorCode::DiskFull, "x"));
    EXPECT_TRUE(words.contains(QStringLiteral("not saved yet")));
}

TEST(Words, GiveSizesInUnitsThatFit) {
    EXPECT_EQ(Words::bytes(820), QStringLiteral("820 bytes"));
    EXPECT_EQ(Words::bytes(1536), QStringLiteral("1.5 KB"));
    EXPECT_EQ(Words::bytes(3UL * 1024 * 1024), QStringLiteral("3.0 MB"));
}

}  // namespace hearth::client::viewmodels

#include "shared/practice/visit_clock.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace hearth::practice {
namespace {

using base::Date;

constexpr Date kToday{2026, 7, 13};  // a Monday

RunningPlan plan(records::PlanKind kind, Date start, std::int64_t every = 0) {
    return {kind, start, every};
}

SeenHistory seenOn(Date seen) {
    return {seen, std::nullopt};
}

VisitClock clockOf(const RunningPlan& running, const SeenHistory& seen, Date today = kToday) {
    return visitClock(std::vector<RunningPlan>{running}, seen, today);
}

TEST(VisitClock, CountsWorkingDaysFromWhenTheChildWasSeen) {
    const auto clock = clockOf(plan(records::CHILD_PROTECTION, {2026, 1, 5}), seenOn({2026, 7, 6}));
    EXPECT_EQ(clock.due, (Date{2026, 7, 20}));
    EXPECT_EQ(clock.workingDaysLeft, 5);
    EXPECT_FALSE(clock.overdue);
    EXPECT_EQ(clock.daysSinceSeen, 7);
    EXPECT_FALSE(clock.neverSeen);
    EXPECT_TRUE(clock.neverSeenAlone);
    EXPECT_EQ(clock.rule, "CP");
    EXPECT_FALSE(clock.statutory);
}

TEST(VisitClock, LeavesBankHolidaysOut) {
    // Ten working days from Monday 30 March 2026 run over Good Friday and Easter Monday.
    const auto clock = clockOf(plan(records::CHILD_PROTECTION, {2026, 1, 5}), seenOn({2026, 3, 30}),
                               {2026, 3, 31});
    EXPECT_EQ(clock.due, (Date{2026, 4, 15}));
}

TEST(VisitClock, SaysByHowManyWorkingDaysItIsOverdue) {
    const auto clock =
        clockOf(plan(records::CHILD_PROTECTION, {2026, 1, 5}), seenOn({2026, 6, 22}));
    EXPECT_EQ(clock.due, (Date{2026, 7, 6}));
    EXPECT_TRUE(clock.overdue);
    EXPECT_EQ(clock.workingDaysLeft, -5);
}

TEST(VisitClock, CountsFromTheStartOfThePlanWhenTheChildWasNotSeenOnIt) {
    const RunningPlan cp = plan(records::CHILD_PROTECTION, {2026, 7, 6});
    EXPECT_EQ(clockOf(cp, {}).due, (Date{2026, 7, 20}));
    EXPECT_TRUE(clockOf(cp, {}).neverSeen);
    EXPECT_EQ(clockOf(cp, seenOn({2026, 6, 1})).due, (Date{2026, 7, 20}));
    EXPECT_EQ(clockOf(cp, seenOn({2026, 6, 1})).daysSinceSeen, 42);
}

TEST(VisitClock, TakesTheIntervalThatThePlanSetsOverALocalDefault) {
    const auto shorter =
        clockOf(plan(records::CHILD_IN_NEED, {2026, 1, 5}, 5), seenOn({2026, 7, 6}));
    EXPECT_EQ(shorter.due, (Date{2026, 7, 13}));
    EXPECT_EQ(shorter.workingDaysLeft, 0);
    const auto longer =
        clockOf(plan(records::CHILD_IN_NEED, {2026, 1, 5}, 30), seenOn({2026, 7, 6}));
    EXPECT_EQ(longer.due, (Date{2026, 8, 17}));
}

TEST(VisitClock, LetsAPlanShortenAStatutoryIntervalButNeverStretchIt) {
    const SeenHistory seen = seenOn({2026, 7, 6});
    const Date statutory{2026, 8, 17};
    EXPECT_EQ(clockOf(plan(records::LOOKED_AFTER, {2026, 1, 5}), seen).due, statutory);
    EXPECT_EQ(clockOf(plan(records::LOOKED_AFTER, {2026, 1, 5}, 200), seen).due, statutory);
    EXPECT_EQ(clockOf(plan(records::LOOKED_AFTER, {2026, 1, 5}, 5), seen).due, (Date{2026, 7, 13}));
}

TEST(VisitClock, WantsALookedAfterChildSeenWithinAWeekOfTheStart) {
    const RunningPlan placed = plan(records::LOOKED_AFTER, {2026, 7, 10});
    const auto first = clockOf(placed, seenOn({2026, 7, 1}));
    EXPECT_EQ(first.due, (Date{2026, 7, 17}));
    EXPECT_EQ(first.rule, "CLA_FIRST");
    EXPECT_TRUE(first.statutory);
    const auto later = clockOf(placed, seenOn({2026, 7, 12}));
    EXPECT_EQ(later.rule, "CLA_YEAR_ONE");
    EXPECT_EQ(later.due, (Date{2026, 8, 23}));
}

TEST(VisitClock, StretchesPrivateFosteringAfterTheFirstYear) {
    const RunningPlan fostered = plan(records::PRIVATE_FOSTERING, {2025, 7, 1});
    EXPECT_EQ(clockOf(fostered, seenOn({2026, 6, 30})).rule, "PF_YEAR_ONE");
    EXPECT_EQ(clockOf(fostered, seenOn({2026, 6, 30})).due, (Date{2026, 8, 11}));
    EXPECT_EQ(clockOf(fostered, seenOn({2026, 7, 1})).rule, "PF_AFTER");
    EXPECT_EQ(clockOf(fostered, seenOn({2026, 7, 1})).due, (Date{2026, 9, 23}));
}

TEST(VisitClock, GoesByTheEarliestOfSeveralPlans) {
    const std::vector<RunningPlan> plans{plan(records::LOOKED_AFTER, {2026, 1, 5}),
                                         plan(records::CHILD_PROTECTION, {2026, 1, 5})};
    const auto clock = visitClock(plans, seenOn({2026, 7, 6}), kToday);
    EXPECT_EQ(clock.plan, records::CHILD_PROTECTION);
    EXPECT_EQ(clock.due, (Date{2026, 7, 20}));
}

TEST(VisitClock, AsksForNothingWithoutAPlan) {
    const auto clock = visitClock({}, seenOn({2026, 7, 6}), kToday);
    EXPECT_FALSE(clock.due);
    EXPECT_FALSE(clock.overdue);
    EXPECT_EQ(clock.daysSinceSeen, 7);
    EXPECT_FALSE(clockOf(plan(records::PLAN_UNSPECIFIED, {2026, 1, 5}), {}).due);
}

TEST(VisitClock, IsNotPushedAwayByAVisitDatedInTheFuture) {
    const RunningPlan cp = plan(records::CHILD_PROTECTION, {2026, 1, 5});
    const auto clock = clockOf(cp, seenOn({2030, 1, 1}));
    EXPECT_EQ(clock.due, clockOf(cp, seenOn(kToday)).due);
    EXPECT_EQ(clock.daysSinceSeen, 0);
}

TEST(VisitClock, KnowsADueDayOnAWeekendThatHasPassed) {
    // 42 days from Sunday 31 May 2026 is Sunday 12 July: no working day lies between, yet it is
    // over.
    const auto clock = clockOf(plan(records::LOOKED_AFTER, {2026, 1, 5}), seenOn({2026, 5, 31}));
    EXPECT_EQ(clock.due, (Date{2026, 7, 12}));
    EXPECT_TRUE(clock.overdue);
    EXPECT_EQ(inWords(clock).due, "Visit overdue by 1 working day");
}

TEST(RunningPlans, AreThoseThatHaveBegunAndNotEnded) {
    records::Plan record;
    record.set_kind(records::CHILD_PROTECTION);
    record.set_start_day(base::toDayNumber({2026, 7, 6}));
    record.set_visit_every_working_days(7);
    const auto running = runningPlan(record, kToday);
    ASSERT_TRUE(running);
    EXPECT_EQ(running->start, (Date{2026, 7, 6}));
    EXPECT_EQ(running->everyWorkingDays, 7);
    EXPECT_FALSE(runningPlan(record, {2026, 7, 5}));
    record.set_end_day(base::toDayNumber(kToday));
    EXPECT_TRUE(runningPlan(record, kToday)) << "the last day still counts";
    EXPECT_FALSE(runningPlan(record, {2026, 7, 14}));
}

TEST(RunningPlans, SurviveNumbersThatNobodyMeant) {
    records::Plan record;
    record.set_kind(records::CHILD_PROTECTION);
    record.set_visit_every_working_days(std::numeric_limits<std::uint32_t>::max());
    record.set_start_day(std::numeric_limits<std::int64_t>::min());
    const auto running = runningPlan(record, kToday);
    ASSERT_TRUE(running);
    EXPECT_FALSE(running->start);
    EXPECT_TRUE(clockOf(*running, {}).due);
    record.set_start_day(std::numeric_limits<std::int64_t>::max());
    EXPECT_FALSE(runningPlan(record, kToday));
}

TEST(SeenHistories, KeepTheLatestDayOfEachKindInAnyOrder) {
    records::Observation alone;
    alone.set_seen(records::YES);
    alone.set_seen_alone(records::YES);
    records::Observation withOthers;
    withOthers.set_seen(records::YES);
    withOthers.set_seen_alone(records::NO);
    records::Observation notSeen;
    notSeen.set_seen(records::NO);
    records::Observation notRecorded;
    notRecorded.set_seen(records::YES);
    notRecorded.set_seen_alone(records::NOT_RECORDED);
    SeenHistory history;
    history.add(withOthers, {2026, 7, 6});
    history.add(alone, {2026, 6, 1});
    history.add(alone, {2026, 5, 1});
    history.add(notSeen, {2026, 7, 9});
    history.add(notRecorded, {2026, 7, 8});
    EXPECT_EQ(history.lastSeen, (Date{2026, 7, 8}));
    EXPECT_EQ(history.lastSeenAlone, (Date{2026, 6, 1}));
}

TEST(ClockWords, SayWhenAndHowLongAgo) {
    VisitClock clock;
    EXPECT_EQ(inWords(clock).seen, "Never seen");
    EXPECT_EQ(inWords(clock).seenAlone, "Never seen alone");
    EXPECT_EQ(inWords(clock).due, "");
    clock.neverSeen = false;
    clock.daysSinceSeen = 12;
    clock.neverSeenAlone = false;
    clock.daysSinceSeenAlone = 1;
    clock.due = kToday;
    EXPECT_EQ(inWords(clock).seen, "Seen 12 days ago");
    EXPECT_EQ(inWords(clock).seenAlone, "Seen alone 1 day ago");
    EXPECT_EQ(inWords(clock).due, "Visit due today");
    clock.daysSinceSeen = 0;
    EXPECT_EQ(inWords(clock).seen, "Seen today");
    clock.workingDaysLeft = 3;
    EXPECT_EQ(inWords(clock).due, "Visit due in 3 working days");
    clock.overdue = true;
    clock.workingDaysLeft = -1;
    EXPECT_EQ(inWords(clock).due, "Visit overdue by 1 working day");
    clock.workingDaysLeft = 0;
    EXPECT_EQ(inWords(clock).due, "Visit overdue");
}

}  // namespace
}  // namespace hearth::practice

// MOST_PROTECTIVE: a hazard for whoever knocks at the door next.
#include <gtest/gtest.h>

#include "tests/shared/merge/world.hpp"

namespace hearth::merge::testing {
namespace {

using records::Alert;
using records::HazardLevel;

const EntityKey kAlert{records::typeNumber<Alert>(), idOf(5)};
const records::UnitNumber kLevel = unitNumber<Alert>("level");

base::Bytes level(int value) {
    Alert alert;
    alert.set_level(static_cast<HazardLevel>(value));
    return unitIn(alert, "level");
}

class MergeProtective : public ::testing::Test {
protected:
    MergeProtective() {
        Alert alert;
        alert.set_level(records::HAZARD_CAUTION);
        anna.create(kAlert, alert);
        for (Tablet* tablet : {&anna, &ben, &cleo, &boss})
            tablet->pull();
        world.mayLower.insert(boss.worker);
    }
    [[nodiscard]] HazardLevel now() const { return world.as<Alert>(kAlert).level(); }
    [[nodiscard]] std::vector<Sibling> in(protocol::SiblingState state) const {
        return siblingsIn(world.at(kAlert), kLevel, state);
    }

    World world;
    Tablet anna{world, 1};
    Tablet ben{world, 2};
    Tablet cleo{world, 3};
    Tablet boss{world, 4};
};

TEST_F(MergeProtective, TakesTheMoreProtectiveOfTwoAndAsksAPersonToLook) {
    ben.set(kAlert, kLevel, level(records::HAZARD_TWO_WORKERS));
    const Outcome outcome = cleo.set(kAlert, kLevel, level(records::HAZARD_DO_NOT_VISIT));
    EXPECT_EQ(outcome.verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), records::HAZARD_DO_NOT_VISIT);
    ASSERT_EQ(in(protocol::SIBLING_LOST).size(), 1U);
    EXPECT_EQ(in(protocol::SIBLING_LOST)[0].value, level(records::HAZARD_TWO_WORKERS));
    EXPECT_EQ(in(protocol::SIBLING_LOST)[0].stamp.author, ben.worker);
    EXPECT_EQ(world.review(kAlert, kLevel).cause(), records::PROTECTIVE_CHOICE);
}

TEST_F(MergeProtective, KeepsTheMoreProtectiveWhenItCameFirst) {
    ben.set(kAlert, kLevel, level(records::HAZARD_DO_NOT_VISIT));
    EXPECT_EQ(cleo.set(kAlert, kLevel, level(records::HAZARD_NONE)).verdict,
              protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), records::HAZARD_DO_NOT_VISIT);
    EXPECT_EQ(in(protocol::SIBLING_LOST)[0].value, level(records::HAZARD_NONE));
}

TEST_F(MergeProtective, TakesALevelThisProgramDoesNotKnowForTheMostProtective) {
    ben.set(kAlert, kLevel, level(records::HAZARD_DO_NOT_VISIT));
    cleo.set(kAlert, kLevel, level(77));
    EXPECT_EQ(static_cast<int>(now()), 77);
}

TEST_F(MergeProtective, AsksAboutTwoLevelsItDoesNotKnowAsAboutAnyTwoAnswers) {
    ben.set(kAlert, kLevel, level(77));
    EXPECT_EQ(cleo.set(kAlert, kLevel, level(78)).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(static_cast<int>(now()), 77);
    EXPECT_EQ(in(protocol::SIBLING_OPEN).size(), 1U);
    EXPECT_EQ(world.review(kAlert, kLevel).cause(), records::CONCURRENT_VALUES);
}

TEST_F(MergeProtective, RanksNotAssessedAboveNoKnownHazard) {
    boss.set(kAlert, kLevel, level(records::HAZARD_NONE));
    cleo.set(kAlert, kLevel, level(records::HAZARD_UNSPECIFIED));
    EXPECT_EQ(now(), records::HAZARD_UNSPECIFIED);
}

TEST_F(MergeProtective, HasNothingToAskWhenTwoPeopleSayTheSame) {
    ben.set(kAlert, kLevel, level(records::HAZARD_TWO_WORKERS));
    EXPECT_EQ(cleo.set(kAlert, kLevel, level(records::HAZARD_TWO_WORKERS)).verdict,
              protocol::APPLIED);
    EXPECT_FALSE(world.hasReview(kAlert, kLevel));
}

TEST_F(MergeProtective, LetsAnybodyRaiseALevelTheySaw) {
    EXPECT_EQ(ben.set(kAlert, kLevel, level(records::HAZARD_DO_NOT_VISIT)).verdict,
              protocol::APPLIED);
    EXPECT_EQ(now(), records::HAZARD_DO_NOT_VISIT);
}

TEST_F(MergeProtective, LetsSomebodyWhoMayLowerALevelTheySaw) {
    EXPECT_EQ(boss.set(kAlert, kLevel, level(records::HAZARD_NONE)).verdict, protocol::APPLIED);
    EXPECT_EQ(now(), records::HAZARD_NONE);
}

TEST_F(MergeProtective, KeepsTheLevelWhenSomebodyLowersItWhoMayNot) {
    EXPECT_EQ(ben.set(kAlert, kLevel, level(records::HAZARD_NONE)).verdict,
              protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), records::HAZARD_CAUTION);
    ASSERT_EQ(in(protocol::SIBLING_OPEN).size(), 1U);
    EXPECT_EQ(world.review(kAlert, kLevel).cause(), records::PROTECTIVE_CHOICE);
}

// Cleo's "two workers" lost to Ben's "do not visit". The manager, who had seen only Ben's, lowers
// it: that must not also sweep away Cleo's.
TEST_F(MergeProtective, DoesNotLowerBelowASaferValueThatTheManagerHadNotSeen) {
    ben.set(kAlert, kLevel, level(records::HAZARD_DO_NOT_VISIT));
    boss.pull();
    cleo.set(kAlert, kLevel, level(records::HAZARD_TWO_WORKERS));
    EXPECT_EQ(boss.set(kAlert, kLevel, level(records::HAZARD_NONE)).verdict,
              protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), records::HAZARD_TWO_WORKERS);
    EXPECT_EQ(world.at(kAlert).stampOf(kLevel).author, cleo.worker);
    ASSERT_EQ(in(protocol::SIBLING_LOST).size(), 1U);
    EXPECT_EQ(in(protocol::SIBLING_LOST)[0].value, level(records::HAZARD_NONE));
}

TEST_F(MergeProtective, EndsTheSameWhenThatSaferValueArrivesAfterTheLowering) {
    ben.set(kAlert, kLevel, level(records::HAZARD_DO_NOT_VISIT));
    boss.pull();
    boss.set(kAlert, kLevel, level(records::HAZARD_NONE));
    cleo.set(kAlert, kLevel, level(records::HAZARD_TWO_WORKERS));
    EXPECT_EQ(now(), records::HAZARD_TWO_WORKERS);
    ASSERT_EQ(in(protocol::SIBLING_LOST).size(), 1U);
    EXPECT_EQ(in(protocol::SIBLING_LOST)[0].value, level(records::HAZARD_NONE));
}

TEST_F(MergeProtective, LowersWhenTheManagerHadSeenTheSaferValueToo) {
    ben.set(kAlert, kLevel, level(records::HAZARD_DO_NOT_VISIT));
    cleo.set(kAlert, kLevel, level(records::HAZARD_TWO_WORKERS));
    EXPECT_EQ(boss.pull().set(kAlert, kLevel, level(records::HAZARD_NONE)).verdict,
              protocol::APPLIED);
    EXPECT_EQ(now(), records::HAZARD_NONE);
}

TEST_F(MergeProtective, SettlesTheChoiceWhenAPersonConfirmsIt) {
    ben.set(kAlert, kLevel, level(records::HAZARD_DO_NOT_VISIT));
    cleo.set(kAlert, kLevel, level(records::HAZARD_TWO_WORKERS));
    anna.pull();
    const auto lost = idsOf(in(protocol::SIBLING_LOST));
    const auto outcome =
        anna.send({anna.resolveOp(kAlert, kLevel, level(records::HAZARD_DO_NOT_VISIT), lost)});
    EXPECT_EQ(outcome.verdict, protocol::APPLIED);
    EXPECT_EQ(world.review(kAlert, kLevel).state(), records::REVIEW_SETTLED);
    EXPECT_EQ(in(protocol::SIBLING_SETTLED).size(), 1U);
}

TEST_F(MergeProtective, SettlesTheChoiceAlsoWhenTheLostValueIsNotNamed) {
    ben.set(kAlert, kLevel, level(records::HAZARD_DO_NOT_VISIT));
    cleo.set(kAlert, kLevel, level(records::HAZARD_TWO_WORKERS));
    boss.pull();
    boss.send({boss.resolveOp(kAlert, kLevel, level(records::HAZARD_CAUTION), {})});
    EXPECT_EQ(now(), records::HAZARD_CAUTION);
    EXPECT_EQ(world.review(kAlert, kLevel).state(), records::REVIEW_SETTLED);
}

TEST_F(MergeProtective, LeavesTheChoiceOpenWhenAnotherValueCameMeanwhile) {
    ben.set(kAlert, kLevel, level(records::HAZARD_DO_NOT_VISIT));
    cleo.set(kAlert, kLevel, level(records::HAZARD_TWO_WORKERS));
    boss.pull();
    anna.set(kAlert, kLevel, level(records::HAZARD_NONE));
    EXPECT_EQ(boss.send({boss.resolveOp(kAlert, kLevel, level(records::HAZARD_DO_NOT_VISIT), {})})
                  .verdict,
              protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(world.review(kAlert, kLevel).state(), records::REVIEW_OPEN);
}

TEST_F(MergeProtective, LeavesEverythingUndecidedWhenSomebodyDecidesWhoMayNotLower) {
    ben.set(kAlert, kLevel, level(records::HAZARD_DO_NOT_VISIT));
    cleo.set(kAlert, kLevel, level(records::HAZARD_TWO_WORKERS));
    anna.pull();
    const auto lost = idsOf(in(protocol::SIBLING_LOST));
    anna.send({anna.resolveOp(kAlert, kLevel, level(records::HAZARD_NONE), lost)});
    EXPECT_EQ(now(), records::HAZARD_DO_NOT_VISIT);
    EXPECT_EQ(in(protocol::SIBLING_SETTLED).size(), 0U);
    EXPECT_EQ(in(protocol::SIBLING_OPEN).size(), 1U);
    EXPECT_EQ(world.review(kAlert, kLevel).state(), records::REVIEW_OPEN);
}

TEST_F(MergeProtective, KeepsAHazardAgainstADecisionThatHadNotSeenIt) {
    boss.pull();
    ben.set(kAlert, kLevel, level(records::HAZARD_DO_NOT_VISIT));
    EXPECT_EQ(boss.send({boss.resolveOp(kAlert, kLevel, level(records::HAZARD_NONE), {})}).verdict,
              protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), records::HAZARD_DO_NOT_VISIT);
    EXPECT_EQ(in(protocol::SIBLING_LOST).size(), 1U);
}

TEST_F(MergeProtective, DoesNotForgetSomebodysOwnSaferWordWhenTheyMayNotLowerIt) {
    ben.set(kAlert, kLevel, level(records::HAZARD_DO_NOT_VISIT));
    cleo.set(kAlert, kLevel, level(records::HAZARD_TWO_WORKERS));
    cleo.set(kAlert, kLevel, level(records::HAZARD_NONE));
    EXPECT_EQ(in(protocol::SIBLING_LOST).size(), 2U);
    world.mayLower.insert(cleo.worker);
    cleo.set(kAlert, kLevel, level(records::HAZARD_CAUTION));
    EXPECT_EQ(in(protocol::SIBLING_SETTLED).size(), 2U);
    EXPECT_EQ(in(protocol::SIBLING_LOST).size(), 1U);
}

TEST_F(MergeProtective, PutsADecisionThatIsSaferThanAnUnseenValueInForceAndAsks) {
    boss.pull();
    ben.set(kAlert, kLevel, level(records::HAZARD_TWO_WORKERS));
    const auto outcome =
        boss.send({boss.resolveOp(kAlert, kLevel, level(records::HAZARD_DO_NOT_VISIT), {})});
    EXPECT_EQ(outcome.verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), records::HAZARD_DO_NOT_VISIT);
    EXPECT_EQ(in(protocol::SIBLING_LOST)[0].value, level(records::HAZARD_TWO_WORKERS));
    EXPECT_EQ(world.review(kAlert, kLevel).state(), records::REVIEW_OPEN);
}

TEST_F(MergeProtective, KeepsTheWordOfEachWhoGaveTheLevelThatLost) {
    ben.set(kAlert, kLevel, level(records::HAZARD_TWO_WORKERS));
    boss.pull();
    cleo.set(kAlert, kLevel, level(records::HAZARD_TWO_WORKERS));
    anna.set(kAlert, kLevel, level(records::HAZARD_DO_NOT_VISIT));
    const auto lost = in(protocol::SIBLING_LOST);
    ASSERT_EQ(lost.size(), 2U);
    EXPECT_NE(lost[0].id, lost[1].id);
    EXPECT_EQ(lost[0].stamp.author, ben.worker);
    EXPECT_EQ(lost[1].stamp.author, cleo.worker);
}

TEST_F(MergeProtective, LowersAfterARestoreBelowTheValuesThatTheDecisionNames) {
    ben.set(kAlert, kLevel, level(records::HAZARD_DO_NOT_VISIT));
    cleo.set(kAlert, kLevel, level(records::HAZARD_TWO_WORKERS));
    boss.pull();
    world.epoch = idOf<base::Epoch>(78);
    Op op = boss.resolveOp(kAlert, kLevel, level(records::HAZARD_NONE),
                           idsOf(in(protocol::SIBLING_LOST)));
    op.baseWriters = {world.at(kAlert).stampOf(kLevel).edit};
    boss.send({op});
    EXPECT_EQ(now(), records::HAZARD_NONE);
    EXPECT_EQ(world.review(kAlert, kLevel).state(), records::REVIEW_OPEN)
        << "nobody can tell whether the question was asked again: it is asked once more";
}

TEST_F(MergeProtective, DoesNotShowAQuestionAsSettledOnTheTabletWhoseDecisionRaisesItAgain) {
    ben.set(kAlert, kLevel, level(records::HAZARD_TWO_WORKERS));
    cleo.set(kAlert, kLevel, level(records::HAZARD_CAUTION));
    boss.pull();
    anna.pull().set(kAlert, kLevel, level(records::HAZARD_DO_NOT_VISIT));
    world.raises = false;
    boss.send({boss.resolveOp(kAlert, kLevel, level(records::HAZARD_NONE), {})});
    EXPECT_EQ(world.review(kAlert, kLevel).state(), records::REVIEW_OPEN);
}

TEST_F(MergeProtective, NoLongerWarnsWhenBothWhoWarnedTookTheirWordBack) {
    world.mayLower = {ben.worker, cleo.worker};
    for (Tablet* tablet : {&ben, &cleo})
        tablet->set(kAlert, kLevel, level(records::HAZARD_TWO_WORKERS));
    ben.set(kAlert, kLevel, level(records::HAZARD_NONE));
    EXPECT_EQ(now(), records::HAZARD_TWO_WORKERS) << "Cleo's word stands against Ben's";
    cleo.set(kAlert, kLevel, level(records::HAZARD_CAUTION));
    EXPECT_EQ(now(), records::HAZARD_CAUTION);
}

TEST_F(MergeProtective, StillWarnsWhenOneOfTheTwoMayNotTakeTheirWordBack) {
    world.mayLower = {cleo.worker};
    for (Tablet* tablet : {&ben, &cleo})
        tablet->set(kAlert, kLevel, level(records::HAZARD_TWO_WORKERS));
    ben.set(kAlert, kLevel, level(records::HAZARD_NONE));
    cleo.set(kAlert, kLevel, level(records::HAZARD_CAUTION));
    EXPECT_EQ(now(), records::HAZARD_TWO_WORKERS);
}

// The day on which to look again is another field: what lost there says nothing about the hazard.
TEST_F(MergeProtective, LowersThoughAnotherFieldHasAValueThatTheManagerHadNotSeen) {
    const auto unit = unitNumber<Alert>("review_day");
    const auto day = [&](int value) {
        Alert alert;
        alert.set_review_day(value);
        return unitIn(alert, "review_day");
    };
    ben.set(kAlert, unit, day(1));
    cleo.set(kAlert, unit, day(2));
    ASSERT_EQ(world.at(kAlert).siblings.size(), 1U);
    EXPECT_EQ(boss.set(kAlert, kLevel, level(records::HAZARD_NONE)).verdict, protocol::APPLIED);
    EXPECT_EQ(now(), records::HAZARD_NONE);
    EXPECT_EQ(world.at(kAlert).siblings[0].state, protocol::SIBLING_LOST);
}

TEST_F(MergeProtective, LeavesItsAuthorsWordInAnotherFieldOnTheTable) {
    const auto unit = unitNumber<Alert>("what");
    ben.set(kAlert, unit, records::encodeText(unit, "A dog"));
    cleo.set(kAlert, unit, records::encodeText(unit, "Two dogs"));
    anna.set(kAlert, kLevel, level(records::HAZARD_TWO_WORKERS));
    cleo.set(kAlert, kLevel, level(records::HAZARD_DO_NOT_VISIT));
    EXPECT_EQ(world.at(kAlert).openSiblings(unit).size(), 1U);
}

}  // namespace
}  // namespace hearth::merge::testing

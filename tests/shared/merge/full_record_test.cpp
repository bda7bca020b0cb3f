// Records with no room left beside them: a further value is held with its words, never dropped, and
// whoever decides is not locked out.
#include <gtest/gtest.h>

#include "shared/base/limits.hpp"
#include "shared/merge/limits.hpp"
#include "tests/shared/merge/world.hpp"

namespace hearth::merge::testing {
namespace {

using records::Alert;
using records::CaseFile;

const EntityKey kFile{records::typeNumber<CaseFile>(), idOf(1000)};
const EntityKey kAlert{records::typeNumber<Alert>(), idOf(5)};
const records::UnitNumber kName = unitNumber<CaseFile>("family_name");
const records::UnitNumber kPhone = unitNumber<CaseFile>("phone");
const records::UnitNumber kPlan = unitNumber<CaseFile>("plan_text");
const records::UnitNumber kLevel = unitNumber<Alert>("level");

base::Bytes text(records::UnitNumber unit, const std::string& words) {
    return records::encodeText(unit, words);
}

base::Bytes level(records::HazardLevel value) {
    Alert alert;
    alert.set_level(value);
    return unitIn(alert, "level");
}

class MergeFull : public ::testing::Test {
protected:
    MergeFull() {
        anna.create(kFile, CaseFile());
        Alert alert;
        alert.set_level(records::HAZARD_TWO_WORKERS);
        anna.create(kAlert, alert);
        for (Tablet* tablet : {&anna, &ben, &boss})
            tablet->pull();
        world.mayLower.insert(boss.worker);
    }
    // Values that strangers gave: undecided ones of a field nobody here writes.
    void fill(const EntityKey& key, std::size_t count) {
        Entity entity = world.at(key);
        for (unsigned i = 0; entity.siblings.size() < count; ++i) {
            records::Stamp stamp;
            stamp.rev = 1;
            stamp.incarnation = idOf<base::Incarnation>(50'000 + i);
            stamp.edit = idOf<base::EditId>(50'000 + i);
            entity.siblings.push_back({idOf<records::SiblingId>(50'000 + i), 999, text(999, "x"),
                                       stamp, protocol::SIBLING_OPEN});
        }
        world.put(entity);
    }
    void expectHeld(const Outcome& outcome, const EntityKey& key, const Entity& before) {
        EXPECT_EQ(outcome.verdict, protocol::HELD);
        EXPECT_EQ(outcome.heldReason, protocol::HELD_INVALID);
        EXPECT_FALSE(outcome.explanation.empty());
        EXPECT_EQ(world.at(key), before) << "what is there stays as it is";
    }

    World world;
    Tablet anna{world, 1};
    Tablet ben{world, 2};
    Tablet boss{world, 4};
};

TEST_F(MergeFull, HoldsAPhoneNumberThatWouldLieBesideTheLaterOne) {
    anna.set(kFile, kPhone, text(kPhone, "1"));
    fill(kFile, kEntitySiblingsMax);
    const Entity before = world.at(kFile);
    ben.clock = base::WallTime{1};
    expectHeld(ben.set(kFile, kPhone, text(kPhone, "2")), kFile, before);
}

TEST_F(MergeFull, HoldsALaterPhoneNumberRatherThanDropTheEarlierOne) {
    anna.set(kFile, kPhone, text(kPhone, "1"));
    fill(kFile, kEntitySiblingsMax);
    const Entity before = world.at(kFile);
    expectHeld(ben.set(kFile, kPhone, text(kPhone, "2")), kFile, before);
}

TEST_F(MergeFull, HoldsASaferLevelRatherThanDropTheOneItReplaces) {
    anna.set(kAlert, kLevel, level(records::HAZARD_CAUTION));
    boss.set(kAlert, kLevel, level(records::HAZARD_TWO_WORKERS));
    fill(kAlert, kEntitySiblingsMax);
    const Entity before = world.at(kAlert);
    expectHeld(ben.set(kAlert, kLevel, level(records::HAZARD_DO_NOT_VISIT)), kAlert, before);
}

TEST_F(MergeFull, HoldsALowerLevelRatherThanForgetThatSomebodyGaveIt) {
    anna.set(kAlert, kLevel, level(records::HAZARD_DO_NOT_VISIT));
    fill(kAlert, kEntitySiblingsMax);
    const Entity before = world.at(kAlert);
    expectHeld(ben.set(kAlert, kLevel, level(records::HAZARD_CAUTION)), kAlert, before);
}

TEST_F(MergeFull, HoldsALoweringThatItsAuthorMayNotDecide) {
    fill(kAlert, kEntitySiblingsMax);
    const Entity before = world.at(kAlert);
    expectHeld(ben.set(kAlert, kLevel, level(records::HAZARD_NONE)), kAlert, before);
}

// Ben's "do not visit" stands, Anna's "caution" lost to it, unseen by the manager. The manager's
// lowering would bring Anna's back and lie beside it, for which there is no room.
TEST_F(MergeFull, HoldsALoweringUnderASaferValueWhenItCouldNotBeKept) {
    ben.set(kAlert, kLevel, level(records::HAZARD_DO_NOT_VISIT));
    boss.pull();
    anna.set(kAlert, kLevel, level(records::HAZARD_CAUTION));
    fill(kAlert, kEntitySiblingsMax + 1);
    const Entity before = world.at(kAlert);
    expectHeld(boss.set(kAlert, kLevel, level(records::HAZARD_NONE)), kAlert, before);
}

TEST_F(MergeFull, HoldsASecondVersionOfAParagraph) {
    anna.set(kFile, kPlan, text(kPlan, "A"));
    fill(kFile, kEntitySiblingsMax);
    const Entity before = world.at(kFile);
    expectHeld(ben.set(kFile, kPlan, text(kPlan, "B")), kFile, before);
}

TEST_F(MergeFull, HoldsADecisionThatCouldNotBeKeptBesideAChangeItHadNotSeen) {
    anna.set(kFile, kName, text(kName, "Ash"));
    fill(kFile, kEntitySiblingsMax);
    const Entity before = world.at(kFile);
    expectHeld(ben.send({ben.resolveOp(kFile, kName, text(kName, "Birch"), {})}), kFile, before);
}

TEST_F(MergeFull, SettlesAQuestionAlsoWhenThereIsNoRoomForWhatTheDecisionReplaces) {
    anna.set(kFile, kName, text(kName, "Ash"));
    ben.set(kFile, kName, text(kName, "Birch"));
    const auto saw = idsOf(world.at(kFile).openSiblings(kName));
    fill(kFile, kEntitySiblingsMax * kDisplacedRoomFactor);
    boss.pull();
    EXPECT_EQ(boss.send({boss.resolveOp(kFile, kName, text(kName, "Birch"), saw)}).verdict,
              protocol::APPLIED);
    EXPECT_EQ(world.as<CaseFile>(kFile).family_name(), "Birch");
    EXPECT_EQ(world.review(kFile, kName).state(), records::REVIEW_SETTLED);
    EXPECT_EQ(world.at(kFile).siblings.size(), kEntitySiblingsMax * kDisplacedRoomFactor);
}

class MergeFullQuestion : public MergeFull {
protected:
    MergeFullQuestion() {
        anna.set(kFile, kName, text(kName, "Ash"));
        ben.set(kFile, kName, text(kName, "Birch"));
    }
    void settle() {
        boss.pull();
        boss.send({boss.resolveOp(kFile, kName, text(kName, "Ash"),
                                  idsOf(world.at(kFile).openSiblings(kName)))});
        ASSERT_EQ(world.review(kFile, kName).state(), records::REVIEW_SETTLED);
    }
    const EntityKey item{records::typeNumber<records::ReviewItem>(), reviewId(kFile, kName)};
};

TEST_F(MergeFullQuestion, IsAskedAgainAlsoWhenItsEarlierSettlementsFillTheItem) {
    settle();
    fill(item, kEntitySiblingsMax);
    ben.set(kFile, kName, text(kName, "Cedar"));
    EXPECT_EQ(world.review(kFile, kName).state(), records::REVIEW_OPEN);
    EXPECT_EQ(world.at(item).siblings.size(), kEntitySiblingsMax) << "the log has the settlement";
}

TEST_F(MergeFullQuestion, KeepsItsOwnerWhenItIsAskedAgainAndNobodyIsKnownToDecide) {
    settle();
    world.decider = {};
    ben.set(kFile, kName, text(kName, "Cedar"));
    EXPECT_EQ(world.review(kFile, kName).state(), records::REVIEW_OPEN);
    EXPECT_EQ(world.review(kFile, kName).owner_id(), kManager.bytes());
}

TEST_F(MergeFullQuestion, KeepsALongExplanationWithoutAddingToIt) {
    const EntityKey seen{records::typeNumber<records::Observation>(), idOf(31)};
    const auto group = unitNumber<records::Observation>("seen");
    anna.create(seen, records::Observation());
    records::Observation odd;
    odd.set_seen(records::YES);
    odd.set_seen_alone(records::YES);
    odd.set_not_alone_reason(records::CHILD_REFUSED);
    anna.set(seen, group, unitIn(odd, "seen"));
    const EntityKey about{records::typeNumber<records::ReviewItem>(), reviewId(seen, group)};
    auto longer = world.as<records::ReviewItem>(about);
    longer.set_explanation(std::string(kExplanationBytesMax, 'x'));
    Entity entity = world.at(about);
    entity.body = Body::of(longer);
    world.put(entity);
    odd.set_not_alone_reason(records::WORKER_UNABLE);
    EXPECT_EQ(anna.set(seen, group, unitIn(odd, "seen")).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(world.review(seen, group).explanation(), longer.explanation());
}

}  // namespace
}  // namespace hearth::merge::testing

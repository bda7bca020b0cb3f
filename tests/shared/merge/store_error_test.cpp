// A store that cannot read what a merge must know: nothing is decided, and the edit is tried again
// later. An error of the disk is never an answer to the person who wrote.
#include <gtest/gtest.h>

#include "schema/records/reference.pb.h"
#include "tests/shared/merge/world.hpp"

namespace hearth::merge::testing {
namespace {

using records::Alert;
using records::CaseFile;
using records::Observation;
using records::ReviewItem;
using records::Visit;

const EntityKey kFile{records::typeNumber<CaseFile>(), idOf(1000)};
const EntityKey kAlert{records::typeNumber<Alert>(), idOf(5)};
const EntityKey kVisit{records::typeNumber<Visit>(), idOf(7)};
const EntityKey kSeen{records::typeNumber<Observation>(), idOf(31)};
const records::UnitNumber kName = unitNumber<CaseFile>("family_name");
const records::UnitNumber kPlan = unitNumber<CaseFile>("plan_text");
const records::UnitNumber kLevel = unitNumber<Alert>("level");
const records::UnitNumber kConcerns = unitNumber<Visit>("concerns");

base::Bytes level(records::HazardLevel value) {
    Alert alert;
    alert.set_level(value);
    return unitIn(alert, "level");
}

base::Bytes contradiction() {
    Observation odd;
    odd.set_seen(records::YES);
    odd.set_seen_alone(records::YES);
    odd.set_not_alone_reason(records::CHILD_REFUSED);
    return unitIn(odd, "seen");
}

class MergeStoreError : public ::testing::Test {
protected:
    MergeStoreError() {
        anna.create(kFile, CaseFile());
        Alert alert;
        alert.set_level(records::HAZARD_CAUTION);
        anna.create(kAlert, alert);
        anna.create(kVisit, Visit());
        anna.create(kSeen, Observation());
        for (Tablet* tablet : {&anna, &ben, &boss})
            tablet->pull();
        world.mayLower.insert(boss.worker);
    }
    void expectNothingDecided(Tablet& tablet, const Op& op) {
        const auto edit = tablet.write({op});
        const auto outcome =
            applyEdit(edit, {world.rev() + 1, world.epoch, world.now, {}, world.handedOver}, world);
        ASSERT_FALSE(outcome.has_value());
        EXPECT_EQ(outcome.error().code(),
                  world.failingType == 0 ? base::ErrorCode::Malformed : base::ErrorCode::Io);
    }
    [[nodiscard]] static base::Bytes text(records::UnitNumber unit, const std::string& words) {
        return records::encodeText(unit, words);
    }
    // An item in the store that this program cannot read: its explanation is no text.
    void spoilItem(const EntityKey& about, records::UnitNumber unit) {
        Entity item = world.at({records::typeNumber<ReviewItem>(), reviewId(about, unit)});
        const auto& type = records::typeOf(ReviewItem::default_instance());
        item.body.setElements(type.fieldNamed("explanation")->number,
                              {records::encodeText(9, "\xff\xfe")});
        world.put(item);
    }

    World world;
    Tablet anna{world, 1};
    Tablet ben{world, 2};
    Tablet boss{world, 4};
};

TEST_F(MergeStoreError, DecidesNothingWhenTheQuestionOfADisagreementCannotBeRead) {
    anna.set(kFile, kName, text(kName, "Ash"));
    anna.set(kFile, kPlan, text(kPlan, "A"));
    anna.set(kAlert, kLevel, level(records::HAZARD_TWO_WORKERS));
    world.failingType = records::typeNumber<ReviewItem>();
    expectNothingDecided(ben, ben.op(protocol::SET, kFile, kName, text(kName, "Birch")));
    expectNothingDecided(ben, ben.op(protocol::SET, kFile, kPlan, text(kPlan, "B")));
    for (const auto value : {records::HAZARD_NONE, records::HAZARD_DO_NOT_VISIT})
        expectNothingDecided(ben, ben.op(protocol::SET, kAlert, kLevel, level(value)));
    expectNothingDecided(anna, anna.op(protocol::SET, kAlert, kLevel, level(records::HAZARD_NONE)));
}

TEST_F(MergeStoreError, DecidesNothingWhenTheQuestionOfALoweringCannotBeRead) {
    ben.set(kAlert, kLevel, level(records::HAZARD_DO_NOT_VISIT));
    boss.pull();
    anna.set(kAlert, kLevel, level(records::HAZARD_TWO_WORKERS));
    world.failingType = records::typeNumber<ReviewItem>();
    expectNothingDecided(boss, boss.op(protocol::SET, kAlert, kLevel, level(records::HAZARD_NONE)));
}

TEST_F(MergeStoreError, DecidesNothingWhenTheQuestionOfASealOrARetirementCannotBeRead) {
    anna.set(kVisit, kConcerns, text(kConcerns, "a bruise"));
    world.failingType = records::typeNumber<ReviewItem>();
    expectNothingDecided(ben, ben.op(protocol::SEAL, kVisit));
    expectNothingDecided(ben, ben.op(protocol::RETIRE, kVisit));
}

TEST_F(MergeStoreError, DecidesNothingWhenTheQuestionOfAContradictionCannotBeRead) {
    world.failingType = records::typeNumber<ReviewItem>();
    expectNothingDecided(
        anna, anna.op(protocol::SET, kSeen, unitNumber<Observation>("seen"), contradiction()));
}

TEST_F(MergeStoreError, DecidesNothingWhenTheQuestionOfAHandoverCannotBeRead) {
    world.handedOver = {kCase};
    world.failingType = records::typeNumber<ReviewItem>();
    expectNothingDecided(anna, anna.op(protocol::SET, kVisit, kConcerns, text(kConcerns, "none")));
}

TEST_F(MergeStoreError, DecidesNothingWhenTheQuestionThatADecisionSettlesCannotBeRead) {
    world.failingType = records::typeNumber<ReviewItem>();
    expectNothingDecided(anna, anna.resolveOp(kFile, kName, text(kName, "Ash"), {}));
    expectNothingDecided(anna, anna.resolveOp(kFile, 0, {}, {}));
}

TEST_F(MergeStoreError, DecidesNothingWhenAProposalCannotBeLookedFor) {
    anna.send({anna.op(protocol::SEAL, kVisit)});
    world.failingType = records::typeNumber<records::Amendment>();
    expectNothingDecided(anna,
                         anna.op(protocol::SET, kVisit, kConcerns, text(kConcerns, "a bruise")));
    expectNothingDecided(anna, anna.op(protocol::RETIRE, kVisit));
}

TEST_F(MergeStoreError, DecidesNothingWhenItCannotBeSeenWhetherAnIdIsTaken) {
    world.failingType = records::typeNumber<Visit>();
    Op create = anna.op(protocol::CREATE, {kVisit.type, idOf(8)});
    create.scope = kCase;
    expectNothingDecided(anna, create);
}

TEST_F(MergeStoreError, DecidesNothingWhenAQuestionInTheStoreIsDamaged) {
    anna.set(kFile, kName, text(kName, "Ash"));
    ben.set(kFile, kName, text(kName, "Birch"));
    spoilItem(kFile, kName);
    const auto saw = idsOf(world.at(kFile).openSiblings(kName));
    boss.pull();
    expectNothingDecided(boss, boss.resolveOp(kFile, kName, text(kName, "Ash"), saw));
    expectNothingDecided(ben, ben.op(protocol::SET, kFile, kName, text(kName, "Cedar")));
}

}  // namespace
}  // namespace hearth::merge::testing

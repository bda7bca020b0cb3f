// CREATE and RETIRE, and edits that are held as a whole.
#include <gtest/gtest.h>

#include "schema/records/reference.pb.h"
#include "tests/shared/merge/world.hpp"

namespace hearth::merge::testing {
namespace {

using records::CaseFile;
using records::Task;

const EntityKey kTask{records::typeNumber<Task>(), idOf(3)};
const records::UnitNumber kDue = unitNumber<Task>("due_day");

base::Bytes due(int day) {
    Task task;
    task.set_due_day(day);
    return unitIn(task, "due_day");
}

class MergeWhole : public ::testing::Test {
protected:
    MergeWhole() {
        task.set_wording("Ring the school");
        anna.create(kTask, task);
        anna.pull();
        ben.pull();
    }
    void expectHeld(Tablet& tablet, std::vector<Op> ops, protocol::HeldReason reason) {
        const auto before = world.entities();
        const auto outcome = tablet.send(std::move(ops));
        EXPECT_EQ(outcome.verdict, protocol::HELD);
        EXPECT_EQ(outcome.heldReason, reason);
        EXPECT_FALSE(outcome.explanation.empty());
        EXPECT_TRUE(outcome.changed.empty());
        EXPECT_TRUE(outcome.findings.empty());
        EXPECT_EQ(world.entities(), before);
    }
    [[nodiscard]] Op createOp(const google::protobuf::Message& record, const EntityKey& key,
                              const base::ScopeId& scope) {
        Op op = anna.op(protocol::CREATE, key, 0, Body::of(record).encode());
        op.scope = scope;
        return op;
    }

    World world;
    Tablet anna{world, 1};
    Tablet ben{world, 2};
    Task task;
};

TEST_F(MergeWhole, KeepsANewRecordWithItsAuthorAndScope) {
    const Entity& entity = world.at(kTask);
    EXPECT_EQ(entity.body, Body::of(task));
    EXPECT_EQ(entity.scope, kCase);
    EXPECT_EQ(entity.created.author, anna.worker);
    EXPECT_EQ(entity.created.rev, 1U);
    EXPECT_TRUE(entity.stamps.empty());
}

TEST_F(MergeWhole, ChangesNothingWhenTheSameRecordIsCreatedAgain) {
    const auto outcome = ben.create(kTask, task);
    EXPECT_EQ(outcome.verdict, protocol::APPLIED);
    EXPECT_TRUE(outcome.changed.empty());
}

TEST_F(MergeWhole, HoldsARecordWhoseIdIsTakenByAnother) {
    task.set_wording("Ring the nursery");
    expectHeld(ben, {createOp(task, kTask, kCase)}, protocol::HELD_ID_REUSED);
}

TEST_F(MergeWhole, HoldsTheSameRecordInAnotherCase) {
    expectHeld(ben, {createOp(task, kTask, base::scopeOf(idOf(1001)))}, protocol::HELD_ID_REUSED);
}

TEST_F(MergeWhole, HoldsAChangeToARecordThatIsNotHere) {
    expectHeld(ben, {ben.op(protocol::SET, {kTask.type, idOf(4)}, kDue, due(1))},
               protocol::HELD_MISSING_TARGET);
}

TEST_F(MergeWhole, HoldsAWholeEditWhenOneOfItsOperationsCannotStand) {
    expectHeld(
        ben,
        {ben.op(protocol::SET, kTask, kDue, due(1)), createOp(Task(), {kTask.type, idOf(5)}, kCase),
         ben.op(protocol::SET, {kTask.type, idOf(4)}, kDue, due(1))},
        protocol::HELD_MISSING_TARGET);
}

TEST_F(MergeWhole, HoldsAnOperationThatNamesAnotherCaseThanItsTargets) {
    Op op = ben.op(protocol::SET, kTask, kDue, due(1));
    op.scope = base::scopeOf(idOf(1001));
    expectHeld(ben, {op}, protocol::HELD_INVALID);
}

TEST_F(MergeWhole, HoldsARecordInAScopeItCannotBeIn) {
    const EntityKey key{kTask.type, idOf(4)};
    expectHeld(ben, {createOp(Task(), key, base::kReferenceScope)}, protocol::HELD_INVALID);
    expectHeld(ben, {createOp(Task(), key, base::ScopeId())}, protocol::HELD_INVALID);
    const EntityKey team{records::typeNumber<records::Team>(), idOf(4)};
    expectHeld(ben, {createOp(records::Team(), team, kCase)}, protocol::HELD_INVALID);
    EXPECT_EQ(ben.send({createOp(records::Team(), team, base::kReferenceScope)}).verdict,
              protocol::APPLIED);
}

TEST_F(MergeWhole, HoldsACaseFileThatIsNotTheRootOfItsScope) {
    const EntityKey file{records::typeNumber<CaseFile>(), idOf(1001)};
    expectHeld(ben, {createOp(CaseFile(), file, kCase)}, protocol::HELD_INVALID);
    EXPECT_EQ(ben.send({createOp(CaseFile(), file, base::scopeOf(file.id))}).verdict,
              protocol::APPLIED);
}

TEST_F(MergeWhole, HoldsARecordThatIsNoneOfItsType) {
    Op op = createOp(Task(), {kTask.type, idOf(4)}, kCase);
    op.value = "\x0a\x7f";  // cut off
    expectHeld(ben, {op}, protocol::HELD_INVALID);
    op.value = records::encodeText(kDue, "a text where a number belongs");
    expectHeld(ben, {op}, protocol::HELD_INVALID);
    op.value = records::encodeText(unitNumber<Task>("owner_id"), "no id");
    expectHeld(ben, {op}, protocol::HELD_INVALID);
}

TEST_F(MergeWhole, RetiresARecordAndKeepsItWithItsReasonGiver) {
    EXPECT_EQ(ben.send({ben.op(protocol::RETIRE, kTask)}).verdict, protocol::APPLIED);
    ASSERT_TRUE(world.at(kTask).retired.has_value());
    EXPECT_EQ(world.at(kTask).retired->author, ben.worker);
    EXPECT_EQ(world.at(kTask).body, Body::of(task));
    const auto again = anna.send({anna.op(protocol::RETIRE, kTask)});
    EXPECT_EQ(again.verdict, protocol::APPLIED);
    EXPECT_EQ(world.at(kTask).retired->author, ben.worker);
}

TEST_F(MergeWhole, KeepsAChangeToARecordThatWasRetiredMeanwhileAndAsks) {
    ben.send({ben.op(protocol::RETIRE, kTask)});
    EXPECT_EQ(anna.set(kTask, kDue, due(20'000)).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(world.as<Task>(kTask).due_day(), 20'000);
    EXPECT_TRUE(world.at(kTask).retired.has_value());
    EXPECT_EQ(world.review(kTask, kDue).cause(), records::CONCURRENT_VALUES);
    EXPECT_FALSE(world.review(kTask, kDue).explanation().empty());
}

TEST_F(MergeWhole, AsksInTheOtherOrderTooWhenTheRetirementArrivesAfterTheChange) {
    anna.set(kTask, kDue, due(20'000));
    EXPECT_EQ(ben.send({ben.op(protocol::RETIRE, kTask)}).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(world.as<Task>(kTask).due_day(), 20'000);
    EXPECT_TRUE(world.hasReview(kTask, kDue));
    EXPECT_FALSE(world.hasReview(kTask, unitNumber<Task>("wording")));
}

TEST_F(MergeWhole, DoesNotAskWhenSomebodyChangesARecordKnowingItIsRetired) {
    ben.send({ben.op(protocol::RETIRE, kTask)});
    EXPECT_EQ(anna.pull().set(kTask, kDue, due(20'000)).verdict, protocol::APPLIED);
}

TEST_F(MergeWhole, AsksAboutTheWholeRecordWhenADraftIsSealedThatWasRetiredMeanwhile) {
    const EntityKey visit{records::typeNumber<records::Visit>(), idOf(6)};
    anna.create(visit, records::Visit());
    ben.pull();
    ben.send({ben.op(protocol::RETIRE, visit)});
    EXPECT_EQ(anna.send({anna.op(protocol::SEAL, visit)}).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(world.review(visit, 0).state(), records::REVIEW_OPEN);
    ben.pull();
    EXPECT_EQ(ben.send({ben.resolveOp(visit, 0, {}, {})}).verdict, protocol::APPLIED);
    EXPECT_EQ(world.review(visit, 0).state(), records::REVIEW_SETTLED);
    expectHeld(ben, {ben.resolveOp(visit, 0, due(1), {})}, protocol::HELD_INVALID);
}

TEST_F(MergeWhole, HoldsTheWordsOfAFormThatWasNotSavedAndAppliesNothingOfThem) {
    expectHeld(anna, {anna.op(protocol::TYPED, kTask, 1, "half a sen")}, protocol::HELD_TYPED);
}

TEST_F(MergeWhole, HoldsSealingWhatIsNeverSealed) {
    expectHeld(ben, {ben.op(protocol::SEAL, kTask)}, protocol::HELD_INVALID);
}

TEST_F(MergeWhole, DecidesNothingWhenTheStoreCannotRead) {
    world.failing = true;
    const auto edit = ben.write({ben.op(protocol::SET, kTask, kDue, due(1))});
    const auto outcome = applyEdit(edit, {9, world.epoch, world.now, {}}, world);
    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().code(), base::ErrorCode::Io);
}

TEST_F(MergeWhole, AsksOnceAboutAGroupOfFieldsThatTheRetirerHadNotSeen) {
    const EntityKey file{records::typeNumber<CaseFile>(), idOf(1000)};
    anna.create(file, CaseFile());
    anna.pull();
    ben.pull();
    CaseFile moved;
    moved.set_address("1 New Street");
    moved.set_postcode("ZZ1 1ZZ");
    anna.set(file, unitNumber<CaseFile>("address"), unitIn(moved, "address"));
    EXPECT_EQ(ben.send({ben.op(protocol::RETIRE, file)}).findings.size(), 1U);
}

}  // namespace
}  // namespace hearth::merge::testing

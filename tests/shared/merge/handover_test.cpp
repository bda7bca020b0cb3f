// What was recorded while a case was its author's and came in when it was somebody else's.
#include <gtest/gtest.h>

#include "tests/shared/merge/world.hpp"

namespace hearth::merge::testing {
namespace {

using records::Child;
using records::Visit;

const EntityKey kChild{records::typeNumber<Child>(), idOf(1)};
const EntityKey kVisit{records::typeNumber<Visit>(), idOf(2)};
const records::UnitNumber kStatus = unitNumber<Child>("legal_status");
const records::UnitNumber kConcerns = unitNumber<Visit>("concerns");
constexpr records::UnitNumber kWhole = 0;
const base::WorkerId kNewOwner = idOf(905);

base::Bytes status(const std::string& text) {
    Child child;
    child.set_legal_status(text);
    return unitIn(child, "legal_status");
}

base::Bytes concerns(const std::string& text) {
    Visit visit;
    visit.set_concerns(text);
    return unitIn(visit, "concerns");
}

class MergeHandover : public ::testing::Test {
protected:
    MergeHandover() {
        anna.create(kChild, Child());
        anna.create(kVisit, Visit());
        for (Tablet* tablet : {&anna, &ben, &dora})
            tablet->pull();
        world.handedOver = {kCase};
        world.decider = kNewOwner;
    }
    [[nodiscard]] std::size_t questions() const {
        std::size_t found = 0;
        for (const auto& [key, entity] : world.entities())
            found += key.type == records::typeNumber<records::ReviewItem>() ? 1U : 0U;
        return found;
    }

    World world;
    Tablet anna{world, 1};  // whose case it was
    Tablet ben{world, 2};
    Tablet dora{world, 3};  // whose case it is
};

TEST_F(MergeHandover, AsksWhoeverHasTheCaseNowToReadWhatCameInLate) {
    EXPECT_EQ(anna.set(kChild, kStatus, status("S31")).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(world.as<Child>(kChild).legal_status(), "S31") << "it is applied as any other";
    const auto item = world.review(kChild, kWhole);
    EXPECT_EQ(item.cause(), records::AFTER_HANDOVER);
    EXPECT_EQ(item.owner_id(), kNewOwner.bytes());
    EXPECT_FALSE(item.explanation().empty());
}

TEST_F(MergeHandover, MarksWhatCameInLateAndNothingElse) {
    const EntityKey late{kVisit.type, idOf(5)};
    anna.create(late, Visit());
    anna.set(kChild, kStatus, status("S31"));
    EXPECT_TRUE(world.at(late).created.afterHandover);
    EXPECT_TRUE(world.at(kChild).stampOf(kStatus).afterHandover);
    EXPECT_FALSE(world.at(kChild).created.afterHandover);
    world.handedOver.clear();
    dora.pull().set(kChild, kStatus, status("S38"));
    EXPECT_FALSE(world.at(kChild).stampOf(kStatus).afterHandover);
}

TEST_F(MergeHandover, IsOneThingToReadHoweverManySavesOfARecordCameInLate) {
    anna.set(kVisit, kConcerns, concerns("none"));
    anna.set(kVisit, kConcerns, concerns("none so far"));
    anna.send({anna.op(protocol::SEAL, kVisit)});
    EXPECT_EQ(questions(), 1U);
    EXPECT_TRUE(world.hasReview(kVisit, kWhole));
}

TEST_F(MergeHandover, IsOneThingToReadForAnEditOfSeveralRecords) {
    anna.send({anna.op(protocol::SET, kVisit, kConcerns, concerns("none")),
               anna.op(protocol::SET, kChild, kStatus, status("S31"))});
    EXPECT_TRUE(world.hasReview(kVisit, kWhole)) << "the record it names first";
    EXPECT_FALSE(world.hasReview(kChild, kWhole));
}

TEST_F(MergeHandover, AsksAgainWhenMoreComesInAfterTheFirstWasRead) {
    anna.set(kVisit, kConcerns, concerns("none"));
    world.handedOver.clear();
    dora.pull().send({dora.resolveOp(kVisit, kWhole, {}, {})});
    EXPECT_EQ(world.review(kVisit, kWhole).state(), records::REVIEW_SETTLED);
    world.handedOver = {kCase};
    anna.set(kVisit, kConcerns, concerns("a bruise"));
    EXPECT_EQ(world.review(kVisit, kWhole).state(), records::REVIEW_OPEN);
}

TEST_F(MergeHandover, HasNothingToReadInACaseThatTheEditDoesNotTouch) {
    world.handedOver = {base::scopeOf(idOf(1001))};
    EXPECT_EQ(anna.set(kChild, kStatus, status("S31")).verdict, protocol::APPLIED);
    EXPECT_EQ(questions(), 0U);
}

TEST_F(MergeHandover, LiesBesideWhatTheNewOwnerWroteAndIsReadAsWell) {
    dora.set(kChild, kStatus, status("S38"));
    EXPECT_EQ(anna.set(kChild, kStatus, status("S31")).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(world.as<Child>(kChild).legal_status(), "S38");
    ASSERT_EQ(world.at(kChild).openSiblings(kStatus).size(), 1U);
    EXPECT_TRUE(world.at(kChild).openSiblings(kStatus)[0].stamp.afterHandover);
    EXPECT_EQ(world.review(kChild, kStatus).cause(), records::CONCURRENT_VALUES);
    EXPECT_EQ(world.review(kChild, kWhole).cause(), records::AFTER_HANDOVER);
}

TEST_F(MergeHandover, LeavesALateChangeOfASealedVisitAsAProposalThatIsMarked) {
    world.handedOver.clear();
    anna.send({anna.op(protocol::SEAL, kVisit)});
    world.handedOver = {kCase};
    anna.set(kVisit, kConcerns, concerns("a bruise"));
    EXPECT_TRUE(world.as<Visit>(kVisit).concerns().empty());
    std::size_t proposals = 0;
    for (const auto& [key, entity] : world.entities()) {
        if (key.type != records::typeNumber<records::Amendment>()) continue;
        ++proposals;
        EXPECT_TRUE(entity.created.afterHandover);
    }
    EXPECT_EQ(proposals, 1U);
}

}  // namespace
}  // namespace hearth::merge::testing

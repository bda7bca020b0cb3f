// RESOLVE: what a decision settles, and what it may not hide.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/shared/merge/world.hpp"

namespace hearth::merge::testing {
namespace {

using ::testing::UnorderedElementsAre;

using records::Child;

const EntityKey kChild{records::typeNumber<Child>(), idOf(1)};
const records::UnitNumber kStatus = unitNumber<Child>("legal_status");

base::Bytes status(const std::string& text) {
    Child child;
    child.set_legal_status(text);
    return unitIn(child, "legal_status");
}

class MergeResolve : public ::testing::Test {
protected:
    // Ben's S31 stands, Cleo's S38 lies beside it, and Anna and Dora have seen both.
    MergeResolve() {
        anna.create(kChild, Child());
        ben.pull();
        cleo.pull();
        ben.set(kChild, kStatus, status("S31"));
        cleo.set(kChild, kStatus, status("S38"));
        anna.pull();
        dora.pull();
        saw = idsOf(world.at(kChild).openSiblings(kStatus));
    }
    Outcome resolve(Tablet& tablet, const std::string& text) {
        return tablet.send({tablet.resolveOp(kChild, kStatus, status(text), saw)});
    }
    [[nodiscard]] std::string now() const { return world.as<Child>(kChild).legal_status(); }
    [[nodiscard]] std::vector<std::string> in(protocol::SiblingState state) const {
        std::vector<base::Bytes> values;
        for (const Sibling& sibling : siblingsIn(world.at(kChild), kStatus, state))
            values.push_back(sibling.value);
        return textsOf(values);
    }
    [[nodiscard]] records::ReviewItem item() const { return world.review(kChild, kStatus); }

    World world;
    Tablet anna{world, 1};
    Tablet ben{world, 2};
    Tablet cleo{world, 3};
    Tablet dora{world, 4};
    std::vector<records::SiblingId> saw;
};

TEST_F(MergeResolve, SettlesTheQuestionAndKeepsEveryAnswerThatDidNotStand) {
    EXPECT_EQ(resolve(anna, "S38").verdict, protocol::APPLIED);
    EXPECT_EQ(now(), "S38");
    EXPECT_THAT(in(protocol::SIBLING_SETTLED), UnorderedElementsAre("S31", "S38"));
    EXPECT_TRUE(in(protocol::SIBLING_OPEN).empty());
    const auto displaced = world.at(kChild).siblings.back();
    EXPECT_EQ(displaced.stamp.author, ben.worker);
    EXPECT_EQ(item().state(), records::REVIEW_SETTLED);
    EXPECT_EQ(item().settled_by(), anna.worker.bytes());
    EXPECT_EQ(item().settled_reason(), "talked to both");
}

TEST_F(MergeResolve, MayConfirmTheAnswerThatStands) {
    EXPECT_EQ(resolve(anna, "S31").verdict, protocol::APPLIED);
    EXPECT_EQ(now(), "S31");
    EXPECT_THAT(in(protocol::SIBLING_SETTLED), UnorderedElementsAre("S38"));
    EXPECT_EQ(item().state(), records::REVIEW_SETTLED);
    EXPECT_EQ(world.at(kChild).stampOf(kStatus).author, anna.worker) << "a decision is a word";
}

TEST_F(MergeResolve, MayGiveAThirdAnswer) {
    resolve(anna, "S47");
    EXPECT_EQ(now(), "S47");
    EXPECT_THAT(in(protocol::SIBLING_SETTLED), UnorderedElementsAre("S31", "S38"));
}

TEST_F(MergeResolve, StampsTheSettlementWithWhoMadeIt) {
    resolve(anna, "S38");
    const EntityKey key{records::typeNumber<records::ReviewItem>(), reviewId(kChild, kStatus)};
    const Entity& review = world.at(key);
    EXPECT_EQ(review.stampOf(unitNumber<records::ReviewItem>("state")).author, anna.worker);
    EXPECT_TRUE(review.created.author.isNil()) << "raised by the server";
    EXPECT_TRUE(review.created.incarnation.isNil());
}

TEST_F(MergeResolve, LeavesTheQuestionOpenForASiblingItDidNotName) {
    saw.clear();
    EXPECT_EQ(resolve(anna, "S31").verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_THAT(in(protocol::SIBLING_OPEN), UnorderedElementsAre("S38"));
    EXPECT_EQ(item().state(), records::REVIEW_OPEN);
}

TEST_F(MergeResolve, LeavesTheQuestionOpenForASiblingThatCameMeanwhile) {
    Tablet eve(world, 5);
    eve.set(kChild, kStatus, status("S99"));
    EXPECT_EQ(resolve(anna, "S38").verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), "S38");
    EXPECT_THAT(in(protocol::SIBLING_OPEN), UnorderedElementsAre("S99"));
    EXPECT_EQ(item().state(), records::REVIEW_OPEN);
}

TEST_F(MergeResolve, OpensTheQuestionAgainForASiblingThatComesLater) {
    resolve(anna, "S38");
    Tablet eve(world, 5);
    EXPECT_EQ(eve.set(kChild, kStatus, status("S99")).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), "S38");
    EXPECT_EQ(item().state(), records::REVIEW_OPEN);
    EXPECT_TRUE(item().settled_by().empty());
}

TEST_F(MergeResolve, RemembersHowAQuestionWasSettledBeforeItWasOpenedAgain) {
    resolve(anna, "S38");
    Tablet eve(world, 5);
    eve.set(kChild, kStatus, status("S99"));
    const EntityKey key{records::typeNumber<records::ReviewItem>(), reviewId(kChild, kStatus)};
    ASSERT_EQ(world.at(key).siblings.size(), 1U);
    const Sibling& before = world.at(key).siblings[0];
    EXPECT_EQ(before.state, protocol::SIBLING_SETTLED);
    EXPECT_EQ(before.stamp.author, anna.worker);
    records::ReviewItem settled;
    ASSERT_TRUE(settled.ParseFromString(before.value));
    EXPECT_EQ(settled.settled_reason(), "talked to both");
}

// A decision by somebody who had not seen the current value does not hide that value ...
TEST_F(MergeResolve, KeepsADecisionBesideAChangeItHadNotSeen) {
    dora.set(kChild, kStatus, status("S99"));
    EXPECT_EQ(resolve(anna, "S38").verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), "S99");
    EXPECT_THAT(in(protocol::SIBLING_OPEN), UnorderedElementsAre("S38"));
    EXPECT_EQ(siblingsIn(world.at(kChild), kStatus, protocol::SIBLING_OPEN)[0].stamp.author,
              anna.worker);
    EXPECT_THAT(in(protocol::SIBLING_SETTLED), UnorderedElementsAre("S38"));
    EXPECT_EQ(item().state(), records::REVIEW_OPEN);
}

// ... and in the other order the same two values wait for a person.
TEST_F(MergeResolve, KeepsAChangeBesideADecisionItHadNotSeen) {
    resolve(anna, "S38");
    EXPECT_EQ(dora.set(kChild, kStatus, status("S99")).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), "S38");
    EXPECT_THAT(in(protocol::SIBLING_OPEN), UnorderedElementsAre("S99"));
    EXPECT_EQ(item().state(), records::REVIEW_OPEN);
}

TEST_F(MergeResolve, PutsTwoDecisionsThatDifferBeforeAPersonAgain) {
    resolve(anna, "S38");
    EXPECT_EQ(resolve(dora, "S31").verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), "S38");
    EXPECT_THAT(in(protocol::SIBLING_OPEN), UnorderedElementsAre("S31"));
}

TEST_F(MergeResolve, NeedsNobodyWhenTwoDecideAlike) {
    resolve(anna, "S38");
    EXPECT_EQ(resolve(dora, "S38").verdict, protocol::APPLIED);
    EXPECT_TRUE(in(protocol::SIBLING_OPEN).empty());
    EXPECT_EQ(item().state(), records::REVIEW_SETTLED);
    EXPECT_EQ(item().settled_by(), anna.worker.bytes());
}

TEST_F(MergeResolve, IsAWordThatAPlainChangeMayFollow) {
    resolve(anna, "S38");
    ben.pull();
    EXPECT_EQ(ben.set(kChild, kStatus, status("S47")).verdict, protocol::APPLIED);
    EXPECT_EQ(now(), "S47");
    EXPECT_EQ(item().state(), records::REVIEW_SETTLED);
}

TEST_F(MergeResolve, DoesNotLetAnybodyOverruleItWhoSawOnlyWhatWasBefore) {
    resolve(anna, "S31");  // the value did not change, the decision was made
    EXPECT_EQ(dora.set(kChild, kStatus, status("S47")).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), "S31");
}

TEST_F(MergeResolve, SettlesOnlySiblingsOfItsOwnField) {
    Child child;
    child.set_sex("F");
    const auto sex = unitNumber<Child>("sex");
    dora.send({dora.resolveOp(kChild, sex, unitIn(child, "sex"), saw)});
    EXPECT_THAT(in(protocol::SIBLING_OPEN), UnorderedElementsAre("S38"));
    EXPECT_EQ(item().state(), records::REVIEW_OPEN);
}

TEST_F(MergeResolve, TakesNoHarmFromSiblingsThatAreNotThere) {
    saw.push_back(idOf<records::SiblingId>(4242));
    EXPECT_EQ(resolve(anna, "S38").verdict, protocol::APPLIED);
    EXPECT_EQ(item().state(), records::REVIEW_SETTLED);
}

TEST_F(MergeResolve, WithoutAQuestionIsAPlainChange) {
    Child child;
    child.set_sex("F");
    const auto sex = unitNumber<Child>("sex");
    EXPECT_EQ(dora.send({dora.resolveOp(kChild, sex, unitIn(child, "sex"), {})}).verdict,
              protocol::APPLIED);
    EXPECT_EQ(world.as<Child>(kChild).sex(), "F");
    EXPECT_FALSE(world.hasReview(kChild, sex));
}

TEST_F(MergeResolve, ShowsTheSettlementOnTheTabletThatMadeItBeforeTheServerHasIt) {
    world.raises = false;
    EXPECT_EQ(resolve(anna, "S38").verdict, protocol::APPLIED);
    EXPECT_EQ(item().state(), records::REVIEW_SETTLED);
}

}  // namespace
}  // namespace hearth::merge::testing

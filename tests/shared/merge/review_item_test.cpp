// Review items: who is asked, about what, and what only the server may write. Contradictions.
#include <gtest/gtest.h>

#include "tests/shared/merge/world.hpp"

namespace hearth::merge::testing {
namespace {

using records::Observation;
using records::ReviewItem;

const EntityKey kSeen{records::typeNumber<Observation>(), idOf(31)};
const records::UnitNumber kGroup = unitNumber<Observation>("seen");
const records::UnitNumber kOwner = unitNumber<ReviewItem>("owner_id");
const EntityKey kItem{records::typeNumber<ReviewItem>(), reviewId(kSeen, kGroup)};

base::Bytes seen(records::Answer alone, records::NotAloneReason reason) {
    Observation child;
    child.set_seen(records::YES);
    child.set_seen_alone(alone);
    child.set_spoken_alone(alone);
    child.set_not_alone_reason(reason);
    return unitIn(child, "seen");
}
const base::Bytes kSound = seen(records::NO, records::CHILD_REFUSED);
const base::Bytes kContradiction = seen(records::YES, records::CHILD_REFUSED);

base::Bytes owner(const base::WorkerId& worker) {
    ReviewItem item;
    item.set_owner_id(worker.bytes());
    return unitIn(item, "owner_id");
}

class MergeReviewItem : public ::testing::Test {
protected:
    MergeReviewItem() {
        anna.create(kSeen, Observation());
        for (Tablet* tablet : {&anna, &ben, &cleo})
            tablet->pull();
    }
    // Two answers wait for the manager.
    void disagree() {
        anna.set(kSeen, kGroup, kSound);
        ben.set(kSeen, kGroup, seen(records::NO, records::WORKER_UNABLE));
        cleo.pull();
    }
    [[nodiscard]] ReviewItem item() const { return world.review(kSeen, kGroup); }

    World world;
    Tablet anna{world, 1};
    Tablet ben{world, 2};
    Tablet cleo{world, 3};
};

TEST_F(MergeReviewItem, PutsAContradictionBeforeAPersonAndRepairsNothing) {
    const auto outcome = anna.set(kSeen, kGroup, kContradiction);
    EXPECT_EQ(outcome.verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(world.at(kSeen).body.encode(), kContradiction);
    EXPECT_EQ(item().cause(), records::CONTRADICTION);
    EXPECT_EQ(item().explanation(), "Seen alone, yet a reason for not being alone is given.");
    EXPECT_EQ(item().owner_id(), kManager.bytes());
    for (const Finding& finding : outcome.findings)
        EXPECT_EQ(finding.sentence.find("Seen alone, yet"), std::string::npos)
            << "findings go into logs";
}

TEST_F(MergeReviewItem, AsksAboutAContradictionInANewRecordToo) {
    Observation child;
    child.set_seen(records::NO);
    child.set_awake(records::YES);
    const EntityKey key{kSeen.type, idOf(32)};
    EXPECT_EQ(anna.create(key, child).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_TRUE(world.hasReview(key, unitNumber<Observation>("awake")));
}

TEST_F(MergeReviewItem, AsksAboutAContradictionOnceNotWithEveryLaterChange) {
    anna.set(kSeen, kGroup, kContradiction);
    Observation child;
    child.set_own_words("I like the dog");
    EXPECT_EQ(
        anna.set(kSeen, unitNumber<Observation>("own_words"), unitIn(child, "own_words")).verdict,
        protocol::APPLIED);
}

TEST_F(MergeReviewItem, AsksAboutAContradictionThatAChangeElsewhereInTheRecordBrings) {
    anna.set(kSeen, kGroup, kContradiction);
    Observation child;
    child.set_awake(records::YES);
    const auto awake = unitNumber<Observation>("awake");
    anna.set(kSeen, awake, unitIn(child, "awake"));
    Observation notSeen;
    notSeen.set_seen(records::NO);
    anna.pull();
    const Outcome outcome = anna.set(kSeen, kGroup, unitIn(notSeen, "seen"));
    EXPECT_EQ(outcome.verdict, protocol::APPLIED_WITH_REVIEW);
    ASSERT_EQ(outcome.findings.size(), 1U);
    EXPECT_EQ(outcome.findings[0].unit, awake);
}

TEST_F(MergeReviewItem, KeepsTheQuestionWhenTheContradictionIsGoneUntilAPersonSettlesIt) {
    anna.set(kSeen, kGroup, kContradiction);
    EXPECT_EQ(anna.set(kSeen, kGroup, kSound).verdict, protocol::APPLIED);
    EXPECT_EQ(item().state(), records::REVIEW_OPEN);
    cleo.pull();
    cleo.send({cleo.resolveOp(kSeen, kGroup, kSound, {})});
    EXPECT_EQ(item().state(), records::REVIEW_SETTLED);
}

TEST_F(MergeReviewItem, SettlesAContradictionThatAPersonDecidesToLeave) {
    anna.set(kSeen, kGroup, kContradiction);
    cleo.pull();
    EXPECT_EQ(cleo.send({cleo.resolveOp(kSeen, kGroup, kContradiction, {})}).verdict,
              protocol::APPLIED);
    EXPECT_EQ(item().state(), records::REVIEW_SETTLED);
}

TEST_F(MergeReviewItem, AsksAgainWhenADecisionBringsAContradiction) {
    disagree();
    const auto saw = idsOf(world.at(kSeen).openSiblings(kGroup));
    EXPECT_EQ(cleo.send({cleo.resolveOp(kSeen, kGroup, kContradiction, saw)}).verdict,
              protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(item().state(), records::REVIEW_OPEN);
    EXPECT_EQ(item().cause(), records::CONTRADICTION);
}

TEST_F(MergeReviewItem, AddsAContradictionToTheQuestionThatIsOpenAlready) {
    disagree();
    cleo.set(kSeen, kGroup, kContradiction);
    EXPECT_EQ(item().cause(), records::CONCURRENT_VALUES);
    EXPECT_EQ(item().explanation(), "Seen alone, yet a reason for not being alone is given.");
}

TEST_F(MergeReviewItem, DoesNotSettleAQuestionThatItsAuthorHadNotSeen) {
    cleo.set(kSeen, kGroup, kSound);
    Op early = cleo.resolveOp(kSeen, kGroup, kContradiction, {});
    anna.set(kSeen, kGroup, kContradiction);  // lies beside, and a question is open
    EXPECT_EQ(cleo.send({early}).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(item().state(), records::REVIEW_OPEN);
}

TEST_F(MergeReviewItem, HasOneItemForOneFieldForEver) {
    disagree();
    const auto id = kItem.id;
    cleo.send({cleo.resolveOp(kSeen, kGroup, kSound, idsOf(world.at(kSeen).openSiblings(kGroup)))});
    ben.set(kSeen, kGroup, seen(records::NO, records::INAPPROPRIATE_AGE));
    EXPECT_EQ(item().state(), records::REVIEW_OPEN);
    std::size_t items = 0;
    for (const auto& [key, entity] : world.entities())
        if (key.type == kItem.type) ++items;
    EXPECT_EQ(items, 1U);
    EXPECT_EQ(id, reviewId(kSeen, kGroup));
}

TEST_F(MergeReviewItem, GivesIdsThatSayTheyAreNoTimeOrderedOnes) {
    EXPECT_EQ(kItem.id.octets[6] >> 4U, 8U);
    EXPECT_EQ(kItem.id.octets[8] >> 6U, 2U);
    EXPECT_NE(reviewId(kSeen, kGroup), reviewId(kSeen, kGroup + 1));
    const base::Digest hash;
    EXPECT_NE(derivedId("a", hash, kSeen, 1), derivedId("b", hash, kSeen, 1));
    EXPECT_NE(derivedId("a", hash, kSeen, 1), derivedId("a", hash, kSeen, 2));
}

TEST_F(MergeReviewItem, LeavesTheOwnerEmptyOnlyWhenNobodyIsKnown) {
    world.decider = {};
    disagree();
    EXPECT_TRUE(item().owner_id().empty());
    EXPECT_EQ(item().state(), records::REVIEW_OPEN);
}

TEST_F(MergeReviewItem, AsksWhoeverDecidesNowWhenAQuestionIsOpenedAgain) {
    disagree();
    cleo.send({cleo.resolveOp(kSeen, kGroup, kSound, idsOf(world.at(kSeen).openSiblings(kGroup)))});
    world.decider = idOf(901);
    ben.set(kSeen, kGroup, seen(records::NO, records::INAPPROPRIATE_AGE));
    EXPECT_EQ(item().owner_id(), idOf(901).bytes());
}

TEST_F(MergeReviewItem, LetsAPersonHandAQuestionToSomebodyElse) {
    disagree();
    EXPECT_EQ(cleo.set(kItem, kOwner, owner(idOf(902))).verdict, protocol::APPLIED);
    EXPECT_EQ(item().owner_id(), idOf(902).bytes());
    Tablet dora(world, 4);
    EXPECT_EQ(dora.set(kItem, kOwner, owner(idOf(903))).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_TRUE(world.hasReview(kItem, kOwner)) << "who decides may itself be a question";
    cleo.pull();
    cleo.send({cleo.resolveOp(kItem, kOwner, owner(idOf(903)),
                              idsOf(world.at(kItem).openSiblings(kOwner)))});
    EXPECT_EQ(item().owner_id(), idOf(903).bytes());
    EXPECT_EQ(world.review(kItem, kOwner).state(), records::REVIEW_SETTLED);
}

TEST_F(MergeReviewItem, HoldsWhateverElseAPersonWritesToAnItem) {
    disagree();
    ReviewItem forged;
    forged.set_state(records::REVIEW_SETTLED);
    const auto state = unitNumber<ReviewItem>("state");
    for (const Op& op :
         {cleo.op(protocol::SET, kItem, state, unitIn(forged, "state")),
          cleo.resolveOp(kItem, state, unitIn(forged, "state"), {}),
          cleo.op(protocol::RETIRE, kItem), cleo.op(protocol::SEAL, kItem),
          cleo.op(protocol::CREATE, {kItem.type, idOf(77)}, 0, Body::of(forged).encode())}) {
        const auto outcome = cleo.send({op});
        EXPECT_EQ(outcome.verdict, protocol::HELD);
        EXPECT_EQ(outcome.heldReason, protocol::HELD_INVALID);
    }
    EXPECT_EQ(item().state(), records::REVIEW_OPEN);
}

TEST_F(MergeReviewItem, KeepsTheNewestOccasionOfTheRecordKnownToWhoeverOpensIt) {
    disagree();
    EXPECT_EQ(world.at(kSeen).rev, world.rev());
    EXPECT_EQ(world.at(kItem).rev, world.rev());
}

TEST_F(MergeReviewItem, AsksAgainWhenTheRecordContradictsItselfInAnotherWay) {
    anna.set(kSeen, kGroup, kContradiction);
    cleo.pull();
    cleo.send({cleo.resolveOp(kSeen, kGroup, kContradiction, {})});
    const auto another = seen(records::YES, records::INAPPROPRIATE_AGE);  // the same sentence
    EXPECT_EQ(cleo.set(kSeen, kGroup, another).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(item().state(), records::REVIEW_OPEN);
}

TEST_F(MergeReviewItem, ExplainsAQuestionThatIsOpenedAgainByItsNewCauseOnly) {
    anna.set(kSeen, kGroup, kContradiction);
    cleo.pull();
    cleo.send({cleo.resolveOp(kSeen, kGroup, kSound, {})});
    ben.set(kSeen, kGroup, seen(records::NO, records::WORKER_UNABLE));
    EXPECT_EQ(item().cause(), records::CONCURRENT_VALUES);
    EXPECT_TRUE(item().explanation().empty());
}

}  // namespace
}  // namespace hearth::merge::testing

// REVIEW, and what "seen" means: the base of every other policy.
#include <gtest/gtest.h>

#include "shared/crypto/hash.hpp"
#include "tests/shared/merge/world.hpp"

namespace hearth::merge::testing {
namespace {

using records::Child;

const EntityKey kChild{records::typeNumber<Child>(), idOf(1)};
const records::UnitNumber kStatus = unitNumber<Child>("legal_status");

base::Bytes status(const std::string& text) {
    Child child;
    child.set_legal_status(text);
    return unitIn(child, "legal_status");
}

class MergeReview : public ::testing::Test {
protected:
    MergeReview() {
        Child child;
        child.set_forename("Robin");
        child.set_legal_status("S20");
        EXPECT_EQ(anna.create(kChild, child).verdict, protocol::APPLIED);
        anna.pull();
        ben.pull();
        cleo.pull();
    }
    [[nodiscard]] std::string now() const { return world.as<Child>(kChild).legal_status(); }
    [[nodiscard]] std::vector<base::Bytes> open() const {
        std::vector<base::Bytes> values;
        for (const Sibling& sibling : world.at(kChild).openSiblings(kStatus))
            values.push_back(sibling.value);
        return values;
    }

    World world;
    Tablet anna{world, 1};
    Tablet ben{world, 2};
    Tablet cleo{world, 3};
};

TEST_F(MergeReview, LetsAChangeStandWhoseAuthorHadSeenTheValue) {
    EXPECT_EQ(ben.set(kChild, kStatus, status("S31")).verdict, protocol::APPLIED);
    EXPECT_EQ(now(), "S31");
    EXPECT_TRUE(world.at(kChild).siblings.empty());
    EXPECT_FALSE(world.hasReview(kChild, kStatus));
    EXPECT_EQ(world.at(kChild).stampOf(kStatus).author, ben.worker);
}

TEST_F(MergeReview, KeepsTheFirstAnswerAndTheSecondBesideItAndAsksTheNamedPerson) {
    ben.set(kChild, kStatus, status("S31"));
    const Outcome outcome = cleo.set(kChild, kStatus, status("S38"));
    EXPECT_EQ(outcome.verdict, protocol::APPLIED_WITH_REVIEW);
    ASSERT_EQ(outcome.findings.size(), 1U);
    EXPECT_EQ(outcome.findings[0].cause, records::CONCURRENT_VALUES);
    EXPECT_EQ(outcome.findings[0].unit, kStatus);
    EXPECT_EQ(now(), "S31");
    EXPECT_EQ(open(), std::vector{status("S38")});
    const Sibling sibling = world.at(kChild).siblings.front();
    EXPECT_EQ(sibling.stamp.author, cleo.worker);
    EXPECT_EQ(sibling.state, protocol::SIBLING_OPEN);
    const auto item = world.review(kChild, kStatus);
    EXPECT_EQ(item.cause(), records::CONCURRENT_VALUES);
    EXPECT_EQ(item.state(), records::REVIEW_OPEN);
    EXPECT_EQ(item.owner_id(), kManager.bytes());
    EXPECT_EQ(item.target_id(), kChild.id.bytes());
    EXPECT_EQ(item.target_type(), kChild.type);
    EXPECT_EQ(item.field_number(), kStatus);
}

TEST_F(MergeReview, GivesASiblingTheIdThatEveryServerAndTabletDerives) {
    ben.set(kChild, kStatus, status("S31"));
    const auto edit = cleo.write({cleo.op(protocol::SET, kChild, kStatus, status("S38"))});
    world.receive(edit);
    base::Bytes bytes = crypto::sha256(records::encodeEdit(edit)).bytes();
    base::appendBigEndian64(bytes, 0);
    EXPECT_EQ(world.at(kChild).siblings.front().id.bytes(),
              crypto::sha256(bytes).bytes().substr(0, 16));
}

TEST_F(MergeReview, DoesNotMixUpFieldsOfDifferentUnits) {
    ben.set(kChild, kStatus, status("S31"));
    Child child;
    child.set_sex("F");
    EXPECT_EQ(cleo.set(kChild, unitNumber<Child>("sex"), unitIn(child, "sex")).verdict,
              protocol::APPLIED);
    EXPECT_EQ(now(), "S31");
    EXPECT_EQ(world.as<Child>(kChild).sex(), "F");
}

TEST_F(MergeReview, DecidesAGroupOfFieldsAsOneValue) {
    Child child;
    child.set_forename("Robin");
    child.set_surname("Ash");
    ben.set(kChild, unitNumber<Child>("forename"), unitIn(child, "forename"));
    child.set_forename("Robyn");
    child.clear_surname();
    cleo.set(kChild, unitNumber<Child>("forename"), unitIn(child, "forename"));
    EXPECT_EQ(world.as<Child>(kChild).surname(), "Ash");
    EXPECT_EQ(world.as<Child>(kChild).forename(), "Robin");
    const auto siblings = world.at(kChild).openSiblings(unitNumber<Child>("surname"));
    ASSERT_EQ(siblings.size(), 1U);
    EXPECT_EQ(siblings[0].value, unitIn(child, "forename"));
}

TEST_F(MergeReview, ClearsAFieldThatASetOfItsUnitLeavesOut) {
    ben.set(kChild, unitNumber<Child>("forename"), {});
    EXPECT_TRUE(world.as<Child>(kChild).forename().empty());
}

TEST_F(MergeReview, SeesTheSameTabletsEarlierEditsAlthoughTheServerWasNeverAsked) {
    Tablet dora(world, 4);
    const EntityKey key{records::typeNumber<Child>(), idOf(2)};
    dora.create(key, Child());
    EXPECT_EQ(dora.set(key, kStatus, status("S31")).verdict, protocol::APPLIED);
    EXPECT_EQ(dora.set(key, kStatus, status("S38")).verdict, protocol::APPLIED);
    EXPECT_EQ(world.as<Child>(key).legal_status(), "S38");
    EXPECT_TRUE(world.at(key).siblings.empty());
}

TEST_F(MergeReview, SeesEarlierOperationsOfTheSameEdit) {
    Tablet dora(world, 4);
    const EntityKey key{records::typeNumber<Child>(), idOf(2)};
    const auto outcome = dora.send({dora.op(protocol::CREATE, key, 0, ""),
                                    dora.op(protocol::SET, key, kStatus, status("S31")),
                                    dora.op(protocol::SET, key, kStatus, status("S38"))});
    EXPECT_EQ(outcome.verdict, protocol::APPLIED);
    EXPECT_EQ(outcome.changed.size(), 1U);
    EXPECT_EQ(world.as<Child>(key).legal_status(), "S38");
}

TEST_F(MergeReview, AsksWhenSomebodyWritesWhoNeverPulledTheRecord) {
    Tablet dora(world, 4);
    EXPECT_EQ(dora.set(kChild, kStatus, status("S31")).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), "S20");
}

TEST_F(MergeReview, TakesAnotherTabletOfTheSameWorkerForSomebodyElse) {
    Tablet second(world, 9);
    second.worker = ben.worker;
    second.pull();
    ben.set(kChild, kStatus, status("S31"));
    EXPECT_EQ(second.set(kChild, kStatus, status("S38")).verdict, protocol::APPLIED_WITH_REVIEW);
}

TEST_F(MergeReview, GoesByWhenTheFormWasOpenedNotByWhenItWasSaved) {
    const Op opened = ben.op(protocol::SET, kChild, kStatus, status("S31"));
    cleo.set(kChild, kStatus, status("S38"));
    ben.pull();  // in the background, while the form was open
    EXPECT_EQ(ben.send({opened}).verdict, protocol::APPLIED_WITH_REVIEW);
}

TEST_F(MergeReview, HasNothingToSettleWhenTwoPeopleSayTheSame) {
    ben.set(kChild, kStatus, status("S31"));
    const Outcome outcome = cleo.set(kChild, kStatus, status("S31"));
    EXPECT_EQ(outcome.verdict, protocol::APPLIED);
    EXPECT_FALSE(world.hasReview(kChild, kStatus));
    EXPECT_TRUE(world.at(kChild).siblings.empty());
    EXPECT_EQ(world.at(kChild).stampOf(kStatus).author, ben.worker) << "the earlier stamp stays";
}

// Ben and Cleo both said S31 without knowing of each other. When one of them changes their mind,
// the other's word still stands against it, whichever of the two came first.
TEST_F(MergeReview, DoesNotLetOneOfTwoWhoSaidTheSameOverruleTheOtherUnseen) {
    ben.set(kChild, kStatus, status("S31"));
    cleo.set(kChild, kStatus, status("S31"));
    EXPECT_EQ(ben.set(kChild, kStatus, status("S47")).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), "S31");
    EXPECT_EQ(open(), std::vector{status("S47")});
}

TEST_F(MergeReview, DoesNotLetTheSecondOfTwoWhoSaidTheSameOverruleTheFirstUnseen) {
    ben.set(kChild, kStatus, status("S31"));
    cleo.set(kChild, kStatus, status("S31"));
    EXPECT_EQ(cleo.set(kChild, kStatus, status("S47")).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), "S31");
}

TEST_F(MergeReview, LetsAValueGoWhenEverybodyWhoGaveItHasTakenTheirWordBack) {
    ben.set(kChild, kStatus, status("S31"));
    cleo.set(kChild, kStatus, status("S31"));
    ben.set(kChild, kStatus, status("S47"));
    EXPECT_EQ(now(), "S31") << "Cleo's word stands against Ben's";
    EXPECT_EQ(cleo.set(kChild, kStatus, status("S38")).verdict, protocol::APPLIED);
    EXPECT_EQ(now(), "S38");
    EXPECT_EQ(open(), std::vector{status("S47")}) << "Ben's is undecided as before";
}

TEST_F(MergeReview, LetsSomebodyWhoSawBothOverruleThem) {
    ben.set(kChild, kStatus, status("S31"));
    cleo.set(kChild, kStatus, status("S31"));
    EXPECT_EQ(anna.pull().set(kChild, kStatus, status("S47")).verdict, protocol::APPLIED);
    EXPECT_EQ(now(), "S47");
    EXPECT_EQ(world.at(kChild).stamps.size(), 1U);
}

TEST_F(MergeReview, CountsSayingTheSameAgainAsAWordOfItsOwn) {
    EXPECT_EQ(ben.set(kChild, kStatus, status("S20")).verdict, protocol::APPLIED);
    EXPECT_EQ(cleo.set(kChild, kStatus, status("S38")).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), "S20");
}

TEST_F(MergeReview, LeavesSiblingsAndTheQuestionOpenWhenALaterChangeComes) {
    ben.set(kChild, kStatus, status("S31"));
    cleo.set(kChild, kStatus, status("S38"));
    EXPECT_EQ(anna.pull().set(kChild, kStatus, status("S47")).verdict, protocol::APPLIED);
    EXPECT_EQ(now(), "S47");
    EXPECT_EQ(open(), std::vector{status("S38")});
    EXPECT_EQ(world.review(kChild, kStatus).state(), records::REVIEW_OPEN);
}

TEST_F(MergeReview, AsksAboutTheLastWordOfATabletNotAboutItsEarlierOnes) {
    ben.set(kChild, kStatus, status("S31"));
    cleo.set(kChild, kStatus, status("S38"));
    cleo.set(kChild, kStatus, status("S47"));
    EXPECT_EQ(now(), "S31");
    EXPECT_EQ(open(), std::vector{status("S47")});
    const auto kept = siblingsIn(world.at(kChild), kStatus, protocol::SIBLING_SETTLED);
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].value, status("S38")) << "kept and shown, but nobody needs to decide on it";
}

TEST_F(MergeReview, JoinsTheOpenQuestionWhenAThirdAnswerComes) {
    ben.set(kChild, kStatus, status("S31"));
    cleo.set(kChild, kStatus, status("S38"));
    const std::size_t before = world.count();
    EXPECT_EQ(anna.set(kChild, kStatus, status("S47")).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(world.count(), before);
    EXPECT_EQ(open().size(), 2U);
}

TEST_F(MergeReview, KnowsAfterARestoreWhoseValueWasSeen) {
    ben.set(kChild, kStatus, status("S31"));
    cleo.pull();
    world.epoch = idOf<base::Epoch>(78);
    Op op = cleo.op(protocol::SET, kChild, kStatus, status("S38"));
    op.baseWriters = {world.at(kChild).stampOf(kStatus).edit};
    EXPECT_EQ(cleo.send({op}).verdict, protocol::APPLIED);
    EXPECT_EQ(now(), "S38");
}

TEST_F(MergeReview, AsksAfterARestoreWhenTheSameValueIsFromAnotherHandThanTheOneThatWasShown) {
    // Cleo saw S31 from Anna; the backup does not have that. Ben says S31 for reasons of his own.
    Op op = cleo.op(protocol::SET, kChild, kStatus, status("S38"));
    op.baseWriters = {idOf<base::EditId>(4711)};
    op.baseValueHash = crypto::sha256(status("S31")).bytes();
    world.epoch = idOf<base::Epoch>(78);
    ben.pull().set(kChild, kStatus, status("S31"));
    EXPECT_EQ(cleo.send({op}).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), "S31");
}

// The server's machine was put back and does not know it yet: its epoch has two revisions of one
// number, and Cleo opened at the one that is no more.
TEST_F(MergeReview, AsksWhenARevisionWasGivenTwiceAndTheFormShowedTheOther) {
    ben.set(kChild, kStatus, status("S31"));
    cleo.pull();
    Op op = cleo.op(protocol::SET, kChild, kStatus, status("S38"));
    op.baseWriters = {idOf<base::EditId>(4711)};
    EXPECT_EQ(cleo.send({op}).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), "S31");
    EXPECT_EQ(open().size(), 1U);
}

TEST_F(MergeReview, GoesByTheRevisionWhenAnOlderAppNamesNoEdits) {
    ben.set(kChild, kStatus, status("S31"));
    cleo.pull();
    Op op = cleo.op(protocol::SET, kChild, kStatus, status("S38"));
    op.baseWriters = {};
    EXPECT_EQ(cleo.send({op}).verdict, protocol::APPLIED);
    EXPECT_EQ(now(), "S38");
}

TEST_F(MergeReview, BelievesNobodyWhoNamesTheEditThatHasNoId) {
    ben.set(kChild, kStatus, status("S31"));
    Op op = cleo.op(protocol::SET, kChild, kStatus, status("S38"));
    op.baseWriters = {base::EditId()};
    EXPECT_EQ(cleo.send({op}).verdict, protocol::APPLIED_WITH_REVIEW);
}

TEST_F(MergeReview, StillKnowsATabletsOwnEditsAfterARestore) {
    ben.set(kChild, kStatus, status("S31"));
    world.epoch = idOf<base::Epoch>(78);
    EXPECT_EQ(ben.set(kChild, kStatus, status("S38")).verdict, protocol::APPLIED);
}

TEST_F(MergeReview, DoesNotGoByTheHashWhileRevisionsCanBeCompared) {
    // Ben said S31, somebody put it back to what Cleo saw: that is a word of its own.
    ben.set(kChild, kStatus, status("S31"));
    ben.set(kChild, kStatus, status("S20"));
    Op op = cleo.op(protocol::SET, kChild, kStatus, status("S38"));
    op.baseValueHash = crypto::sha256(status("S20")).bytes();
    EXPECT_EQ(cleo.send({op}).verdict, protocol::APPLIED_WITH_REVIEW);
}

TEST_F(MergeReview, DoesNotBelieveATabletThatSaysItSawTheFuture) {
    ben.set(kChild, kStatus, status("S31"));
    Op op = cleo.op(protocol::SET, kChild, kStatus, status("S38"));
    op.openRev = UINT64_MAX;
    EXPECT_EQ(cleo.send({op}).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), "S31");
}

TEST_F(MergeReview, StampsAValueWithItsAuthorAndWithTimesThatAWrongClockCannotWin) {
    ben.clock = world.now + base::hours(5);
    ben.set(kChild, kStatus, status("S31"));
    const records::Stamp stamp = world.at(kChild).stampOf(kStatus);
    EXPECT_EQ(stamp.rev, world.rev());
    EXPECT_EQ(stamp.claimed, ben.clock);
    EXPECT_EQ(stamp.received, world.now);
    EXPECT_EQ(stamp.effective, world.now);
    EXPECT_EQ(stamp.incarnation, ben.incarnation);
    EXPECT_EQ(stamp.seq, 1U);
}

TEST_F(MergeReview, TellsATabletInAdvanceThatItsValueWillLieBesideTheOther) {
    ben.set(kChild, kStatus, status("S31"));
    const auto edit = cleo.write({cleo.op(protocol::SET, kChild, kStatus, status("S38"))});
    world.raises = false;
    const Received pending{records::kPendingRev, world.epoch, world.now,
                           crypto::sha256(records::encodeEdit(edit))};
    const auto outcome = applyEdit(edit, pending, world);
    ASSERT_TRUE(outcome.has_value());
    EXPECT_EQ(outcome->verdict, protocol::APPLIED_WITH_REVIEW);
    ASSERT_EQ(outcome->changed.size(), 1U) << "the review item is left to the server";
    EXPECT_EQ(outcome->changed[0].rev, records::kPendingRev);
    const auto predicted = outcome->changed[0].openSiblings(kStatus);
    ASSERT_EQ(predicted.size(), 1U);
    world.raises = true;
    world.receive(edit);
    EXPECT_EQ(world.at(kChild).openSiblings(kStatus)[0].id, predicted[0].id);
}

TEST_F(MergeReview, DoesNotTakeATabletsLaterEditForOneThatAnEarlierHadSeen) {
    const auto first = ben.write({ben.op(protocol::SET, kChild, kStatus, status("S31"))});
    ben.set(kChild, kStatus, status("S38"));
    EXPECT_EQ(world.receive(first).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), "S38");
}

TEST_F(MergeReview, CountsAWordThatWasGivenAgainFromItsLastTime) {
    ben.set(kChild, kStatus, status("S31"));
    cleo.set(kChild, kStatus, status("S31"));
    anna.pull();
    cleo.set(kChild, kStatus, status("S31"));  // she still has not seen Ben's
    EXPECT_EQ(anna.set(kChild, kStatus, status("S47")).verdict, protocol::APPLIED_WITH_REVIEW);
}

}  // namespace
}  // namespace hearth::merge::testing

// What does not change any more: sealed visits, entries, values given once and for all.
#include <gtest/gtest.h>

#include "tests/shared/merge/world.hpp"

namespace hearth::merge::testing {
namespace {

using records::Visit;

const EntityKey kVisit{records::typeNumber<Visit>(), idOf(7)};
const records::UnitNumber kConcerns = unitNumber<Visit>("concerns");
const records::UnitNumber kPresent = unitNumber<Visit>("people_present");
const records::UnitNumber kKind = unitNumber<Visit>("kind");

base::Bytes concerns(const std::string& text) {
    Visit visit;
    visit.set_concerns(text);
    return unitIn(visit, "concerns");
}

class MergeSealed : public ::testing::Test {
protected:
    MergeSealed() {
        visit.set_kind(records::HOME_VISIT);
        visit.set_worker_id(anna.worker.bytes());
        visit.set_concerns("none");
        visit.add_people_present("Mother");
        anna.create(kVisit, visit);
        ben.pull();
        cleo.pull();
    }
    void seal() {
        EXPECT_EQ(anna.send({anna.op(protocol::SEAL, kVisit)}).verdict, protocol::APPLIED);
        sealedBody = world.at(kVisit).body;
    }
    // Sent to the sealed visit: nothing there changes, and the change is proposed.
    records::Amendment expectProposal(Tablet& tablet, const Op& op) {
        const auto outcome = tablet.send({op});
        EXPECT_EQ(outcome.verdict, protocol::APPLIED_WITH_REVIEW);
        EXPECT_EQ(world.at(kVisit).body, sealedBody);
        EXPECT_TRUE(world.at(kVisit).siblings.empty());
        EXPECT_FALSE(world.at(kVisit).retired.has_value());
        EXPECT_EQ(world.review(kVisit, op.field).cause(), records::SEALED_CHANGE);
        const auto amendments = world.amendments();
        EXPECT_EQ(amendments.size(), 1U);
        return amendments.empty() ? records::Amendment() : amendments[0];
    }

    World world;
    Tablet anna{world, 1};
    Tablet ben{world, 2};
    Tablet cleo{world, 3};
    Visit visit;
    Body sealedBody;
};

TEST_F(MergeSealed, SealsADraftForGood) {
    seal();
    ASSERT_TRUE(world.at(kVisit).sealed.has_value());
    EXPECT_EQ(world.at(kVisit).sealed->author, anna.worker);
    EXPECT_EQ(world.at(kVisit).body, Body::of(visit));
}

TEST_F(MergeSealed, TurnsAPlainChangeIntoAProposedAmendment) {
    seal();
    Op op = ben.op(protocol::SET, kVisit, kConcerns, concerns("mould in the bedroom"));
    op.reason = "forgotten";
    const auto amendment = expectProposal(ben, op);
    EXPECT_EQ(amendment.state(), records::PROPOSED);
    EXPECT_EQ(amendment.target_type(), kVisit.type);
    EXPECT_EQ(amendment.target_id(), kVisit.id.bytes());
    EXPECT_EQ(amendment.field_number(), kConcerns);
    EXPECT_EQ(amendment.new_text(), "mould in the bedroom");
    EXPECT_EQ(amendment.new_value(), concerns("mould in the bedroom"));
    EXPECT_EQ(amendment.author_id(), ben.worker.bytes());
    EXPECT_EQ(amendment.reason(), "forgotten");
}

TEST_F(MergeSealed, KeepsTheProposalInTheVisitsCaseWithItsAuthorsStamp) {
    seal();
    const auto outcome = ben.send({ben.op(protocol::SET, kVisit, kConcerns, concerns("mould"))});
    ASSERT_GE(outcome.changed.size(), 1U);
    const Entity& proposal = outcome.changed[0];
    EXPECT_EQ(proposal.key.type, records::typeNumber<records::Amendment>());
    EXPECT_EQ(proposal.scope, kCase);
    EXPECT_EQ(proposal.created.author, ben.worker);
}

TEST_F(MergeSealed, ProposesEvenWhatTheSealersOwnOtherTabletSends) {
    seal();
    Tablet second(world, 9);
    second.worker = anna.worker;
    expectProposal(second.pull(), second.op(protocol::SET, kVisit, kConcerns, concerns("mould")));
}

TEST_F(MergeSealed, ProposesWhatTheSealingTabletSendsAfterwards) {
    seal();
    expectProposal(anna, anna.op(protocol::SET, kVisit, kConcerns, concerns("mould")));
}

TEST_F(MergeSealed, ProposesAnAdditionInWords) {
    seal();
    const auto amendment = expectProposal(
        ben, ben.op(protocol::ADD, kVisit, kPresent, records::encodeText(kPresent, "Father")));
    EXPECT_EQ(amendment.new_text(), "Add: Father");
}

TEST_F(MergeSealed, ProposesARemovalInWords) {
    seal();
    const auto amendment = expectProposal(
        ben, ben.op(protocol::REMOVE, kVisit, kPresent, records::encodeText(kPresent, "Mother")));
    EXPECT_EQ(amendment.new_text(), "Remove: Mother");
}

TEST_F(MergeSealed, ProposesARetirement) {
    seal();
    Op op = ben.op(protocol::RETIRE, kVisit);
    op.reason = "wrong family";
    const auto amendment = expectProposal(ben, op);
    EXPECT_EQ(amendment.new_text(), "Retire");
    EXPECT_EQ(amendment.reason(), "wrong family");
}

TEST_F(MergeSealed, ProposesADecisionThatBringsSomethingNew) {
    seal();
    expectProposal(ben, ben.resolveOp(kVisit, kConcerns, concerns("mould"), {}));
}

TEST_F(MergeSealed, SaysInWordsWhatAChoiceIsCalled) {
    seal();
    Visit other;
    other.set_kind(records::NO_ACCESS);
    const auto amendment =
        expectProposal(ben, ben.op(protocol::SET, kVisit, kKind, unitIn(other, "kind")));
    EXPECT_EQ(amendment.new_text(), "No access");
}

TEST_F(MergeSealed, LeavesAVeryLongProposalInItsEncodingOnly) {
    seal();
    const auto amendment = expectProposal(
        ben, ben.op(protocol::SET, kVisit, kConcerns, concerns(std::string(50'000, 'x'))));
    EXPECT_TRUE(amendment.new_text().empty());
    EXPECT_EQ(amendment.new_value(), concerns(std::string(50'000, 'x')));
}

TEST_F(MergeSealed, MakesAProposalOfEachChangeOfOneEdit) {
    seal();
    ben.send({ben.op(protocol::ADD, kVisit, kPresent, records::encodeText(kPresent, "Father")),
              ben.op(protocol::ADD, kVisit, kPresent, records::encodeText(kPresent, "Aunt"))});
    EXPECT_EQ(world.amendments().size(), 2U);
}

TEST_F(MergeSealed, HasNothingToProposeWhenAChangeSaysWhatIsThere) {
    seal();
    for (const Op& op :
         {ben.op(protocol::SET, kVisit, kConcerns, concerns("none")),
          ben.op(protocol::ADD, kVisit, kPresent, records::encodeText(kPresent, "Mother")),
          ben.op(protocol::REMOVE, kVisit, kPresent, records::encodeText(kPresent, "Nobody"))}) {
        const auto outcome = ben.send({op});
        EXPECT_EQ(outcome.verdict, protocol::APPLIED);
        EXPECT_TRUE(outcome.changed.empty());
    }
}

TEST_F(MergeSealed, SettlesAProposalWhenAPersonLeavesTheVisitAsItIs) {
    seal();
    ben.set(kVisit, kConcerns, concerns("mould"));
    anna.pull();
    EXPECT_EQ(anna.send({anna.resolveOp(kVisit, kConcerns, concerns("none"), {})}).verdict,
              protocol::APPLIED);
    EXPECT_EQ(world.review(kVisit, kConcerns).state(), records::REVIEW_SETTLED);
    EXPECT_EQ(world.at(kVisit).body, sealedBody);
    EXPECT_EQ(world.amendments().size(), 1U) << "the proposal stays in the record";
}

// A form may open with the record's own revision rather than the server's newest.
TEST_F(MergeSealed, MovesTheRecordsRevisionWithTheQuestionSoThatADecisionIsKnownToHaveSeenIt) {
    seal();
    ben.set(kVisit, kConcerns, concerns("mould"));
    anna.pull();
    cleo.create({records::typeNumber<records::Task>(), idOf(99)}, records::Task());
    Op op = anna.resolveOp(kVisit, kConcerns, concerns("none"), {});
    op.openRev = world.at(kVisit).rev;
    EXPECT_EQ(anna.send({op}).verdict, protocol::APPLIED);
    EXPECT_EQ(world.review(kVisit, kConcerns).state(), records::REVIEW_SETTLED);
}

TEST_F(MergeSealed, LeavesTheQuestionOpenForAProposalThatTheDecisionHadNotSeen) {
    seal();
    ben.set(kVisit, kConcerns, concerns("mould"));
    anna.pull();
    cleo.set(kVisit, kConcerns, concerns("no heating"));
    EXPECT_EQ(anna.send({anna.resolveOp(kVisit, kConcerns, concerns("none"), {})}).verdict,
              protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(world.review(kVisit, kConcerns).state(), records::REVIEW_OPEN);
    EXPECT_EQ(world.amendments().size(), 2U);
}

TEST_F(MergeSealed, TakesASecondSealOfTheSameTabletForTheFirst) {
    seal();
    const auto outcome = anna.send({anna.op(protocol::SEAL, kVisit)});
    EXPECT_EQ(outcome.verdict, protocol::APPLIED);
    EXPECT_TRUE(outcome.changed.empty());
    EXPECT_TRUE(outcome.findings.empty());
}

TEST_F(MergeSealed, KeepsTheFirstSealWhenSomebodyElseSealsToo) {
    seal();
    EXPECT_EQ(ben.send({ben.op(protocol::SEAL, kVisit)}).verdict, protocol::APPLIED);
    EXPECT_EQ(world.at(kVisit).sealed->author, anna.worker);
}

TEST_F(MergeSealed, SealsButSaysWhichValueTheSealerHadNotSeen) {
    ben.set(kVisit, kConcerns, concerns("mould"));
    const auto outcome = anna.send({anna.op(protocol::SEAL, kVisit)});
    EXPECT_EQ(outcome.verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_TRUE(world.at(kVisit).sealed.has_value());
    EXPECT_EQ(world.as<Visit>(kVisit).concerns(), "mould");
    const auto item = world.review(kVisit, kConcerns);
    EXPECT_EQ(item.cause(), records::SEALED_CHANGE);
    EXPECT_FALSE(item.explanation().empty());
    EXPECT_FALSE(world.hasReview(kVisit, kKind)) << "only what the sealer had not seen";
}

TEST_F(MergeSealed, AsksInTheOtherOrderTooWhenTheChangeArrivesAfterTheSeal) {
    seal();
    expectProposal(ben, ben.op(protocol::SET, kVisit, kConcerns, concerns("mould")));
}

TEST_F(MergeSealed, DoesNotAskAboutAValueTheSealerGaveTooWithoutKnowingOfTheOther) {
    ben.set(kVisit, kConcerns, concerns("mould"));
    anna.set(kVisit, kConcerns, concerns("mould"));
    EXPECT_EQ(anna.send({anna.op(protocol::SEAL, kVisit)}).verdict, protocol::APPLIED);
}

TEST_F(MergeSealed, AsksAboutAPersonTakenOutUnseenByTheSealer) {
    ben.send({ben.op(protocol::REMOVE, kVisit, kPresent, records::encodeText(kPresent, "Mother"))});
    EXPECT_EQ(anna.send({anna.op(protocol::SEAL, kVisit)}).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_TRUE(world.hasReview(kVisit, kPresent));
}

TEST_F(MergeSealed, SealsAVisitWithItsObservationsInOneEdit) {
    const EntityKey child{records::typeNumber<records::Observation>(), idOf(8)};
    anna.create(child, records::Observation());
    anna.send({anna.op(protocol::SEAL, kVisit), anna.op(protocol::SEAL, child)});
    EXPECT_TRUE(world.at(kVisit).sealed.has_value());
    EXPECT_TRUE(world.at(child).sealed.has_value());
}

TEST_F(MergeSealed, ChangesBeforeTheSealInOneEditAndProposesAfterIt) {
    anna.send({anna.op(protocol::SET, kVisit, kConcerns, concerns("before")),
               anna.op(protocol::SEAL, kVisit),
               anna.op(protocol::SET, kVisit, kConcerns, concerns("after"))});
    EXPECT_EQ(world.as<Visit>(kVisit).concerns(), "before");
    EXPECT_EQ(world.amendments().size(), 1U);
}

class MergeSealedUndecided : public MergeSealed {
protected:
    MergeSealedUndecided() {
        ben.set(kVisit, kConcerns, concerns("mould"));
        cleo.set(kVisit, kConcerns, concerns("no heating"));
        anna.pull();
        seal();
        anna.pull();
        saw = idsOf(world.at(kVisit).openSiblings(kConcerns));
    }
    std::vector<records::SiblingId> saw;
};

TEST_F(MergeSealedUndecided, LetsAPersonChooseAmongTheValuesThatWereThereBeforeTheSeal) {
    EXPECT_EQ(anna.send({anna.resolveOp(kVisit, kConcerns, concerns("no heating"), saw)}).verdict,
              protocol::APPLIED);
    EXPECT_EQ(world.as<Visit>(kVisit).concerns(), "no heating");
    EXPECT_TRUE(world.at(kVisit).openSiblings(kConcerns).empty());
    EXPECT_EQ(siblingsIn(world.at(kVisit), kConcerns, protocol::SIBLING_SETTLED).size(), 2U);
    EXPECT_EQ(world.review(kVisit, kConcerns).state(), records::REVIEW_SETTLED);
}

TEST_F(MergeSealedUndecided, LetsAPersonConfirmTheValueThatStands) {
    anna.send({anna.resolveOp(kVisit, kConcerns, concerns("mould"), saw)});
    EXPECT_EQ(world.at(kVisit).body, sealedBody);
    EXPECT_EQ(world.review(kVisit, kConcerns).state(), records::REVIEW_SETTLED);
}

TEST_F(MergeSealedUndecided, ProposesAThirdValueAndLeavesTheTwoUndecided) {
    anna.send({anna.resolveOp(kVisit, kConcerns, concerns("both"), saw)});
    EXPECT_EQ(world.at(kVisit).body, sealedBody);
    EXPECT_EQ(world.at(kVisit).openSiblings(kConcerns).size(), 1U);
    EXPECT_EQ(world.amendments().size(), 1U);
    EXPECT_EQ(world.review(kVisit, kConcerns).state(), records::REVIEW_OPEN);
}

TEST(MergeFixed, ProposesASecondValueForWhatWasGivenOnceAndForAll) {
    World world;
    Tablet anna(world, 1);
    const EntityKey task{records::typeNumber<records::Task>(), idOf(9)};
    records::Task first;
    first.set_visit_id(idOf(7).bytes());
    anna.create(task, first);
    const auto unit = unitNumber<records::Task>("visit_id");
    EXPECT_EQ(anna.set(task, unit, unitIn(first, "visit_id")).verdict, protocol::APPLIED);
    records::Task second;
    second.set_visit_id(idOf(8).bytes());
    EXPECT_EQ(anna.set(task, unit, unitIn(second, "visit_id")).verdict,
              protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(world.as<records::Task>(task).visit_id(), idOf(7).bytes());
    ASSERT_EQ(world.amendments().size(), 1U);
    EXPECT_EQ(world.amendments()[0].new_value(), unitIn(second, "visit_id"));
    anna.pull();
    anna.send({anna.resolveOp(task, unit, unitIn(first, "visit_id"), {})});
    EXPECT_EQ(world.review(task, unit).state(), records::REVIEW_SETTLED);
}

TEST(MergeFixed, ProposesAChangeToAnEntryAndNeverSealsIt) {
    World world;
    Tablet anna(world, 1);
    const EntityKey entry{records::typeNumber<records::NarrativeEntry>(), idOf(9)};
    records::NarrativeEntry words;
    words.set_text("phoned the school");
    anna.create(entry, words);
    words.set_text("phoned the nursery");
    EXPECT_EQ(
        anna.set(entry, unitNumber<records::NarrativeEntry>("text"), unitIn(words, "text")).verdict,
        protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(world.as<records::NarrativeEntry>(entry).text(), "phoned the school");
    EXPECT_EQ(world.amendments().at(0).new_text(), "phoned the nursery");
    EXPECT_EQ(anna.send({anna.op(protocol::RETIRE, entry)}).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_FALSE(world.at(entry).retired.has_value());
    EXPECT_EQ(anna.send({anna.op(protocol::SEAL, entry)}).heldReason, protocol::HELD_INVALID);
}

}  // namespace
}  // namespace hearth::merge::testing

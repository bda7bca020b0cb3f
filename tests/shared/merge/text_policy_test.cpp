// TEXT3: the family's plan, which several people write.
#include <gtest/gtest.h>

#include "shared/base/limits.hpp"
#include "shared/crypto/hash.hpp"
#include "tests/shared/merge/world.hpp"

namespace hearth::merge::testing {
namespace {

using records::CaseFile;

const EntityKey kFile{records::typeNumber<CaseFile>(), idOf(1000)};
const records::UnitNumber kPlan = unitNumber<CaseFile>("plan_text");

base::Bytes text(const std::string& words) {
    return words.empty() ? base::Bytes() : records::encodeText(kPlan, words);
}

class MergeText : public ::testing::Test {
protected:
    MergeText() {
        CaseFile file;
        file.set_plan_text("A\n\nB\n\nC");
        anna.create(kFile, file);
        for (Tablet* tablet : {&anna, &ben, &cleo})
            tablet->pull();
    }
    Outcome write(Tablet& tablet, const std::string& on, const std::string& words) {
        Op op = tablet.op(protocol::TEXT, kFile, kPlan, text(words));
        op.baseValue = text(on);
        op.baseValueHash = crypto::sha256(op.baseValue).bytes();
        return tablet.send({op});
    }
    [[nodiscard]] std::string now() const { return world.as<CaseFile>(kFile).plan_text(); }
    [[nodiscard]] std::vector<std::string> open() const {
        std::vector<std::string> texts;
        for (const Sibling& sibling : world.at(kFile).openSiblings(kPlan))
            texts.push_back(sibling.value.empty() ? ""
                                                  : records::decodeText(sibling.value).value());
        return texts;
    }

    World world;
    Tablet anna{world, 1};
    Tablet ben{world, 2};
    Tablet cleo{world, 3};
    const std::string base = "A\n\nB\n\nC";
};

TEST_F(MergeText, LetsATextStandWhoseAuthorHadSeenTheOldOne) {
    EXPECT_EQ(write(ben, base, "all new").verdict, protocol::APPLIED);
    EXPECT_EQ(now(), "all new");
}

TEST_F(MergeText, JoinsParagraphsThatTwoPeopleWroteApart) {
    write(ben, base, "A1\n\nB\n\nC");
    const Outcome outcome = write(cleo, base, "A\n\nB\n\nC2");
    EXPECT_EQ(outcome.verdict, protocol::APPLIED);
    EXPECT_EQ(now(), "A1\n\nB\n\nC2");
    EXPECT_TRUE(world.at(kFile).siblings.empty());
    EXPECT_EQ(world.at(kFile).stampOf(kPlan).author, cleo.worker);
}

// Cleo's tablet has not pulled: it still shows her text without Ben's paragraph.
TEST_F(MergeText, DoesNotLetTheSecondAuthorsNextSaveWipeOutTheFirstsParagraph) {
    write(ben, base, "A1\n\nB\n\nC");
    write(cleo, base, "A\n\nB\n\nC2");
    EXPECT_EQ(write(cleo, "A\n\nB\n\nC2", "A\n\nB\n\nC3").verdict, protocol::APPLIED);
    EXPECT_EQ(now(), "A1\n\nB\n\nC3");
    EXPECT_EQ(write(ben, "A1\n\nB\n\nC", "A4\n\nB\n\nC").verdict, protocol::APPLIED);
    EXPECT_EQ(now(), "A4\n\nB\n\nC3");
}

TEST_F(MergeText, PutsTwoVersionsOfOneParagraphBeforeAPerson) {
    write(ben, base, "A1\n\nB\n\nC");
    EXPECT_EQ(write(cleo, base, "A2\n\nB\n\nC").verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), "A1\n\nB\n\nC");
    EXPECT_EQ(open(), std::vector<std::string>{"A2\n\nB\n\nC"});
    EXPECT_EQ(world.review(kFile, kPlan).cause(), records::TEXT_OVERLAP);
}

TEST_F(MergeText, DoesNotJoinATextThatRestsOnAnUndecidedVersion) {
    write(ben, base, "A1\n\nB\n\nC");
    write(cleo, base, "A2\n\nB\n\nC");
    write(cleo, "A2\n\nB\n\nC", "A2\n\nB\n\nC2");
    EXPECT_EQ(now(), "A1\n\nB\n\nC");
    EXPECT_EQ(open(), std::vector<std::string>{"A2\n\nB\n\nC2"});
}

TEST_F(MergeText, NeedsNobodyWhenBothWroteTheSame) {
    write(ben, base, "A1\n\nB\n\nC");
    EXPECT_EQ(write(cleo, base, "A1\n\nB\n\nC").verdict, protocol::APPLIED);
    EXPECT_FALSE(world.hasReview(kFile, kPlan));
}

TEST_F(MergeText, AsksWhenATextDoesNotRestOnWhatItSaysItRestsOn) {
    write(ben, base, "A1\n\nB\n\nC");
    Op op = cleo.op(protocol::TEXT, kFile, kPlan, text("A\n\nB\n\nC2"));
    op.baseValue = text(base);
    op.baseValueHash = crypto::sha256("another text").bytes();
    EXPECT_EQ(cleo.send({op}).verdict, protocol::APPLIED_WITH_REVIEW);
}

TEST_F(MergeText, AsksWhenTheTextItRestsOnCannotBeRead) {
    write(ben, base, "A1\n\nB\n\nC");
    Op op = cleo.op(protocol::TEXT, kFile, kPlan, text("A\n\nB\n\nC2"));
    op.baseValue = "\x01garbage";
    EXPECT_EQ(cleo.send({op}).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), "A1\n\nB\n\nC");
}

TEST_F(MergeText, AsksWhenATextWasSetWithoutSayingWhatItRestsOn) {
    write(ben, base, "A1\n\nB\n\nC");
    EXPECT_EQ(cleo.set(kFile, kPlan, text("A\n\nB\n\nC2")).verdict, protocol::APPLIED_WITH_REVIEW);
}

TEST_F(MergeText, JoinsWithATextThatWasClearedOnlyWhenNothingTouches) {
    write(ben, base, "");
    EXPECT_EQ(write(cleo, base, "A\n\nB\n\nC2").verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), "");
    EXPECT_EQ(open(), std::vector<std::string>{"A\n\nB\n\nC2"});
}

TEST_F(MergeText, ClearsAFieldWhenTheJoinedTextIsEmpty) {
    write(anna, base, "A\n\nB");
    for (Tablet* tablet : {&ben, &cleo})
        tablet->pull();
    Op clear = ben.op(protocol::TEXT, kFile, kPlan, records::encodeText(kPlan, ""));
    ben.send({clear});
    Op again = cleo.op(protocol::TEXT, kFile, kPlan, {});
    again.baseValue = text("A\n\nB");
    EXPECT_EQ(cleo.send({again}).verdict, protocol::APPLIED);
    EXPECT_EQ(now(), "");
}

TEST_F(MergeText, AsksRatherThanJoinToATextThatIsTooLong) {
    const std::string half((base::kFieldBytesMax - 100) / 2, 'x');
    write(ben, base, base + "\n\n" + half + half);
    EXPECT_EQ(write(cleo, base, half + "\n\n" + base).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(open().size(), 1U);
}

TEST_F(MergeText, LetsADecisionSettleTwoVersions) {
    write(ben, base, "A1\n\nB\n\nC");
    write(cleo, base, "A2\n\nB\n\nC");
    anna.pull();
    const auto saw = idsOf(world.at(kFile).openSiblings(kPlan));
    EXPECT_EQ(anna.send({anna.resolveOp(kFile, kPlan, text("A1+2\n\nB\n\nC"), saw)}).verdict,
              protocol::APPLIED);
    EXPECT_EQ(now(), "A1+2\n\nB\n\nC");
    EXPECT_EQ(world.review(kFile, kPlan).state(), records::REVIEW_SETTLED);
}

TEST_F(MergeText, KeepsADecisionBesideATextItsAuthorHadNotSeen) {
    write(ben, base, "A1\n\nB\n\nC");
    EXPECT_EQ(cleo.send({cleo.resolveOp(kFile, kPlan, text("A\n\nB\n\nC9"), {})}).verdict,
              protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), "A1\n\nB\n\nC");
}

TEST_F(MergeText, DoesNotJoinADecisionToATextItsAuthorHadNotSeen) {
    write(ben, base, "A1\n\nB\n\nC");
    Op op = cleo.resolveOp(kFile, kPlan, text("A\n\nB\n\nC9"), {});
    op.baseValue = text(base);
    EXPECT_EQ(cleo.send({op}).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), "A1\n\nB\n\nC");
}

TEST_F(MergeText, TakesAnUndecidedVersionOffTheTableWhenItsAuthorComesToAgree) {
    write(ben, base, "A1\n\nB\n\nC");
    write(cleo, base, "A2\n\nB\n\nC");
    write(cleo, "A2\n\nB\n\nC", "A1\n\nB\n\nC");
    EXPECT_TRUE(open().empty());
}

TEST_F(MergeText, AsksWhenSomebodyRetiresARecordWithAParagraphTheyHadNotSeen) {
    write(ben, base, "A1\n\nB\n\nC");
    write(cleo, base, "A\n\nB\n\nC2");  // joined: her stamp, Ben's paragraph
    EXPECT_EQ(cleo.send({cleo.op(protocol::RETIRE, kFile)}).verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_TRUE(world.hasReview(kFile, kPlan));
}

}  // namespace
}  // namespace hearth::merge::testing

// LAST_WRITER: for what may be wrong for a while without harm.
#include <gtest/gtest.h>

#include "tests/shared/merge/world.hpp"

namespace hearth::merge::testing {
namespace {

using records::CaseFile;

const EntityKey kFile{records::typeNumber<CaseFile>(), idOf(1000)};
const records::UnitNumber kPhone = unitNumber<CaseFile>("phone");

base::Bytes phone(const std::string& text) {
    CaseFile file;
    file.set_phone(text);
    return unitIn(file, "phone");
}

class MergeLater : public ::testing::Test {
protected:
    MergeLater() {
        anna.create(kFile, CaseFile());
        ben.pull();
        cleo.pull();
        start = world.now;
        // Both work offline; what they claim lies before what the server will say.
        world.now = world.now + base::hours(2);
    }
    [[nodiscard]] std::string now() const { return world.as<CaseFile>(kFile).phone(); }
    [[nodiscard]] std::vector<Sibling> lost() const {
        return siblingsIn(world.at(kFile), kPhone, protocol::SIBLING_LOST);
    }

    World world;
    Tablet anna{world, 1};
    Tablet ben{world, 2};
    Tablet cleo{world, 3};
    base::WallTime start;
};

TEST_F(MergeLater, TakesTheLaterPhoneNumberAndKeepsTheEarlierBesideIt) {
    ben.clock = start + base::minutes(10);
    cleo.clock = start + base::minutes(20);
    ben.set(kFile, kPhone, phone("111"));
    const Outcome outcome = cleo.set(kFile, kPhone, phone("222"));
    EXPECT_EQ(outcome.verdict, protocol::APPLIED);
    ASSERT_EQ(outcome.findings.size(), 1U);
    EXPECT_EQ(outcome.findings[0].cause, records::REVIEW_CAUSE_UNSPECIFIED);
    EXPECT_EQ(now(), "222");
    ASSERT_EQ(lost().size(), 1U);
    EXPECT_EQ(lost()[0].value, phone("111"));
    EXPECT_EQ(lost()[0].stamp.author, ben.worker) << "the loser keeps its own author";
    EXPECT_FALSE(world.hasReview(kFile, kPhone));
}

TEST_F(MergeLater, TakesTheLaterPhoneNumberAlsoWhenItArrivesFirst) {
    ben.clock = start + base::minutes(10);
    cleo.clock = start + base::minutes(20);
    cleo.set(kFile, kPhone, phone("222"));
    EXPECT_EQ(ben.set(kFile, kPhone, phone("111")).verdict, protocol::APPLIED);
    EXPECT_EQ(now(), "222");
    ASSERT_EQ(lost().size(), 1U);
    EXPECT_EQ(lost()[0].value, phone("111"));
}

TEST_F(MergeLater, LetsNoClockThatRunsAheadWinByBeingWrong) {
    ben.clock = start + base::days(400);
    cleo.clock = start + base::minutes(20);
    ben.set(kFile, kPhone, phone("111"));  // counts as of when it was received
    world.now = world.now + base::minutes(30);
    cleo.clock = world.now;
    cleo.set(kFile, kPhone, phone("222"));
    EXPECT_EQ(now(), "222");
}

TEST_F(MergeLater, LetsASeenChangeStandEvenIfItsClockSaysItWasEarlier) {
    ben.clock = start + base::minutes(10);
    ben.set(kFile, kPhone, phone("111"));
    cleo.pull();
    cleo.clock = start;
    cleo.set(kFile, kPhone, phone("222"));
    EXPECT_EQ(now(), "222");
    EXPECT_TRUE(lost().empty());
}

TEST_F(MergeLater, BreaksATieByTheEditsIdSoThatEveryServerDecidesAlike) {
    ben.clock = cleo.clock = start + base::minutes(10);
    const auto one = ben.write({ben.op(protocol::SET, kFile, kPhone, phone("111"))});
    const auto two = cleo.write({cleo.op(protocol::SET, kFile, kPhone, phone("222"))});
    ASSERT_LT(one.id, two.id);
    world.receive(two);
    world.receive(one);
    EXPECT_EQ(now(), "222");
}

TEST_F(MergeLater, CountsTheSameNumberFromTheTimeItWasLastGiven) {
    ben.clock = start + base::minutes(10);
    cleo.clock = start + base::minutes(30);
    ben.set(kFile, kPhone, phone("111"));
    cleo.set(kFile, kPhone, phone("111"));
    EXPECT_EQ(world.at(kFile).stampOf(kPhone).author, cleo.worker);
    Tablet dora(world, 4);
    dora.clock = start + base::minutes(20);
    dora.set(kFile, kPhone, phone("333"));
    EXPECT_EQ(now(), "111");
}

TEST_F(MergeLater, KeepsTheTimeOfTheSameNumberWhenTheOlderWordArrivesLater) {
    ben.clock = start + base::minutes(10);
    cleo.clock = start + base::minutes(30);
    cleo.set(kFile, kPhone, phone("111"));
    ben.set(kFile, kPhone, phone("111"));
    EXPECT_EQ(world.at(kFile).stampOf(kPhone).author, cleo.worker);
    EXPECT_TRUE(lost().empty());
}

TEST_F(MergeLater, MarksATabletsOwnEarlierLoserAsReplacedByItself) {
    ben.clock = start + base::minutes(30);
    cleo.clock = start + base::minutes(10);
    ben.set(kFile, kPhone, phone("111"));
    cleo.set(kFile, kPhone, phone("222"));
    cleo.clock = start + base::minutes(40);
    cleo.set(kFile, kPhone, phone("333"));
    EXPECT_EQ(now(), "333");
    ASSERT_EQ(lost().size(), 1U);
    EXPECT_EQ(lost()[0].value, phone("111"));
}

TEST_F(MergeLater, LetsADecisionGoByTheSameRuleWhenItsAuthorHadNotSeenTheNumber) {
    ben.clock = start + base::minutes(30);
    ben.set(kFile, kPhone, phone("111"));
    cleo.clock = start + base::minutes(10);
    EXPECT_EQ(cleo.send({cleo.resolveOp(kFile, kPhone, phone("222"), {})}).verdict,
              protocol::APPLIED);
    EXPECT_EQ(now(), "111");
    ASSERT_EQ(lost().size(), 1U);
    EXPECT_EQ(lost()[0].value, phone("222"));
}

TEST_F(MergeLater, KeepsTheWordOfWhoeverSaidTheSameWhenTheOtherChangesTheirs) {
    ben.clock = start + base::minutes(10);
    cleo.clock = start + base::minutes(30);
    ben.set(kFile, kPhone, phone("111"));
    cleo.set(kFile, kPhone, phone("111"));
    cleo.clock = start + base::minutes(40);
    cleo.set(kFile, kPhone, phone("222"));
    EXPECT_EQ(now(), "222");
    EXPECT_EQ(lost().size(), 2U) << "Ben never heard of 222: his word lost to it by rule";
}

}  // namespace
}  // namespace hearth::merge::testing

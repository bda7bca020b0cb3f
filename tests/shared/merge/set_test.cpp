// ADD_WINS_SET: who lives in the house, which disabilities a child has.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "shared/merge/limits.hpp"
#include "tests/shared/merge/world.hpp"

namespace hearth::merge::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

using records::CaseFile;

const EntityKey kFile{records::typeNumber<CaseFile>(), idOf(1000)};
const records::UnitNumber kHousehold = unitNumber<CaseFile>("household_members");

base::Bytes person(const std::string& name) {
    return records::encodeText(kHousehold, name);
}

class MergeSet : public ::testing::Test {
protected:
    MergeSet() {
        CaseFile file;
        file.add_household_members("Mother");
        file.add_household_members("Lodger");
        anna.create(kFile, file);
        for (Tablet* tablet : {&anna, &ben, &cleo})
            tablet->pull();
    }
    Outcome add(Tablet& tablet, const std::string& name) {
        return tablet.send({tablet.op(protocol::ADD, kFile, kHousehold, person(name))});
    }
    Outcome remove(Tablet& tablet, const std::string& name) {
        return tablet.send({tablet.op(protocol::REMOVE, kFile, kHousehold, person(name))});
    }
    [[nodiscard]] std::vector<std::string> now() const {
        return textsOf(world.at(kFile).body.elements(kHousehold));
    }
    [[nodiscard]] base::WorkerId writer(const std::string& name) const {
        return world.at(kFile).stampOf(kHousehold, person(name)).author;
    }

    World world;
    Tablet anna{world, 1};
    Tablet ben{world, 2};
    Tablet cleo{world, 3};
};

TEST_F(MergeSet, UnitesWhatTwoWorkersAddedWithoutAsking) {
    add(ben, "Aunt");
    EXPECT_EQ(add(cleo, "Uncle").verdict, protocol::APPLIED);
    EXPECT_THAT(now(), ElementsAre("Mother", "Lodger", "Aunt", "Uncle"));
    EXPECT_EQ(writer("Aunt"), ben.worker);
    EXPECT_EQ(writer("Mother"), anna.worker);
    EXPECT_TRUE(world.at(kFile).siblings.empty());
}

TEST_F(MergeSet, AddsTheSamePersonOnce) {
    add(ben, "Aunt");
    add(cleo, "Aunt");
    EXPECT_THAT(now(), ElementsAre("Mother", "Lodger", "Aunt"));
}

TEST_F(MergeSet, TakesOutWhomTheRemoverHadSeenAndRemembersWhoDid) {
    EXPECT_EQ(remove(ben, "Lodger").verdict, protocol::APPLIED);
    EXPECT_THAT(now(), ElementsAre("Mother"));
    EXPECT_EQ(writer("Lodger"), ben.worker);
}

TEST_F(MergeSet, KeepsWhomSomebodyAddedAgainUnseenByTheRemover) {
    add(ben, "Lodger");  // "I met him again today"
    const Outcome outcome = remove(cleo, "Lodger");
    EXPECT_EQ(outcome.verdict, protocol::APPLIED);
    ASSERT_EQ(outcome.findings.size(), 1U);
    EXPECT_EQ(outcome.findings[0].unit, kHousehold);
    EXPECT_THAT(now(), ElementsAre("Mother", "Lodger"));
}

TEST_F(MergeSet, KeepsThemAlsoWhenTheRemovalArrivesFirst) {
    remove(cleo, "Lodger");
    add(ben, "Lodger");
    EXPECT_THAT(now(), ElementsAre("Mother", "Lodger"));
    EXPECT_EQ(writer("Lodger"), ben.worker);
}

TEST_F(MergeSet, KeepsWhomTwoPeopleAddedWhenOneTakesOnlyTheirOwnWordBack) {
    add(ben, "Aunt");
    add(cleo, "Aunt");
    remove(cleo, "Aunt");
    EXPECT_THAT(now(), ElementsAre("Mother", "Lodger", "Aunt"));
    EXPECT_EQ(writer("Aunt"), ben.worker) << "of the two only Ben still says so";
}

TEST_F(MergeSet, KeepsThemWhicheverOfTheTwoTakesTheirWordBack) {
    add(ben, "Aunt");
    add(cleo, "Aunt");
    remove(ben, "Aunt");
    EXPECT_THAT(now(), ElementsAre("Mother", "Lodger", "Aunt"));
    EXPECT_EQ(writer("Aunt"), cleo.worker);
    EXPECT_EQ(remove(cleo, "Aunt").findings.size(), 0U);
    EXPECT_THAT(now(), ElementsAre("Mother", "Lodger"));
}

TEST_F(MergeSet, TakesOutWhomTwoPeopleAddedWhenTheRemoverHadSeenBoth) {
    add(ben, "Aunt");
    add(cleo, "Aunt");
    remove(anna.pull(), "Aunt");
    EXPECT_THAT(now(), ElementsAre("Mother", "Lodger"));
}

TEST_F(MergeSet, ChangesNothingWhenSomebodyIsTakenOutWhoIsNotThere) {
    const Outcome outcome = remove(ben, "Nobody");
    EXPECT_EQ(outcome.verdict, protocol::APPLIED);
    EXPECT_TRUE(outcome.changed.empty());
}

TEST_F(MergeSet, LetsAnAuthorTakeOutWhatTheyAddedInTheSameEdit) {
    ben.send({ben.op(protocol::ADD, kFile, kHousehold, person("Aunt")),
              ben.op(protocol::REMOVE, kFile, kHousehold, person("Aunt"))});
    EXPECT_THAT(now(), ElementsAre("Mother", "Lodger"));
}

TEST_F(MergeSet, NeverDropsAnybodyWhenAWholeListIsSet) {
    add(ben, "Aunt");
    CaseFile file;
    file.add_household_members("Mother");
    file.add_household_members("Uncle");
    EXPECT_EQ(cleo.set(kFile, kHousehold, unitIn(file, "household_members")).verdict,
              protocol::APPLIED);
    EXPECT_THAT(now(), UnorderedElementsAre("Mother", "Lodger", "Aunt", "Uncle"));
}

TEST_F(MergeSet, LetsADecisionTakeOutWhatItsAuthorHadSeenAndNobodyElse) {
    add(ben, "Aunt");
    const auto outcome = cleo.send({cleo.resolveOp(kFile, kHousehold, person("Mother"), {})});
    EXPECT_EQ(outcome.verdict, protocol::APPLIED);
    EXPECT_THAT(now(), ElementsAre("Mother", "Aunt"));
}

TEST_F(MergeSet, KnowsAfterARestoreWhomARemoverSaw) {
    add(anna, "Aunt");
    ben.pull();
    world.epoch = idOf<base::Epoch>(78);
    std::vector<Op> ops{ben.op(protocol::REMOVE, kFile, kHousehold, person("Aunt")),
                        ben.op(protocol::REMOVE, kFile, kHousehold, person("Lodger"))};
    for (Op& op : ops)
        op.baseWriters = {world.at(kFile).created.edit,
                          world.at(kFile).stampOf(kHousehold, person("Aunt")).edit};
    ben.send(ops);
    EXPECT_THAT(now(), ElementsAre("Mother"));
}

TEST_F(MergeSet, KeepsEverybodyAfterARestoreWhomTheRemoverDoesNotName) {
    ben.pull();
    world.epoch = idOf<base::Epoch>(78);
    remove(ben, "Lodger");
    EXPECT_THAT(now(), ElementsAre("Mother", "Lodger"));
}

TEST_F(MergeSet, HoldsAnElementThatIsNoneOrSeveral) {
    for (const base::Bytes& value : {base::Bytes(), person("A") + person("B")}) {
        const auto outcome = ben.send({ben.op(protocol::ADD, kFile, kHousehold, value)});
        EXPECT_EQ(outcome.verdict, protocol::HELD);
        EXPECT_EQ(outcome.heldReason, protocol::HELD_INVALID);
    }
}

TEST_F(MergeSet, HoldsMoreElementsThanAListMayHave) {
    std::vector<Op> ops;
    for (std::size_t i = 2; i < base::kSetElementsMax; ++i)
        ops.push_back(ben.op(protocol::ADD, kFile, kHousehold, person("P" + std::to_string(i))));
    EXPECT_EQ(ben.send(ops).verdict, protocol::APPLIED);
    EXPECT_EQ(add(ben, "one more").heldReason, protocol::HELD_INVALID);
    EXPECT_EQ(now().size(), base::kSetElementsMax);
    EXPECT_EQ(add(ben, "Mother").verdict, protocol::APPLIED) << "who is there may be said again";
}

TEST_F(MergeSet, HoldsAWholeListThatWouldHaveMoreElementsThanItMay) {
    CaseFile file;
    for (std::size_t i = 1; i < base::kSetElementsMax; ++i)
        file.add_household_members("P" + std::to_string(i));
    EXPECT_EQ(ben.set(kFile, kHousehold, unitIn(file, "household_members")).heldReason,
              protocol::HELD_INVALID);
    EXPECT_THAT(now(), ElementsAre("Mother", "Lodger")) << "nothing of it is taken";
}

TEST_F(MergeSet, HoldsAnElementThatIsAWholeStory) {
    EXPECT_EQ(add(ben, std::string(kElementBytesMax, 'x')).heldReason, protocol::HELD_INVALID);
    CaseFile file;
    file.add_household_members(std::string(kElementBytesMax, 'x'));
    Op create = ben.op(protocol::CREATE, {kFile.type, idOf(1001)}, 0, Body::of(file).encode());
    create.scope = base::scopeOf(idOf(1001));
    EXPECT_EQ(ben.send({create}).heldReason, protocol::HELD_INVALID);
}

TEST_F(MergeSet, HoldsAddingToAFieldThatIsNoSet) {
    const auto phone = unitNumber<CaseFile>("phone");
    for (const auto kind : {protocol::ADD, protocol::REMOVE, protocol::APPEND, protocol::TEXT}) {
        const auto outcome =
            ben.send({ben.op(kind, kFile, phone, records::encodeText(phone, "1"))});
        EXPECT_EQ(outcome.heldReason, protocol::HELD_INVALID);
    }
}

}  // namespace
}  // namespace hearth::merge::testing

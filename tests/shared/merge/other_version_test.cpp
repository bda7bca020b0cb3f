// An older app and a newer one at the same record: what the newer one wrote stays.
#include "shared/merge/other_version.hpp"

#include <gtest/gtest.h>

#include "tests/shared/merge/world.hpp"

namespace hearth::merge::testing {
namespace {

// A group of three fields, of which the last joined in version 2.
records::TypeInfo grownType() {
    records::TypeInfo type;
    for (const records::FieldNumber number : {3U, 4U, 9U}) {
        records::FieldInfo field;
        field.number = number;
        field.unit = 3;
        field.since = number == 9 ? 2 : 1;
        type.fields.push_back(field);
    }
    type.units.push_back({3, records::REVIEW, false, "Group", {3, 4, 9}});
    return type;
}

Body bodyOf(std::initializer_list<records::FieldNumber> fields, const std::string& text) {
    base::Bytes encoded;
    for (const records::FieldNumber number : fields)
        encoded += records::encodeText(number, text);
    return Body::parse(encoded).value();
}

TEST(MergeOtherVersion, AnOlderAppsValueLeavesTheFieldOfTheGroupThatItDidNotKnow) {
    const auto type = grownType();
    Body value = bodyOf({3}, "new");
    keepFieldsUnknownToAuthor(&type, 1, bodyOf({3, 4, 9}, "old"), type.units[0], value);
    EXPECT_EQ(value.encode(), bodyOf({3}, "new").encode() + bodyOf({9}, "old").encode())
        << "field 4 it knew, and cleared; field 9 it did not know";
}

TEST(MergeOtherVersion, AnAppThatKnowsTheFieldMayClearIt) {
    const auto type = grownType();
    Body value = bodyOf({3}, "new");
    keepFieldsUnknownToAuthor(&type, 2, bodyOf({3, 4, 9}, "old"), type.units[0], value);
    EXPECT_EQ(value, bodyOf({3}, "new"));
}

// --- decisions ----------------------------------------------------------------------------------

// One value stands, one lies beside it: both from an app of version 2.
Entity undecided() {
    Entity entity;
    entity.body = bodyOf({3, 9}, "current");
    Sibling sibling;
    sibling.id = idOf<records::SiblingId>(7);
    sibling.unit = 3;
    sibling.value = bodyOf({3, 9}, "other").encode();
    entity.siblings.push_back(sibling);
    return entity;
}

TEST(MergeOtherVersion, AnOlderAppThatChoosesTheOtherAnswerTakesItWhole) {
    const auto type = grownType();
    const Entity entity = undecided();
    Body value = bodyOf({3}, "other");
    EXPECT_TRUE(takeChosenWhole(&type, 1, entity, idsOf(entity.siblings), type.units[0], value));
    EXPECT_EQ(value, bodyOf({3, 9}, "other"));
}

TEST(MergeOtherVersion, AnOlderAppThatConfirmsTheAnswerThatStandsLeavesItWhole) {
    const auto type = grownType();
    const Entity entity = undecided();
    Body value = bodyOf({3}, "current");
    EXPECT_FALSE(takeChosenWhole(&type, 1, entity, idsOf(entity.siblings), type.units[0], value));
    EXPECT_EQ(value, bodyOf({3}, "current"));
}

TEST(MergeOtherVersion, AnAnswerThatWasNotShownIsNotChosenByChance) {
    const auto type = grownType();
    Body value = bodyOf({3}, "other");
    EXPECT_FALSE(takeChosenWhole(&type, 1, undecided(), {}, type.units[0], value));
    Body third = bodyOf({3}, "third");
    const Entity entity = undecided();
    EXPECT_FALSE(takeChosenWhole(&type, 1, entity, idsOf(entity.siblings), type.units[0], third));
}

TEST(MergeOtherVersion, AFieldOfASiblingThatNobodyHereKnowsBelongsToTheGroup) {
    auto type = grownType();
    type.fields.pop_back();
    type.units[0].fields.pop_back();
    records::UnitInfo unit = type.units[0];
    includeFieldsOfSiblings(&type, undecided(), unit);
    EXPECT_EQ(unit.fields, (std::vector<records::FieldNumber>{3, 4, 9}));
}

// --- through the whole merge --------------------------------------------------------------------

const EntityKey kSeen{records::typeNumber<records::Observation>(), idOf(12)};
const records::UnitNumber kGroup = unitNumber<records::Observation>("seen");
constexpr records::FieldNumber kLaterField = 150;

class MergeVersions : public ::testing::Test {
protected:
    MergeVersions() {
        records::Observation observation;
        observation.set_seen(records::YES);
        observation.set_seen_alone(records::YES);
        EXPECT_EQ(anna.create(kSeen, observation).verdict, protocol::APPLIED);
        anna.pull();
        ben.pull();
    }
    Outcome sendAs(std::uint32_t version, Tablet& tablet, base::Bytes value) {
        auto edit = tablet.write({tablet.op(protocol::SET, kSeen, kGroup, std::move(value))});
        edit.schemaVersion = version;
        return world.receive(edit);
    }
    [[nodiscard]] static base::Bytes justSeen(records::Answer answer) {
        records::Observation only;
        only.set_seen(answer);
        return unitIn(only, "seen");
    }

    World world;
    Tablet anna{world, 1};
    Tablet ben{world, 2};
};

TEST_F(MergeVersions, AnAppOlderThanTheGroupsFieldDoesNotClearIt) {
    EXPECT_EQ(sendAs(0, ben, justSeen(records::NO)).verdict, protocol::APPLIED_WITH_REVIEW)
        << "not seen, and seen alone: the record says that it contradicts itself";
    const auto now = world.as<records::Observation>(kSeen);
    EXPECT_EQ(now.seen(), records::NO);
    EXPECT_EQ(now.seen_alone(), records::YES);
}

TEST_F(MergeVersions, AnAppOfThisVersionClearsWhatItLeavesOut) {
    sendAs(records::kSchemaVersion, ben, justSeen(records::NO));
    EXPECT_EQ(world.as<records::Observation>(kSeen).seen_alone(), records::Answer{});
}

TEST_F(MergeVersions, ANewerAppsFieldOfTheGroupIsTakenWithItAndOutlivesAnOlderAppsNextValue) {
    const base::Bytes later = records::encodeText(kLaterField, "a newer answer");
    EXPECT_EQ(sendAs(records::kSchemaVersion + 1, anna, justSeen(records::YES) + later).verdict,
              protocol::APPLIED);
    EXPECT_EQ(world.at(kSeen).body.field(kLaterField), later);
    anna.pull();
    ben.pull();
    sendAs(records::kSchemaVersion, ben, justSeen(records::NO));
    EXPECT_EQ(world.at(kSeen).body.field(kLaterField), later) << "byte for byte";
    EXPECT_EQ(world.as<records::Observation>(kSeen).seen(), records::NO);
}

// Ben, whose app does not know all of Anna's answer, decides for it.
class MergeVersionsDecided : public MergeVersions, public ::testing::WithParamInterface<bool> {};

TEST_P(MergeVersionsDecided, ANewerAnswerIsChosenWholeWhereNobodyKnowsAllOfIt) {
    sendAs(records::kSchemaVersion, ben, justSeen(records::NO));
    const base::Bytes later = records::encodeText(kLaterField, "a newer answer");
    EXPECT_EQ(sendAs(records::kSchemaVersion + 1, anna, justSeen(records::YES) + later).verdict,
              protocol::APPLIED_WITH_REVIEW);
    ben.pull();
    const auto siblings = world.at(kSeen).openSiblings(kGroup);
    ASSERT_EQ(siblings.size(), 1U);
    const base::Bytes chosen = GetParam() ? siblings[0].value : justSeen(records::YES);
    EXPECT_EQ(ben.send({ben.resolveOp(kSeen, kGroup, chosen, idsOf(siblings))}).verdict,
              protocol::APPLIED);
    EXPECT_EQ(world.at(kSeen).body.field(kLaterField), later);
    EXPECT_EQ(world.as<records::Observation>(kSeen).seen(), records::YES);
    EXPECT_TRUE(world.at(kSeen).openSiblings(kGroup).empty());
}

INSTANTIATE_TEST_SUITE_P(AsBytesAndAsWhatTheAppKnows, MergeVersionsDecided, ::testing::Bool());

TEST_F(MergeVersions, ANewerAppsValueThatCannotBeReadIsHeld) {
    EXPECT_EQ(sendAs(records::kSchemaVersion + 1, ben, "\x0a\x7f").heldReason,
              protocol::HELD_INVALID);
    EXPECT_EQ(world.as<records::Observation>(kSeen).seen(), records::YES);
}

TEST_F(MergeVersions, AnAppOfThisVersionCannotPutAnUnknownFieldIntoAGroup) {
    const base::Bytes later = records::encodeText(kLaterField, "smuggled");
    EXPECT_EQ(sendAs(records::kSchemaVersion, ben, justSeen(records::YES) + later).heldReason,
              protocol::HELD_INVALID);
}

}  // namespace
}  // namespace hearth::merge::testing

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

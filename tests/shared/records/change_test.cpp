#include "shared/records/change.hpp"

#include <gtest/gtest.h>

#include "shared/crypto/hash.hpp"
#include "tests/shared/records/samples.hpp"

namespace hearth::records {
namespace {

using base::Bytes;
using samples::idOf;

Opened openedWith(const google::protobuf::Message& record) {
    return {{typeOf(record).number, idOf<base::EntityId>(1)},
            idOf<base::ScopeId>(2),
            40,
            idOf<base::Epoch>(3),
            Body::of(record)};
}

std::vector<Op> changes(const Opened& opened, const google::protobuf::Message& now) {
    return ChangeBuilder().update(opened, now).take();
}

TEST(Change, CreatesWithTheWholeRecordAndNoRevision) {
    const EntityKey key{typeNumber<Observation>(), idOf<base::EntityId>(1)};
    const auto ops =
        ChangeBuilder().create(key, idOf<base::ScopeId>(2), samples::observation()).take();
    ASSERT_EQ(ops.size(), 1U);
    EXPECT_EQ(ops[0].kind, protocol::CREATE);
    EXPECT_EQ(ops[0].openRev, 0U);
    EXPECT_TRUE(ops[0].openEpoch.isNil());
    EXPECT_EQ(ops[0].value, Body::of(samples::observation()).encode());
}

TEST(Change, OfNothingHasNoOperations) {
    const Opened opened = openedWith(samples::observation());
    EXPECT_TRUE(ChangeBuilder().update(opened, samples::observation()).empty());
}

TEST(Change, SetsAGroupAsOneValueOnTheRevisionThatWasOpened) {
    const Opened opened = openedWith(samples::observation());
    Observation now = samples::observation();
    now.set_seen_alone(YES);
    now.set_not_alone_reason(NOT_ALONE_UNSPECIFIED);
    const auto ops = changes(opened, now);
    ASSERT_EQ(ops.size(), 1U);
    const UnitInfo seen = unitOf(findType(typeNumber<Observation>()), 4);
    EXPECT_EQ(ops[0].kind, protocol::SET);
    EXPECT_EQ(ops[0].field, 3U);
    EXPECT_EQ(ops[0].openRev, 40U);
    EXPECT_EQ(ops[0].openEpoch, idOf<base::Epoch>(3));
    EXPECT_EQ(ops[0].value, Body::of(now).unit(seen));
    EXPECT_EQ(ops[0].baseValueHash, crypto::sha256(opened.body.unit(seen)).bytes());
}

TEST(Change, NamesNoMoreEditsThanAnOperationMayCarryAndLeavesTheRestForAQuestion) {
    Opened opened = openedWith(samples::observation());
    for (std::size_t i = 0; i <= base::kBaseWritersMax; ++i) {
        base::EditId edit;
        edit.octets[0] = static_cast<std::uint8_t>(i);
        edit.octets[1] = static_cast<std::uint8_t>(i >> 8U);
        opened.writers.push_back({0, edit});
    }
    EXPECT_EQ(ChangeBuilder().retire(opened, "recorded twice").take()[0].baseWriters.size(),
              base::kBaseWritersMax);
}

TEST(Change, DecidesOnWhatWasOpenedWithTheSiblingsThatLayBeforeThePerson) {
    const Opened opened = openedWith(samples::observation());
    const UnitInfo seen = unitOf(findType(typeNumber<Observation>()), 4);
    const Bytes value = opened.body.unit(seen);
    const std::vector<SiblingId> saw{idOf<SiblingId>(61), idOf<SiblingId>(62)};
    const auto ops =
        ChangeBuilder().resolve(opened, seen.number, value, saw, "talked to both").take();
    ASSERT_EQ(ops.size(), 1U);
    EXPECT_EQ(ops[0].kind, protocol::RESOLVE);
    EXPECT_EQ(ops[0].field, seen.number);
    EXPECT_EQ(ops[0].value, value);
    EXPECT_EQ(ops[0].sawSiblings, saw);
    EXPECT_EQ(ops[0].openRev, 40U);
    EXPECT_EQ(ops[0].reason, "talked to both");
    EXPECT_EQ(ops[0].baseValueHash, crypto::sha256(value).bytes());
}

TEST(Change, NamesTheEditsBehindWhatTheFormShowed) {
    Entity entity;
    entity.created.edit = idOf<base::EditId>(51);
    entity.stamps[{3, base::Bytes()}].edit = idOf<base::EditId>(52);
    entity.stamps[{11, base::Bytes()}].edit = idOf<base::EditId>(53);
    entity.stamps[{3, "another tablet"}].edit = idOf<base::EditId>(54);
    Opened opened = openedWith(samples::observation());
    opened.writers = writersBehind(entity);
    Observation now = samples::observation();
    now.set_seen_alone(YES);
    now.set_not_alone_reason(NOT_ALONE_UNSPECIFIED);
    const std::vector<base::EditId> behind{idOf<base::EditId>(51), idOf<base::EditId>(52),
                                           idOf<base::EditId>(54)};
    EXPECT_EQ(changes(opened, now)[0].baseWriters, behind);
    EXPECT_EQ(ChangeBuilder().seal(opened).take()[0].baseWriters.size(), 4U)
        << "a seal is about the whole record";
}

TEST(Change, NamesTheRetirementThatWasShown) {
    Entity entity;
    entity.created.edit = idOf<base::EditId>(51);
    entity.retired = Stamp();
    entity.retired->edit = idOf<base::EditId>(52);
    Opened opened = openedWith(samples::observation());
    opened.writers = writersBehind(entity);
    Observation now = samples::observation();
    now.clear_own_words();
    EXPECT_EQ(changes(opened, now)[0].baseWriters.size(), 2U);
}

TEST(Change, NamesNoMoreEditsThanAnOperationMay) {
    Opened opened = openedWith(samples::observation());
    for (std::size_t i = 0; i < 2 * base::kBaseWritersMax; ++i) {
        base::EditId edit = idOf<base::EditId>(7);
        edit.octets[0] = static_cast<std::uint8_t>(i);
        edit.octets[1] = static_cast<std::uint8_t>(i / 256);
        opened.writers.push_back({0, edit});
    }
    EXPECT_EQ(ChangeBuilder().seal(opened).take()[0].baseWriters.size(), base::kBaseWritersMax);
}

TEST(Change, ClearsAUnitWithAnEmptyValue) {
    Observation now = samples::observation();
    now.clear_own_words();
    const auto ops = changes(openedWith(samples::observation()), now);
    ASSERT_EQ(ops.size(), 1U);
    EXPECT_EQ(ops[0].kind, protocol::SET);
    EXPECT_EQ(ops[0].field, 11U);
    EXPECT_TRUE(ops[0].value.empty());
}

TEST(Change, AddsAndRemovesElementsOfASetOneByOne) {
    Child before;
    before.add_disability_codes("AUT");
    before.add_disability_codes("LD");
    Child now;
    now.add_disability_codes("LD");
    now.add_disability_codes("COMM");
    now.add_disability_codes("COMM");
    const auto ops = changes(openedWith(before), now);
    ASSERT_EQ(ops.size(), 2U);
    EXPECT_EQ(ops[0].kind, protocol::REMOVE);
    EXPECT_EQ(ops[0].value, encodeText(8, "AUT"));
    EXPECT_EQ(ops[1].kind, protocol::ADD);
    EXPECT_EQ(ops[1].value, encodeText(8, "COMM"));
    EXPECT_EQ(ops[1].field, 8U);
}

TEST(Change, OfASharedTextCarriesTheTextItWasWrittenOn) {
    CaseFile before;
    before.set_plan_text("Visit weekly.");
    CaseFile now = before;
    now.set_plan_text("Visit twice a week.");
    const auto ops = changes(openedWith(before), now);
    ASSERT_EQ(ops.size(), 1U);
    EXPECT_EQ(ops[0].kind, protocol::TEXT);
    EXPECT_EQ(decodeText(ops[0].value).value(), "Visit twice a week.");
    EXPECT_EQ(decodeText(ops[0].baseValue).value(), "Visit weekly.");
}

TEST(Change, OfASharedTextThatWasEmptyHasNoBase) {
    CaseFile now;
    now.set_plan_text("Visit weekly.");
    const auto ops = changes(openedWith(CaseFile()), now);
    ASSERT_EQ(ops.size(), 1U);
    EXPECT_TRUE(ops[0].baseValue.empty());
}

TEST(Change, OfAnImmutableUnitIsStillSent) {
    Observation now = samples::observation();
    now.set_child_id(idOf<base::EntityId>(77).bytes());
    const auto ops = changes(openedWith(samples::observation()), now);
    ASSERT_EQ(ops.size(), 1U);
    EXPECT_EQ(ops[0].kind, protocol::SET);
    EXPECT_EQ(ops[0].field, 2U);
}

TEST(Change, TakesAnotherWritersExplicitDefaultForNoChange) {
    Opened opened = openedWith(samples::observation());
    Bytes explicitZero;
    explicitZero.push_back(static_cast<char>(8 << 3));
    explicitZero.push_back(0);
    opened.body.setElements(8, {explicitZero});
    EXPECT_TRUE(ChangeBuilder().update(opened, samples::observation()).empty());
}

TEST(Change, LeavesFieldsOfANewerProgramAlone) {
    Opened opened = openedWith(samples::observation());
    opened.body.setElements(samples::kNewerField, {encodeText(samples::kNewerField, "newer")});
    EXPECT_TRUE(ChangeBuilder().update(opened, samples::observation()).empty());
}

TEST(Change, SealsAndRetiresWhatWasOpened) {
    const Opened opened = openedWith(samples::observation());
    const auto ops = ChangeBuilder().seal(opened).retire(opened, "Recorded twice").take();
    ASSERT_EQ(ops.size(), 2U);
    EXPECT_EQ(ops[0].kind, protocol::SEAL);
    EXPECT_EQ(ops[0].openRev, 40U);
    EXPECT_EQ(ops[1].kind, protocol::RETIRE);
    EXPECT_EQ(ops[1].reason, "Recorded twice");
}

TEST(Change, SettlesAUnitNamingEverySiblingThatWasShown) {
    const Opened opened = openedWith(samples::observation());
    const std::vector<SiblingId> saw{idOf<SiblingId>(8), idOf<SiblingId>(9)};
    const auto ops = ChangeBuilder().resolve(opened, 3, "value", saw, "Asked both").take();
    ASSERT_EQ(ops.size(), 1U);
    EXPECT_EQ(ops[0].kind, protocol::RESOLVE);
    EXPECT_EQ(ops[0].field, 3U);
    EXPECT_EQ(ops[0].value, "value");
    EXPECT_EQ(ops[0].sawSiblings, saw);
    EXPECT_EQ(ops[0].reason, "Asked both");
}

TEST(Change, OfARecordThatTheServerHasNotSeenYetNamesNoEpoch) {
    Opened opened = openedWith(samples::observation());
    opened.rev = 0;
    Observation now = samples::observation();
    now.set_awake(YES);
    const auto ops = changes(opened, now);
    ASSERT_EQ(ops.size(), 1U);
    EXPECT_TRUE(ops[0].openEpoch.isNil());
}

}  // namespace
}  // namespace hearth::records

#include "shared/records/entity.hpp"

#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

#include "shared/base/random.hpp"
#include "tests/shared/records/samples.hpp"

namespace hearth::records {
namespace {

using base::Bytes;
using base::ErrorCode;
using samples::idOf;
using samples::stamp;

Entity sampleEntity() {
    Entity entity;
    entity.key = {typeNumber<Observation>(), idOf<base::EntityId>(1)};
    entity.scope = idOf<base::ScopeId>(2);
    entity.rev = kPendingRev;
    entity.created = stamp(3);
    entity.body = Body::of(samples::observation());
    entity.stamps[{3, ""}] = stamp(4);
    entity.stamps[{8, encodeText(8, "AUT")}] = stamp(5);
    entity.siblings = {
        {idOf<SiblingId>(6), 3, "one", stamp(7), protocol::SIBLING_OPEN},
        {idOf<SiblingId>(8), 3, "two", stamp(9), protocol::SIBLING_SETTLED},
        {idOf<SiblingId>(10), 11, "three", stamp(11), protocol::SIBLING_OPEN},
    };
    entity.sealed = stamp(12);
    entity.retired = stamp(13);
    return entity;
}

TEST(Entity, IsReadBackAsItWasWritten) {
    const auto read = fromProto(toProto(sampleEntity()));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, sampleEntity());
}

TEST(Entity, WhatANewerServerSaysInStampsAndSiblingsIsCarriedByteForByte) {
    protocol::EntityState state = toProto(sampleEntity());
    const auto add = [](google::protobuf::Message& message) {
        message.GetReflection()->MutableUnknownFields(&message)->AddLengthDelimited(99, "later");
    };
    add(state);
    add(*state.mutable_created());
    add(*state.mutable_stamps(0)->mutable_stamp());
    add(*state.mutable_siblings(1));
    add(*state.mutable_sealed());
    const auto read = fromProto(state);
    ASSERT_TRUE(read);
    EXPECT_NE(*read, sampleEntity());
    EXPECT_EQ(toProto(*read).SerializeAsString(), state.SerializeAsString());
    // The scope's digest is over these bytes.
    Entity stored;
    ASSERT_TRUE(decodeAttribution(encodeAttribution(*read), stored));
    EXPECT_EQ(encodeAttribution(stored), encodeAttribution(*read));
    EXPECT_NE(encodeAttribution(stored), encodeAttribution(sampleEntity()));
}

TEST(Entity, WithoutSealOrSiblingsIsReadBackToo) {
    Entity entity = sampleEntity();
    entity.siblings.clear();
    entity.stamps.clear();
    entity.sealed.reset();
    entity.retired.reset();
    EXPECT_EQ(fromProto(toProto(entity)).value(), entity);
}

TEST(Entity, AttributionIsReadBackBesideTheColumnsOfItsOwn) {
    const Entity entity = sampleEntity();
    Entity read;
    read.key = entity.key;
    read.scope = entity.scope;
    read.rev = entity.rev;
    read.body = entity.body;
    // What an earlier row said must not survive.
    read.stamps[{1, ""}] = stamp(99);
    read.siblings = {{}};
    ASSERT_TRUE(decodeAttribution(encodeAttribution(entity), read));
    EXPECT_EQ(read, entity);
    EXPECT_EQ(encodeAttribution(read), encodeAttribution(entity));
}

TEST(Entity, AttributionHoldsNothingOfTheBody) {
    const Bytes bytes = encodeAttribution(sampleEntity());
    EXPECT_EQ(bytes.find("I like the dog"), Bytes::npos);
}

TEST(Entity, GivesAUnitWithoutAnEntryTheStampOfItsCreation) {
    const Entity entity = sampleEntity();
    EXPECT_EQ(entity.stampOf(3), stamp(4));
    EXPECT_EQ(entity.stampOf(11), stamp(3));
}

TEST(Entity, GivesAnElementTheStampOfItselfOrOfItsUnitOrOfTheCreation) {
    Entity entity = sampleEntity();
    EXPECT_EQ(entity.stampOf(8, encodeText(8, "AUT")), stamp(5));
    EXPECT_EQ(entity.stampOf(8, encodeText(8, "MOB")), stamp(3));
    entity.stamps[{8, ""}] = stamp(20);
    EXPECT_EQ(entity.stampOf(8, encodeText(8, "MOB")), stamp(20));
    EXPECT_EQ(entity.stampOf(8, encodeText(8, "AUT")), stamp(5));
}

TEST(Entity, ListsOnlyTheOpenSiblingsOfOneUnit) {
    const auto open = sampleEntity().openSiblings(3);
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open[0].value, "one");
    EXPECT_TRUE(sampleEntity().openSiblings(4).empty());
}

TEST(Entity, RefusesAStateWithoutItsCreation) {
    protocol::EntityState state = toProto(sampleEntity());
    state.clear_created();
    EXPECT_EQ(fromProto(state).error().code(), ErrorCode::Malformed);
}

TEST(Entity, RefusesIdsAndUnitsThatAreNone) {
    const auto refused = [](const auto& change) {
        protocol::EntityState state = toProto(sampleEntity());
        change(state);
        return !fromProto(state).has_value();
    };
    EXPECT_TRUE(refused([](auto& s) { s.set_entity_id("x"); }));
    EXPECT_TRUE(refused([](auto& s) { s.set_scope_id(""); }));
    EXPECT_TRUE(refused([](auto& s) { s.set_body("\x01"); }));
    EXPECT_TRUE(refused([](auto& s) { s.mutable_created()->set_author("x"); }));
    EXPECT_TRUE(refused([](auto& s) { s.mutable_created()->set_edit_id("x"); }));
    EXPECT_TRUE(refused([](auto& s) { s.mutable_created()->set_incarnation("x"); }));
    EXPECT_TRUE(refused([](auto& s) { s.mutable_stamps(0)->set_unit(0); }));
    EXPECT_TRUE(refused([](auto& s) { *s.add_stamps() = s.stamps(0); }));
    EXPECT_TRUE(refused([](auto& s) { s.mutable_stamps(0)->clear_stamp(); }));
    EXPECT_TRUE(refused([](auto& s) { s.mutable_siblings(0)->set_sibling_id("x"); }));
    EXPECT_TRUE(refused([](auto& s) { s.mutable_siblings(0)->set_unit(0); }));
    EXPECT_TRUE(refused([](auto& s) { s.mutable_sealed()->set_author("x"); }));
}

TEST(Entity, LeavesTheEntityAsItWasWhenTheAttributionDoesNotDecode) {
    const Bytes whole = encodeAttribution(sampleEntity());
    for (std::size_t length = 0; length < whole.size(); ++length) {
        Entity entity = sampleEntity();
        const auto read = decodeAttribution(base::ByteView(whole).substr(0, length), entity);
        if (!read) {
            EXPECT_EQ(entity, sampleEntity());
        }
    }
}

TEST(Entity, AnswersBentAttributionsWithoutCrashing) {
    base::SeededRandom random(31);
    const Bytes whole = encodeAttribution(sampleEntity());
    int refused = 0;
    for (int i = 0; i < 10'000; ++i) {
        Bytes bytes = whole;
        bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
        Entity entity;
        if (!decodeAttribution(bytes, entity)) ++refused;
    }
    EXPECT_GT(refused, 0);
}

}  // namespace
}  // namespace hearth::records

#include "shared/records/wire.hpp"

#include <gtest/gtest.h>

#include "schema/records/visit.pb.h"
#include "shared/base/random.hpp"

namespace hearth::records::wire {
namespace {

using base::Bytes;
using base::ErrorCode;

Bytes bytesOf(std::initializer_list<int> octets) {
    Bytes bytes;
    for (const int octet : octets)
        bytes.push_back(static_cast<char>(octet));
    return bytes;
}

ErrorCode errorOf(const Bytes& bytes) {
    const auto occurrence = firstOccurrence(bytes);
    EXPECT_FALSE(occurrence.has_value());
    return occurrence ? ErrorCode::Internal : occurrence.error().code();
}

TEST(Wire, MeasuresEachOfTheFourWireTypes) {
    const auto number = firstOccurrence(bytesOf({0x08, 0x96, 0x01, 0x10}));
    ASSERT_TRUE(number);
    EXPECT_EQ(number->number, 1U);
    EXPECT_EQ(number->type, Type::Varint);
    EXPECT_EQ(number->size, 3U);

    const auto fixed64 = firstOccurrence(bytesOf({0x11, 1, 2, 3, 4, 5, 6, 7, 8}));
    ASSERT_TRUE(fixed64);
    EXPECT_EQ(fixed64->size, 9U);

    const auto text = firstOccurrence(bytesOf({0x1A, 2, 'h', 'i', 'x'}));
    ASSERT_TRUE(text);
    EXPECT_EQ(text->number, 3U);
    EXPECT_EQ(text->payloadAt, 2U);
    EXPECT_EQ(text->size, 4U);

    const auto fixed32 = firstOccurrence(bytesOf({0x25, 1, 2, 3, 4}));
    ASSERT_TRUE(fixed32);
    EXPECT_EQ(fixed32->size, 5U);
}

TEST(Wire, RefusesGroupsAndUnknownWireTypes) {
    for (const int type : {3, 4, 6, 7})
        EXPECT_EQ(errorOf(bytesOf({8 | type, 0, 0, 0, 0, 0, 0, 0, 0, 0})), ErrorCode::Malformed);
}

TEST(Wire, RefusesFieldNumbersThatProtobufDoesNotAllow) {
    EXPECT_EQ(errorOf(bytesOf({0x00, 0x01})), ErrorCode::Malformed);
    // 2^29, one above the largest number.
    EXPECT_EQ(errorOf(bytesOf({0x80, 0x80, 0x80, 0x80, 0x10, 0x01})), ErrorCode::Malformed);
    EXPECT_TRUE(firstOccurrence(bytesOf({0xF8, 0xFF, 0xFF, 0xFF, 0x0F, 0x01})));
}

TEST(Wire, RefusesNumbersThatAreLongerThanTheirValueNeeds) {
    EXPECT_EQ(errorOf(bytesOf({0x08, 0x81, 0x00})), ErrorCode::Malformed);
    EXPECT_EQ(errorOf(bytesOf({0x88, 0x00, 0x01})), ErrorCode::Malformed);
    EXPECT_EQ(errorOf(bytesOf({0x0A, 0x81, 0x00, 'x'})), ErrorCode::Malformed);
}

TEST(Wire, RefusesNumbersAboveSixtyFourBits) {
    EXPECT_EQ(errorOf(bytesOf({0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02})),
              ErrorCode::Malformed);
    EXPECT_EQ(
        errorOf(bytesOf({0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01})),
        ErrorCode::Malformed);
    EXPECT_TRUE(firstOccurrence(
        bytesOf({0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01})));
}

TEST(Wire, RefusesALengthThatRunsPastTheEnd) {
    EXPECT_EQ(errorOf(bytesOf({0x0A, 5, 'a', 'b'})), ErrorCode::Malformed);
    EXPECT_EQ(errorOf(bytesOf({0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01})),
              ErrorCode::Malformed);
    EXPECT_EQ(errorOf(bytesOf({0x11, 1, 2, 3})), ErrorCode::Malformed);
    EXPECT_EQ(errorOf(Bytes()), ErrorCode::Malformed);
}

TEST(Wire, WritesTheNumbersItReads) {
    base::SeededRandom random(7);
    for (int i = 0; i < 2'000; ++i) {
        const std::uint64_t value = random.next() >> random.below(64);
        Bytes bytes;
        appendTag(bytes, 1, Type::Varint);
        appendVarint(bytes, value);
        const auto occurrence = firstOccurrence(bytes);
        ASSERT_TRUE(occurrence);
        EXPECT_EQ(occurrence->size, bytes.size());
    }
}

TEST(Wire, SerialisesTheSameMessageToTheSameBytes) {
    Visit visit;
    visit.set_kind(HOME_VISIT);
    visit.add_people_present("Mother");
    EXPECT_EQ(serialize(visit), serialize(visit));
    EXPECT_EQ(serialize(visit), visit.SerializeAsString());
}

}  // namespace
}  // namespace hearth::records::wire

#include "shared/records/body.hpp"

#include <gtest/gtest.h>

#include "shared/base/limits.hpp"
#include "shared/base/random.hpp"
#include "shared/records/wire.hpp"
#include "tests/shared/records/samples.hpp"

namespace hearth::records {
namespace {

using base::Bytes;
using base::ErrorCode;
using samples::kNewerField;

Bytes varintField(FieldNumber number, std::uint64_t value) {
    Bytes bytes;
    wire::appendTag(bytes, number, wire::Type::Varint);
    wire::appendVarint(bytes, value);
    return bytes;
}

ErrorCode errorOf(const base::Status& status) {
    return status ? ErrorCode::Internal : status.error().code();
}

TEST(Body, KeepsEveryFieldOfATypedRecord) {
    const auto typed = Body::of(samples::observation()).as<Observation>();
    ASSERT_TRUE(typed);
    EXPECT_EQ(typed->SerializeAsString(), samples::observation().SerializeAsString());
}

TEST(Body, KeepsUnknownFieldsByteForByte) {
    const Bytes newer = encodeText(kNewerField, "written by a newer program");
    const Bytes bytes = Body::of(samples::observation()).encode() + newer;
    const auto body = Body::parse(bytes);
    ASSERT_TRUE(body);
    EXPECT_EQ(body->encode(), bytes);
    EXPECT_EQ(body->field(kNewerField), newer);
}

TEST(Body, CarriesUnknownFieldsThroughATypedRecord) {
    const Bytes newer = encodeText(kNewerField, "written by a newer program");
    const auto body = Body::parse(Body::of(samples::observation()).encode() + newer);
    auto typed = body->as<Observation>();
    ASSERT_TRUE(typed);
    typed->set_awake(YES);
    EXPECT_EQ(Body::of(*typed).field(kNewerField), newer);
}

TEST(Body, SortsFieldsAndKeepsTheOrderOfElements) {
    const Bytes b = encodeText(6, "b");
    const Bytes a = encodeText(6, "a");
    const auto body = Body::parse(encodeText(9, "z") + b + varintField(1, 2) + a);
    ASSERT_TRUE(body);
    EXPECT_EQ(body->fieldNumbers(), (std::vector<FieldNumber>{1, 6, 9}));
    EXPECT_EQ(body->elements(6), (std::vector<Bytes>{b, a}));
    EXPECT_EQ(body->encode(), varintField(1, 2) + b + a + encodeText(9, "z"));
}

TEST(Body, ReplacesAUnitAndClearsWhatIsAbsentInIt) {
    const UnitInfo seen = unitOf(findType(typeNumber<Observation>()), 3);
    Body body = Body::of(samples::observation());
    const Bytes yes = varintField(3, YES) + varintField(4, YES);
    ASSERT_TRUE(body.setUnit(seen, yes));
    EXPECT_EQ(body.unit(seen), yes);
    const auto typed = body.as<Observation>();
    EXPECT_EQ(typed->not_alone_reason(), NOT_ALONE_UNSPECIFIED);
    EXPECT_EQ(typed->own_words(), samples::observation().own_words());
}

TEST(Body, RefusesAValueThatReachesIntoAnotherUnit) {
    const UnitInfo seen = unitOf(findType(typeNumber<Observation>()), 3);
    const Body before = Body::of(samples::observation());
    Body body = before;
    EXPECT_EQ(errorOf(body.setUnit(seen, varintField(3, YES) + encodeText(11, "never said"))),
              ErrorCode::InvalidArgument);
    EXPECT_EQ(errorOf(body.setUnit(seen, "\x18")), ErrorCode::Malformed);
    EXPECT_EQ(body, before);
}

TEST(Body, RemovesAFieldThatIsSetToNoElements) {
    Body body = Body::of(samples::observation());
    body.setElements(11, {});
    EXPECT_TRUE(body.field(11).empty());
    EXPECT_TRUE(body.elements(11).empty());
}

TEST(Body, RefusesAFieldOfAnotherWireTypeThanItsRecordSays) {
    Observation child;
    // Protobuf's parser alone would set the text aside as unknown and read "not answered".
    EXPECT_EQ(errorOf(Body::parse(encodeText(3, "yes"))->into(child)), ErrorCode::Malformed);
    EXPECT_EQ(errorOf(Body::parse(varintField(11, 1))->into(child)), ErrorCode::Malformed);
}

TEST(Body, RefusesTextThatIsNotUtf8) {
    Observation child;
    EXPECT_EQ(errorOf(Body::parse(encodeText(11, "\xC3\x28"))->into(child)), ErrorCode::Malformed);
}

TEST(Body, KeepsItsLimits) {
    EXPECT_EQ(Body::parse(encodeText(1, Bytes(base::kFieldBytesMax, 'x'))).error().code(),
              ErrorCode::TooLarge);
    EXPECT_EQ(Body::parse(Bytes(base::kBodyBytesMax + 1, 'x')).error().code(), ErrorCode::TooLarge);
    Bytes fields;
    for (FieldNumber number = 1; number <= base::kFieldsMax; ++number)
        fields += varintField(number, 1);
    EXPECT_TRUE(Body::parse(fields));
    fields += varintField(base::kFieldsMax + 1, 1);
    EXPECT_EQ(Body::parse(fields).error().code(), ErrorCode::TooLarge);
}

TEST(Body, CountsTheElementsOfOneFieldTogether) {
    const Bytes half = encodeText(1, Bytes(base::kFieldBytesMax / 2, 'x'));
    EXPECT_TRUE(Body::parse(half));
    EXPECT_EQ(Body::parse(half + half).error().code(), ErrorCode::TooLarge);
}

TEST(Body, RefusesEveryTruncationThatCutsAField) {
    const Bytes whole = Body::of(samples::observation()).encode();
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const auto body = Body::parse(base::ByteView(whole).substr(0, length));
        // A cut between two fields leaves a shorter, valid record.
        if (body) {
            EXPECT_EQ(body->encode(), whole.substr(0, length));
        } else {
            EXPECT_EQ(body.error().code(), ErrorCode::Malformed);
        }
    }
}

TEST(Body, AnswersRandomBytesWithAnErrorOrWithTheSameBytesSorted) {
    base::SeededRandom random(20'260'713);
    for (int i = 0; i < 20'000; ++i) {
        std::vector<std::uint8_t> octets(random.below(40));
        random.fill(octets);
        const Bytes bytes(octets.begin(), octets.end());
        const auto body = Body::parse(bytes);
        if (!body) continue;
        EXPECT_EQ(body->encode().size(), bytes.size());
        EXPECT_EQ(Body::parse(body->encode()).value(), *body);
        Observation child;
        const auto read = body->into(child);
        if (read) {
            EXPECT_TRUE(Body::parse(Body::of(child).encode()));
        }
    }
}

TEST(BodyText, IsReadBackFromItsElement) {
    const auto text = decodeText(encodeText(kNewerField, "Zoë said no"));
    ASSERT_TRUE(text);
    EXPECT_EQ(*text, "Zoë said no");
    EXPECT_EQ(decodeText(encodeText(1, "")).value(), "");
}

TEST(BodyText, RefusesWhatIsNotExactlyOneText) {
    EXPECT_FALSE(decodeText(""));
    EXPECT_FALSE(decodeText(varintField(1, 5)));
    EXPECT_FALSE(decodeText(encodeText(1, "a") + encodeText(1, "b")));
    const Bytes element = encodeText(1, "cut off");
    for (std::size_t length = 0; length < element.size(); ++length)
        EXPECT_FALSE(decodeText(base::ByteView(element).substr(0, length)));
}

}  // namespace
}  // namespace hearth::records

#include <limits>

#include <gtest/gtest.h>

#include "shared/base/limits.hpp"
#include "shared/base/random.hpp"
#include "shared/records/validation.hpp"
#include "shared/records/wire.hpp"
#include "tests/shared/records/samples.hpp"

namespace hearth::records {
namespace {

using base::Bytes;
using base::ErrorCode;

template <class Record>
ErrorCode errorOf(const Body& body) {
    const auto status = checkStructure(typeNumber<Record>(), body);
    return status ? ErrorCode::Internal : status.error().code();
}

TEST(Structure, AcceptsAnOrdinaryRecord) {
    EXPECT_TRUE(checkStructure(typeNumber<Observation>(), Body::of(samples::observation())));
    EXPECT_TRUE(checkStructure(typeNumber<Observation>(), Body()));
}

TEST(Structure, AcceptsFieldsAndTypesOfANewerProgram) {
    Body body = Body::of(samples::observation());
    body.setElements(samples::kNewerField, {encodeText(samples::kNewerField, "\xFF\x00\xFE")});
    EXPECT_TRUE(checkStructure(typeNumber<Observation>(), body));
    EXPECT_TRUE(checkStructure(9'999, body));
}

TEST(Structure, NeedsIdsOfSixteenBytes) {
    Observation child = samples::observation();
    child.set_child_id("a name instead of an id");
    EXPECT_EQ(errorOf<Observation>(Body::of(child)), ErrorCode::InvalidArgument);
    NarrativeEntry entry;
    entry.add_about_ids(Bytes(16, 'x'));
    EXPECT_TRUE(checkStructure(typeNumber<NarrativeEntry>(), Body::of(entry)));
    entry.add_about_ids(Bytes(15, 'x'));
    EXPECT_EQ(errorOf<NarrativeEntry>(Body::of(entry)), ErrorCode::InvalidArgument);
}

TEST(Structure, LetsAnAmendmentCarryAnyBytesAsItsNewValue) {
    Amendment amendment;
    amendment.set_new_value("five!");
    EXPECT_TRUE(checkStructure(typeNumber<Amendment>(), Body::of(amendment)));
}

TEST(Structure, NeedsTextThatIsText) {
    Body body;
    for (const Bytes& bad : {Bytes("\xC3\x28"), Bytes("nul\0inside", 10), Bytes("\xED\xA0\x80")}) {
        body.setElements(11, {encodeText(11, bad)});
        EXPECT_EQ(errorOf<Observation>(body), ErrorCode::Malformed);
    }
    body.setElements(11, {encodeText(11, "Zoë: „ja“ 🙂")});
    EXPECT_TRUE(checkStructure(typeNumber<Observation>(), body));
}

TEST(Structure, NeedsFieldsOfTheirOwnType) {
    Body body;
    body.setElements(3, {encodeText(3, "yes")});
    EXPECT_EQ(errorOf<Observation>(body), ErrorCode::Malformed);
    Bytes number;
    wire::appendTag(number, 11, wire::Type::Varint);
    wire::appendVarint(number, 1);
    body = Body();
    body.setElements(11, {number});
    EXPECT_EQ(errorOf<Observation>(body), ErrorCode::Malformed);
}

TEST(Structure, LetsWhatIsNotRepeatedStandOnce) {
    Body body;
    body.setElements(11, {encodeText(11, "one"), encodeText(11, "two")});
    EXPECT_EQ(errorOf<Observation>(body), ErrorCode::InvalidArgument);
}

TEST(Structure, NeedsTimesInsideTheCalendar) {
    Visit visit;
    visit.set_occurred_at(base::kTimeMillisMax);
    EXPECT_TRUE(checkStructure(typeNumber<Visit>(), Body::of(visit)));
    visit.set_occurred_at(std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(errorOf<Visit>(Body::of(visit)), ErrorCode::InvalidArgument);
    Child child;
    child.set_born_day(base::kDayNumberMax);
    EXPECT_TRUE(checkStructure(typeNumber<Child>(), Body::of(child)));
    child.set_born_day(base::kDayNumberMax + 1);
    EXPECT_EQ(errorOf<Child>(Body::of(child)), ErrorCode::InvalidArgument);
    child.set_born_day(base::kDayNumberMin - 1);
    EXPECT_EQ(errorOf<Child>(Body::of(child)), ErrorCode::InvalidArgument);
}

TEST(Structure, KeepsTheLimitsAfterAUnionHasGrown) {
    Visit visit;
    for (std::size_t i = 0; i < base::kSetElementsMax; ++i)
        visit.add_people_present(std::to_string(i));
    EXPECT_TRUE(checkStructure(typeNumber<Visit>(), Body::of(visit)));
    visit.add_people_present("one more");
    EXPECT_EQ(errorOf<Visit>(Body::of(visit)), ErrorCode::TooLarge);

    Body wide;
    for (FieldNumber number = 1; number <= base::kFieldsMax + 1; ++number)
        wide.setElements(number + 1'000, {encodeText(number + 1'000, "x")});
    EXPECT_EQ(errorOf<Visit>(wide), ErrorCode::TooLarge);

    Visit large;
    large.set_concerns(Bytes(base::kFieldBytesMax, 'x'));
    EXPECT_EQ(errorOf<Visit>(Body::of(large)), ErrorCode::TooLarge);
}

TEST(Structure, AcceptsOnlyWhatEveryReaderCanDecode) {
    base::SeededRandom random(99);
    const Bytes whole = Body::of(samples::observation()).encode();
    int accepted = 0;
    for (int i = 0; i < 20'000; ++i) {
        Bytes bytes = whole;
        bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
        const auto body = Body::parse(bytes);
        if (!body || !checkStructure(typeNumber<Observation>(), *body)) continue;
        ++accepted;
        EXPECT_TRUE(body->as<Observation>());
    }
    EXPECT_GT(accepted, 0);
}

}  // namespace
}  // namespace hearth::records

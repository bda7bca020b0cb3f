#include "shared/records/edit.hpp"

#include <functional>
#include <limits>

#include <gtest/gtest.h>

#include "shared/base/random.hpp"
#include "shared/records/wire.hpp"
#include "tests/shared/records/samples.hpp"

namespace hearth::records {
namespace {

using base::Bytes;
using base::ErrorCode;

// The sample edit as a protobuf message, changed, and decoded.
base::Result<Edit> decodeChanged(const std::function<void(protocol::Edit&)>& change) {
    protocol::Edit message;
    EXPECT_TRUE(message.ParseFromString(encodeEdit(samples::edit())));
    change(message);
    return decodeEdit(message.SerializeAsString());
}

ErrorCode errorOf(const std::function<void(protocol::Edit&)>& change) {
    const auto edit = decodeChanged(change);
    return edit ? ErrorCode::Internal : edit.error().code();
}

TEST(Edit, IsReadBackAsItWasWritten) {
    const auto decoded = decodeEdit(encodeEdit(samples::edit()));
    ASSERT_TRUE(decoded);
    EXPECT_EQ(*decoded, samples::edit());
}

TEST(Edit, IsWrittenToTheSameBytesEachTime) {
    EXPECT_EQ(encodeEdit(samples::edit()), encodeEdit(samples::edit()));
}

TEST(Edit, DecodesAnOperationKindThatOnlyANewerProgramKnows) {
    const auto edit = decodeChanged(
        [](protocol::Edit& e) { e.mutable_ops(0)->set_kind(static_cast<protocol::OpKind>(99)); });
    ASSERT_TRUE(edit);
    EXPECT_EQ(static_cast<int>(edit->ops[0].kind), 99);
}

TEST(Edit, NeedsIdsOfSixteenBytes) {
    using Change = std::function<void(protocol::Edit&)>;
    const std::vector<Change> changes{
        [](protocol::Edit& e) { e.set_edit_id("short"); },
        [](protocol::Edit& e) { e.clear_device_id(); },
        [](protocol::Edit& e) { e.set_incarnation(Bytes(17, 'x')); },
        [](protocol::Edit& e) { e.set_author(""); },
        [](protocol::Edit& e) { e.mutable_ops(0)->set_entity_id("x"); },
        [](protocol::Edit& e) { e.mutable_ops(0)->clear_scope_id(); },
        [](protocol::Edit& e) { e.mutable_ops(0)->set_open_epoch("x"); },
        [](protocol::Edit& e) { e.mutable_ops(0)->clear_open_epoch(); },
        [](protocol::Edit& e) { e.mutable_ops(0)->set_saw_siblings(1, "x"); },
    };
    for (const Change& change : changes)
        EXPECT_EQ(errorOf(change), ErrorCode::Malformed);
}

TEST(Edit, NeedsHashesOfThirtyTwoBytes) {
    EXPECT_EQ(errorOf([](protocol::Edit& e) { e.set_prev_hash("x"); }), ErrorCode::Malformed);
    EXPECT_EQ(errorOf([](protocol::Edit& e) { e.mutable_ops(0)->add_base_writers("x"); }),
              ErrorCode::Malformed);
    EXPECT_EQ(errorOf([](protocol::Edit& e) { e.mutable_ops(0)->set_base_value_hash("x"); }),
              ErrorCode::Malformed);
}

TEST(Edit, CountsFromOne) {
    EXPECT_EQ(errorOf([](protocol::Edit& e) { e.set_seq(0); }), ErrorCode::Malformed);
}

TEST(Edit, RefusesTimesOutsideTheCalendar) {
    constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
    constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
    EXPECT_EQ(errorOf([](protocol::Edit& e) { e.set_claimed_time(kMin); }), ErrorCode::Malformed);
    EXPECT_EQ(errorOf([](protocol::Edit& e) { e.set_server_time_then(kMax); }),
              ErrorCode::Malformed);
    EXPECT_EQ(errorOf([](protocol::Edit& e) { e.set_mono_since_server(UINT64_MAX); }),
              ErrorCode::Malformed);
}

TEST(Edit, KeepsItsLimits) {
    EXPECT_EQ(errorOf([](protocol::Edit& e) {
                  for (std::size_t i = 0; i < base::kEditOpsMax; ++i)
                      *e.add_ops() = e.ops(0);
              }),
              ErrorCode::TooLarge);
    EXPECT_EQ(errorOf([](protocol::Edit& e) {
                  e.mutable_ops(0)->set_value(Bytes(base::kFieldBytesMax + 1, 'x'));
              }),
              ErrorCode::TooLarge);
    EXPECT_EQ(errorOf([](protocol::Edit& e) {
                  e.mutable_ops(0)->set_base_value(Bytes(base::kFieldBytesMax + 1, 'x'));
              }),
              ErrorCode::TooLarge);
    EXPECT_EQ(errorOf([](protocol::Edit& e) {
                  e.mutable_ops(0)->set_reason(Bytes(base::kFieldBytesMax + 1, 'x'));
              }),
              ErrorCode::TooLarge);
    EXPECT_EQ(errorOf([](protocol::Edit& e) {
                  for (std::size_t i = 0; i < base::kSawSiblingsMax; ++i)
                      e.mutable_ops(0)->add_saw_siblings(Bytes(16, 'x'));
              }),
              ErrorCode::TooLarge);
    EXPECT_EQ(errorOf([](protocol::Edit& e) { e.mutable_ops(0)->set_field(1U << 29U); }),
              ErrorCode::Malformed);
    EXPECT_EQ(decodeEdit(Bytes(base::kEditBytesMax + 1, 'x')).error().code(), ErrorCode::TooLarge);
}

TEST(Edit, LetsACreationHoldAWholeRecord) {
    const auto edit = decodeChanged([](protocol::Edit& e) {
        e.mutable_ops(1)->set_value(Bytes(base::kFieldBytesMax + 1, 'x'));
    });
    EXPECT_TRUE(edit);
}

TEST(Edit, RefusesAReasonThatIsNotUtf8) {
    // Protobuf's setter does not check; the reader must.
    EXPECT_EQ(errorOf([](protocol::Edit& e) { e.mutable_ops(0)->set_reason("\xFF\xFE"); }),
              ErrorCode::Malformed);
}

TEST(Edit, AnswersEveryTruncationWithAnErrorOrAShorterEdit) {
    const Bytes whole = encodeEdit(samples::edit());
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const auto edit = decodeEdit(base::ByteView(whole).substr(0, length));
        if (edit) {
            EXPECT_LT(edit->ops.size(), samples::edit().ops.size());
        } else {
            EXPECT_EQ(edit.error().code(), ErrorCode::Malformed);
        }
    }
}

TEST(Edit, AnswersRandomAndBentBytesWithoutCrashing) {
    base::SeededRandom random(4'711);
    const Bytes whole = encodeEdit(samples::edit());
    int refused = 0;
    for (int i = 0; i < 20'000; ++i) {
        Bytes bytes = whole;
        for (std::uint64_t bend = 0; bend <= random.below(4); ++bend)
            bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
        const auto edit = decodeEdit(bytes);
        if (edit) {
            EXPECT_EQ(decodeEdit(encodeEdit(*edit)).value(), *edit);
        } else
            ++refused;
    }
    EXPECT_GT(refused, 0);
}

TEST(EditTime, IsTheClaimWhenTheServerWasNeverReached) {
    Edit edit;
    edit.claimed = {5'000};
    EXPECT_EQ(correctedClaim(edit), (base::WallTime{5'000}));
    EXPECT_EQ(effectiveTime(edit, {9'000}), (base::WallTime{5'000}));
}

TEST(EditTime, TrustsTheMonotonicClockOverATabletThatRunsAhead) {
    Edit edit;
    edit.claimed = {900'000'000};
    edit.serverTimeThen = {1'000'000};
    edit.monoSinceServer = base::minutes(2);
    EXPECT_EQ(correctedClaim(edit), (base::WallTime{1'120'000}));
    EXPECT_EQ(effectiveTime(edit, {2'000'000}), (base::WallTime{1'120'000}));
}

TEST(EditTime, IsNeverLaterThanWhenItWasReceived) {
    Edit edit;
    edit.claimed = {900'000'000};
    EXPECT_EQ(effectiveTime(edit, {1'000}), (base::WallTime{1'000}));
    edit.serverTimeThen = {800};
    edit.monoSinceServer = base::hours(1);
    EXPECT_EQ(effectiveTime(edit, {1'000}), (base::WallTime{1'000}));
}

}  // namespace
}  // namespace hearth::records

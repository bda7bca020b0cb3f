// The question how far the server is with attachments: once a run, beside the records, and answered
// only for those that may know.
#include <gtest/gtest.h>

#include "tests/shared/protocol/fake_tablet.hpp"

namespace hearth::tests {
namespace {

using base::ErrorCode;

const base::Digest kKnown = crypto::sha256("known");
const base::Digest kForeign = crypto::sha256("foreign");

class BlobServer final : public FakeServer {
public:
    base::Result<std::optional<protocol::BlobState>> blobState(const protocol::Peer&,
                                                               const base::Digest& hash) override {
        if (hash != kKnown) return std::optional<protocol::BlobState>{};
        protocol::BlobState state;
        state.set_hash(hash.bytes());
        state.set_size(10);
        state.set_received(4);
        return std::optional(state);
    }
};

class BlobTablet final : public FakeTablet {
public:
    std::vector<base::Digest> open;
    std::size_t asked = 0;
    std::vector<protocol::BlobState> heard;

    base::Result<protocol::BlobQuery> blobsToAsk(std::size_t max) override {
        EXPECT_LE(max, base::kBlobQueryMax);
        ++asked;
        protocol::BlobQuery query;
        for (const base::Digest& hash : open)
            query.add_hashes(hash.bytes());
        return query;
    }
    base::Status blobsHeard(const protocol::BlobStates& states) override {
        heard.assign(states.states().begin(), states.states().end());
        return {};
    }
};

TEST(BlobQuery, IsAnsweredForWhatThisWorkerMayKnowOfAndTakesNoExchangeOfItsOwn) {
    BlobServer server;
    BlobTablet tablet;
    tablet.open = {kForeign, kKnown};
    const auto progress = tablet.syncWith(server).value();
    EXPECT_EQ(progress.exchanges, 1U);
    ASSERT_EQ(tablet.heard.size(), 1U);
    EXPECT_EQ(tablet.heard[0].hash(), kKnown.view());
    EXPECT_EQ(tablet.heard[0].received(), 4U);
    EXPECT_FALSE(tablet.heard[0].complete());
}

TEST(BlobQuery, IsNotSaidWhenNothingIsOpen) {
    BlobTablet tablet;
    protocol::ClientSession session(tablet);
    const auto request = session.next().value();
    for (const auto& message : request->messages())
        EXPECT_FALSE(message.has_blob_query());
}

TEST(BlobQuery, IsAskedOnceARunHoweverManyExchangesItTakes) {
    BlobServer server;
    FakeTablet writer;
    for (std::uint8_t n = 1; n <= 8; ++n) {
        writer.write(n, 200'000);
        ASSERT_TRUE(writer.syncWith(server).has_value());
    }
    BlobTablet tablet;
    tablet.open = {kKnown};
    tablet.incarnation = idOf<base::Incarnation>(0x77);
    const auto progress = tablet.syncWith(server).value();
    EXPECT_GT(progress.exchanges, 1U);
    EXPECT_EQ(tablet.asked, 1U);
}

TEST(BlobQuery, WaitsWhileEditsAreOffered) {
    BlobServer server;
    BlobTablet tablet;
    tablet.write(1);
    ASSERT_TRUE(tablet.syncWith(server).has_value());
    tablet.open = {kKnown};
    tablet.offering = true;
    tablet.offered = 0;
    protocol::ClientSession session(tablet);
    const auto offer = session.next().value();
    for (const auto& message : offer->messages())
        EXPECT_FALSE(message.has_blob_query()) << "a record that is not there names nothing";
    ASSERT_TRUE(session.receive(server.answer(*offer)).has_value());
    while (const auto request = session.next().value())
        ASSERT_TRUE(session.receive(server.answer(*request)).has_value());
    EXPECT_EQ(tablet.heard.size(), 1U);
}

TEST(BlobQuery, AnAnswerThatNobodyAskedForIsMalformed) {
    BlobServer server;
    BlobTablet tablet;
    protocol::ClientSession session(tablet);
    auto reply = server.answer(*session.next().value());
    reply.add_messages()->mutable_blob_states();
    EXPECT_EQ(session.receive(reply).error().code(), ErrorCode::Malformed);
}

TEST(BlobQuery, OfTooManyOrSaidTwiceIsRefusedAndOddHashesArePassedOver) {
    BlobServer server;
    BlobTablet tablet;
    tablet.open = {kKnown};
    protocol::ClientSession session(tablet);
    const auto honest = *session.next().value();
    auto large = honest;
    for (auto& message : *large.mutable_messages()) {
        if (!message.has_blob_query()) continue;
        message.mutable_blob_query()->add_hashes("short");
        EXPECT_FALSE(server.answer(large).messages(0).has_failure());
        for (std::size_t i = 0; i < base::kBlobQueryMax; ++i)
            message.mutable_blob_query()->add_hashes(kKnown.bytes());
    }
    ASSERT_TRUE(server.answer(large).messages(0).has_failure());
    EXPECT_EQ(server.answer(large).messages(0).failure().code(),
              static_cast<std::uint32_t>(ErrorCode::TooLarge));
    auto twice = honest;
    twice.add_messages()->mutable_blob_query();
    EXPECT_EQ(server.answer(twice).messages(0).failure().code(),
              static_cast<std::uint32_t>(ErrorCode::Malformed));
}

}  // namespace
}  // namespace hearth::tests

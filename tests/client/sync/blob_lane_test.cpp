// The attachments' lane: after the records, part by part, within its share, whatever the network
// and the server do.
#include "client/sync/blob_lane.hpp"

#include <gtest/gtest.h>

#include "client/sync/sync_engine.hpp"
#include "shared/base/limits.hpp"
#include "shared/crypto/hash.hpp"
#include "shared/protocol/frame.hpp"
#include "tests/client/store/kit.hpp"

namespace hearth::tests {
namespace {

namespace sync = client::sync;
using base::Error;
using base::ErrorCode;
using store::BytesPlace;

constexpr std::size_t kPart = base::kBlobPartBytesMax;

// Both lanes to a server in memory, with a network that may be cut.
class Network final : public sync::Transport, public sync::BlobTransport {
public:
    Network(MemoryServer& server, Tablet& tablet) : m_server(server), m_tablet(tablet) {}

    std::size_t partsUntilCut = SIZE_MAX;
    bool losesAnswer = false;  // of the part at which it is cut
    std::optional<Error> refusal;
    std::optional<Error> failure;
    std::vector<std::string> order;

    base::Result<base::Bytes> exchange(base::ByteView frame) override {
        order.emplace_back("records");
        const auto request = protocol::decodeFrame(frame, base::kExchangeBytesMax);
        if (!request) return request.error();
        protocol::ServerSession session(m_server, m_tablet.peer());
        HEARTH_TRY(session.receive(*request));
        const auto reply = session.reply();
        if (!reply) return reply.error();
        return protocol::encodeFrame(*reply, base::kReplyBytesMax);
    }
    base::Result<sync::BlobPutAnswer> putPart(const base::Digest& hash, std::uint64_t size,
                                              std::uint64_t offset, base::ByteView bytes) override {
        order.emplace_back("part");
        if (failure) return *failure;
        if (partsUntilCut == 0) {
            if (losesAnswer) m_server.takePart(hash, size, offset, bytes);
            return Error(ErrorCode::Unreachable, "cut");
        }
        --partsUntilCut;
        if (refusal) {
            protocol::BlobState state;
            state.set_hash(hash.bytes());
            state.set_size(size);
            return sync::BlobPutAnswer{state, refusal};
        }
        return sync::BlobPutAnswer{m_server.takePart(hash, size, offset, bytes), {}};
    }
    base::Result<std::optional<sync::BlobPiece>> getPart(const base::Digest& hash,
                                                         std::uint64_t offset) override {
        order.emplace_back("fetch");
        if (partsUntilCut == 0) return Error(ErrorCode::Unreachable, "cut");
        --partsUntilCut;
        const auto known = m_server.blobState(m_tablet.peer(), hash);
        if (!known) return known.error();
        if (!*known || !(*known)->complete()) return std::optional<sync::BlobPiece>{};
        const base::Bytes& bytes = m_server.state.blobs.at(hash);
        return std::optional(sync::BlobPiece{bytes.size(), bytes.substr(offset, kPart)});
    }

private:
    MemoryServer& m_server;
    Tablet& m_tablet;
};

class BlobLane : public ::testing::Test {
protected:
    BlobLane() {
        grantBoth(server, tablet);
        grantBoth(server, other);
        engine.carryAttachmentsOver(network);
        otherEngine.carryAttachmentsOver(otherNetwork);
    }
    static BytesPlace placeOn(Tablet& where, const base::Digest& hash) {
        return where->attachments().state(hash).value().place;
    }

    MemoryServer server;
    Tablet tablet{1};
    Tablet other{2};
    Network network{server, tablet};
    Network otherNetwork{server, other};
    sync::OnStore direct = [](const std::function<void()>& job) { job(); };
    sync::SyncEngine engine{*tablet, tablet.signer(), network, direct};
    sync::SyncEngine otherEngine{*other, other.signer(), otherNetwork, direct};
    base::SeededRandom random{1};
    base::Bytes bytes = picture(3 * kPart);
    base::Digest hash = crypto::sha256(bytes);
};

TEST_F(BlobLane, CarriesAPictureAfterTheRecords) {
    attach(tablet, kFamily, bytes);
    const auto report = engine.runOnce();
    EXPECT_TRUE(report.complete);
    EXPECT_EQ(report.attachments.sent, 1U);
    EXPECT_EQ(report.attachments.bytesSent, bytes.size());
    EXPECT_EQ(network.order, (std::vector<std::string>{"records", "part", "part", "part"}));
    EXPECT_EQ(server.state.blobs.at(hash), bytes);
    EXPECT_TRUE(report.notices.empty());
}

TEST_F(BlobLane, GoesOnAfterACutAtAnyPartWhetherTheServerTookItOrNot) {
    for (const bool losesAnswer : {false, true}) {
        for (std::size_t cut = 0; cut < 3; ++cut) {
            const base::Bytes next = picture(3 * kPart, 100 + cut + (losesAnswer ? 10 : 0));
            attach(tablet, kFamily, next);
            network.partsUntilCut = cut;
            network.losesAnswer = losesAnswer;
            const auto first = engine.runOnce();
            EXPECT_TRUE(first.complete) << "the records are through";
            network.partsUntilCut = SIZE_MAX;
            network.order.clear();
            const auto second = engine.runOnce();
            const std::size_t taken = cut + (losesAnswer ? 1 : 0);
            EXPECT_EQ(second.attachments.bytesSent, (3 - taken) * kPart) << cut;
            EXPECT_EQ(server.state.blobs.at(crypto::sha256(next)), next);
        }
    }
}

TEST_F(BlobLane, LeavesTheRecordsTheirTurnAndComesBackSoon) {
    const std::size_t large = sync::kBlobBytesPerRun + 2 * kPart;
    const base::Bytes photo = picture(large);
    attach(tablet, kFamily, photo);
    const auto first = engine.runOnce();
    EXPECT_TRUE(first.attachments.more);
    EXPECT_EQ(first.attachments.bytesSent, sync::kBlobBytesPerRun);
    EXPECT_LT(engine.nextDelay(random), base::seconds(5));
    const auto second = engine.runOnce();
    EXPECT_FALSE(second.attachments.more);
    EXPECT_EQ(second.attachments.sent, 1U);
    EXPECT_GE(engine.nextDelay(random), base::seconds(30));
    EXPECT_EQ(server.state.blobs.at(crypto::sha256(photo)), photo);
}

TEST_F(BlobLane, IsCompleteOnAnotherTabletOnlyWhenTheBytesAreThere) {
    attach(tablet, kFamily, bytes);
    network.partsUntilCut = 2;
    ASSERT_TRUE(engine.runOnce().complete);
    ASSERT_TRUE(otherEngine.runOnce().complete);
    EXPECT_EQ(placeOn(other, hash), BytesPlace::NotYet);
    ASSERT_TRUE(other->attachments().want(hash));
    ASSERT_TRUE(otherEngine.runOnce().complete) << "not there yet is no failure";
    EXPECT_EQ(placeOn(other, hash), BytesPlace::NotYet);
    network.partsUntilCut = SIZE_MAX;
    ASSERT_TRUE(engine.runOnce().complete);
    const auto report = otherEngine.runOnce();
    EXPECT_EQ(report.attachments.fetched, 1U);
    EXPECT_EQ(placeOn(other, hash), BytesPlace::HereAndAtServer);
    EXPECT_EQ(other->attachments().bytes(hash).value(), bytes);
}

TEST_F(BlobLane, FetchingGoesOnAfterACut) {
    attach(tablet, kFamily, bytes);
    ASSERT_TRUE(engine.runOnce().complete);
    ASSERT_TRUE(otherEngine.runOnce().complete);
    ASSERT_TRUE(other->attachments().want(hash));
    otherNetwork.partsUntilCut = 1;
    ASSERT_TRUE(otherEngine.runOnce().complete);
    otherNetwork.partsUntilCut = SIZE_MAX;
    EXPECT_EQ(otherEngine.runOnce().attachments.bytesFetched, 2 * kPart);
    EXPECT_EQ(other->attachments().bytes(hash).value(), bytes);
}

TEST_F(BlobLane, ACaseLeavesInTheRunThatBroughtItsPictureHome) {
    attach(tablet, kFamily, bytes);
    network.partsUntilCut = 0;
    ASSERT_TRUE(engine.runOnce().complete);
    server.grants[tablet.worker()].erase(kFamily);
    const auto waiting = engine.runOnce();
    EXPECT_EQ(waiting.progress.scopesLeft, 0U);
    EXPECT_EQ(tablet->attachments().bytes(hash).value(), bytes);
    network.partsUntilCut = SIZE_MAX;
    const auto report = engine.runOnce();
    EXPECT_EQ(server.state.blobs.at(hash), bytes);
    EXPECT_EQ(report.progress.scopesLeft, 1U);
    EXPECT_EQ(report.progress.scopesWaiting, 0U);
    EXPECT_FALSE(tablet->attachments().bytes(hash).value());
    EXPECT_EQ(server.receipts.size(), 1U);
}

TEST_F(BlobLane, AServerThatNeverTakesAPictureIsToldOfAndDoesNotHoldUpTheRest) {
    attach(tablet, kFamily, bytes);
    network.refusal = Error(ErrorCode::InvalidArgument, "another hash");
    const auto report = engine.runOnce();
    EXPECT_TRUE(report.complete);
    EXPECT_EQ(report.attachments.refused, 1U);
    ASSERT_EQ(report.notices.size(), 1U);
    EXPECT_NE(report.notices[0].find("safe on this tablet"), std::string::npos);
    EXPECT_LE(network.order.size(), 5U) << "not for ever";
    network.refusal = Error(ErrorCode::TooLarge, "too large");
    EXPECT_EQ(engine.runOnce().attachments.refused, 1U);
    network.refusal.reset();
    EXPECT_EQ(engine.runOnce().attachments.sent, 1U);
    EXPECT_EQ(tablet->attachments().bytes(hash).value(), bytes);
}

TEST_F(BlobLane, AFullServerLosesNothingAndIsNamed) {
    attach(tablet, kFamily, bytes);
    network.failure = Error(ErrorCode::DiskFull, "nothing was taken");
    const auto report = engine.runOnce();
    EXPECT_TRUE(report.complete);
    ASSERT_EQ(report.notices.size(), 1U);
    EXPECT_NE(report.notices[0].find("no room"), std::string::npos);
    network.failure.reset();
    EXPECT_EQ(engine.runOnce().attachments.sent, 1U);
}

TEST_F(BlobLane, EndsWhenTheTabletIsLockedMeanwhile) {
    attach(tablet, kFamily, bytes);
    const sync::OnStore stopped = [](const std::function<void()>&) {};
    sync::BlobLane lane(tablet->attachments(), network, stopped);
    EXPECT_EQ(lane.run().error().code(), ErrorCode::Busy);
    EXPECT_TRUE(network.order.empty());
}

}  // namespace
}  // namespace hearth::tests

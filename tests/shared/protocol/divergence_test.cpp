// Histories that parted: clones, restored servers, tablets that know more than the server. Nothing
// of a doubtful push is taken, and the tablet learns what it is.
#include <gtest/gtest.h>

#include "tests/shared/protocol/fake_tablet.hpp"

namespace hearth::tests {
namespace {

using base::ErrorCode;
using protocol::Exchange;

// What the server says to the tablet's next exchange; the tablet hears it.
std::optional<protocol::Diverged> divergenceOf(FakeTablet& tablet, FakeServer& server) {
    protocol::ClientSession session(tablet);
    const Exchange reply = server.answer(*session.next().value());
    for (const auto& message : reply.messages())
        if (message.has_diverged()) return message.diverged();
    return std::nullopt;
}

class Divergence : public ::testing::Test {
protected:
    // One edit is at the server and acknowledged.
    Divergence() {
        original.write(1);
        INVARIANT(original.syncWith(server).has_value());
        server.forks = 0;
    }
    void expect(FakeTablet& tablet, protocol::DivergenceKind kind) {
        const std::size_t before = server.log.size();
        const auto diverged = divergenceOf(tablet, server);
        ASSERT_TRUE(diverged.has_value());
        EXPECT_EQ(diverged->kind(), kind);
        EXPECT_EQ(diverged->acked_seq(), before == 0 ? 0U : server.log.back().edit.seq);
        EXPECT_EQ(server.log.size(), before) << "nothing of the push is taken";
    }

    FakeServer server;
    FakeTablet original;
};

TEST_F(Divergence, ACloneWhoseNextEditContinuesAnotherChainIsNoticed) {
    FakeTablet clone;
    clone.write(8);  // it had this one acknowledged elsewhere
    clone.acked = 1;
    clone.write(9);
    expect(clone, protocol::SEQ_FORKED);
    EXPECT_EQ(server.forks, 0) << "a clone says nothing about the server's history";
}

TEST_F(Divergence, ACloneThatSendsAnotherEditUnderANumberThatIsTakenIsNoticed) {
    FakeTablet clone;
    clone.write(8);
    clone.write(9);
    expect(clone, protocol::SEQ_FORKED);
}

TEST_F(Divergence, ATabletThatWasPutBackIsNoticedThoughItSendsNothing) {
    original.write(2);
    ASSERT_TRUE(original.syncWith(server).has_value());
    FakeTablet putBack;
    putBack.edits = {original.edits[0]};
    putBack.acked = 1;
    expect(putBack, protocol::SEQ_FORKED);
}

TEST_F(Divergence, AServerThatLacksWhatLiesBeforeAPushAsksForItInANewEpoch) {
    FakeTablet tablet;
    tablet.edits = original.edits;
    tablet.write(2);
    tablet.write(3);
    tablet.acked = 2;
    server.log.clear();  // a server of yesterday; the tablet has had no checkpoint yet
    server.entities.clear();
    expect(tablet, protocol::TABLET_AHEAD);
    EXPECT_EQ(server.forks, 1);
}

TEST_F(Divergence, AServerThatWentOnInAnotherWayAfterARestoreIsNoticed) {
    server.log.clear();
    server.entities.clear();
    FakeTablet other;
    other.incarnation = idOf<base::Incarnation>(0x12);
    // As many edits as before, by somebody else: the revision is there, its content is not.
    records::Edit edit = records::decodeEdit(makeEdit(1, "", 7)).value();
    edit.incarnation = other.incarnation;
    other.edits = {records::encodeEdit(edit)};
    ASSERT_TRUE(other.syncWith(server).has_value());
    const auto diverged = divergenceOf(original, server);
    ASSERT_TRUE(diverged.has_value());
    EXPECT_EQ(diverged->kind(), protocol::CHAIN_DIFFERS);
    EXPECT_EQ(server.forks, 1);
    ASSERT_TRUE(original.syncWith(server).has_value());
    EXPECT_EQ(server.log.size(), 2U) << "both are there in the end";
}

TEST_F(Divergence, OffersThatNobodyCouldHaveAreNeitherKnownNorWanted) {
    protocol::ClientSession session(original);
    Exchange request = *session.next().value();
    protocol::Reoffer& reoffer = *request.add_messages()->mutable_reoffer();
    reoffer.add_edits()->set_edit_id("short");
    reoffer.mutable_edits(0)->set_hash(base::Digest{}.bytes());
    reoffer.add_edits()->set_edit_id(idOf<base::EditId>(1).bytes());
    reoffer.mutable_edits(1)->set_hash("short");
    const Exchange reply = server.answer(request);
    bool answered = false;
    for (const auto& message : reply.messages()) {
        if (!message.has_want()) continue;
        answered = true;
        EXPECT_EQ(message.want().known_size() + message.want().edit_ids_size(), 0);
    }
    EXPECT_TRUE(answered);
}

TEST_F(Divergence, AnEditOfTheSameIdWithOtherBytesIsNotTakenForTheOneThatIsKnown) {
    protocol::ClientSession session(original);
    Exchange request = *session.next().value();
    protocol::OfferedEdit& offered = *request.add_messages()->mutable_reoffer()->add_edits();
    offered.set_edit_id(idOf<base::EditId>(1).bytes());
    offered.set_hash(base::Bytes(32, 'x'));
    const Exchange reply = server.answer(request);
    int wanted = 0;
    for (const auto& message : reply.messages())
        wanted += message.want().edit_ids_size();
    EXPECT_EQ(wanted, 1);
}

// --- at the tablet ------------------------------------------------------------------------------

TEST(ClientDivergence, ATabletGivesUpOnAServerThatTakesItForAnotherAgainAndAgain) {
    FakeTablet tablet;
    protocol::ClientSession session(tablet);
    base::Status last;
    std::size_t exchanges = 0;
    while (last && exchanges < 10) {
        ASSERT_TRUE(session.next().value().has_value());
        Exchange reply;
        reply.add_messages()->mutable_welcome();
        protocol::Diverged& diverged = *reply.add_messages()->mutable_diverged();
        diverged.set_kind(protocol::EPOCH_CHANGED);
        diverged.set_epoch(idOf<base::Epoch>(static_cast<std::uint8_t>(exchanges)).bytes());
        last = session.receive(reply);
        ++exchanges;
    }
    EXPECT_EQ(last.error().code(), ErrorCode::Refused);
    EXPECT_EQ(exchanges, 5U);
    EXPECT_EQ(tablet.divergences.size(), 4U);
}

TEST(ClientDivergence, AnEpochThatIsNoneIsRefusedBeforeAnythingIsForgotten) {
    FakeTablet tablet;
    protocol::ClientSession session(tablet);
    ASSERT_TRUE(session.next().value().has_value());
    Exchange reply;
    reply.add_messages()->mutable_diverged()->set_epoch("short");
    EXPECT_EQ(session.receive(reply).error().code(), ErrorCode::Malformed);
    EXPECT_TRUE(tablet.divergences.empty());
}

// A tablet of before its first checkpoint cannot show a server that its epoch is another.
class LateFinder final : public FakeTablet {
public:
    base::Status checkpointComplete(const protocol::Checkpoint& reached) override {
        if (!checkpoint) offering = true;
        return FakeTablet::checkpointComplete(reached);
    }
};

TEST(ClientDivergence, WhatWasAcknowledgedInAnotherHistoryIsOfferedAfterTheFirstCheckpoint) {
    FakeServer server;
    LateFinder tablet;
    tablet.write(1);
    const auto progress = tablet.syncWith(server);
    ASSERT_TRUE(progress) << progress.error().message();
    EXPECT_EQ(progress->editsOffered, 1U);
    EXPECT_EQ(tablet.known, 1U);
    EXPECT_EQ(server.log.size(), 1U);
}

}  // namespace
}  // namespace hearth::tests

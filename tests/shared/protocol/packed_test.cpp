// Pages of a first sync as the server keeps them: who gets them, and what comes after them.
#include <gtest/gtest.h>

#include "tests/shared/protocol/packing_server.hpp"

namespace hearth::tests {
namespace {

class PackedPages : public testing::Test {
protected:
    PackedPages() {
        for (std::uint8_t n = 1; n <= 30; ++n)
            server.put(n, "words of record " + std::to_string(n));
        server.packAll(300);
    }
    void expectHeldAsAtTheServer() {
        EXPECT_EQ(tablet.held[kCase.bytes()].digest(), server.scopeHead(kCase).value().digest);
        std::map<base::Bytes, records::Entity> there;
        for (const auto& [rev, entity] : server.entities[kCase])
            there[entity.key.id.bytes()] = entity;
        EXPECT_EQ(tablet.base[kCase.bytes()], there);
    }

    PackingServer server;
    FakeTablet tablet;
};

TEST_F(PackedPages, AreAllThatAFirstSyncNeeds) {
    ASSERT_GT(server.kept.size(), 3U);
    const auto progress = tablet.syncWith(server).value();
    EXPECT_EQ(progress.entitiesReceived, 30U);
    EXPECT_EQ(progress.digestRepairs, 0U);
    EXPECT_EQ(server.handedOut, server.kept.size());
    expectHeldAsAtTheServer();
}

TEST_F(PackedPages, AreFollowedByWhatChangedSinceInItsNewerState) {
    server.put(3, "better words");
    server.put(7, "gone", true);
    server.put(31, "a new record");
    const auto progress = tablet.syncWith(server).value();
    // Records 3 and 7 came twice.
    EXPECT_EQ(progress.entitiesReceived, 33U);
    EXPECT_EQ(progress.digestRepairs, 0U);
    expectHeldAsAtTheServer();
    EXPECT_TRUE(tablet.base[kCase.bytes()][idOf<base::EntityId>(7).bytes()].retired.has_value());
}

TEST_F(PackedPages, AreRightThoughARecordChangedBetweenTwoOfThem) {
    server.kept.erase(std::next(server.kept.begin(), 2), server.kept.end());
    server.put(30, "changed before its page was packed");
    server.put(1, "changed after its page was packed");
    server.packAll(300);
    server.put(2, "changed after everything was packed");
    EXPECT_EQ(tablet.syncWith(server).value().digestRepairs, 0U);
    expectHeldAsAtTheServer();
}

TEST_F(PackedPages, AreNotForATabletThatDoesNotReadThem) {
    const auto reply = pulled(server, 0, false);
    EXPECT_EQ(packedIn(reply), 0U);
    EXPECT_EQ(ordinaryIn(reply), 1U);
}

TEST_F(PackedPages, AreNotForATabletThatHoldsTheScope) {
    server.put(3, "better words");
    const auto reply = pulled(server, 30, true, base::Bytes(32, 'd'));
    EXPECT_EQ(packedIn(reply), 0U);
    ASSERT_EQ(ordinaryIn(reply), 1U);
    EXPECT_EQ(reply.messages(2).page().entities_size(), 1);
}

TEST_F(PackedPages, GoOnWhereTheLastAnswerEnded) {
    const records::Rev second = server.kept.begin()->second.nextCursor;
    EXPECT_EQ(packedIn(pulled(server, second, true)), server.kept.size() - 1);
}

TEST_F(PackedPages, AreLeftOutInFavourOfOrdinaryOnesForATabletInTheMiddleOfOne) {
    const auto reply = pulled(server, 2, true);
    EXPECT_EQ(packedIn(reply), 0U);
    ASSERT_EQ(ordinaryIn(reply), 1U);
    EXPECT_EQ(reply.messages(2).page().entities_size(), 28);
}

TEST_F(PackedPages, OfOneAnswerHoldNoMoreThanMayBeTogether) {
    server.kept.clear();
    for (std::uint8_t n = 1; n <= 60; ++n)
        server.put(n, std::string(300'000, static_cast<char>('a' + n % 20)));
    server.packAll(protocol::kPackedPageBytes);
    protocol::ClientSession session(tablet);
    std::size_t exchanges = 0;
    std::size_t stagedMost = 0;
    while (true) {
        const auto request = session.next().value();
        if (!request) break;
        ++exchanges;
        const auto reply = server.answer(*request);
        std::size_t unpacked = 0;
        for (const protocol::Message& message : reply.messages())
            if (message.has_packed_page())
                unpacked += protocol::unpackedSize(message.packed_page().packed()).value();
        EXPECT_LE(unpacked, protocol::kPackedRoomBytes);
        // Next to nothing on the wire, and not packed a second time.
        const auto frame = protocol::encodeFrame(reply, base::kReplyBytesMax).value();
        EXPECT_LT(frame.size(), 20'000U);
        ASSERT_TRUE(session.receive(reply));
        stagedMost = std::max(stagedMost, tablet.staged.size());
    }
    // 18 MB, at most 4 MiB an answer.
    EXPECT_GE(exchanges, 5U);
    EXPECT_GT(stagedMost, 5U);
    EXPECT_TRUE(tablet.staged.empty());
    expectHeldAsAtTheServer();
}

TEST_F(PackedPages, ALargeRevisionAfterPackedPagesWaitsForTheNextAnswer) {
    server.kept.clear();
    for (std::uint8_t n = 1; n <= 18; ++n)
        server.put(n, std::string(200'000, 'p'));
    server.packAll(protocol::kPackedPageBytes);
    server.put(50, "changed together with much else");
    server.besideBytes = 4'500'000;
    const auto first = pulled(server, 0, true);
    EXPECT_GT(packedIn(first), 1U);
    EXPECT_EQ(ordinaryIn(first), 0U);
    EXPECT_TRUE(first.messages(first.messages_size() - 1).has_more());
    const auto second = pulled(server, server.kept.rbegin()->second.nextCursor, true);
    EXPECT_EQ(ordinaryIn(second), 1U);
    EXPECT_TRUE(second.messages(second.messages_size() - 1).has_done());
}

TEST_F(PackedPages, WhatARunThatWasCutOffHadStagedIsNotMixedIntoTheNext) {
    protocol::Page left;
    left.set_scope_id(kCase.bytes());
    tablet.staged.push_back(left);
    protocol::ClientSession session(tablet);
    ASSERT_TRUE(session.next().value());
    EXPECT_TRUE(tablet.staged.empty());
}

TEST(PackedFrame, IsNotPackedAgainUnlessMuchOfItIsNotPacked) {
    protocol::Exchange exchange;
    const std::string random = crypto::SigningKey::generate().value().publicDer().value();
    exchange.add_messages()->mutable_packed_page()->set_packed(random + random + random + random +
                                                               random + random);
    EXPECT_EQ(protocol::encodeFrame(exchange, base::kReplyBytesMax).value()[1], 0);
    exchange.add_messages()->mutable_page()->set_scope_id(std::string(5'000, 's'));
    const auto frame = protocol::encodeFrame(exchange, base::kReplyBytesMax).value();
    EXPECT_EQ(frame[1], 1);
    EXPECT_EQ(protocol::decodeFrame(frame, base::kReplyBytesMax).value().SerializeAsString(),
              exchange.SerializeAsString());
}

// --- hostile ------------------------------------------------------------------------------------

class HostilePackedPage : public testing::Test {
protected:
    HostilePackedPage() {
        server.put(1, "one");
        server.put(2, "two");
        page = server.page(kCase, 0, 1'000).value();
    }
    // What the tablet makes of a checkpoint with these messages after it.
    base::Status heard(const std::vector<protocol::PackedPage>& pages) {
        protocol::ClientSession session(tablet);
        protocol::Exchange reply = server.answer(*session.next().value());
        while (!reply.messages(reply.messages_size() - 1).has_checkpoint())
            reply.mutable_messages()->RemoveLast();
        for (const protocol::PackedPage& packed : pages)
            *reply.add_messages()->mutable_packed_page() = packed;
        return session.receive(reply);
    }
    void expectRefused(const std::vector<protocol::PackedPage>& pages,
                       base::ErrorCode code = base::ErrorCode::Malformed) {
        const base::Status status = heard(pages);
        ASSERT_FALSE(status);
        EXPECT_EQ(status.error().code(), code);
        EXPECT_TRUE(tablet.held.empty());
    }
    static protocol::PackedPage of(const base::Bytes& packed) {
        protocol::PackedPage message;
        message.set_scope_id(kCase.bytes());
        message.set_packed(packed);
        return message;
    }
    protocol::PackedPage honest() const { return protocol::packPage(page).value().page; }

    PackingServer server;
    FakeTablet tablet;
    protocol::Page page;
};

TEST_F(HostilePackedPage, IsTakenWhenItIsHonest) {
    EXPECT_TRUE(heard({honest()}));
}

TEST_F(HostilePackedPage, OfAScopeTheCheckpointDoesNotHaveIsMalformed) {
    page.set_scope_id(idOf<base::ScopeId>(0xCB).bytes());
    expectRefused({honest()});
}

TEST_F(HostilePackedPage, ThatHoldsAnotherScopeThanItSaysIsMalformed) {
    page.set_scope_id(idOf<base::ScopeId>(0xCB).bytes());
    expectRefused({of(honest().packed())});
}

TEST_F(HostilePackedPage, ThatIsNoZstdFrameOrDoesNotStateItsSizeIsMalformed) {
    expectRefused({of("")});
    expectRefused({of("words")});
    // A frame header without a content size.
    expectRefused({of(base::Bytes("\x28\xb5\x2f\xfd\x00\x58\x01\x00\x00", 9))});
}

TEST_F(HostilePackedPage, ThatIsDamagedOrHoldsSomethingElseIsMalformed) {
    base::Bytes cut = honest().packed();
    cut.resize(cut.size() / 2);
    expectRefused({of(cut)});
    expectRefused({of(honest().packed() + honest().packed())});
    expectRefused({of(protocol::pack("not a page at all", 3).value())});
}

TEST_F(HostilePackedPage, ThatWouldUnpackBeyondTheLimitIsRefusedBeforeItIsUnpacked) {
    const base::Bytes large(base::kReplyBytesMax + 1, 'a');
    expectRefused({of(protocol::pack(large, 3).value())}, base::ErrorCode::TooLarge);
    // It says so, and holds nothing.
    expectRefused({of(base::Bytes("\x28\xb5\x2f\xfd\xe0\xff\xff\xff\xff\xff\xff\x00\x00", 13))},
                  base::ErrorCode::TooLarge);
}

TEST_F(HostilePackedPage, TogetherWithOthersOverTheLimitIsRefused) {
    std::vector<protocol::PackedPage> pages;
    for (int i = 0; i < 3; ++i) {
        page.set_next_cursor(page.next_cursor() + 1);
        page.mutable_entities(0)->set_body(base::Bytes(base::kReplyBytesMax * 2 / 5, 'b'));
        pages.push_back(honest());
    }
    expectRefused(pages, base::ErrorCode::TooLarge);
}

TEST_F(HostilePackedPage, ThatGetsNowhereOrGoesBackIsMalformed) {
    expectRefused({honest(), honest()});
    protocol::Page earlier = page;
    earlier.set_next_cursor(1);
    expectRefused({honest(), protocol::packPage(earlier).value().page});
    earlier.set_next_cursor(0);
    expectRefused({protocol::packPage(earlier).value().page});
}

TEST_F(HostilePackedPage, BeforeTheCheckpointIsMalformed) {
    protocol::ClientSession session(tablet);
    ASSERT_TRUE(session.next().value());
    protocol::Exchange reply;
    *reply.add_messages()->mutable_packed_page() = honest();
    EXPECT_EQ(session.receive(reply).error().code(), base::ErrorCode::Malformed);
}

}  // namespace
}  // namespace hearth::tests

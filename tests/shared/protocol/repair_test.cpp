// A tablet that differs, a server that lacks edits, removals that are too many: the machines'
// questions and answers about them.
#include <gtest/gtest.h>

#include "tests/shared/protocol/fake_tablet.hpp"

namespace hearth::tests {
namespace {

using base::ErrorCode;

base::ErrorCode failureOf(const protocol::Exchange& reply) {
    INVARIANT(reply.messages_size() == 1 && reply.messages(0).has_failure());
    return static_cast<ErrorCode>(reply.messages(0).failure().code());
}

TEST(Session, ATabletThatLostARowGetsItBackThroughTheDigest) {
    FakeServer server;
    FakeTablet tablet;
    tablet.write(1);
    tablet.write(2);
    ASSERT_TRUE(tablet.syncWith(server).has_value());
    tablet.base[kCase.bytes()].erase(tablet.base[kCase.bytes()].begin());
    protocol::ScopeDigest digest;
    for (const auto& [id, entity] : tablet.base[kCase.bytes()])
        digest.add(entity);
    tablet.held[kCase.bytes()].set_digest(digest.bytes());
    ASSERT_TRUE(tablet.syncWith(server).has_value());
    EXPECT_EQ(tablet.base[kCase.bytes()].size(), 2U);
    EXPECT_EQ(server.fetched, 1U) << "only what differs";
    EXPECT_EQ(tablet.startedAnew, 0U);
}

TEST(Session, ALongManifestComesInPagesAndManyDifferencesInParts) {
    FakeServer server;
    FakeTablet tablet;
    for (std::uint8_t n = 1; n <= 20; ++n)
        tablet.write(n, 90'000);
    std::vector<base::Bytes> all = std::move(tablet.edits);
    tablet.edits.clear();
    for (const auto& edit : all) {
        tablet.edits.push_back(edit);
        if (tablet.edits.size() % 5 != 0) continue;
        ASSERT_TRUE(tablet.syncWith(server).has_value());
    }
    tablet.base.clear();
    tablet.held[kCase.bytes()].set_digest(protocol::ScopeDigest{}.bytes());
    server.manifestMax = 6;
    const auto progress = tablet.syncWith(server);
    ASSERT_TRUE(progress) << progress.error().message();
    EXPECT_EQ(server.manifests, 4U);
    EXPECT_EQ(server.fetched, 20U);
    EXPECT_GT(progress->exchanges, 1U + 4U + 2U) << "an answer is no larger than a page";
    EXPECT_EQ(tablet.base[kCase.bytes()].size(), 20U);
}

TEST(Session, OfThreeEditsThatAreOfferedOnlyTheOneThatIsMissingIsPushedAgain) {
    FakeServer server;
    FakeTablet tablet;
    for (std::uint8_t n = 1; n <= 3; ++n)
        tablet.write(n);
    ASSERT_TRUE(tablet.syncWith(server).has_value());
    server.log.pop_back();
    server.entities[kCase].erase(3);
    const auto progress = tablet.syncWith(server).value();
    EXPECT_EQ(progress.editsOffered, 3U);
    EXPECT_EQ(tablet.known, 2U);
    EXPECT_EQ(server.missed.size(), 1U) << "the administrator is told of one";
    EXPECT_TRUE(server.copies.empty());
    EXPECT_EQ(progress.editsSent, 1U);
    EXPECT_EQ(server.log.size(), 3U);
}

TEST(Session, ARefusedRemovalIsToldAndTheRunGoesOn) {
    FakeServer server;
    FakeTablet tablet;
    tablet.write(1);
    ASSERT_TRUE(tablet.syncWith(server).has_value());
    server.scopes.clear();
    tablet.refuseRemovals = true;
    tablet.write(2);
    const auto progress = tablet.syncWith(server);
    ASSERT_TRUE(progress) << progress.error().message();
    EXPECT_EQ(progress->removalsRefused, 1U);
    EXPECT_EQ(server.log.size(), 2U);
    EXPECT_TRUE(server.receipts.empty());
}

TEST(Session, AnOldAppIsToldToUpdateAndWhatItHasRecordedIsTaken) {
    FakeServer server;
    server.minimumSchema = records::kSchemaVersion + 1;
    FakeTablet tablet;
    tablet.write(1);
    const auto progress = tablet.syncWith(server).value();
    EXPECT_TRUE(progress.updateNeeded);
    EXPECT_EQ(server.log.size(), 1U);
}

TEST(ServerSession, SaysNothingOfAScopeThatIsNotTheWorkers) {
    FakeServer server;
    FakeTablet tablet;
    protocol::Exchange request;
    *request.add_messages()->mutable_hello() = tablet.hello().value();
    const auto other = idOf<base::ScopeId>(0x77);
    request.add_messages()->mutable_manifest_request()->set_scope_id(other.bytes());
    protocol::Fetch& fetch = *request.add_messages()->mutable_fetch();
    fetch.set_scope_id(other.bytes());
    *fetch.add_entities() = protocol::refOf({40, idOf<base::EntityId>(1)});
    const auto reply = server.answer(request);
    ASSERT_EQ(reply.messages_size(), 1);
    EXPECT_TRUE(reply.messages(0).has_welcome());
}

TEST(ServerSession, RefusesMoreThanItsLimits) {
    FakeServer server;
    FakeTablet tablet;
    protocol::Exchange offers;
    *offers.add_messages()->mutable_hello() = tablet.hello().value();
    protocol::Exchange fetches = offers;
    protocol::Exchange both = offers;
    protocol::Reoffer& reoffer = *offers.add_messages()->mutable_reoffer();
    for (std::size_t i = 0; i <= base::kReofferEditsMax; ++i)
        reoffer.add_edits();
    EXPECT_EQ(failureOf(server.answer(offers)), ErrorCode::TooLarge);
    protocol::Fetch& fetch = *fetches.add_messages()->mutable_fetch();
    for (std::size_t i = 0; i <= base::kFetchEntitiesMax; ++i)
        fetch.add_entities();
    EXPECT_EQ(failureOf(server.answer(fetches)), ErrorCode::TooLarge);
    both.add_messages()->mutable_pull();
    both.add_messages()->mutable_fetch();
    EXPECT_EQ(failureOf(server.answer(both)), ErrorCode::Malformed);
}

TEST(ClientSession, RefusesARepairThatItDidNotAskFor) {
    for (const bool manifest : {true, false}) {
        FakeTablet tablet;
        protocol::ClientSession session(tablet);
        ASSERT_TRUE(session.next().value().has_value());
        protocol::Exchange reply;
        if (manifest)
            reply.add_messages()->mutable_manifest()->set_scope_id(kCase.bytes());
        else
            reply.add_messages()->mutable_fetched()->set_scope_id(kCase.bytes());
        EXPECT_EQ(session.receive(reply).error().code(), ErrorCode::Malformed);
    }
}

TEST(ClientSession, ASpoiledManifestEndsTheRunInsteadOfTurningInACircle) {
    protocol::ScopeRepair repair(kCase.bytes());
    EXPECT_EQ(repair.listed({}, {}).error().code(), ErrorCode::Malformed);
    protocol::Manifest whole;
    whole.set_complete(true);
    ASSERT_TRUE(repair.listed(whole, {{{40, idOf<base::EntityId>(1)}}, {}}).has_value());
    EXPECT_FALSE(repair.ready());
    EXPECT_EQ(repair.fetched({}).error().code(), ErrorCode::Malformed);
}

}  // namespace
}  // namespace hearth::tests

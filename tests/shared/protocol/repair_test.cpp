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

TEST(ServerSession, SaysThatARecordIsAbsentRatherThanShowOneOfAnotherCase) {
    FakeServer server;
    FakeTablet tablet;
    tablet.write(1);
    ASSERT_TRUE(tablet.syncWith(server).has_value());
    const auto own = idOf<base::ScopeId>(0x77);
    server.scopes = {own};
    protocol::Exchange request;
    *request.add_messages()->mutable_hello() = tablet.hello().value();
    protocol::Fetch& fetch = *request.add_messages()->mutable_fetch();
    fetch.set_scope_id(own.bytes());
    *fetch.add_entities() = protocol::refOf({40, idOf<base::EntityId>(1)});  // of kCase
    *fetch.add_entities() = protocol::refOf({40, idOf<base::EntityId>(2)});  // of none
    const auto reply = server.answer(request);
    ASSERT_EQ(reply.messages_size(), 2);
    EXPECT_EQ(reply.messages(1).fetched().entities_size(), 0);
    EXPECT_EQ(reply.messages(1).fetched().absent_size(), 2);
}

TEST(ServerSession, PassesOverQuestionsAboutNoCaseAndNoRecord) {
    FakeServer server;
    FakeTablet tablet;
    tablet.write(1);
    ASSERT_TRUE(tablet.syncWith(server).has_value());
    protocol::Exchange hello;
    *hello.add_messages()->mutable_hello() = tablet.hello().value();
    for (const int which : {0, 1, 2}) {
        protocol::Exchange request = hello;
        protocol::ManifestRequest& asked = *request.add_messages()->mutable_manifest_request();
        asked.set_scope_id(which == 0 ? base::Bytes("short") : kCase.bytes());
        if (which == 1) asked.mutable_after()->set_entity_id("short");
        if (which == 2) asked.mutable_after()->set_entity_id(idOf<base::EntityId>(1).bytes());
        EXPECT_EQ(server.answer(request).messages_size(), 1) << which;
    }
    protocol::Fetch& fetch = *hello.add_messages()->mutable_fetch();
    fetch.set_scope_id(kCase.bytes());
    fetch.add_entities()->set_entity_id("short");
    const auto reply = server.answer(hello);
    ASSERT_EQ(reply.messages_size(), 2);
    EXPECT_EQ(reply.messages(1).fetched().ByteSizeLong(), 2U + base::ScopeId::kSize);
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
    protocol::Exchange manifest = both;
    both.add_messages()->mutable_fetch();
    EXPECT_EQ(failureOf(server.answer(both)), ErrorCode::Malformed);
    manifest.add_messages()->mutable_manifest_request();
    EXPECT_EQ(failureOf(server.answer(manifest)), ErrorCode::Malformed);
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

// A repair of kCase whose manifest is complete and whose one record is to be fetched.
protocol::ScopeRepair askedFor(std::uint8_t n) {
    protocol::ScopeRepair repair(kCase.bytes());
    protocol::Manifest whole;
    whole.set_complete(true);
    INVARIANT(repair.listed(whole, {{{40, idOf<base::EntityId>(n)}}, {}}).has_value());
    return repair;
}

TEST(ClientSession, DoesNotAskAgainForARecordThatTheServerDoesNotHave) {
    protocol::ScopeRepair repair = askedFor(1);
    protocol::Fetched fetched;
    *fetched.add_absent() = protocol::refOf({40, idOf<base::EntityId>(1)});
    ASSERT_TRUE(repair.fetched(fetched).has_value());
    EXPECT_TRUE(repair.ready());
    EXPECT_TRUE(repair.result().entities.empty());
    ASSERT_EQ(repair.result().absent.size(), 1U) << "what is held of it stays, and counts no more";
}

TEST(ClientSession, RefusesARepairWhoseIdsAreNone) {
    protocol::Manifest odd;
    odd.add_entries()->set_entity_id("short");
    EXPECT_EQ(protocol::ScopeRepair(kCase.bytes()).listed(odd, {}).error().code(),
              ErrorCode::Malformed);
    protocol::Fetched entity;
    entity.add_entities()->set_entity_id("short");
    EXPECT_EQ(askedFor(1).fetched(entity).error().code(), ErrorCode::Malformed);
    protocol::Fetched absent;
    absent.add_absent()->set_entity_id("short");
    EXPECT_EQ(askedFor(1).fetched(absent).error().code(), ErrorCode::Malformed);
    protocol::Fetched typeless;
    typeless.add_absent()->set_entity_id(idOf<base::EntityId>(1).bytes());
    EXPECT_EQ(askedFor(1).fetched(typeless).error().code(), ErrorCode::Malformed);
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

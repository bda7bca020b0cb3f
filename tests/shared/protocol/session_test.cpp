// The two session machines against each other, over real frames and signatures, on in-memory ports.
#include <gtest/gtest.h>

#include "tests/shared/protocol/fake_tablet.hpp"

namespace hearth::tests {
namespace {

using base::ErrorCode;

TEST(Session, ASmallSyncTakesOneExchange) {
    FakeServer server;
    FakeTablet tablet;
    tablet.write(1);
    const auto progress = tablet.syncWith(server).value();
    EXPECT_EQ(progress.exchanges, 1U);
    EXPECT_EQ(progress.editsSent, 1U);
    EXPECT_EQ(server.log.size(), 1U);
    EXPECT_EQ(tablet.base[kCase.bytes()].size(), 1U);
}

TEST(Session, TheServerStoresTheBytesTheTabletWrote) {
    FakeServer server;
    FakeTablet tablet;
    for (std::uint8_t n = 1; n <= 5; ++n)
        tablet.write(n);
    ASSERT_TRUE(tablet.syncWith(server).has_value());
    for (std::size_t i = 0; i < 5; ++i)
        EXPECT_EQ(server.log[i].bytes, tablet.edits[i]);
}

TEST(Session, ASecondRunWithNothingNewSendsNothing) {
    FakeServer server;
    FakeTablet tablet;
    tablet.write(1);
    ASSERT_TRUE(tablet.syncWith(server).has_value());
    const auto again = tablet.syncWith(server).value();
    EXPECT_EQ(again.editsSent, 0U);
    EXPECT_EQ(again.entitiesReceived, 0U);
}

TEST(Session, ALostAnswerIsRepeatedAndHasOneEffect) {
    FakeServer server;
    FakeTablet tablet;
    tablet.write(1);
    protocol::ClientSession lost(tablet);
    (void)server.answer(*lost.next().value());  // the answer never arrives
    const auto progress = tablet.syncWith(server).value();
    EXPECT_EQ(progress.editsSent, 1U);
    EXPECT_EQ(server.log.size(), 1U);
    EXPECT_EQ(tablet.acked, 1U);
}

TEST(Session, AScopeLargerThanAPageArrivesWholeOverSeveralExchanges) {
    FakeServer server;
    FakeTablet writer;
    for (std::uint8_t n = 1; n <= 12; ++n)
        writer.write(n, 200'000);
    // The fake hands out all unsent edits at once; send them in threes, as the real store does by
    // size.
    std::vector<base::Bytes> all = std::move(writer.edits);
    writer.edits.clear();
    for (const auto& edit : all) {
        writer.edits.push_back(edit);
        if (writer.edits.size() % 3 != 0) continue;
        ASSERT_TRUE(writer.syncWith(server).has_value());
    }
    FakeTablet reader;
    reader.edits = writer.edits;
    reader.acked = writer.acked;
    const auto progress = reader.syncWith(server).value();
    EXPECT_GT(progress.exchanges, 1U);
    EXPECT_EQ(reader.base[kCase.bytes()].size(), 12U);
    EXPECT_EQ(progress.scopesDone, 1U);
}

TEST(Session, AServerWithAnotherEpochIsToldWhatItLacksAndNothingIsWiped) {
    FakeServer server;
    FakeTablet tablet;
    for (std::uint8_t n = 1; n <= 3; ++n)
        tablet.write(n);
    ASSERT_TRUE(tablet.syncWith(server).has_value());
    FakeServer restored;
    restored.epoch = idOf<base::Epoch>(0xEF);
    const auto progress = tablet.syncWith(restored).value();
    ASSERT_EQ(tablet.divergences, std::vector{protocol::EPOCH_CHANGED});
    EXPECT_EQ(restored.log.size(), 3U);
    EXPECT_EQ(progress.editsSent, 3U);
    EXPECT_EQ(tablet.base[kCase.bytes()].size(), 3U);
}

TEST(Session, AServerThatHasBegunAnewDoesNotBeginAgainBecauseTheGreetingBringsANewEdit) {
    FakeServer server;
    FakeTablet tablet;
    for (std::uint8_t n = 1; n <= 3; ++n)
        tablet.write(n);
    ASSERT_TRUE(tablet.syncWith(server).has_value());
    FakeServer restored;
    restored.epoch = idOf<base::Epoch>(0xEF);
    tablet.write(4);  // pushed with the first HELLO, with a hole before it
    ASSERT_TRUE(tablet.syncWith(restored).has_value());
    EXPECT_EQ(tablet.divergences, std::vector{protocol::EPOCH_CHANGED});
    EXPECT_EQ(restored.forks, 0) << "every tablet would ask for everything once more";
    EXPECT_EQ(restored.log.size(), 4U);
}

TEST(Session, AServerRestoredFromABackupGetsTheLostEditsBack) {
    FakeServer server;
    FakeTablet tablet;
    for (std::uint8_t n = 1; n <= 3; ++n)
        tablet.write(n);
    ASSERT_TRUE(tablet.syncWith(server).has_value());
    server.log.pop_back();
    server.entities[kCase].erase(3);
    ASSERT_TRUE(tablet.syncWith(server).has_value());
    ASSERT_EQ(tablet.divergences, std::vector{protocol::TABLET_AHEAD});
    EXPECT_EQ(server.log.size(), 3U);
    EXPECT_GE(server.forks, 1) << "the store is told that its history forked";
}

TEST(Session, AClonedTabletIsNoticedBeforeItsEditsAreTaken) {
    FakeServer server;
    FakeTablet original;
    original.write(1);
    ASSERT_TRUE(original.syncWith(server).has_value());
    FakeTablet clone;  // the same incarnation, another edit with the same seq
    clone.write(9);
    protocol::ClientSession session(clone);
    const auto reply = server.answer(*session.next().value());
    ASSERT_TRUE(session.receive(reply).has_value());
    EXPECT_EQ(clone.divergences, std::vector{protocol::SEQ_FORKED});
    EXPECT_TRUE(session.progress().forked) << "the worker is told";
    EXPECT_EQ(server.copies.size(), 1U) << "and the administrator";
    EXPECT_EQ(server.log.size(), 1U);
}

TEST(Session, ADigestThatDiffersFetchesTheScopeAnewOnceAndThenSaysSo) {
    FakeServer server;
    FakeTablet tablet;
    tablet.write(1);
    ASSERT_TRUE(tablet.syncWith(server).has_value());
    server.spoilDigest = true;
    const auto progress = tablet.syncWith(server);
    EXPECT_EQ(progress.error().code(), ErrorCode::Conflict);
    EXPECT_EQ(tablet.base[kCase.bytes()].size(), 1U) << "what the tablet holds stays";
}

TEST(Session, AScopeThatIsNoLongerTheWorkersLeavesTheTabletWithAReceipt) {
    FakeServer server;
    FakeTablet tablet;
    tablet.write(1);
    ASSERT_TRUE(tablet.syncWith(server).has_value());
    server.scopes.clear();
    ASSERT_TRUE(tablet.syncWith(server).has_value());
    EXPECT_EQ(tablet.base.count(kCase.bytes()), 0U);
    ASSERT_EQ(server.receipts.size(), 1U);
    EXPECT_EQ(server.receipts[0].scope_id(), kCase.bytes());
}

TEST(Session, ARevokedScopeStaysWhileUnsentEditsOfItExist) {
    FakeServer server;
    FakeTablet tablet;
    tablet.write(1);
    ASSERT_TRUE(tablet.syncWith(server).has_value());
    server.scopes.clear();
    tablet.unsentInRevokedScope = true;
    ASSERT_TRUE(tablet.syncWith(server).has_value());
    EXPECT_EQ(tablet.base.count(kCase.bytes()), 1U);
    EXPECT_TRUE(server.receipts.empty());
}

// --- what a server must refuse ------------------------------------------------------------------

base::ErrorCode failureOf(const protocol::Exchange& reply) {
    INVARIANT(reply.messages_size() == 1 && reply.messages(0).has_failure());
    return static_cast<ErrorCode>(reply.messages(0).failure().code());
}

TEST(ServerSession, RefusesAnExchangeWithoutHello) {
    FakeServer server;
    EXPECT_EQ(failureOf(server.answer({})), ErrorCode::Malformed);
}

TEST(ServerSession, RefusesAnotherDevicesHello) {
    FakeServer server;
    FakeTablet tablet;
    protocol::Exchange request;
    *request.add_messages()->mutable_hello() = tablet.hello().value();
    request.mutable_messages(0)->mutable_hello()->set_device_id(std::string(16, 'q'));
    EXPECT_EQ(failureOf(server.answer(request)), ErrorCode::Untrusted);
}

TEST(ServerSession, RefusesAProtocolItDoesNotSpeak) {
    FakeServer server;
    FakeTablet tablet;
    protocol::Exchange request;
    *request.add_messages()->mutable_hello() = tablet.hello().value();
    request.mutable_messages(0)->mutable_hello()->set_protocol_min(2);
    request.mutable_messages(0)->mutable_hello()->set_protocol_max(3);
    EXPECT_EQ(failureOf(server.answer(request)), ErrorCode::UnsupportedVersion);
}

protocol::Exchange pushOf(FakeTablet& tablet) {
    protocol::ClientSession session(tablet);
    return *session.next().value();
}

TEST(ServerSession, TakesNothingOfABatchWithAForeignSignature) {
    FakeServer server;
    FakeTablet tablet;
    tablet.write(1);
    protocol::Exchange request = pushOf(tablet);
    const auto other = crypto::SigningKey::generate().value();
    request.mutable_messages(1)->mutable_push()->set_signature(other.sign(tablet.edits[0]).value());
    EXPECT_EQ(failureOf(server.answer(request)), ErrorCode::Untrusted);
    EXPECT_TRUE(server.log.empty());
}

TEST(ServerSession, TakesNothingOfABatchWhoseChainIsBroken) {
    FakeServer server;
    FakeTablet tablet;
    tablet.edits = {makeEdit(1, "", 1), makeEdit(2, "something else", 2)};
    EXPECT_EQ(failureOf(server.answer(pushOf(tablet))), ErrorCode::Untrusted);
    EXPECT_TRUE(server.log.empty());
}

TEST(ServerSession, TakesNothingOfABatchWithAHole) {
    FakeServer server;
    FakeTablet tablet;
    tablet.edits = {makeEdit(1, "", 1), makeEdit(3, makeEdit(1, "", 1), 2)};
    EXPECT_EQ(failureOf(server.answer(pushOf(tablet))), ErrorCode::Malformed);
    EXPECT_TRUE(server.log.empty());
}

TEST(ServerSession, RefusesAnEditThatDoesNotDecode) {
    FakeServer server;
    FakeTablet tablet;
    tablet.edits = {"not an edit"};
    EXPECT_EQ(failureOf(server.answer(pushOf(tablet))), ErrorCode::Malformed);
}

// --- what a tablet must refuse ------------------------------------------------------------------

TEST(ClientSession, StopsWhenTheServerAcknowledgesNothing) {
    FakeTablet tablet;
    tablet.write(1);
    protocol::ClientSession session(tablet);
    ASSERT_TRUE(session.next().value().has_value());
    protocol::Exchange reply;
    reply.add_messages()->mutable_welcome();
    EXPECT_EQ(session.receive(reply).error().code(), ErrorCode::Refused);
}

TEST(ClientSession, PassesOnTheServersSentence) {
    FakeTablet tablet;
    protocol::ClientSession session(tablet);
    ASSERT_TRUE(session.next().value().has_value());
    protocol::Exchange reply;
    auto& failure = *reply.add_messages()->mutable_failure();
    failure.set_code(static_cast<std::uint32_t>(ErrorCode::UnsupportedVersion));
    failure.set_sentence("update the tablet");
    const auto status = session.receive(reply);
    EXPECT_EQ(status.error().code(), ErrorCode::UnsupportedVersion);
    EXPECT_EQ(status.error().detail(), "update the tablet");
}

TEST(ClientSession, WaitsAsLongAsABusyServerAsks) {
    FakeTablet tablet;
    protocol::ClientSession session(tablet);
    ASSERT_TRUE(session.next().value().has_value());
    protocol::Exchange reply;
    reply.add_messages()->mutable_busy()->set_retry_after_millis(1'500);
    EXPECT_EQ(session.receive(reply).error().code(), ErrorCode::Busy);
    EXPECT_EQ(session.retryAfter(), base::Millis{1'500});
}

TEST(ClientSession, RefusesAPageBeforeItsCheckpoint) {
    FakeTablet tablet;
    protocol::ClientSession session(tablet);
    ASSERT_TRUE(session.next().value().has_value());
    protocol::Exchange reply;
    reply.add_messages()->mutable_page()->set_scope_id(kCase.bytes());
    EXPECT_EQ(session.receive(reply).error().code(), ErrorCode::Malformed);
}

TEST(ScopeDigest, DoesNotDependOnTheOrderAndForgetsWhatIsTakenOut) {
    records::Entity one;
    one.key = {40, idOf<base::EntityId>(1)};
    one.rev = 1;
    records::Entity two = one;
    two.rev = 2;
    protocol::ScopeDigest forwards;
    forwards.add(one);
    forwards.add(two);
    protocol::ScopeDigest backwards;
    backwards.add(two);
    backwards.add(one);
    EXPECT_EQ(forwards, backwards);
    forwards.remove(two);
    protocol::ScopeDigest single;
    single.add(one);
    EXPECT_EQ(forwards, single);
    EXPECT_NE(forwards, backwards);
    EXPECT_EQ(protocol::ScopeDigest::fromBytes(single.bytes()).value(), single);
    EXPECT_FALSE(protocol::ScopeDigest::fromBytes("short").has_value());
    EXPECT_EQ(protocol::ScopeDigest::fromBytes("").value(), protocol::ScopeDigest());
}

}  // namespace
}  // namespace hearth::tests

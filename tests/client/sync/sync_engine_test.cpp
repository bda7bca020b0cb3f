// Sync runs: what a worker is told, and when the next one is due.
#include "client/sync/sync_engine.hpp"

#include <gtest/gtest.h>

#include "shared/protocol/frame.hpp"
#include "tests/client/store/kit.hpp"

namespace hearth::tests {
namespace {

namespace sync = client::sync;
using base::Error;
using base::ErrorCode;

// Carries to a server in memory, or fails.
class FakeTransport final : public sync::Transport {
public:
    FakeTransport(MemoryServer& server, Tablet& tablet) : m_server(server), m_tablet(tablet) {}

    std::optional<Error> failure;
    std::optional<protocol::Exchange> answer;
    unsigned calls = 0;

    base::Result<base::Bytes> exchange(base::ByteView frame) override {
        ++calls;
        if (failure) return *failure;
        if (answer) return protocol::encodeFrame(*answer, base::kReplyBytesMax);
        const auto request = protocol::decodeFrame(frame, base::kExchangeBytesMax);
        if (!request) return request.error();
        protocol::ServerSession session(m_server, m_tablet.peer());
        HEARTH_TRY(session.receive(*request));
        const auto reply = session.reply();
        if (!reply) return reply.error();
        return protocol::encodeFrame(*reply, base::kReplyBytesMax);
    }

private:
    MemoryServer& m_server;
    Tablet& m_tablet;
};

class SyncEngine : public ::testing::Test {
protected:
    SyncEngine() { grantBoth(server, tablet); }

    MemoryServer server;
    Tablet tablet{1};
    FakeTransport transport{server, tablet};
    bool locked = false;
    sync::SyncEngine engine{*tablet, tablet.signer(), transport,
                            [this](const std::function<void()>& job) {
                                if (!locked) job();
                            }};
    base::SeededRandom random{1};
};

TEST_F(SyncEngine, RunsUntilBothSidesHaveEverything) {
    tablet.create(kFamily, visitSaying("visit"));
    unsigned watched = 0;
    const auto report = engine.runOnce([&](const protocol::SyncProgress&) { ++watched; });
    EXPECT_TRUE(report.complete) << report.sentence;
    EXPECT_TRUE(report.sentence.empty());
    EXPECT_EQ(report.progress.editsSent, 1U);
    EXPECT_EQ(watched, report.progress.exchanges);
    EXPECT_EQ(server.state.log.size(), 1U);
    EXPECT_EQ(tablet->syncState().value().unsentEdits, 0U);
}

TEST_F(SyncEngine, SaysThatTheWorkIsSafeWhenThereIsNoNetwork) {
    tablet.create(kFamily, visitSaying("visit"));
    transport.failure = Error(ErrorCode::Unreachable, "connecting: refused");
    const auto report = engine.runOnce();
    EXPECT_FALSE(report.complete);
    EXPECT_EQ(report.code, ErrorCode::Unreachable);
    EXPECT_NE(report.sentence.find("safe on this tablet"), std::string::npos);
    EXPECT_EQ(report.sentence.find("refused"), std::string::npos) << "no error codes for workers";
    EXPECT_EQ(tablet->syncState().value().unsentEdits, 1U);
}

TEST_F(SyncEngine, WaitsLongerAfterEachFailureAndNoLongerThanFiveMinutes) {
    transport.failure = Error(ErrorCode::Unreachable, "no network");
    base::Millis before{};
    for (int i = 0; i < 5; ++i) {
        (void)engine.runOnce();
        const base::Millis delay = engine.nextDelay(random);
        EXPECT_GT(delay, before);
        before = {delay.count / 2 + delay.count / 4};
    }
    for (int i = 0; i < 100; ++i)
        (void)engine.runOnce();
    const base::Millis longest = base::minutes(5);
    EXPECT_GE(engine.nextDelay(random), longest);
    EXPECT_LE(engine.nextDelay(random).count, longest.count * 3 / 2);
    transport.failure.reset();
    ASSERT_TRUE(engine.runOnce().complete);
    EXPECT_LT(engine.nextDelay(random), base::minutes(2));
}

TEST_F(SyncEngine, SpreadsTabletsOfOneOffice) {
    std::set<std::int64_t> delays;
    for (int i = 0; i < 50; ++i)
        delays.insert(engine.nextDelay(random).count);
    EXPECT_GT(delays.size(), 10U);
}

TEST_F(SyncEngine, WaitsAsLongAsABusyServerAsks) {
    protocol::Exchange busy;
    busy.add_messages()->mutable_busy()->set_retry_after_millis(700'000);
    transport.answer = busy;
    const auto report = engine.runOnce();
    EXPECT_EQ(report.code, ErrorCode::Busy);
    EXPECT_GE(engine.nextDelay(random).count, 700'000);
}

TEST_F(SyncEngine, AServerThatIsBusyForLongIsWaitedForOnceAndNotForEver) {
    protocol::Exchange busy;
    busy.add_messages()->mutable_busy()->set_retry_after_millis(700'000);
    transport.answer = busy;
    (void)engine.runOnce();
    transport.answer.reset();
    ASSERT_TRUE(engine.runOnce().complete);
    EXPECT_LT(engine.nextDelay(random), base::minutes(2));
}

TEST_F(SyncEngine, TellsTheWorkerThatACaseHasLeftAndThatNothingOfItWasLost) {
    tablet.create(kFamily, visitSaying("visit"));
    ASSERT_TRUE(engine.runOnce().notices.empty());
    server.grants[tablet.worker()].erase(kFamily);
    const auto report = engine.runOnce();
    EXPECT_TRUE(report.complete);
    ASSERT_EQ(report.notices.size(), 1U);
    EXPECT_EQ(report.notices[0].find("1 case left this tablet"), 0U);
    EXPECT_TRUE(engine.runOnce().notices.empty()) << "once";
}

TEST_F(SyncEngine, TellsTheWorkerToFinishAFormOfACaseThatIsLeaving) {
    const auto visit = tablet.create(kFamily, visitSaying("visit"));
    ASSERT_TRUE(engine.runOnce().complete);
    ASSERT_TRUE(tablet->keepTyping("visit/" + visit.id.hex(), "half a sentence"));
    server.grants[tablet.worker()].erase(kFamily);
    const auto report = engine.runOnce();
    ASSERT_EQ(report.notices.size(), 1U);
    EXPECT_NE(report.notices[0].find("Save or discard"), std::string::npos);
}

TEST_F(SyncEngine, TellsTheWorkerThatTheServerCameBackAndWhatWasOfferedToIt) {
    tablet.create(kFamily, visitSaying("in no backup yet"));
    ASSERT_TRUE(engine.runOnce().notices.empty());
    const auto state = server.state;
    server.state = {};
    server.state.epoch = state.epoch;
    server.newEpoch();
    const auto report = engine.runOnce();
    EXPECT_TRUE(report.complete) << report.sentence;
    EXPECT_EQ(server.state.log.size(), 1U);
    ASSERT_EQ(report.notices.size(), 1U);
    EXPECT_NE(report.notices[0].find("came back from an older state"), std::string::npos);
    EXPECT_NE(report.notices[0].find("1 entry"), std::string::npos);
    EXPECT_TRUE(engine.runOnce().notices.empty()) << "once";
}

TEST_F(SyncEngine, SaysThatTheServersDiskIsFullAndNotThisTablets) {
    tablet.create(kFamily, visitSaying("visit"));
    protocol::Exchange full;
    auto& failure = *full.add_messages()->mutable_failure();
    failure.set_code(static_cast<std::uint32_t>(ErrorCode::DiskFull));
    failure.set_sentence("the disk is full: nothing was taken; the server needs attention");
    transport.answer = full;
    const auto report = engine.runOnce();
    EXPECT_EQ(report.code, ErrorCode::Refused);
    EXPECT_EQ(report.sentence.find("This tablet is full"), std::string::npos) << report.sentence;
    EXPECT_NE(report.sentence.find("The server refused"), std::string::npos);
}

TEST_F(SyncEngine, ReportsAServerThatWouldEmptyTheTablet) {
    for (int i = 0; i < 40; ++i)
        tablet.create(kFamily, visitSaying("visit"));
    ASSERT_TRUE(engine.runOnce().complete);
    server.grants[tablet.worker()].erase(kFamily);
    const auto report = engine.runOnce();
    EXPECT_TRUE(report.complete);
    ASSERT_EQ(report.notices.size(), 1U);
    EXPECT_NE(report.notices[0].find("Nothing of it was removed"), std::string::npos);
}

TEST_F(SyncEngine, AnOldAppTakesNothingNewAndLosesNothingThatWasRecorded) {
    const auto visit = tablet.create(kFamily, visitSaying("recorded before it was told"));
    server.minimumSchema = records::kSchemaVersion + 1;
    const auto report = engine.runOnce();
    EXPECT_TRUE(report.complete);
    ASSERT_EQ(report.notices.size(), 1U);
    EXPECT_NE(report.notices[0].find("Update the app"), std::string::npos);
    EXPECT_EQ(server.state.entities.count(visit), 1U);
    EXPECT_TRUE(tablet->syncState().value().updateNeeded);
    const std::string form = "visit/" + visit.id.hex();
    ASSERT_TRUE(tablet->keepTyping(form, "a new word"));
    records::ChangeBuilder builder;
    builder.create({visit.type, tablet->newId()}, kFamily, visitSaying("new"));
    EXPECT_EQ(tablet->save(builder.take(), form).error().code(), ErrorCode::UnsupportedVersion);
    EXPECT_EQ(tablet->typing(form).value(), "a new word");
    server.minimumSchema = 0;
    ASSERT_TRUE(engine.runOnce().complete);
    EXPECT_FALSE(tablet->syncState().value().updateNeeded);
}

TEST_F(SyncEngine, GivesTheServersOwnSentenceWhenItRefuses) {
    protocol::Exchange refusal;
    refusal.add_messages()->mutable_failure()->set_code(
        static_cast<std::uint32_t>(ErrorCode::Refused));
    refusal.mutable_messages(0)->mutable_failure()->set_sentence("this tablet was revoked");
    transport.answer = refusal;
    const auto report = engine.runOnce();
    EXPECT_EQ(report.code, ErrorCode::Refused);
    EXPECT_NE(report.sentence.find("this tablet was revoked"), std::string::npos);
}

TEST_F(SyncEngine, AnAnswerThatIsNoneStopsTheRunAndLosesNothing) {
    tablet.create(kFamily, visitSaying("visit"));
    transport.answer = protocol::Exchange();
    const auto report = engine.runOnce();
    EXPECT_FALSE(report.complete);
    EXPECT_EQ(tablet->syncState().value().unsentEdits, 1U);
}

TEST_F(SyncEngine, EndsWhenTheTabletIsLockedMeanwhile) {
    locked = true;
    const auto report = engine.runOnce();
    EXPECT_FALSE(report.complete);
    EXPECT_EQ(report.code, ErrorCode::Busy);
    EXPECT_EQ(transport.calls, 0U);
}

}  // namespace
}  // namespace hearth::tests

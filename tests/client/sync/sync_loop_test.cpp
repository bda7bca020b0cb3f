// When a tablet syncs, and over what. Time passes only in the fake network's waits.
#include "client/sync/sync_loop.hpp"

#include <gtest/gtest.h>

#include "tests/client/sync/fake_carriers.hpp"

namespace hearth::tests {
namespace {

namespace sync = client::sync;
using base::Error;
using base::ErrorCode;
using base::Millis;

constexpr Millis kSaveGap{250};

class SyncLoop : public ::testing::Test {
protected:
    SyncLoop() {
        grantBoth(server, tablet);
        grantBoth(server, other);
    }
    sync::SyncReport turn() {
        auto report = loop.turn();
        EXPECT_TRUE(report.has_value());
        return report ? *report : sync::SyncReport{};
    }
    [[nodiscard]] std::int64_t now() const { return tablet.clock.boot.millis; }
    // How long the tablet waited for its next run.
    Millis waitedForTurn() {
        const std::int64_t before = now();
        EXPECT_TRUE(turn().complete);
        return {now() - before};
    }
    void save() {
        tablet.create(kFamily, visitSaying("visit"));
        loop.saved();
    }
    // Another tablet saves, and the server tells this one.
    void otherSaves(const base::ScopeId& scope) {
        other.create(scope, visitSaying("of another"));
        ASSERT_TRUE(other.sync(server).has_value());
        live.poke({scope}, server.state.log.size());
    }
    [[nodiscard]] std::uint64_t unsent() { return tablet->syncState().value().unsentEdits; }

    MemoryServer server;
    Tablet tablet{1};
    Tablet other{2};
    FakePost post{server, tablet};
    FakeLive live{server, tablet};
    base::SeededRandom random{1};
    bool locked = false;
    sync::Carrier carrier{live, post, tablet.clock, random};
    sync::SyncEngine engine{*tablet, tablet.signer(), carrier,
                            [this](const std::function<void()>& job) {
                                if (!locked) job();
                            }};
    sync::SyncLoop loop{{engine, carrier, live, tablet.clock, random}};
};

TEST_F(SyncLoop, BeginsAtOnceAndOverTheLiveConnection) {
    EXPECT_EQ(waitedForTurn(), Millis{0});
    EXPECT_EQ(live.tries.size(), 1U);
    EXPECT_GT(live.exchanges, 0U);
    EXPECT_EQ(post.exchanges, 0U);
}

TEST_F(SyncLoop, TellsWhoeverWatchesWhenARunBeginsAndHowFarItIs) {
    unsigned started = 0;
    unsigned progressed = 0;
    const auto report =
        loop.turn({[&] { ++started; }, [&](const protocol::SyncProgress&) { ++progressed; }});
    ASSERT_TRUE(report.has_value());
    EXPECT_EQ(started, 1U);
    EXPECT_EQ(progressed, report->progress.exchanges);
}

TEST_F(SyncLoop, ASaveGoesOutTheMomentItIsOnDisk) {
    (void)turn();
    live.after(base::minutes(3), [this] { save(); });
    EXPECT_EQ(waitedForTurn(), base::minutes(3));
    EXPECT_EQ(unsent(), 0U);
    EXPECT_EQ(server.state.log.size(), 1U);
}

TEST_F(SyncLoop, ASaveGoesOutTheMomentItIsOnDiskByPostAsWell) {
    live.declines = Error(ErrorCode::Refused, "no upgrade");
    (void)turn();
    // Later than the next attempt at a live connection, whose run would take it along.
    live.after(base::seconds(2), [this] { save(); });
    EXPECT_EQ(waitedForTurn(), base::seconds(2));
    EXPECT_EQ(unsent(), 0U);
}

TEST_F(SyncLoop, SavesOfOneMomentGoTogether) {
    (void)turn();
    live.after(base::minutes(1), [this] { save(); });
    EXPECT_EQ(waitedForTurn(), base::minutes(1)) << "the first does not wait for the others";
    for (const std::int64_t millis : {10, 20, 30})
        live.after({millis}, [this] { save(); });
    EXPECT_EQ(waitedForTurn(), kSaveGap);
    EXPECT_EQ(unsent(), 0U);
    EXPECT_EQ(live.frames.size(), live.exchanges);
}

TEST_F(SyncLoop, ASaveDuringARunIsNotForgotten) {
    bool once = true;
    const auto saveOnce = [&](const protocol::SyncProgress&) {
        if (std::exchange(once, false)) save();
    };
    ASSERT_TRUE(loop.turn({{}, saveOnce}).has_value());
    EXPECT_LE(waitedForTurn(), kSaveGap);
    EXPECT_EQ(unsent(), 0U);
}

TEST_F(SyncLoop, FetchesWhatAnotherTabletSavedTheMomentItIsTold) {
    (void)turn();
    live.after(base::minutes(4), [this] { otherSaves(kFamily); });
    EXPECT_EQ(waitedForTurn(), base::minutes(4));
    EXPECT_EQ(tablet->list(kFamily, records::typeNumber<records::Visit>()).value().size(), 1U);
}

TEST_F(SyncLoop, APokeAboutWhatItHasAlreadyCostsNothing) {
    other.create(kFamily, visitSaying("of another"));
    ASSERT_TRUE(other.sync(server).has_value());
    (void)turn();
    live.after(base::minutes(1), [this] { live.poke({kFamily}, server.state.log.size()); });
    EXPECT_GE(waitedForTurn(), base::minutes(10));
}

TEST_F(SyncLoop, ACaseThatHasJustBecomeItsWorkersComesAtOnce) {
    server.grants[tablet.worker()].erase(kOtherFamily);
    (void)turn();
    live.after(base::minutes(1), [this] {
        server.grants[tablet.worker()].insert(kOtherFamily);
        otherSaves(kOtherFamily);
    });
    EXPECT_EQ(waitedForTurn(), base::minutes(1));
    EXPECT_EQ(tablet->list(kOtherFamily, records::typeNumber<records::Visit>()).value().size(), 1U);
}

TEST_F(SyncLoop, AServerThatKeepsNamingScopesItDoesNotHoldIsListenedToEveryTenSeconds) {
    (void)turn();
    const auto stranger = idOf<base::ScopeId>(0x77);
    for (int i = 1; i <= 50; ++i)
        live.after(base::seconds(i), [this, stranger] { live.poke({stranger}, 1'000'000); });
    EXPECT_EQ(waitedForTurn(), base::seconds(1));
    for (int i = 0; i < 4; ++i)
        EXPECT_EQ(waitedForTurn(), base::seconds(10)) << i;
}

TEST_F(SyncLoop, AChangeOfTheReferenceScopeIsFetchedSpreadOverTenSeconds) {
    (void)turn();
    std::set<std::int64_t> delays;
    for (int i = 0; i < 20; ++i) {
        live.after(base::seconds(1), [this] { live.poke({base::kReferenceScope}, 1'000'000); });
        const Millis waited = waitedForTurn();
        EXPECT_LE(waited, base::seconds(11));
        delays.insert(waited.count);
    }
    EXPECT_GT(delays.size(), 10U);
}

TEST_F(SyncLoop, AnIdleHourOverTheLiveConnectionIsAHandfulOfExchanges) {
    (void)turn();
    save();
    (void)turn();
    const unsigned before = live.exchanges;
    const std::int64_t end = now() + base::hours(1).count;
    while (now() < end)
        (void)turn();
    EXPECT_LE(live.exchanges - before, 6U);
    EXPECT_EQ(post.exchanges, 0U);
    EXPECT_EQ(live.tries.size(), 1U);
}

TEST_F(SyncLoop, WithAProxyThatRefusesEverythingGoesByPostOnTheSchedule) {
    live.declines = Error(ErrorCode::Refused, "no upgrade");
    const std::int64_t end = now() + base::hours(1).count;
    unsigned runs = 0;
    for (; now() < end; ++runs)
        EXPECT_TRUE(turn().complete);
    EXPECT_GE(runs, 40U);
    EXPECT_LE(runs, 75U);
    EXPECT_EQ(live.exchanges, 0U);
    // And is asked again, less and less often.
    EXPECT_GE(live.tries.size(), 8U);
    EXPECT_LE(live.tries.size(), 16U);
    EXPECT_LT(live.tries[1] - live.tries[0], base::seconds(10).count);
    EXPECT_GT(live.tries.back() - live.tries[live.tries.size() - 2], base::minutes(5).count);
}

TEST_F(SyncLoop, TakesALiveConnectionAgainWhenTheProxyIsGone) {
    live.declines = Error(ErrorCode::Refused, "no upgrade");
    (void)turn();
    live.declines.reset();
    EXPECT_LE(waitedForTurn(), base::seconds(8));
    EXPECT_TRUE(carrier.isLive());
    EXPECT_GT(live.exchanges, 0U) << "what became newer meanwhile was said to nobody";
}

TEST_F(SyncLoop, TabletsOfAServerThatWasRestartedComeBackOneAfterAnother) {
    std::set<std::int64_t> delays;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        base::SeededRandom own(seed);
        sync::Carrier each(live, post, tablet.clock, own);
        each.connectIfDue();
        each.dropLive();
        delays.insert(each.nextTry().millis - now());
    }
    EXPECT_GT(delays.size(), 15U);
    EXPECT_GE(*delays.begin(), base::seconds(5).count);
    EXPECT_LE(*delays.rbegin(), base::seconds(8).count);
}

TEST_F(SyncLoop, AConnectionThatBreaksWhileIdleIsMadeAnewAndWhatWasMissedComesWithIt) {
    (void)turn();
    live.after(base::minutes(5), [this] {
        live.cut();
        other.create(kFamily, visitSaying("of another"));
        ASSERT_TRUE(other.sync(server).has_value());
    });
    const Millis waited = waitedForTurn();
    EXPECT_GE(waited, base::minutes(5));
    EXPECT_LE(waited.count, base::minutes(5).count + base::seconds(8).count);
    EXPECT_TRUE(carrier.isLive());
    EXPECT_EQ(tablet->list(kFamily, records::typeNumber<records::Visit>()).value().size(), 1U);
}

TEST_F(SyncLoop, AConnectionThatBreaksInAnExchangeLosesNothingAndPostCarriesIt) {
    (void)turn();
    live.breaks = Error(ErrorCode::Unreachable, "no answer");
    live.after(base::seconds(1), [this] { save(); });
    EXPECT_EQ(waitedForTurn(), base::seconds(1));
    EXPECT_EQ(unsent(), 0U);
    EXPECT_GT(post.exchanges, 0U);
    EXPECT_EQ(server.state.log.size(), 1U);
}

TEST_F(SyncLoop, ConnectionsThatAreCutEachTimeAreTriedLessAndLess) {
    for (int i = 0; i < 12; ++i) {
        live.breaks = Error(ErrorCode::Unreachable, "cut");
        (void)turn();
    }
    ASSERT_GT(live.tries.size(), 5U);
    EXPECT_GT(live.tries.back() - live.tries[live.tries.size() - 2], base::seconds(60).count);
}

TEST_F(SyncLoop, AnswersThatMakeNoSenseOverTheLiveConnectionAreAskedForByPostAtOnce) {
    live.answer = base::Bytes("rubbish");
    tablet.create(kFamily, visitSaying("visit"));
    EXPECT_FALSE(turn().complete);
    EXPECT_EQ(waitedForTurn(), Millis{0});
    EXPECT_GT(post.exchanges, 0U);
    EXPECT_EQ(unsent(), 0U);
    EXPECT_FALSE(carrier.isLive());
}

TEST_F(SyncLoop, ABusyServerIsLeftInPeaceWhateverIsSaved) {
    (void)turn();
    live.answer = busyFor(90'000);
    loop.requestNow();
    EXPECT_EQ(turn().code, ErrorCode::Busy);
    EXPECT_TRUE(carrier.isLive()) << "busy is an answer";
    live.answer.reset();
    live.after(base::seconds(1), [this] { save(); });
    live.after(base::seconds(2), [this] { otherSaves(kFamily); });
    EXPECT_GE(waitedForTurn(), base::seconds(90));
    EXPECT_EQ(unsent(), 0U);
}

TEST_F(SyncLoop, APersonWhoAsksIsNotPutOff) {
    live.answer = busyFor(90'000);
    (void)turn();
    live.answer.reset();
    live.after(base::seconds(1), [this] { loop.requestNow(); });
    EXPECT_EQ(waitedForTurn(), base::seconds(1));
}

TEST_F(SyncLoop, WithoutANetworkEachSaveTriesAgainButNotMoreOftenThanEveryFiveSeconds) {
    live.declines = Error(ErrorCode::Unreachable, "no network");
    post.failure = Error(ErrorCode::Unreachable, "no network");
    for (int i = 0; i < 6; ++i)
        EXPECT_FALSE(turn().complete);
    const std::int64_t failed = now();
    const unsigned before = post.exchanges;
    for (int i = 1; i <= 10; ++i)
        live.after({i * 100}, [this] { save(); });
    EXPECT_FALSE(turn().complete);
    EXPECT_EQ(now() - failed, base::seconds(5).count);
    EXPECT_EQ(post.exchanges, before + 1);
    EXPECT_EQ(unsent(), 10U);
}

TEST_F(SyncLoop, WhereNoServerIsFoundPostShowsFirstThatItIsBack) {
    live.declines = Error(ErrorCode::Unreachable, "no network");
    post.failure = Error(ErrorCode::Unreachable, "no network");
    for (int i = 0; i < 10; ++i)
        EXPECT_FALSE(turn().complete);
    EXPECT_EQ(live.tries.size(), 1U) << "each try takes seconds where nobody answers";
    live.declines.reset();
    post.failure.reset();
    (void)waitedForTurn();
    EXPECT_FALSE(carrier.isLive());
    EXPECT_EQ(waitedForTurn(), Millis{0});
    EXPECT_TRUE(carrier.isLive());
}

TEST_F(SyncLoop, StopsWhileItWaitsAndBeforeItWaits) {
    (void)turn();
    const std::int64_t before = now();
    live.after(base::seconds(2), [this] { loop.stop(); });
    EXPECT_FALSE(loop.turn().has_value());
    EXPECT_EQ(now() - before, base::seconds(2).count);
    loop.requestNow();
    EXPECT_FALSE(loop.turn().has_value());
    EXPECT_EQ(now() - before, base::seconds(2).count);
}

TEST_F(SyncLoop, AfterTheTabletIsLockedNothingGoesOut) {
    (void)turn();
    const unsigned before = live.exchanges;
    locked = true;
    loop.saved();
    EXPECT_EQ(turn().code, ErrorCode::Busy);
    live.after(base::seconds(1), [this] { live.poke({kFamily}, 1'000'000); });
    live.after(base::seconds(2), [this] { loop.stop(); });
    EXPECT_FALSE(loop.turn().has_value());
    EXPECT_EQ(live.exchanges + post.exchanges, before);
}

TEST_F(SyncLoop, WhatIsLargeGoesByPostAndTheConnectionStays) {
    (void)turn();
    base::SeededRandom noise(7);
    std::string words;
    while (words.size() < 2 * sync::kLiveFrameBytesMax)
        words.push_back(static_cast<char>('!' + noise.below(90)));
    tablet.create(kFamily, visitSaying(words));
    loop.saved();
    (void)waitedForTurn();
    EXPECT_EQ(unsent(), 0U);
    EXPECT_GT(post.exchanges, 0U);
    EXPECT_TRUE(carrier.isLive());
}

}  // namespace
}  // namespace hearth::tests

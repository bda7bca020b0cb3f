// The server came back from a backup, or the tablet was cloned or restored: nothing is wiped.
#include <gtest/gtest.h>

#include "tests/client/store/kit.hpp"

namespace hearth::tests {
namespace {

class Divergence : public ::testing::Test {
protected:
    Divergence() {
        grantBoth(server, one);
        grantBoth(server, two);
    }
    void syncBoth() {
        ASSERT_TRUE(one.sync(server));
        ASSERT_TRUE(two.sync(server));
        ASSERT_TRUE(one.sync(server));
    }
    void expectWhole(Tablet& tablet) {
        EXPECT_TRUE(tablet->checkView().has_value());
        EXPECT_TRUE(tablet->checkIntegrity().has_value());
        EXPECT_EQ(tablet->syncState().value().unsentEdits, 0U);
        for (const records::Entity& entity : server.inScope(kFamily)) {
            const auto view = tablet->find(entity.key).value();
            ASSERT_TRUE(view);
            EXPECT_EQ(view->entity, entity);
        }
    }

    MemoryServer server;
    Tablet one{1};
    Tablet two{2};
};

TEST_F(Divergence, TheLostDayComesBackFromTheTablets) {
    const auto old = one.create(kFamily, visitSaying("in the backup"));
    syncBoth();
    const ServerState backup = server.state;
    const auto mine = one.create(kFamily, visitSaying("lost with the server, mine"));
    const auto theirs = two.create(kFamily, visitSaying("lost with the server, theirs"));
    syncBoth();
    ASSERT_TRUE(one.has(theirs));

    server.state = backup;
    server.newEpoch();
    ASSERT_TRUE(one.sync(server));
    EXPECT_TRUE(one.has(theirs)) << "what the server lacks is kept and shown";
    EXPECT_EQ(one->syncState().value().recordsServerLacks, 1U);
    ASSERT_TRUE(two.sync(server));
    ASSERT_TRUE(one.sync(server));
    EXPECT_EQ(one->syncState().value().recordsServerLacks, 0U);
    EXPECT_EQ(server.state.log.size(), 3U);
    for (const auto& key : {old, mine, theirs})
        EXPECT_EQ(server.state.entities.count(key), 1U);
    expectWhole(one);
    expectWhole(two);
}

TEST_F(Divergence, ABackupUnderTheSameEpochIsNoticedByItsRevision) {
    one.create(kFamily, visitSaying("in the backup"));
    syncBoth();
    const ServerState backup = server.state;
    const auto mine = one.create(kFamily, visitSaying("after it"));
    syncBoth();
    server.state = backup;
    ASSERT_TRUE(one.sync(server));
    ASSERT_TRUE(two.sync(server));
    EXPECT_EQ(server.state.entities.count(mine), 1U);
    expectWhole(one);
    expectWhole(two);
}

TEST_F(Divergence, ABackupThatWentOnIsNoticedByItsChain) {
    one.create(kFamily, visitSaying("in the backup"));
    syncBoth();
    const ServerState backup = server.state;
    const auto mine = one.create(kFamily, visitSaying("after it"));
    ASSERT_TRUE(one.sync(server));
    server.state = backup;
    for (int i = 0; i < 3; ++i)
        two.create(kFamily, visitSaying("another history"));
    ASSERT_TRUE(two.sync(server));
    ASSERT_TRUE(one.sync(server));
    EXPECT_EQ(server.state.entities.count(mine), 1U);
    EXPECT_EQ(server.state.log.size(), 5U);
    expectWhole(one);
}

TEST_F(Divergence, BeforeAnyCheckpointWasCompleteToo) {
    const ServerState empty = server.state;
    const auto mine = one.create(kFamily, visitSaying("acknowledged, then lost"));
    // Acknowledged, but the run was cut before its checkpoint.
    auto& port = one->port([](base::ByteView) -> base::Result<base::Bytes> { return ""; });
    one.syncAndLoseAnswer(server);
    protocol::Welcome welcome;
    welcome.set_epoch(server.state.epoch.bytes());
    welcome.set_worker_id(one.worker().bytes());
    ASSERT_TRUE(port.welcomed(welcome));
    protocol::PushAck acks;
    *acks.add_acks() = server.state.log.front().ack;
    acks.set_acked_seq(1);
    ASSERT_TRUE(port.acknowledged(acks));
    ASSERT_EQ(one->syncState().value().unsentEdits, 0U);

    server.state = empty;
    server.newEpoch();
    ASSERT_TRUE(one.sync(server));
    ASSERT_TRUE(one.sync(server));
    EXPECT_EQ(server.state.entities.count(mine), 1U);
    expectWhole(one);
}

TEST_F(Divergence, EditsThatAreNoLongerKeptDoNotBreakTheChainForEver) {
    one.create(kFamily, visitSaying("first"));
    syncBoth();
    const ServerState backup = server.state;
    one.create(kFamily, visitSaying("second"));
    syncBoth();
    // The server said a backup has all of it, and then came back from an older one.
    server.durableRev = 2;
    syncBoth();
    server.state = backup;
    server.newEpoch();
    const auto next = one.create(kFamily, visitSaying("third"));
    ASSERT_TRUE(one.sync(server));
    EXPECT_EQ(server.state.entities.count(next), 1U);
    EXPECT_EQ(one->syncState().value().unsentEdits, 0U);
    EXPECT_TRUE(one->checkIntegrity().has_value());
}

TEST_F(Divergence, OnlyWhatTheServerLacksIsPushedAgain) {
    for (int i = 0; i < 10; ++i)
        one.create(kFamily, visitSaying("in the backup"));
    syncBoth();
    const ServerState backup = server.state;
    for (int i = 0; i < 3; ++i)
        one.create(kFamily, visitSaying("after it"));
    syncBoth();
    server.state = backup;
    server.newEpoch();
    ASSERT_TRUE(one.sync(server));
    EXPECT_EQ(one.progress().editsOffered, 13U) << "ids and hashes of all that is kept";
    EXPECT_EQ(one.progress().editsSent, 3U);
    EXPECT_EQ(server.state.log.size(), 13U);
    expectWhole(one);
    ASSERT_TRUE(one.sync(server));
    EXPECT_EQ(one.progress().editsOffered, 0U);
}

TEST_F(Divergence, AnOfferThatIsCutOffGoesOnWithTheNextRun) {
    one.create(kFamily, visitSaying("in the backup"));
    syncBoth();
    const ServerState backup = server.state;
    const auto mine = one.create(kFamily, visitSaying("after it"));
    syncBoth();
    server.state = backup;
    server.newEpoch();
    protocol::Diverged diverged;
    diverged.set_kind(protocol::EPOCH_CHANGED);
    diverged.set_epoch(server.state.epoch.bytes());
    diverged.set_acked_seq(1);
    diverged.set_acked_hash(server.state.log[0].hash.bytes());
    ASSERT_TRUE(one->port(one.signer()).diverged(diverged).has_value());
    one.syncAndLoseAnswer(server);
    one.reopen();
    ASSERT_TRUE(one.sync(server));
    EXPECT_EQ(one.progress().editsOffered, 2U);
    EXPECT_EQ(server.state.entities.count(mine), 1U);
    expectWhole(one);
}

TEST_F(Divergence, EditsAreKeptUntilABackupHasThemAndNoLonger) {
    one.create(kFamily, visitSaying("first"));
    syncBoth();
    const ServerState backup = server.state;
    server.durableRev = 1;
    ASSERT_TRUE(one.sync(server));
    ASSERT_TRUE(one.sync(server));
    one.create(kFamily, visitSaying("second"));
    ASSERT_TRUE(one.sync(server));
    server.state = backup;
    server.newEpoch();
    ASSERT_TRUE(one.sync(server));
    EXPECT_EQ(one.progress().editsOffered, 1U);
    EXPECT_EQ(server.state.log.size(), 2U);
    expectWhole(one);
}

// The same store in two places, each going its own way.
TEST_F(Divergence, AClonedTabletMintsANewIncarnationAndLosesNothing) {
    one.create(kFamily, visitSaying("before the copy"));
    ASSERT_TRUE(one.sync(server));
    one.close();
    Tablet clone(3);
    clone.close();
    std::filesystem::remove(clone.file());
    std::filesystem::copy_file(one.file(), clone.file());
    one.reopen();
    auto copied = store::TabletStore::open(clone.file(), one.key(), clone.clock, clone.random());
    ASSERT_TRUE(copied);

    const auto here = one.create(kFamily, visitSaying("written here"));
    ASSERT_TRUE(one.sync(server));
    records::ChangeBuilder builder;
    const records::EntityKey there{here.type, copied->newId()};
    builder.create(there, kFamily, visitSaying("written there"));
    const auto saved = copied->save(builder.take());
    ASSERT_TRUE(saved);
    ASSERT_EQ(saved->seq, 2U) << "the same place in the chain, with other content";
    ASSERT_TRUE(one.syncStore(*copied, server));
    EXPECT_EQ(server.state.entities.count(here), 1U);
    EXPECT_EQ(server.state.entities.count(there), 1U);
    EXPECT_EQ(server.state.log.size(), 3U);
    EXPECT_EQ(server.state.heads.size(), 2U) << "two incarnations";
    EXPECT_EQ(server.state.byId.count(saved->id), 1U) << "the edit keeps its id";
    EXPECT_EQ(copied->syncState().value().unsentEdits, 0U);
    EXPECT_TRUE(copied->checkIntegrity().has_value());
    EXPECT_TRUE(copied->checkView().has_value());
    ASSERT_TRUE(one.sync(server));
    expectWhole(one);
}

TEST_F(Divergence, ARestoredTabletGoesOnAndGetsBackWhatTheServerHas) {
    one.create(kFamily, visitSaying("before the copy"));
    ASSERT_TRUE(one.sync(server));
    one.close();
    const auto copy = one.file().string() + ".copy";
    std::filesystem::copy_file(one.file(), copy);
    one.reopen();
    const auto later = one.create(kFamily, visitSaying("after the copy"));
    ASSERT_TRUE(one.sync(server));
    one.close();
    std::filesystem::remove(one.file());
    std::filesystem::rename(copy, one.file());
    one.reopen();
    EXPECT_FALSE(one.has(later));
    const auto next = one.create(kFamily, visitSaying("after the restore"));
    ASSERT_TRUE(one.sync(server));
    EXPECT_TRUE(one.has(later));
    EXPECT_EQ(server.state.entities.count(next), 1U);
    EXPECT_EQ(server.state.log.size(), 3U);
    expectWhole(one);
}

TEST_F(Divergence, ALostAnswerBeforeAForkDoublesNothing) {
    const auto visit = one.create(kFamily, visitSaying("once"));
    one.syncAndLoseAnswer(server);
    protocol::Diverged diverged;
    diverged.set_kind(protocol::SEQ_FORKED);
    diverged.set_epoch(server.state.epoch.bytes());
    auto& port = one->port([](base::ByteView) -> base::Result<base::Bytes> { return ""; });
    ASSERT_TRUE(port.diverged(diverged));
    ASSERT_TRUE(one.sync(server));
    EXPECT_EQ(server.state.log.size(), 1U);
    EXPECT_EQ(one->list(kFamily, visit.type).value().size(), 1U);
    expectWhole(one);
}

}  // namespace
}  // namespace hearth::tests

// What an administrator is told although all of it mends itself.
#include <filesystem>

#include "tests/server/store/contract.hpp"

namespace hearth::server::store {
namespace {

class NoticeContract : public StoreContract {
protected:
    void restore() {
        store.reset();
        std::filesystem::remove(file() + "-wal");
        std::filesystem::copy_file(folder.file("backup.db"), file(),
                                   std::filesystem::copy_options::overwrite_existing);
        store = engine.open(file(), clock, random).value();
    }
    template <class Work>
    void inGroup(Work work) {
        ASSERT_TRUE(store->begin());
        const base::Status done = work();
        ASSERT_TRUE(done) << done.error().message();
        ASSERT_TRUE(store->commit());
    }
    [[nodiscard]] std::optional<NewBeginning> beginning() {
        return store->newestBeginning().value();
    }
};

TEST_P(NoticeContract, ARecordThatNeverBeganAnewHasNothingToSayAndKeepsNothing) {
    const auto sent = handA.write(small.addTask("Ring the school"));
    inGroup([&] { return store->editsMissed(handA.peer(), {sent.edit.id}); });
    EXPECT_FALSE(beginning());
    EXPECT_TRUE(store->copiesFound().value().empty());
}

TEST_P(NoticeContract, ARestoredRecordSaysSinceWhenWhyAndHowMuchIsBack) {
    ASSERT_TRUE(store->backup(folder.file("backup.db")));
    const auto first = handA.write(small.addTask("Ring the school"));
    const auto second = handA.write(small.addTask("Ring the doctor"));
    applied(*store, handA, first);
    applied(*store, handA, second);
    clock.now = clock.now + base::hours(1);
    restore();
    const auto said = beginning().value();
    EXPECT_EQ(said.cause, EpochCause::BackupOpened);
    EXPECT_EQ(said.at, clock.now);
    EXPECT_EQ(said.fromRev, headRev() + 1);
    EXPECT_EQ(said.missed, 0U);
    inGroup([&] { return store->editsMissed(handA.peer(), {first.edit.id, second.edit.id}); });
    // Two tablets may miss the same, and a tablet says it again when its answer was lost.
    inGroup([&] { return store->editsMissed(handB.peer(), {first.edit.id}); });
    EXPECT_EQ(beginning()->missed, 2U);
    EXPECT_EQ(beginning()->returned, 0U);
    applied(*store, handA, first);
    EXPECT_EQ(beginning()->returned, 1U);
    applied(*store, handA, second);
    EXPECT_EQ(beginning()->returned, 2U);
    reopen();
    EXPECT_EQ(beginning()->returned, 2U);
    EXPECT_TRUE(store->verifyReplay());
}

TEST_P(NoticeContract, ATabletThatKnewMoreIsAnotherReasonAndTheNewestCounts) {
    ASSERT_TRUE(store->backup(folder.file("backup.db")));
    restore();
    applied(*store, handA, handA.write(small.addTask("Ring the school")));
    clock.now = clock.now + base::hours(1);
    inGroup([&]() -> base::Status {
        const auto head = store->historyForked();
        return head ? base::Status{} : head.error();
    });
    EXPECT_EQ(beginning()->cause, EpochCause::TabletKnewMore);
    EXPECT_EQ(beginning()->at, clock.now);
}

TEST_P(NoticeContract, ACopyOfATabletIsNotedOnceForEachIncarnation) {
    inGroup([&] { return store->tabletForked(handA.peer(), handA.incarnation); });
    inGroup([&] { return store->tabletForked(handA.peer(), handA.incarnation); });
    ASSERT_EQ(store->copiesFound()->size(), 1U);
    EXPECT_EQ(store->copiesFound()->front().device, handA.device);
    EXPECT_EQ(store->copiesFound()->front().at, clock.now);
    inGroup([&] { return store->tabletForked(handA.peer(), handB.incarnation); });
    EXPECT_EQ(store->copiesFound()->size(), 2U);
}

INSTANTIATE_TEST_SUITE_P(Engines, NoticeContract, testing::Values(sqlcipherEngine()), engineName);

}  // namespace
}  // namespace hearth::server::store

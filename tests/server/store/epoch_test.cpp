// A record that came back from an older state: revisions given out before mean something else now.
#include <filesystem>

#include "tests/server/store/contract.hpp"

namespace hearth::server::store {
namespace {

class EpochContract : public StoreContract {
protected:
    // The disk is lost; the record goes on from the backup.
    void restore() {
        store.reset();
        std::filesystem::remove(file() + "-wal");
        std::filesystem::copy_file(folder.file("backup.db"), file(),
                                   std::filesystem::copy_options::overwrite_existing);
        store = engine.open(file(), clock, random).value();
    }
    [[nodiscard]] base::Epoch epoch() { return store->head().value().epoch; }
    [[nodiscard]] records::Entity caseFile() {
        return store->entity(keyOf<records::CaseFile>(base::rootOf(small.family))).value().value();
    }
};

TEST_P(EpochContract, BeginsWhenABackupIsOpenedAsTheRecordAndOnlyThen) {
    const auto before = epoch();
    ASSERT_TRUE(store->backup(folder.file("backup.db")));
    reopen();
    EXPECT_EQ(epoch(), before);
    restore();
    const auto after = epoch();
    EXPECT_NE(after, before);
    reopen();
    EXPECT_EQ(epoch(), after);
    EXPECT_TRUE(store->verifyChain());
    EXPECT_TRUE(store->verifyReplay());
}

// Found by the simulator: with the old epoch the second word would have counted as given in full
// view of the first, and would have replaced it in silence.
TEST_P(EpochContract, KeepsAValueThatSomebodyCouldNotHaveSeenBecauseTheRecordWentBack) {
    ASSERT_TRUE(store->backup(folder.file("backup.db")));
    const auto name = [&](const std::string& family) {
        const auto opened =
            small.open(*store, keyOf<records::CaseFile>(base::rootOf(small.family)));
        auto record = opened.body.as<records::CaseFile>().value();
        record.set_family_name(family);
        return records::ChangeBuilder().update(opened, record).take();
    };
    // Opened at a revision that the backup does not have, and saved after the server came back.
    applied(*store, handA, handA.write(small.addTask("Ring the school")));
    applied(*store, handA, handA.write(small.setPhone(*store, "01632 960009")));
    const auto openedBefore = name("Heron");
    restore();
    Hand again{small.workerB, 7};
    ASSERT_EQ(imported(*store, again.write(name("Marrow"))).verdict(), protocol::APPLIED);
    Hand late{small.workerA, 8};
    EXPECT_EQ(applied(*store, late, late.write(openedBefore)).verdict(),
              protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(caseFile().siblings.size(), 1U);
    EXPECT_TRUE(store->verifyChain());
    const auto replay = store->verifyReplay();
    EXPECT_TRUE(replay) << replay.error().message();
}

TEST_P(EpochContract, BeginsOnATabletsWordThatTheRecordWentBackButNotOnEachOne) {
    applied(*store, handA, handA.write(small.addTask("Ring the school")));
    const auto before = epoch();
    const auto fork = [&] {
        EXPECT_TRUE(store->begin());
        const auto head = store->historyForked();
        EXPECT_TRUE(head);
        EXPECT_TRUE(store->commit());
        return head->epoch;
    };
    const auto first = fork();
    EXPECT_NE(first, before);
    EXPECT_EQ(fork(), first);
    clock.now = clock.now + base::minutes(11);
    EXPECT_NE(fork(), first);
    applied(*store, handA, handA.write(small.addTask("Ring again")));
    EXPECT_TRUE(store->verifyChain());
    EXPECT_TRUE(store->verifyReplay());
}

INSTANTIATE_TEST_SUITE_P(Engines, EpochContract, testing::Values(sqlcipherEngine()), engineName);

}  // namespace
}  // namespace hearth::server::store

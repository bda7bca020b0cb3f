// The two proofs and the backup: what was written is what is there, and nobody changed it.
#include <fstream>

#include "tests/server/store/contract.hpp"

namespace hearth::server::store {
namespace {

TEST_P(StoreContract, ReplaysItsLogToExactlyItsState) {
    applied(*store, handA, handA.write(small.addTask("Ring the school")));
    applied(*store, handA, handA.write(small.setPhone(*store, "01632 960009")));
    applied(*store, handB, handB.write(small.addTask("Not mine")));
    clock.now = clock.now + base::days(40);
    EXPECT_TRUE(store->verifyChain());
    const auto replay = store->verifyReplay();
    EXPECT_TRUE(replay) << replay.error().message();
    for (const std::string& name : namesIn(folder))
        EXPECT_EQ(name.find("replay"), std::string::npos) << name;
}

TEST_P(StoreContract, FindsItsHeadAgainAfterItWasClosed) {
    applied(*store, handA, handA.write(small.addTask("Ring the school")));
    const auto before = store->head().value();
    reopen();
    const auto after = store->head().value();
    EXPECT_EQ(after.epoch, before.epoch);
    EXPECT_EQ(after.rev, before.rev);
    EXPECT_EQ(after.chain, before.chain);
    EXPECT_EQ(store->chainAt(after.rev).value(), after.chain);
    EXPECT_FALSE(store->chainAt(after.rev + 1).value());
    EXPECT_TRUE(store->chainAt(0).value());
}

TEST_P(StoreContract, MakesABackupThatIsDurableOnlyAfterItWasVerified) {
    applied(*store, handA, handA.write(small.addTask("Ring the school")));
    EXPECT_EQ(store->head().value().durableRev, 0U);
    const auto rev = store->backup(folder.file("backup.db"));
    ASSERT_TRUE(rev) << rev.error().message();
    EXPECT_EQ(*rev, headRev());
    EXPECT_EQ(store->head().value().durableRev, *rev);
    applied(*store, handA, handA.write(small.addTask("After the backup")));
    EXPECT_EQ(store->head().value().durableRev, *rev);

    auto copy = engine.open(folder.file("backup.db"), clock, random).value();
    EXPECT_EQ(copy->head().value().rev, *rev);
    EXPECT_TRUE(copy->verifyChain());
    EXPECT_TRUE(copy->verifyReplay());
}

TEST_P(StoreContract, LeavesDurabilityAsItWasWhenABackupFails) {
    const auto failed = store->backup(folder.file("no/such/folder/backup.db"));
    EXPECT_FALSE(failed);
    EXPECT_EQ(store->head().value().durableRev, 0U);
}

TEST_P(StoreContract, RefusesABackupThatWouldHoldWhatItsGroupMayUndo) {
    const SentEdit sent = handA.write(small.addTask("Ring the school"));
    ASSERT_TRUE(store->begin());
    ASSERT_TRUE(store->apply(handA.peer(), sent.bytes, sent.edit));
    EXPECT_FALSE(store->backup(folder.file("backup.db")));
    store->rollback();
    ASSERT_TRUE(store->begin());
    EXPECT_TRUE(store->backup(folder.file("backup.db")));
    EXPECT_TRUE(store->commit());
    EXPECT_EQ(store->head().value().durableRev, headRev());
}

TEST_P(StoreContract, UndoesAWholeGroupOrOnePartOfIt) {
    const records::Rev before = headRev();
    const SentEdit first = handA.write(small.addTask("Undone"));
    ASSERT_TRUE(store->begin());
    ASSERT_TRUE(store->apply(handA.peer(), first.bytes, first.edit));
    store->rollback();
    EXPECT_EQ(headRev(), before);

    ASSERT_TRUE(store->begin());
    const auto undone = store->within([&]() -> base::Status {
        EXPECT_TRUE(store->apply(handA.peer(), first.bytes, first.edit));
        return base::Error(base::ErrorCode::Conflict, "the exchange cannot go on");
    });
    EXPECT_FALSE(undone);
    EXPECT_TRUE(store->apply(handA.peer(), first.bytes, first.edit));
    EXPECT_TRUE(store->commit());
    EXPECT_EQ(headRev(), before + 1);
    EXPECT_TRUE(store->verifyChain());
}

// What somebody with the key and SQL could do to the file.
class TamperedStore : public StoreTest {
protected:
    TamperedStore() {
        for (int i = 0; i < 6; ++i)
            applied(*store, handA, handA.write(small.addTask("Task " + std::to_string(i))));
        applied(*store, handB, handB.write(small.addTask("Not mine")));
    }
    void tamper(const std::string& sql) {
        store.reset();
        {
            auto connection =
                sqlite::Connection::open(file(), testKey(), sqlite::OpenMode::OpenExisting).value();
            const auto done = connection.execute(
                "DROP TRIGGER log_is_never_changed; DROP TRIGGER log_is_never_shortened; " + sql);
            ASSERT_TRUE(done) << done.error().message();
        }
        reopen();
    }
};

TEST_F(TamperedStore, IsSoundBeforeAnybodyTouchesIt) {
    tamper("");
    EXPECT_TRUE(store->verifyChain());
    EXPECT_TRUE(store->verifyReplay());
}

TEST_F(TamperedStore, DoesNotLetItsLogBeChangedInPassing) {
    store.reset();
    auto connection =
        sqlite::Connection::open(file(), testKey(), sqlite::OpenMode::OpenExisting).value();
    EXPECT_FALSE(connection.execute("UPDATE log SET received = 0"));
    EXPECT_FALSE(connection.execute("DELETE FROM log WHERE rev = 3"));
}

TEST_F(TamperedStore, ShowsEveryChangeToAColumnOfItsLog) {
    const char* const kChanges[] = {
        "UPDATE log SET edit_bytes = edit_bytes || x'00' WHERE rev = 4",
        "UPDATE log SET edit_hash = randomblob(32) WHERE rev = 4",
        "UPDATE log SET outcome = outcome || x'00' WHERE rev = 4",
        "UPDATE log SET chain = randomblob(32) WHERE rev = 4",
        "UPDATE log SET received = received + 1 WHERE rev = 4",
        "UPDATE log SET seq = seq + 100 WHERE rev = 4",
        "UPDATE log SET device = randomblob(16) WHERE rev = 4",
        "UPDATE log SET incarnation = randomblob(16) WHERE rev = 4",
        "UPDATE log SET edit_id = randomblob(16) WHERE rev = 4",
        "UPDATE log SET id_reused = 1 WHERE rev = 4",
        "DELETE FROM log WHERE rev = 4",
        "DELETE FROM held; DELETE FROM log WHERE rev = (SELECT max(rev) FROM log)",
        "UPDATE meta SET head_chain = randomblob(32)",
        "UPDATE meta SET epoch = randomblob(16)",
    };
    for (const char* change : kChanges) {
        store.reset();
        const Folder apart;
        const std::string copy = apart.file("record.db");
        std::filesystem::copy_file(file(), copy);
        {
            auto connection =
                sqlite::Connection::open(copy, testKey(), sqlite::OpenMode::OpenExisting).value();
            ASSERT_TRUE(
                connection.execute("DROP TRIGGER log_is_never_changed; "
                                   "DROP TRIGGER log_is_never_shortened;"));
            const auto done = connection.execute(change);
            ASSERT_TRUE(done) << change << ": " << done.error().message();
        }
        const auto opened = engine.open(copy, clock, random).value();
        const auto verdict = opened->verifyChain();
        ASSERT_FALSE(verdict) << change;
        EXPECT_EQ(verdict.error().code(), base::ErrorCode::Corrupt) << change;
    }
}

TEST_F(TamperedStore, ShowsAStateThatTheLogDoesNotGive) {
    tamper("UPDATE scope SET count = count + 1 WHERE scope = (SELECT max(scope) FROM scope)");
    EXPECT_TRUE(store->verifyChain());
    const auto replay = store->verifyReplay();
    ASSERT_FALSE(replay);
    EXPECT_EQ(replay.error().code(), base::ErrorCode::Corrupt);
}

TEST_F(TamperedStore, NamesTheRecordThatSomebodyChanged) {
    const auto key = keyOf<records::CaseFile>(base::rootOf(small.family));
    tamper("UPDATE entity SET attribution = attribution || x'00' WHERE id = x'" + key.id.hex() +
           "'");
    const auto replay = store->verifyReplay();
    ASSERT_FALSE(replay);
    EXPECT_NE(replay.error().detail().find(key.id.hex()), std::string::npos)
        << replay.error().detail();
}

TEST_F(TamperedStore, ShowsAnOwnerMovedOrAHeldEditRemoved) {
    tamper("DELETE FROM held");
    EXPECT_TRUE(store->verifyChain());
    EXPECT_FALSE(store->verifyReplay());
}

TEST_F(TamperedStore, MakesNoBackupOfARecordWhoseChainIsBroken) {
    tamper("UPDATE log SET chain = randomblob(32) WHERE rev = 4");
    const auto backup = store->backup(folder.file("backup.db"));
    ASSERT_FALSE(backup);
    EXPECT_EQ(backup.error().code(), base::ErrorCode::Corrupt);
    EXPECT_EQ(store->head().value().durableRev, 0U);
    for (const std::string& name : namesIn(folder))
        EXPECT_EQ(name.find("backup"), std::string::npos) << name;
}

}  // namespace
}  // namespace hearth::server::store

#include <cerrno>

#include "tests/shared/sqlite/faulty_disk.hpp"
#include "tests/shared/sqlite/fixture.hpp"

namespace hearth::sqlite {
namespace {

using base::ErrorCode;

class Backup : public DatabaseTest {
protected:
    [[nodiscard]] base::Result<Connection> openBackup(const DatabaseKey& backupKey) const {
        return Connection::open(target, backupKey, OpenMode::ReadOnly);
    }
    std::filesystem::path target = folder / "backup.db";
};

TEST_F(Backup, IsAWholeAndSoundCopyInOneFile) {
    Connection db = openWithNotes(40);
    ok(db.backupTo(target, key));
    EXPECT_FALSE(std::filesystem::exists(target.string() + ".part"));
    EXPECT_FALSE(std::filesystem::exists(target.string() + "-wal"));
    EXPECT_EQ(contentOf(target).find("note"), base::Bytes::npos);
    auto copy = openBackup(key);
    ASSERT_TRUE(copy) << copy.error().message();
    EXPECT_EQ(notes(*copy), 40);
    ok(copy->checkIntegrity());
}

TEST_F(Backup, StaysAsItWasWhenTheStoreGoesOn) {
    Connection db = openWithNotes(4);
    ok(db.backupTo(target, key));
    ok(addNote(db, "later"));
    EXPECT_EQ(notes(db), 5);
    auto copy = openBackup(key);
    ASSERT_TRUE(copy);
    EXPECT_EQ(notes(*copy), 4);
}

TEST_F(Backup, CanHaveAKeyOfItsOwn) {
    Connection db = openWithNotes(4);
    ok(db.backupTo(target, keyOf('b', 'z')));
    EXPECT_EQ(openBackup(key).error().code(), ErrorCode::Corrupt);
    auto copy = openBackup(keyOf('b', 'z'));
    ASSERT_TRUE(copy);
    EXPECT_EQ(notes(*copy), 4);
    ok(copy->checkIntegrity());
}

TEST_F(Backup, ReplacesAnOlderOneOnlyWhenItIsWhole) {
    Connection db = openWithNotes(4);
    ok(db.backupTo(target, key));
    ok(addNote(db, "later"));
    {
        const FailingWrites failing(ENOSPC);
        EXPECT_EQ(db.backupTo(target, key).error().code(), ErrorCode::DiskFull);
        EXPECT_GT(FailingWrites::count(), 0);
    }
    {
        auto older = openBackup(key);
        ASSERT_TRUE(older);
        EXPECT_EQ(notes(*older), 4);
    }
    ok(db.backupTo(target, key));
    auto newer = openBackup(key);
    ASSERT_TRUE(newer);
    EXPECT_EQ(notes(*newer), 5);
}

TEST_F(Backup, RefusesAPlaceThatSomebodyHasOpenOrThatIsNone) {
    Connection db = openWithNotes(4);
    EXPECT_EQ(db.backupTo(file, key).error().code(), ErrorCode::Busy);
    EXPECT_EQ(db.backupTo(folder / "missing/backup.db", key).error().code(), ErrorCode::NotFound);
    EXPECT_EQ(db.backupTo(target, {crypto::Secret(31), base::Bytes(16, 's')}).error().code(),
              ErrorCode::InvalidArgument);
    ok(db.backupTo(target, key));
    const auto reader = openBackup(key);
    EXPECT_EQ(db.backupTo(target, key).error().code(), ErrorCode::Busy);
    EXPECT_EQ(notes(db), 4);
}

TEST_F(Backup, IsNotMadeInsideATransaction) {
    Connection db = openWithNotes(4);
    ok(db.begin());
    EXPECT_FALSE(db.backupTo(target, key));
    db.rollback();
    EXPECT_FALSE(std::filesystem::exists(target));
}

TEST_F(Backup, CanBeOpenedAsAStoreAgain) {
    {
        Connection db = openWithNotes(4);
        ok(db.backupTo(target, key));
    }
    auto restored = Connection::open(target, key, OpenMode::OpenExisting);
    ASSERT_TRUE(restored);
    EXPECT_EQ(text(*restored, "PRAGMA journal_mode"), "wal");
    ok(addNote(*restored, "goes on"));
    EXPECT_EQ(notes(*restored), 5);
}

}  // namespace
}  // namespace hearth::sqlite

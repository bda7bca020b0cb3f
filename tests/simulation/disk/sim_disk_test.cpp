#include "tests/simulation/disk/sim_disk.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "shared/sqlite/connection.hpp"
#include "tests/simulation/disk/machines.hpp"
#include "tests/support/store_key.hpp"

namespace hearth::simulation {
namespace {

using base::ErrorCode;
using sqlite::Connection;
using sqlite::OpenMode;

constexpr int kManyLosses = 60;

sqlite::DatabaseKey testKey() {
    return tests::storeKey('k', 's');
}

class Disk : public testing::Test {
protected:
    base::Result<Connection> tryOpen() {
        return Connection::open(machine / "notes.db", testKey(), OpenMode::CreateOrOpen);
    }
    Connection open() {
        auto opened = tryOpen();
        EXPECT_TRUE(opened.has_value()) << opened.error().message();
        return std::move(*opened);
    }
    Connection openWithNotes(int count) {
        Connection db = open();
        ok(db.execute("CREATE TABLE IF NOT EXISTS note(body)"));
        for (int i = 0; i < count; ++i)
            ok(add(db));
        return db;
    }
    static base::Status add(Connection& db) {
        return db.transaction(
            [&] { return db.execute("INSERT INTO note VALUES(hex(randomblob(900)))"); });
    }
    static std::int64_t notes(Connection& db) {
        return db.queryInt("SELECT count(*) FROM note").value();
    }
    static void ok(const base::Status& status) {
        EXPECT_TRUE(status.has_value()) << status.error().message();
    }
    // How many notes are there after the power was lost once the given number was saved.
    std::int64_t notesAfterLoss(int saved) {
        {
            Connection db = openWithNotes(saved);
            total += disk.losePower(machine, random);
        }
        Connection again = open();
        ok(again.checkIntegrity());
        return notes(again);
    }

    Machines machines;
    std::filesystem::path machine = machines.make("tablet");
    SimDisk disk;
    base::SeededRandom random{7};
    PowerLoss total;
};

TEST_F(Disk, KeepsEverySavedNoteWhenTheMachineLosesPower) {
    for (int i = 0; i < kManyLosses; ++i) {
        machine = machines.make("tablet" + std::to_string(i));
        EXPECT_EQ(notesAfterLoss(3), 3);
    }
}

TEST_F(Disk, LosesSavedNotesWhenItOnlySaysThatItHasSynced) {
    std::int64_t least = 5;
    for (int i = 0; i < kManyLosses && least == 5; ++i) {
        machine = machines.make("tablet");
        disk.forget(machine);
        { Connection db = openWithNotes(2); }
        disk.forget(machine);
        disk.ignoreSync(machine, true);
        {
            Connection db = openWithNotes(3);
            total += disk.losePower(machine, random);
        }
        disk.ignoreSync(machine, false);
        auto again = tryOpen();
        least = again && again->checkIntegrity() ? notes(*again) : 0;
    }
    EXPECT_LT(least, 5);
    EXPECT_GT(total.harm(), 0U);
}

TEST_F(Disk, ReallyRunsAStoreWithSynchronousNormalThatBelievesInFull) {
    std::int64_t least = 5;
    for (int i = 0; i < kManyLosses && least == 5; ++i) {
        machine = machines.make("tablet");
        disk.forget(machine);
        { Connection db = openWithNotes(2); }
        disk.weakenSynchronous(machine, true);
        {
            Connection db = openWithNotes(3);
            EXPECT_EQ(db.queryInt("PRAGMA synchronous").value(), 2);
            total += disk.losePower(machine, random);
        }
        disk.weakenSynchronous(machine, false);
        Connection again = open();
        ok(again.checkIntegrity());
        least = notes(again);
    }
    EXPECT_LT(least, 5);
}

TEST_F(Disk, KeepsEverythingWrittenWhenOnlyTheProcessDies) {
    disk.weakenSynchronous(machine, true);
    {
        Connection db = openWithNotes(4);
        disk.kill(machine);
        EXPECT_FALSE(add(db)) << "the dead write no more";
    }
    Connection again = open();
    EXPECT_EQ(notes(again), 4);
}

TEST_F(Disk, LetsADeadStoreTouchNothingWhenItIsDestroyedLate) {
    auto dead = std::make_unique<Connection>(openWithNotes(4));
    ok(dead->begin());
    ok(dead->execute("INSERT INTO note VALUES('half')"));
    disk.kill(machine);
    const auto sizeOfLog = [&] { return std::filesystem::file_size(machine / "notes.db-wal"); };
    const auto before = sizeOfLog();
    dead.reset();
    EXPECT_EQ(sizeOfLog(), before) << "no checkpoint, no deletion of the log";
    Connection again = open();
    EXPECT_EQ(notes(again), 4);
}

TEST_F(Disk, DropsTearsAndGarblesWhatWasNotSynced) {
    disk.weakenSynchronous(machine, true);
    for (int i = 0; i < kManyLosses; ++i) {
        Connection db = openWithNotes(2);
        total += disk.losePower(machine, random);
    }
    EXPECT_GT(total.keptSectors, 0U);
    EXPECT_GT(total.droppedSectors, 0U);
    EXPECT_GT(total.tornSectors, 0U);
    EXPECT_GT(total.garbledSectors, 0U);
}

TEST_F(Disk, BringsBackALogWhoseDeletionWasNotSynced) {
    const auto log = machine / "notes.db-wal";
    bool cameBack = false;
    for (int i = 0; i < kManyLosses && !cameBack; ++i) {
        const std::int64_t before = [&] {
            Connection db = openWithNotes(1);
            return notes(db);
        }();
        EXPECT_FALSE(std::filesystem::exists(log));
        total += disk.losePower(machine, random);
        cameBack = std::filesystem::exists(log);
        Connection again = open();
        EXPECT_EQ(notes(again), before);
    }
    EXPECT_TRUE(cameBack);
    EXPECT_GT(total.undoneNames, 0U);
}

TEST_F(Disk, DiesAtTheOperationItWasToldAndComesBack) {
    {
        Connection db = openWithNotes(3);
        disk.killAt(machine, 2);
        EXPECT_FALSE(add(db));
        EXPECT_TRUE(disk.isDown(machine));
        EXPECT_FALSE(Connection::open(machine / "other.db", testKey(), OpenMode::CreateOrOpen));
        total += disk.losePower(machine, random);
    }
    EXPECT_FALSE(disk.isDown(machine));
    Connection again = open();
    ok(again.checkIntegrity());
    const std::int64_t left = notes(again);
    EXPECT_TRUE(left == 3 || left == 4) << "the interrupted one is there whole or not at all";
}

TEST_F(Disk, FailsTheOneOperationItWasToldTo) {
    Connection db = openWithNotes(3);
    disk.failAt(machine, 1);
    const base::Status failed = add(db);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code(), ErrorCode::Io);
    EXPECT_EQ(disk.failures(machine), 1U);
    ok(add(db));
    EXPECT_EQ(notes(db), 4);
}

TEST_F(Disk, IsFullUntilThereIsRoomAgain) {
    Connection db = openWithNotes(3);
    disk.setFull(machine, true);
    const base::Status failed = add(db);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code(), ErrorCode::DiskFull);
    disk.setFull(machine, false);
    ok(add(db));
    EXPECT_EQ(notes(db), 4);
}

TEST_F(Disk, FillsUpAtTheOperationItWasTold) {
    Connection db = openWithNotes(3);
    disk.fullAt(machine, 2);
    const base::Status failed = add(db);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code(), ErrorCode::DiskFull);
    disk.setFull(machine, false);
    ok(add(db));
}

TEST_F(Disk, BranchesOffWhatALossWouldLeaveWhileTheMachineGoesOn) {
    Connection db = openWithNotes(3);
    const auto branch = machines.at("branch");
    int branches = 0;
    disk.onChange(machine, [&] {
        total += disk.losePowerInto(machine, branch, random);
        ++branches;
    });
    ok(add(db));
    disk.onChange(machine, nullptr);
    EXPECT_GT(branches, 2);
    EXPECT_EQ(notes(db), 4);
    auto lost = Connection::open(branch / "notes.db", testKey(), OpenMode::OpenExisting);
    ASSERT_TRUE(lost.has_value()) << lost.error().message();
    EXPECT_GE(notes(*lost), 3) << "the loss was before the last sync";
}

TEST_F(Disk, CopiesAMachineAsItStands) {
    disk.weakenSynchronous(machine, true);
    Connection db = openWithNotes(3);
    disk.copyInto(machine, machines.at("copy"));
    auto copy =
        Connection::open(machines.at("copy") / "notes.db", testKey(), OpenMode::OpenExisting);
    ASSERT_TRUE(copy.has_value()) << copy.error().message();
    EXPECT_EQ(notes(*copy), 3);
}

TEST_F(Disk, LosesARenameUntilItsFolderIsSynced) {
    const auto renamed = [&] {
        machine = machines.make("tablet");
        disk.forget(machine);
        std::ofstream(machine / "old") << "old";
        std::ofstream(machine / "new") << "new";
        std::filesystem::rename(machine / "new", machine / "old");
        disk.losePower(machine, random);
        std::ifstream in(machine / "old");
        std::string content;
        in >> content;
        return content;
    };
    static_cast<void>(disk.operations(machine));
    std::set<std::string> seen;
    for (int i = 0; i < kManyLosses; ++i)
        seen.insert(renamed());
    EXPECT_EQ(seen, (std::set<std::string>{"new", "old"})) << "one or the other, never half";
}

TEST_F(Disk, GivesTheSameLossForTheSameSeed) {
    const auto lossOf = [&](const std::string& name) {
        machine = machines.make(name);
        disk.weakenSynchronous(machine, true);
        base::SeededRandom same{11};
        Connection db = openWithNotes(2);
        const PowerLoss loss = disk.losePower(machine, same);
        return std::pair{loss.keptSectors, loss.droppedSectors};
    };
    EXPECT_EQ(lossOf("one"), lossOf("two"));
}

TEST_F(Disk, CountsOperationsOfOneMachineOnly) {
    const auto other = machines.make("other");
    static_cast<void>(disk.operations(other));
    static_cast<void>(disk.operations(machine));
    Connection db = openWithNotes(1);
    EXPECT_GT(disk.operations(machine), 0U);
    EXPECT_EQ(disk.operations(other), 0U);
}

}  // namespace
}  // namespace hearth::simulation

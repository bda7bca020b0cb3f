#include <cerrno>

#include "tests/shared/sqlite/faulty_disk.hpp"
#include "tests/shared/sqlite/fixture.hpp"

namespace hearth::sqlite {
namespace {

using base::ErrorCode;
using base::Status;
using DiskFailure = DatabaseTest;

TEST_F(DiskFailure, WhenTheDatabaseMayNotGrowSavesNothingAndSaysDiskFull) {
    Connection db = openWithNotes(10);
    const std::int64_t pages = number(db, "PRAGMA page_count");
    ok(db.execute("PRAGMA max_page_count = " + std::to_string(pages + 2)));
    const Status full = db.transaction([&]() -> Status {
        for (int i = 0; i < 100; ++i)
            HEARTH_TRY(addNote(db, std::string(900, 'x')));
        return {};
    });
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().code(), ErrorCode::DiskFull);
    EXPECT_EQ(notes(db), 10);
    ok(db.execute("PRAGMA max_page_count = 100000"));
    ok(db.transaction([&] { return addNote(db, "there is room again"); }));
    EXPECT_EQ(notes(db), 11);
}

TEST_F(DiskFailure, NeverCommitsEvenIfTheWorkOverlooksIt) {
    Connection db = openWithNotes(10);
    ok(db.execute("PRAGMA max_page_count = " +
                  std::to_string(number(db, "PRAGMA page_count") + 2)));
    const Status full = db.transaction([&]() -> Status {
        for (int i = 0; i < 100; ++i)
            static_cast<void>(addNote(db, std::string(900, 'x')));
        EXPECT_EQ(db.execute("INSERT INTO note(body) VALUES('short')").error().code(),
                  ErrorCode::DiskFull);
        return {};
    });
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().code(), ErrorCode::DiskFull);
    EXPECT_EQ(notes(db), 10);
}

TEST_F(DiskFailure, InASavepointStopsTheWholeTransaction) {
    Connection db = openWithNotes(10);
    ok(db.execute("PRAGMA max_page_count = " +
                  std::to_string(number(db, "PRAGMA page_count") + 2)));
    const Status full = db.transaction([&]() -> Status {
        const Status inner = db.savepoint([&]() -> Status {
            for (int i = 0; i < 100; ++i)
                HEARTH_TRY(addNote(db, std::string(900, 'x')));
            return {};
        });
        EXPECT_EQ(inner.error().code(), ErrorCode::DiskFull);
        return {};  // as if the unit could be left out
    });
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().code(), ErrorCode::DiskFull);
    EXPECT_EQ(notes(db), 10);
}

TEST_F(DiskFailure, OfAFullDiskIsToldApartFromABrokenOneAndNothingIsSaved) {
    for (const auto& [systemError, code] :
         {std::pair{ENOSPC, ErrorCode::DiskFull}, std::pair{EIO, ErrorCode::Io}}) {
        Connection db = open();
        ok(db.execute(
            "DROP TABLE IF EXISTS note; CREATE TABLE note(id INTEGER PRIMARY KEY, body)"));
        {
            const FailingWrites failing(systemError);
            const Status failed = db.transaction([&] { return addNote(db, "lost"); });
            ASSERT_FALSE(failed);
            EXPECT_EQ(failed.error().code(), code);
            EXPECT_GT(FailingWrites::count(), 0) << "the fault really happened";
        }
        EXPECT_EQ(notes(db), 0);
        ok(db.transaction([&] { return addNote(db, "saved"); }));
        EXPECT_EQ(notes(db), 1);
    }
}

TEST_F(DiskFailure, OfASyncIsFinalUntilTheDatabaseIsOpenedAgain) {
    {
        Connection db = openWithNotes(3);
        {
            const FailingSyncs failing;
            const Status failed = db.transaction([&] { return addNote(db, "not acknowledged"); });
            ASSERT_FALSE(failed);
            EXPECT_EQ(failed.error().code(), ErrorCode::Io);
            EXPECT_GT(FailingSyncs::count(), 0) << "the fault really happened";
        }
        // The disk works again, but a sync that is repeated after a failure may lie.
        const Status after = db.transaction([&] { return addNote(db, "not acknowledged"); });
        ASSERT_FALSE(after);
        EXPECT_EQ(after.error().code(), ErrorCode::Io);
        EXPECT_EQ(addNote(db, "nor alone").error().code(), ErrorCode::Io);
        EXPECT_EQ(notes(db), 3) << "reading goes on";
    }
    Connection again = open();
    EXPECT_GE(notes(again), 3);
    ok(again.checkIntegrity());
    ok(again.transaction([&] { return addNote(again, "saved"); }));
}

TEST_F(DiskFailure, OfACheckpointIsAnErrorAndLosesNothing) {
    {
        Connection db = openWithNotes(20);
        const FailingWrites failing(EIO);
        const Status failed = db.checkpoint();
        ASSERT_FALSE(failed);
        EXPECT_EQ(failed.error().code(), ErrorCode::Io);
    }
    Connection again = open();
    EXPECT_EQ(notes(again), 20);
    ok(again.checkIntegrity());
}

TEST_F(DiskFailure, WhileCreatingAStoreIsAnErrorAndTheNextTryWorks) {
    {
        const FailingWrites failing(ENOSPC);
        const auto opened = tryOpen();
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().code(), ErrorCode::DiskFull);
    }
    Connection db = openWithNotes(1);
    EXPECT_EQ(notes(db), 1);
}

}  // namespace
}  // namespace hearth::sqlite

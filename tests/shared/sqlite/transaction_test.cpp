#include <stdexcept>

#include "tests/shared/sqlite/fixture.hpp"

namespace hearth::sqlite {
namespace {

using base::Error;
using base::ErrorCode;
using base::Status;
using Transactions = DatabaseTest;

TEST_F(Transactions, SaveEverythingOrNothing) {
    {
        Connection db = openWithNotes();
        ok(db.transaction([&]() -> Status {
            HEARTH_TRY(addNote(db, "one"));
            return addNote(db, "two");
        }));
        const Status failed = db.transaction([&]() -> Status {
            HEARTH_TRY(addNote(db, "three"));
            return Error(ErrorCode::Refused, "the work said no");
        });
        ASSERT_FALSE(failed);
        EXPECT_EQ(failed.error().code(), ErrorCode::Refused);
        EXPECT_EQ(failed.error().detail(), "the work said no");
        EXPECT_EQ(notes(db), 2);
    }
    Connection again = open();
    EXPECT_EQ(notes(again), 2);
}

TEST_F(Transactions, RollBackOnAnExceptionAndKeepItsWordsToThemselves) {
    Connection db = openWithNotes();
    const Status failed = db.transaction([&]() -> Status {
        HEARTH_TRY(addNote(db, "one"));
        throw std::runtime_error("Molly");
    });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code(), ErrorCode::Internal);
    EXPECT_EQ(failed.error().message().find("Molly"), std::string::npos);
    EXPECT_FALSE(db.transaction([]() -> Status { throw 7; }));
    EXPECT_EQ(notes(db), 0);
    ok(db.transaction([&] { return addNote(db, "the next one goes on"); }));
    EXPECT_EQ(notes(db), 1);
}

TEST_F(Transactions, FailWhenWhatWasPutOffUntilTheCommitFails) {
    Connection db = openWithNotes();
    ok(
        db.execute("CREATE TABLE child(id INTEGER PRIMARY KEY, note INTEGER NOT NULL "
                   "REFERENCES note(id) DEFERRABLE INITIALLY DEFERRED)"));
    const Status failed =
        db.transaction([&] { return db.execute("INSERT INTO child(note) VALUES(99)"); });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code(), ErrorCode::InvalidArgument);
    EXPECT_EQ(number(db, "SELECT count(*) FROM child"), 0);
    ok(db.transaction([&] { return addNote(db, "the next one goes on"); }));
}

TEST_F(Transactions, DoNotNestAndLeaveTheOuterOneAlone) {
    Connection db = openWithNotes();
    ok(db.transaction([&]() -> Status {
        HEARTH_TRY(addNote(db, "outer"));
        EXPECT_FALSE(db.transaction([&] { return addNote(db, "inner"); }));
        EXPECT_FALSE(db.checkpoint());
        return {};
    }));
    EXPECT_EQ(notes(db), 1);
}

TEST_F(Transactions, CannotBeEndedByTheirWork) {
    Connection db = openWithNotes();
    EXPECT_FALSE(db.transaction([&]() -> Status {
        HEARTH_TRY(addNote(db, "one"));
        HEARTH_TRY(db.execute("ROLLBACK"));
        return addNote(db, "would save itself alone");
    }));
    EXPECT_EQ(notes(db), 0);
}

TEST_F(Transactions, CommitOnlyWhatWasBegun) {
    Connection db = openWithNotes();
    EXPECT_FALSE(db.commit());
    ok(db.begin());
    ok(addNote(db, "one"));
    ok(db.commit());
    db.rollback();
    ok(db.begin());
    ok(addNote(db, "two"));
    db.rollback();
    EXPECT_EQ(notes(db), 1);
}

TEST_F(Transactions, ResetAStatementThatWasLeftInTheMiddleOfItsRows) {
    Connection db = openWithNotes(3);
    const auto read = db.prepare("SELECT body FROM note");
    ASSERT_TRUE(*(*read)->next());
    ok(db.transaction([&] { return addNote(db, "meanwhile"); }));
    ASSERT_TRUE(*(*read)->next());
    ok(db.checkpoint());
    EXPECT_EQ(std::filesystem::file_size(file.string() + "-wal"), 0U);
    EXPECT_EQ(notes(db), 4);
}

TEST_F(Transactions, UndoASavepointAloneAndGoOn) {
    Connection db = openWithNotes();
    ok(db.transaction([&]() -> Status {
        HEARTH_TRY(addNote(db, "first"));
        const Status undone = db.savepoint([&]() -> Status {
            HEARTH_TRY(addNote(db, "undone"));
            return Error(ErrorCode::InvalidArgument, "this edit is held");
        });
        EXPECT_EQ(undone.error().detail(), "this edit is held");
        EXPECT_FALSE(db.savepoint([&]() -> Status {
            HEARTH_TRY(addNote(db, "undone too"));
            throw std::logic_error("a merge threw");
        }));
        return db.savepoint([&] { return addNote(db, "last"); });
    }));
    EXPECT_EQ(notes(db), 2);
    EXPECT_EQ(text(db, "SELECT group_concat(body) FROM note"), "first,last");
}

TEST_F(Transactions, NestSavepoints) {
    Connection db = openWithNotes();
    ok(db.transaction([&]() -> Status {
        return db.savepoint([&]() -> Status {
            HEARTH_TRY(addNote(db, "kept"));
            const Status inner = db.savepoint([&]() -> Status {
                HEARTH_TRY(addNote(db, "undone"));
                return Error(ErrorCode::Refused, "");
            });
            EXPECT_FALSE(inner);
            return {};
        });
    }));
    EXPECT_EQ(text(db, "SELECT group_concat(body) FROM note"), "kept");
}

TEST_F(Transactions, AreNeededForASavepoint) {
    Connection db = openWithNotes();
    EXPECT_FALSE(db.savepoint([&] { return addNote(db, "one"); }));
    EXPECT_EQ(notes(db), 0);
}

TEST_F(Transactions, KeepAConstraintThatTheWorkHasHandledFromStoppingThem) {
    Connection db = openWithNotes(1);
    ok(db.transaction([&]() -> Status {
        const Status twice = db.execute("INSERT INTO note VALUES(1, 'again')");
        EXPECT_EQ(twice.error().code(), ErrorCode::AlreadyExists);
        return addNote(db, "other");
    }));
    EXPECT_EQ(notes(db), 2);
}

}  // namespace
}  // namespace hearth::sqlite

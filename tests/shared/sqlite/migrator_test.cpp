#include "shared/sqlite/migrator.hpp"

#include <array>
#include <vector>

#include "tests/shared/sqlite/fixture.hpp"

namespace hearth::sqlite {
namespace {

using base::ErrorCode;
using Migrations = DatabaseTest;

constexpr Migration kFirst{"0001_notes.sql",
                           "CREATE TABLE note(id INTEGER PRIMARY KEY, body TEXT);\n"
                           "INSERT INTO note(body) VALUES('from the first step');\n"};
constexpr Migration kSecond{"0002_author.sql",
                            "-- why: every note has an author\n"
                            "ALTER TABLE note ADD COLUMN author TEXT;\n"};
constexpr Migration kThird{"0003_search.sql",
                           "CREATE VIRTUAL TABLE words USING fts5(body);\n"
                           "INSERT INTO words SELECT body FROM note;\n"};
constexpr std::array<Migration, 3> kAll{kFirst, kSecond, kThird};

std::int64_t version(Connection& db) {
    return *db.queryInt("PRAGMA user_version");
}

TEST_F(Migrations, MakeAFreshDatabaseFromAllOfThem) {
    Connection db = open();
    const auto report = migrate(db, kAll);
    ASSERT_TRUE(report) << report.error().message();
    EXPECT_EQ(report->from, 0);
    EXPECT_EQ(report->to, 3);
    EXPECT_EQ(version(db), 3);
    EXPECT_EQ(number(db, "SELECT count(*) FROM words WHERE words MATCH 'first'"), 1);
}

TEST_F(Migrations, GoOnFromWhereTheFileStands) {
    Connection db = open();
    ASSERT_TRUE(migrate(db, std::span(kAll).first(1)));
    ok(db.execute("INSERT INTO note(body) VALUES('written in between')"));
    const auto report = migrate(db, kAll);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->from, 1);
    EXPECT_EQ(report->to, 3);
    EXPECT_EQ(number(db, "SELECT count(*) FROM words"), 2);
}

TEST_F(Migrations, DoNothingTwiceAndSurviveAReopen) {
    {
        Connection db = open();
        ASSERT_TRUE(migrate(db, kAll));
    }
    Connection db = open();
    const auto report = migrate(db, kAll);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->from, 3);
    EXPECT_EQ(report->to, 3);
    EXPECT_EQ(number(db, "SELECT count(*) FROM note"), 1);
}

TEST_F(Migrations, RefuseANewerFileAndTouchNothing) {
    Connection db = open();
    ASSERT_TRUE(migrate(db, kAll));
    const auto report = migrate(db, std::span(kAll).first(2));
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code(), ErrorCode::UnsupportedVersion);
    EXPECT_EQ(version(db), 3);
    EXPECT_EQ(number(db, "SELECT count(*) FROM words"), 1);
    ok(db.execute("PRAGMA user_version = -1"));
    EXPECT_EQ(migrate(db, kAll).error().code(), ErrorCode::UnsupportedVersion);
}

TEST_F(Migrations, MustBeNumberedWithoutAGapFromOne) {
    Connection db = open();
    const std::vector<std::vector<Migration>> wrong{{kSecond},
                                                    {kFirst, kThird},
                                                    {kFirst, kFirst},
                                                    {kSecond, kFirst},
                                                    {{"initial.sql", "CREATE TABLE x(y)"}},
                                                    {{"0001initial.sql", "CREATE TABLE x(y)"}},
                                                    {{"1", "CREATE TABLE x(y)"}},
                                                    {{"-1_x.sql", "CREATE TABLE x(y)"}},
                                                    {{"", ""}}};
    for (const auto& migrations : wrong) {
        const auto report = migrate(db, migrations);
        ASSERT_FALSE(report);
        EXPECT_EQ(report.error().code(), ErrorCode::InvalidArgument);
    }
    EXPECT_EQ(version(db), 0);
    EXPECT_EQ(number(db, "SELECT count(*) FROM sqlite_schema"), 0);
}

TEST_F(Migrations, LeaveTheStepBeforeOneThatFails) {
    Connection db = open();
    const Migration broken{"0003_broken.sql",
                           "CREATE TABLE half(x); INSERT INTO note VALUES(1, 'twice', 'x');"};
    const auto report = migrate(db, std::array{kFirst, kSecond, broken});
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code(), ErrorCode::AlreadyExists);
    EXPECT_NE(report.error().detail().find("0003_broken.sql"), std::string::npos);
    EXPECT_EQ(version(db), 2);
    EXPECT_EQ(number(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'half'"), 0);
    ASSERT_TRUE(migrate(db, kAll));
    EXPECT_EQ(version(db), 3);
}

TEST_F(Migrations, DoNotCountAStepThatEndsItsOwnTransaction) {
    Connection db = open();
    const Migration hasty{"0001_hasty.sql", "CREATE TABLE x(y); COMMIT;"};
    ASSERT_FALSE(migrate(db, std::array{hasty}));
    EXPECT_EQ(version(db), 0);
}

TEST_F(Migrations, OfAnEmptyListMakeAnEmptyDatabase) {
    Connection db = open();
    const auto report = migrate(db, {});
    ASSERT_TRUE(report);
    EXPECT_EQ(report->to, 0);
}

}  // namespace
}  // namespace hearth::sqlite

#include <limits>

#include "tests/shared/sqlite/fixture.hpp"

namespace hearth::sqlite {
namespace {

using base::ErrorCode;

class Statements : public DatabaseTest {
protected:
    Statements() {
        ok(db.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, a, b TEXT UNIQUE, c CHECK(c < 10))"));
    }
    Statement& prepare(std::string_view sql) {
        const auto statement = db.prepare(sql);
        if (!statement) throw std::runtime_error(statement.error().message());
        return **statement;
    }
    Connection db = open();
};

TEST_F(Statements, BindAndReadBackEachType) {
    const base::Bytes blob("\0\xff\x01", 3);
    ok(prepare("INSERT INTO t(id, a, b, c) VALUES(?, ?, ?, ?)")
           .bind(std::numeric_limits<std::int64_t>::max(), blob, Statement::Text{"text"},
                 std::nullopt)
           .run());
    Statement& read = prepare("SELECT id, a, b, c, typeof(a), typeof(b) FROM t");
    ASSERT_TRUE(*read.next());
    EXPECT_EQ(read.integer(0), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(read.blob(1), blob);
    EXPECT_EQ(read.text(2), "text");
    EXPECT_TRUE(read.isNull(3));
    EXPECT_EQ(read.text(4), "blob");
    EXPECT_EQ(read.text(5), "text");
    EXPECT_FALSE(*read.next());
}

TEST_F(Statements, KeepEmptyBytesAndTextApartFromNull) {
    ok(prepare("INSERT INTO t(a, b) VALUES(?, ?)")
           .bind(std::string_view(), Statement::Text{std::string_view()})
           .run());
    Statement& read = prepare("SELECT typeof(a), typeof(b), a, b FROM t");
    ASSERT_TRUE(*read.next());
    EXPECT_EQ(read.text(0), "blob");
    EXPECT_EQ(read.text(1), "text");
    EXPECT_FALSE(read.isNull(2));
    EXPECT_EQ(read.blob(2), "");
}

TEST_F(Statements, CopyWhatTheyBind) {
    Statement& insert = prepare("INSERT INTO t(a) VALUES(?)");
    base::Bytes value("before");
    insert.bind(value);
    value = "after!";
    ok(insert.run());
    EXPECT_EQ(text(db, "SELECT a FROM t"), "before");
}

TEST_F(Statements, RefuseTooFewOrTooManyParameters) {
    Statement& insert = prepare("INSERT INTO t(a, b) VALUES(?, ?)");
    EXPECT_EQ(insert.bind(1).run().error().code(), ErrorCode::InvalidArgument);
    EXPECT_EQ(insert.bind(1, 2, 3).run().error().code(), ErrorCode::InvalidArgument);
    EXPECT_EQ(insert.run().error().code(), ErrorCode::InvalidArgument);
    EXPECT_EQ(number(db, "SELECT count(*) FROM t"), 0);
    ok(insert.bind(1, 2).run());
    EXPECT_EQ(insert.run().error().code(), ErrorCode::InvalidArgument) << "values are used once";
    EXPECT_EQ(number(db, "SELECT count(*) FROM t"), 1);
}

TEST_F(Statements, RefuseAnIntegerThatSqliteCannotHold) {
    Statement& insert = prepare("INSERT INTO t(a) VALUES(?)");
    const std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    ok(insert.bind(most).run());
    EXPECT_EQ(insert.bind(most + 1).run().error().code(), ErrorCode::InvalidArgument);
    EXPECT_EQ(number(db, "SELECT count(*) FROM t"), 1);
}

TEST_F(Statements, TellAUniqueKeyFromOtherConstraintsAndNameNoValue) {
    ok(prepare("INSERT INTO t(b) VALUES(?)").bind(Statement::Text{"Molly"}).run());
    const auto twice = prepare("INSERT INTO t(b) VALUES(?)").bind(Statement::Text{"Molly"}).run();
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().code(), ErrorCode::AlreadyExists);
    EXPECT_NE(twice.error().detail().find("t.b"), std::string::npos) << twice.error().detail();
    EXPECT_EQ(twice.error().detail().find("Molly"), std::string::npos);
    const auto check = prepare("INSERT INTO t(c) VALUES(?)").bind(12).run();
    ASSERT_FALSE(check);
    EXPECT_EQ(check.error().code(), ErrorCode::InvalidArgument);
}

TEST_F(Statements, DoNotRepeatASearchTextInAnError) {
    ok(db.execute("CREATE VIRTUAL TABLE words USING fts5(body)"));
    Statement& search = prepare("SELECT count(*) FROM words WHERE words MATCH ?");
    const auto row = search.bind(Statement::Text{"Molly \" AND"}).next();
    ASSERT_FALSE(row);
    EXPECT_EQ(row.error().message().find("Molly"), std::string::npos) << row.error().message();
}

TEST_F(Statements, ArePreparedOncePerText) {
    Statement* first = &prepare("SELECT 1");
    EXPECT_EQ(first, &prepare(std::string("SELECT ") + "1"));
    EXPECT_NE(first, &prepare("SELECT 2"));
}

TEST_F(Statements, SurviveAChangeOfTheSchema) {
    Statement& insert = prepare("INSERT INTO t(a) VALUES(?)");
    ok(insert.bind(1).run());
    ok(db.execute("ALTER TABLE t ADD COLUMN d"));
    ok(insert.bind(2).run());
    EXPECT_EQ(number(db, "SELECT count(*) FROM t"), 2);
}

TEST_F(Statements, AreExactlyOneAndParse) {
    EXPECT_EQ(db.prepare("SELECT 1; SELECT 2").error().code(), ErrorCode::InvalidArgument);
    EXPECT_EQ(db.prepare("").error().code(), ErrorCode::InvalidArgument);
    EXPECT_EQ(db.prepare("-- nothing").error().code(), ErrorCode::InvalidArgument);
    EXPECT_TRUE(db.prepare("SELECT 1;\n"));
    const auto wrong = db.prepare("SELECT x FROM nowhere");
    ASSERT_FALSE(wrong);
    EXPECT_NE(wrong.error().detail().find("nowhere"), std::string::npos);
}

TEST_F(Statements, QueryOneValueOrSayThatThereIsNone) {
    EXPECT_EQ(db.queryInt("SELECT a FROM t").error().code(), ErrorCode::NotFound);
    EXPECT_EQ(db.queryText("SELECT a FROM t").error().code(), ErrorCode::NotFound);
    ok(db.execute("INSERT INTO t(a) VALUES(5); INSERT INTO t(a) VALUES(6)"));
    EXPECT_EQ(db.changes(), 1);
    EXPECT_EQ(number(db, "SELECT max(a) FROM t"), 6);
    EXPECT_EQ(number(db, "SELECT max(a) FROM t"), 6) << "again, from the kept statement";
}

TEST_F(Statements, ExecuteAllStatementsOfATextAndStopAtTheFirstThatFails) {
    EXPECT_FALSE(
        db.execute("INSERT INTO t(a) VALUES(1); INSERT INTO no_table VALUES(1);"
                   "INSERT INTO t(a) VALUES(2)"));
    EXPECT_EQ(number(db, "SELECT count(*) FROM t"), 1);
    ok(db.execute(" ;; -- only a comment\n"));
}

}  // namespace
}  // namespace hearth::sqlite

#include <csignal>

#include <dlfcn.h>
#include <link.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/sqlite/locked_memory.hpp"
#include "tests/shared/sqlite/fixture.hpp"

namespace hearth::sqlite {
namespace {

using base::ErrorCode;
using Opening = DatabaseTest;

constexpr std::string_view kNeedle = "spoken to alone in the kitchen";

TEST_F(Opening, PutsEverySettingInForce) {
    Connection db = open();
    EXPECT_EQ(text(db, "PRAGMA cipher_version").substr(0, 2), "4.");
    EXPECT_EQ(number(db, "PRAGMA cipher_memory_security"), 0) << "our memory does it";
    EXPECT_GT(lockedMemoryBytes(), 0U);
    EXPECT_EQ(text(db, "PRAGMA cipher_log_level"), "NONE");
    EXPECT_EQ(text(db, "PRAGMA journal_mode"), "wal");
    EXPECT_EQ(number(db, "PRAGMA synchronous"), 2);
    EXPECT_EQ(number(db, "PRAGMA foreign_keys"), 1);
    EXPECT_EQ(number(db, "PRAGMA secure_delete"), 1);
    EXPECT_EQ(number(db, "PRAGMA trusted_schema"), 0);
    EXPECT_EQ(number(db, "PRAGMA temp_store"), 2);
    EXPECT_EQ(number(db, "PRAGMA cell_size_check"), 1);
    EXPECT_EQ(number(db, "PRAGMA mmap_size"), 0);
    EXPECT_EQ(number(db, "PRAGMA busy_timeout"), 0);
    EXPECT_EQ(number(db, "PRAGMA wal_autocheckpoint"), kWalAutoCheckpointPages);
    EXPECT_EQ(number(db, "PRAGMA cache_size"), -kPageCacheKib);
}

TEST_F(Opening, AttachesNoOtherDatabaseAndLetsNobodyWriteTheSchema) {
    Connection db = open();
    EXPECT_FALSE(db.execute("ATTACH '" + (folder / "plain.db").string() + "' AS plain KEY ''"));
    EXPECT_FALSE(std::filesystem::exists(folder / "plain.db"));
    ok(db.execute("PRAGMA writable_schema = ON"));
    ok(db.execute("CREATE TABLE t(x)"));
    EXPECT_FALSE(db.execute("DELETE FROM sqlite_schema"));
    EXPECT_FALSE(db.execute("SELECT load_extension('x')"));
    EXPECT_FALSE(db.execute("SELECT \"not a column\""));
}

TEST_F(Opening, LoadsOneDatabaseLibraryOnly) {
    std::string libraries;
    dl_iterate_phdr(
        [](dl_phdr_info* info, std::size_t, void* out) {
            static_cast<std::string*>(out)->append(info->dlpi_name).append("\n");
            return 0;
        },
        &libraries);
    EXPECT_NE(libraries.find("libsqlcipher"), std::string::npos) << libraries;
    EXPECT_EQ(libraries.find("libsqlite3"), std::string::npos) << libraries;
}

TEST_F(Opening, KeepsTextOutOfEveryFile) {
    Connection db = openWithNotes();
    ok(db.execute("CREATE VIRTUAL TABLE words USING fts5(body)"));
    for (int i = 0; i < 50; ++i) {
        ok(addNote(db, kNeedle));
        const auto insert = db.prepare("INSERT INTO words VALUES(?)");
        ok((*insert)->bind(Statement::Text{kNeedle}).run());
    }
    const auto look = [this] {
        std::size_t bytes = 0;
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            const base::Bytes content = contentOf(entry.path());
            bytes += content.size();
            for (const std::string_view word :
                 {kNeedle, std::string_view("kitchen"), std::string_view("CREATE"),
                  std::string_view("SQLite format 3")})
                EXPECT_EQ(content.find(word), base::Bytes::npos) << entry.path() << word;
        }
        EXPECT_GT(bytes, 50 * kNeedle.size());
    };
    look();
    ok(db.checkpoint());
    look();
}

TEST_F(Opening, WithAnotherKeyIsCorruptAndLeavesTheFileUntouched) {
    { const Connection db = openWithNotes(20); }
    const base::Bytes before = contentOf(file);
    for (const OpenMode mode :
         {OpenMode::CreateOrOpen, OpenMode::OpenExisting, OpenMode::ReadOnly}) {
        const auto opened = Connection::open(file, keyOf('x', 's'), mode);
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().code(), ErrorCode::Corrupt);
    }
    EXPECT_EQ(contentOf(file), before);
    Connection again = open();
    EXPECT_EQ(notes(again), 20);
}

TEST_F(Opening, WithAnotherKeyLeavesTheUnfinishedLogUntouchedToo) {
    Connection db = openWithNotes(20);
    const auto copy = folder / "copy.db";
    std::filesystem::copy_file(file, copy);
    std::filesystem::copy_file(file.string() + "-wal", copy.string() + "-wal");
    const base::Bytes before = contentOf(copy);
    const base::Bytes logBefore = contentOf(copy.string() + "-wal");
    ASSERT_FALSE(logBefore.empty());
    EXPECT_FALSE(Connection::open(copy, keyOf('x', 's'), OpenMode::CreateOrOpen));
    EXPECT_EQ(contentOf(copy), before);
    EXPECT_EQ(contentOf(copy.string() + "-wal"), logBefore);
    auto opened = Connection::open(copy, key, OpenMode::OpenExisting);
    ASSERT_TRUE(opened);
    EXPECT_EQ(notes(*opened), 20);
}

TEST_F(Opening, RefusesAKeyOrSaltOfAnotherLengthAndCreatesNothing) {
    for (const std::size_t size : {0U, 1U, 16U, 31U, 33U, 48U}) {
        const DatabaseKey shortKey{crypto::Secret(size), base::Bytes(16, 's')};
        const auto opened = Connection::open(file, shortKey, OpenMode::CreateOrOpen);
        ASSERT_FALSE(opened) << size;
        EXPECT_EQ(opened.error().code(), ErrorCode::InvalidArgument);
    }
    for (const std::size_t size : {0U, 15U, 17U, 32U}) {
        const DatabaseKey badSalt{crypto::Secret(32), base::Bytes(size, 's')};
        const auto opened = Connection::open(file, badSalt, OpenMode::CreateOrOpen);
        ASSERT_FALSE(opened) << size;
        EXPECT_EQ(opened.error().code(), ErrorCode::InvalidArgument);
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder));
}

TEST_F(Opening, RefusesAnUnencryptedDatabaseAndKeepsIt) {
    // The first page of a database that plain SQLite made: header, one empty table leaf.
    base::Bytes plain(4096, '\0');
    const std::string_view header(
        "SQLite format 3\0\x10\0\x01\x01\0\x40\x20\x20\0\0\0\x01\0\0\0\x01", 32);
    plain.replace(0, header.size(), header);
    plain.replace(56, 4, std::string_view("\0\0\0\x01", 4));
    plain.replace(100, 8, std::string_view("\x0d\0\0\0\0\x10\0\0", 8));
    write(file, plain);
    for (const OpenMode mode :
         {OpenMode::CreateOrOpen, OpenMode::OpenExisting, OpenMode::ReadOnly}) {
        const auto opened = tryOpen(mode);
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().code(), ErrorCode::Corrupt);
    }
    EXPECT_EQ(contentOf(file), plain);
}

TEST_F(Opening, RefusesRandomTruncatedAndEmptyFilesAndKeepsThem) {
    { const Connection db = openWithNotes(20); }
    const base::Bytes whole = contentOf(file);
    for (const base::Bytes& content :
         {base::Bytes(4096, 'r'), base::Bytes(7, 'r'), whole.substr(0, 2000),
          base::Bytes(whole.size(), '\0'), base::Bytes()}) {
        write(file, content);
        const auto opened = tryOpen(OpenMode::OpenExisting);
        ASSERT_FALSE(opened) << content.size();
        EXPECT_EQ(opened.error().code(), ErrorCode::Corrupt) << content.size();
        EXPECT_EQ(contentOf(file), content);
    }
}

TEST_F(Opening, NeverMakesANewStoreWhereALogOfTheOldOneRemains) {
    Connection db = openWithNotes(20);
    const auto copy = folder / "copy.db";
    write(copy, "");
    std::filesystem::copy_file(file.string() + "-wal", copy.string() + "-wal");
    const base::Bytes log = contentOf(copy.string() + "-wal");
    const auto opened = Connection::open(copy, key, OpenMode::CreateOrOpen);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code(), ErrorCode::Corrupt);
    EXPECT_EQ(contentOf(copy.string() + "-wal"), log);
}

// The salt is given with the key, so what stands at the file's start does not matter for it.
TEST_F(Opening, SurvivesAFirstSectorTornByAPowerLoss) {
    Connection db = openWithNotes(20);
    const auto copy = folder / "copy.db";
    base::Bytes torn = contentOf(file);
    torn.replace(0, 512, base::Bytes(512, '\xA5'));
    write(copy, torn);
    std::filesystem::copy_file(file.string() + "-wal", copy.string() + "-wal");
    auto opened = Connection::open(copy, key, OpenMode::OpenExisting);
    ASSERT_TRUE(opened) << opened.error().message();
    EXPECT_EQ(notes(*opened), 20);
    ok(opened->checkpoint());
    ok(opened->checkIntegrity());
}

TEST_F(Opening, SaysNotFoundWithoutFileOrFolderAndCreatesNothing) {
    for (const OpenMode mode : {OpenMode::OpenExisting, OpenMode::ReadOnly}) {
        const auto opened = tryOpen(mode);
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().code(), ErrorCode::NotFound);
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder));
    const auto opened = Connection::open(folder / "missing/x.db", key, OpenMode::CreateOrOpen);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code(), ErrorCode::NotFound);
    EXPECT_TRUE(std::filesystem::is_empty(folder));
}

TEST_F(Opening, MakesFilesThatOnlyTheirOwnerReads) {
    Connection db = openWithNotes(1);
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        struct stat facts {};
        ASSERT_EQ(stat(entry.path().c_str(), &facts), 0);
        EXPECT_EQ(facts.st_mode & 0777U, 0600U) << entry.path();
    }
}

TEST_F(Opening, IsBusyForASecondOwnerInTheSameProcess) {
    auto first = std::make_unique<Connection>(open());
    for (const OpenMode mode :
         {OpenMode::CreateOrOpen, OpenMode::OpenExisting, OpenMode::ReadOnly}) {
        const auto second = tryOpen(mode);
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().code(), ErrorCode::Busy);
    }
    first.reset();
    EXPECT_TRUE(tryOpen());
}

// The code with which a child process ended, or minus the signal that ended it.
int waitFor(pid_t child) {
    int state = 0;
    EXPECT_EQ(waitpid(child, &state, 0), child);
    return WIFEXITED(state) ? WEXITSTATUS(state) : -WTERMSIG(state);
}

TEST_F(Opening, IsBusyAtOnceForASecondProcess) {
    Connection db = openWithNotes(3);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        const auto second = tryOpen(OpenMode::OpenExisting);
        _exit(!second && second.error().code() == ErrorCode::Busy ? 0 : 1);
    }
    EXPECT_EQ(waitFor(child), 0);
    ok(addNote(db, "still mine"));
    EXPECT_EQ(notes(db), 4);
}

TEST_F(Opening, IsFreeAgainAfterItsProcessWasKilledAndHasWhatWasSaved) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        Connection db = openWithNotes(7);
        // A save that is not yet committed must not be there afterwards.
        if (!db.begin() || !addNote(db, "not committed")) _exit(1);
        raise(SIGKILL);
    }
    EXPECT_EQ(waitFor(child), -SIGKILL);
    Connection db = open(OpenMode::OpenExisting);
    EXPECT_EQ(notes(db), 7);
    ok(db.checkIntegrity());
}

TEST_F(Opening, ReadOnlyIsSharedByReadersAndKeepsOwnersOut) {
    { const Connection db = openWithNotes(5); }
    const base::Bytes before = contentOf(file);
    {
        Connection first = open(OpenMode::ReadOnly);
        Connection second = open(OpenMode::ReadOnly);
        EXPECT_EQ(notes(first), 5);
        EXPECT_EQ(notes(second), 5);
        EXPECT_EQ(number(first, "PRAGMA wal_autocheckpoint"), 0);
        EXPECT_EQ(addNote(first, "x").error().code(), ErrorCode::Io);
        EXPECT_EQ(tryOpen().error().code(), ErrorCode::Busy);
    }
    EXPECT_EQ(contentOf(file), before);
    EXPECT_FALSE(std::filesystem::exists(file.string() + "-wal"));
    EXPECT_FALSE(std::filesystem::exists(file.string() + "-shm"));
    Connection owner = open();
    EXPECT_EQ(notes(owner), 5);
}

TEST_F(Opening, ReadOnlyReadsWhatAKilledOwnerLeftInItsLog) {
    Connection db = openWithNotes(5);
    const auto copy = folder / "copy.db";
    std::filesystem::copy_file(file, copy);
    std::filesystem::copy_file(file.string() + "-wal", copy.string() + "-wal");
    const base::Bytes log = contentOf(copy.string() + "-wal");
    {
        auto reader = Connection::open(copy, key, OpenMode::ReadOnly);
        ASSERT_TRUE(reader) << reader.error().message();
        EXPECT_EQ(notes(*reader), 5);
    }
    EXPECT_EQ(contentOf(copy.string() + "-wal"), log);
}

TEST_F(Opening, TakesAFileNameAsItIs) {
    for (const std::string name : {"a b.db", "100%41?mode=memory#x.db", "\xc3\xa9.db"}) {
        {
            auto made = Connection::open(folder / name, key, OpenMode::CreateOrOpen);
            ASSERT_TRUE(made) << made.error().message();
            ok(made->execute("CREATE TABLE t(x)"));
        }
        EXPECT_GT(std::filesystem::file_size(folder / name), 0U);
        auto read = Connection::open(folder / name, key, OpenMode::ReadOnly);
        ASSERT_TRUE(read) << read.error().message();
        EXPECT_EQ(number(*read, "SELECT count(*) FROM t"), 0);
    }
}

TEST_F(Opening, CanSearchText) {
    Connection db = open();
    ok(
        db.execute("CREATE VIRTUAL TABLE words USING fts5(body);"
                   "INSERT INTO words VALUES('seen alone at school'),('seen with mother')"));
    const auto search = db.prepare("SELECT count(*) FROM words WHERE words MATCH ?");
    ASSERT_TRUE(search) << search.error().message();
    ASSERT_TRUE((*search)->bind(Statement::Text{"alone"}).next());
    EXPECT_EQ((*search)->integer(0), 1);
}

TEST_F(Opening, MovesAConnectionWithItsStatements) {
    Connection first = openWithNotes(2);
    const auto count = first.prepare("SELECT count(*) FROM note");
    Connection second = std::move(first);
    ASSERT_TRUE((*count)->next());
    EXPECT_EQ((*count)->integer(0), 2);
    (*count)->reset();
    EXPECT_EQ(*second.prepare("SELECT count(*) FROM note"), *count);
}

}  // namespace
}  // namespace hearth::sqlite

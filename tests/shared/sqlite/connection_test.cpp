#include "tests/shared/sqlite/fixture.hpp"

namespace hearth::sqlite {
namespace {

using base::ErrorCode;
using Integrity = DatabaseTest;
using Checkpoint = DatabaseTest;

constexpr std::size_t kPageBytes = 4096;

TEST_F(Integrity, HoldsForAStoreInUse) {
    Connection db = openWithNotes(100);
    ok(db.checkIntegrity());
    ok(db.checkpoint());
    ok(db.checkIntegrity());
}

TEST_F(Integrity, FindsAFlippedBitInEveryPage) {
    { const Connection db = openWithNotes(60); }
    const base::Bytes good = contentOf(file);
    const std::size_t pages = good.size() / kPageBytes;
    ASSERT_GE(pages, 10U);
    for (std::size_t page = 0; page < pages; ++page) {
        base::Bytes bad = good;
        char& octet = bad[page * kPageBytes + 17 + page * 31 % 4000];
        octet = static_cast<char>(octet ^ 1);
        write(file, bad);
        // The first pages hold the schema: then the file does not even open.
        auto opened = tryOpen(OpenMode::ReadOnly);
        const base::Status found = opened ? opened->checkIntegrity() : opened.error();
        ASSERT_FALSE(found) << "page " << page;
        EXPECT_EQ(found.error().code(), ErrorCode::Corrupt) << "page " << page;
    }
}

TEST_F(Integrity, FindsTwoPagesThatChangedPlaces) {
    { const Connection db = openWithNotes(60); }
    base::Bytes content = contentOf(file);
    const base::Bytes fourth = content.substr(4 * kPageBytes, kPageBytes);
    content.replace(4 * kPageBytes, kPageBytes, content.substr(5 * kPageBytes, kPageBytes));
    content.replace(5 * kPageBytes, kPageBytes, fourth);
    write(file, content);
    Connection db = open();
    EXPECT_EQ(db.checkIntegrity().error().code(), ErrorCode::Corrupt);
}

TEST_F(Integrity, FailsAReadOfADamagedPageInsteadOfServingIt) {
    { const Connection db = openWithNotes(60); }
    base::Bytes content = contentOf(file);
    content[6 * kPageBytes + 100] = static_cast<char>(content[6 * kPageBytes + 100] ^ 1);
    write(file, content);
    Connection db = open();
    const auto sum = db.queryInt("SELECT sum(length(body)) FROM note");
    ASSERT_FALSE(sum);
    EXPECT_EQ(sum.error().code(), ErrorCode::Corrupt);
    EXPECT_EQ(contentOf(file), content) << "the damaged file is kept as it is";
}

TEST_F(Checkpoint, MovesTheLogIntoTheDatabaseAndEmptiesIt) {
    Connection db = openWithNotes(50);
    const std::string log = file.string() + "-wal";
    ASSERT_GT(std::filesystem::file_size(log), 50U * 900U);
    ok(db.checkpoint());
    EXPECT_EQ(std::filesystem::file_size(log), 0U);
    EXPECT_EQ(notes(db), 50);
}

TEST_F(Checkpoint, HappensAtTheCloseSoThatOneFileRemains) {
    { const Connection db = openWithNotes(50); }
    EXPECT_FALSE(std::filesystem::exists(file.string() + "-wal"));
    EXPECT_FALSE(std::filesystem::exists(file.string() + "-shm"));
    Connection db = open(OpenMode::ReadOnly);
    EXPECT_EQ(notes(db), 50);
}

}  // namespace
}  // namespace hearth::sqlite

// A damaged store: a clear error, and the file stays as it is.
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "client/store/durable_file.hpp"
#include "tests/client/store/kit.hpp"

namespace hearth::tests {
namespace {

constexpr std::size_t kStoreBytesMax = 16UL * 1024UL * 1024UL;
constexpr std::size_t kPageBytes = 4096;

class DamagedStore : public ::testing::Test {
protected:
    DamagedStore() {
        for (int i = 0; i < 20; ++i)
            tablet.create(kFamily, visitSaying("whale lantern harbour"));
        INVARIANT(tablet->checkpoint().has_value());
        tablet.close();
        good = store::readWholeFile(tablet.file(), kStoreBytesMax).value();
    }
    void overwrite(const base::Bytes& bytes) {
        std::ofstream(tablet.file(), std::ios::binary | std::ios::trunc) << bytes;
    }
    [[nodiscard]] base::Result<store::TabletStore> open() {
        return store::TabletStore::open(tablet.file(), tablet.key(), tablet.clock, tablet.random());
    }

    Tablet tablet{1};
    base::Bytes good;
};

TEST_F(DamagedStore, WithADamagedFirstPageIsCorruptAndKept) {
    base::Bytes bad = good;
    bad[100] = static_cast<char>(bad[100] ^ 1);
    overwrite(bad);
    const auto opened = open();
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code(), base::ErrorCode::Corrupt);
    EXPECT_EQ(store::readWholeFile(tablet.file(), kStoreBytesMax).value(), bad);
}

TEST_F(DamagedStore, WithAnotherKeyIsNotOpenedNorChanged) {
    const auto opened =
        store::TabletStore::open(tablet.file(), keyOf(9), tablet.clock, tablet.random());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code(), base::ErrorCode::Corrupt);
    EXPECT_EQ(store::readWholeFile(tablet.file(), kStoreBytesMax).value(), good);
}

TEST_F(DamagedStore, WithAFlippedBitInAnyPageIsNoticedByTheCheck) {
    const std::size_t pages = good.size() / kPageBytes;
    for (std::size_t page = 1; page < pages; page += 3) {
        base::Bytes bad = good;
        bad[page * kPageBytes + 50] = static_cast<char>(bad[page * kPageBytes + 50] ^ 4);
        overwrite(bad);
        auto opened = open();
        if (!opened) continue;
        EXPECT_FALSE(opened->checkIntegrity().has_value()) << "page " << page;
    }
}

TEST_F(DamagedStore, ThatWasEmptiedIsNotTakenForANewOne) {
    overwrite("");
    EXPECT_EQ(open().error().code(), base::ErrorCode::Corrupt);
    EXPECT_EQ(std::filesystem::file_size(tablet.file()), 0U);
}

TEST_F(DamagedStore, HoldsNoWordInTheClear) {
    EXPECT_EQ(good.find("lantern"), base::Bytes::npos);
    EXPECT_EQ(good.find("SQLite format"), base::Bytes::npos);
}

TEST_F(DamagedStore, OpenInAnotherPlaceIsBusy) {
    auto first = open();
    ASSERT_TRUE(first);
    EXPECT_EQ(open().error().code(), base::ErrorCode::Busy);
}

}  // namespace
}  // namespace hearth::tests

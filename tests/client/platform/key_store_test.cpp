// The device's secret in a file.
#include "client/platform/key_store.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "tests/client/store/kit.hpp"

namespace hearth::tests {
namespace {

using client::platform::FileKeyStore;
namespace fs = std::filesystem;

class KeyStoreFile : public ::testing::Test {
protected:
    KeyStoreFile() { INVARIANT(crypto::initialise()); }

    Folder folder;
    fs::path file = folder.path() / "keystore" / "device.secret";
};

TEST_F(KeyStoreFile, IsMadeOnFirstUseAndTheSameFromThenOn) {
    const auto first = FileKeyStore(file).deviceSecret();
    ASSERT_TRUE(first) << first.error().message();
    EXPECT_EQ(first->size(), 32U);
    EXPECT_TRUE(first->equals(*FileKeyStore(file).deviceSecret()));
    EXPECT_EQ(FileKeyStore(file).backend(), "file");
}

TEST_F(KeyStoreFile, IsForItsOwnersEyesOnly) {
    ASSERT_TRUE(FileKeyStore(file).deviceSecret());
    EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(fs::status(file.parent_path()).permissions(), fs::perms::owner_all);
}

TEST_F(KeyStoreFile, DiffersFromDeviceToDevice) {
    const auto here = FileKeyStore(file).deviceSecret();
    const auto there = FileKeyStore(folder.path() / "other").deviceSecret();
    ASSERT_TRUE(here && there);
    EXPECT_FALSE(here->equals(*there));
}

TEST_F(KeyStoreFile, IsNotReplacedWhenItIsDamaged) {
    ASSERT_TRUE(FileKeyStore(file).deviceSecret());
    for (const std::size_t size : {0U, 31U, 33U, 5000U}) {
        std::ofstream(file, std::ios::binary | std::ios::trunc) << std::string(size, 'x');
        EXPECT_EQ(FileKeyStore(file).deviceSecret().error().code(), base::ErrorCode::Corrupt)
            << size;
        EXPECT_EQ(fs::file_size(file), size);
    }
}

}  // namespace
}  // namespace hearth::tests

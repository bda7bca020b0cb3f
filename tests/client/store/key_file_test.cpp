// The key file: what opens it, what does not, and which is which.
#include "client/store/key_file.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "client/store/durable_file.hpp"
#include "tests/client/store/kit.hpp"

namespace hearth::tests {
namespace {

constexpr std::size_t kFileBytesMax = 4096;

class KeyFile : public ::testing::Test {
protected:
    KeyFile() { INVARIANT(crypto::initialise()); }

    [[nodiscard]] base::Result<sqlite::DatabaseKey> create(base::Bytes escrow = {}) {
        return store::createKeyFile(file, {passphrase, deviceSecret, std::move(escrow), {}});
    }
    [[nodiscard]] base::Result<sqlite::DatabaseKey> open() {
        return store::openKeyFile(file, passphrase, deviceSecret);
    }
    [[nodiscard]] base::Bytes content() {
        return store::readWholeFile(file, kFileBytesMax).value();
    }
    void overwrite(const base::Bytes& bytes) {
        std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
    }

    Folder folder;
    std::filesystem::path file = folder.path() / "key.hearth";
    crypto::Secret passphrase = crypto::Secret::copyOf("harbour lantern copper willow");
    crypto::Secret deviceSecret = crypto::Secret::copyOf(std::string(32, 'd'));
};

TEST_F(KeyFile, GivesBackTheKeyItWasMadeWith) {
    const auto made = create();
    ASSERT_TRUE(made);
    const auto opened = open();
    ASSERT_TRUE(opened);
    EXPECT_TRUE(made->key.equals(opened->key));
    EXPECT_EQ(made->salt, opened->salt);
    EXPECT_EQ(made->key.size(), 32U);
    EXPECT_EQ(made->salt.size(), 16U);
}

TEST_F(KeyFile, HoldsNeitherKeyNorPassphraseInTheClear) {
    const auto made = create();
    const base::Bytes bytes = content();
    EXPECT_EQ(bytes.find(made->key.view()), base::Bytes::npos);
    EXPECT_EQ(bytes.find("harbour"), base::Bytes::npos);
    const auto mode = std::filesystem::status(file).permissions();
    EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(KeyFile, SaysWrongKeyToAnotherPassphraseAndToAnotherDevice) {
    ASSERT_TRUE(create());
    const auto otherPhrase = crypto::Secret::copyOf("harbour lantern copper willoW");
    const auto otherDevice = crypto::Secret::copyOf(std::string(32, 'e'));
    EXPECT_EQ(store::openKeyFile(file, otherPhrase, deviceSecret).error().code(),
              base::ErrorCode::WrongKey);
    EXPECT_EQ(store::openKeyFile(file, passphrase, otherDevice).error().code(),
              base::ErrorCode::WrongKey);
    EXPECT_TRUE(open().has_value()) << "and still opens for the right ones";
}

TEST_F(KeyFile, SaysDamagedToAnyChangedByteNeverWrongKey) {
    ASSERT_TRUE(create());
    const base::Bytes good = content();
    for (std::size_t i = 0; i < good.size(); ++i) {
        base::Bytes bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 0x10);
        overwrite(bad);
        const auto opened = open();
        ASSERT_FALSE(opened) << i;
        const auto code = opened.error().code();
        EXPECT_TRUE(code == base::ErrorCode::Corrupt || code == base::ErrorCode::UnsupportedVersion)
            << i << ": " << opened.error().message();
    }
    overwrite(good);
    EXPECT_TRUE(open().has_value());
}

TEST_F(KeyFile, SaysDamagedToAnyShorterOrLongerFile) {
    ASSERT_TRUE(create());
    const base::Bytes good = content();
    for (std::size_t size = 0; size < good.size(); size += 7) {
        overwrite(good.substr(0, size));
        EXPECT_FALSE(open().has_value()) << size;
        EXPECT_NE(open().error().code(), base::ErrorCode::WrongKey) << size;
    }
    overwrite(good + "more");
    EXPECT_EQ(open().error().code(), base::ErrorCode::Corrupt);
    overwrite(std::string(1'000'000, 'x'));
    EXPECT_EQ(open().error().code(), base::ErrorCode::Corrupt);
}

TEST_F(KeyFile, IsNeverOverwritten) {
    ASSERT_TRUE(create());
    const base::Bytes before = content();
    EXPECT_EQ(create().error().code(), base::ErrorCode::AlreadyExists);
    EXPECT_EQ(content(), before);
}

TEST_F(KeyFile, ThatIsNotThereSaysSo) {
    EXPECT_EQ(open().error().code(), base::ErrorCode::NotFound);
}

TEST_F(KeyFile, InAFolderThatIsNotThereIsNotMade) {
    file = folder.path() / "missing" / "key.hearth";
    EXPECT_FALSE(create().has_value());
}

TEST_F(KeyFile, RefusesACheaperDerivation) {
    const auto made = store::createKeyFile(file, {passphrase, deviceSecret, {}, {8, 1}});
    EXPECT_EQ(made.error().code(), base::ErrorCode::InvalidArgument);
    EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(KeyFile, LeavesACopyOfTheKeyThatTheAuthorityAloneCanOpen) {
    const auto authority = crypto::makeSealKeyPair();
    const auto made = create(authority.publicKey);
    ASSERT_TRUE(made);
    ASSERT_TRUE(open());
    // The escrow box is the last part before the checksum.
    constexpr std::size_t kBoxBytes = 32 + 16 + 48;
    const base::Bytes bytes = content();
    const auto box = base::ByteView(bytes).substr(bytes.size() - 32 - kBoxBytes, kBoxBytes);
    const auto escrow = crypto::openSealed(authority, box);
    ASSERT_TRUE(escrow);
    EXPECT_EQ(escrow->view().substr(0, 32), made->key.view());
    EXPECT_EQ(escrow->view().substr(32), made->salt);
}

}  // namespace
}  // namespace hearth::tests

#include <fstream>

#include <sys/stat.h>

#include "server/auth/secret_file.hpp"
#include "tests/server/auth/kit.hpp"

namespace hearth::server::auth {

namespace fs = std::filesystem;

namespace {

constexpr auto kOwnersOnly = fs::perms::owner_read | fs::perms::owner_write;

class Keys : public ::testing::Test {
protected:
    Keys() {
        EXPECT_TRUE(crypto::initialise());
        EXPECT_TRUE(createAuthority(folder.path(), {"Made-up Borough", {"localhost"}},
                                    base::SystemClock().wallNow()));
    }
    // What loading says after the file was changed.
    base::ErrorCode codeAfter(const std::string& name, const std::string& content) {
        std::ofstream(folder.path() / "keys" / name, std::ios::binary | std::ios::trunc) << content;
        const auto loaded = loadAuthority(folder.path());
        return loaded ? base::ErrorCode{} : loaded.error().code();
    }
    Folder folder;
};

}  // namespace

TEST_F(Keys, AreForTheirOwnersEyesOnly) {
    for (const char* name : {"store.key", "issuing.key", "server.key", "offline/root.key"})
        EXPECT_EQ(fs::status(folder.path() / "keys" / name).permissions(), kOwnersOnly) << name;
    EXPECT_EQ(fs::status(folder.path() / "keys").permissions(),
              kOwnersOnly | fs::perms::owner_exec);
}

TEST_F(Keys, LoadAsTheyWereMade) {
    const auto keys = loadAuthority(folder.path());
    ASSERT_TRUE(keys) << keys.error().message();
    EXPECT_EQ(keys->storeKey.key.size(), 32U);
    EXPECT_EQ(keys->storeKey.salt.size(), 16U);
    EXPECT_EQ(loadRoot(folder.path()).value(), keys->rootDer);
}

TEST_F(Keys, AreNeverOverwritten) {
    const auto before = loadAuthority(folder.path()).value();
    const auto again =
        createAuthority(folder.path(), {"Other", {"localhost"}}, base::SystemClock().wallNow());
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code(), base::ErrorCode::AlreadyExists);
    EXPECT_EQ(loadAuthority(folder.path())->rootDer, before.rootDer);
}

TEST_F(Keys, AreRefusedWhenOthersMayReadThem) {
    for (const char* name : {"store.key", "issuing.key", "server.key"}) {
        const fs::path file = folder.path() / "keys" / name;
        fs::permissions(file, fs::perms::others_read, fs::perm_options::add);
        const auto keys = loadAuthority(folder.path());
        ASSERT_FALSE(keys);
        EXPECT_EQ(keys.error().code(), base::ErrorCode::Untrusted);
        EXPECT_NE(keys.error().detail().find(name), std::string::npos);
        fs::permissions(file, kOwnersOnly);
    }
}

TEST_F(Keys, SayWhichFileIsMissing) {
    fs::remove(folder.path() / "keys" / "issuing.key");
    const auto keys = loadAuthority(folder.path());
    ASSERT_FALSE(keys);
    EXPECT_EQ(keys.error().code(), base::ErrorCode::NotFound);
    EXPECT_NE(keys.error().detail().find("issuing.key"), std::string::npos);
}

TEST_F(Keys, AreNotNeededFromTheOfflineFolder) {
    fs::remove_all(folder.path() / "keys" / "offline");
    EXPECT_TRUE(loadAuthority(folder.path()));
}

TEST_F(Keys, AreRefusedWhenTheyDoNotDecode) {
    EXPECT_EQ(codeAfter("store.key", "abc"), base::ErrorCode::Corrupt);
    EXPECT_EQ(codeAfter("store.key", std::string(96, 'g')), base::ErrorCode::Corrupt);
    EXPECT_EQ(codeAfter("store.key", std::string(62, 'a')), base::ErrorCode::Corrupt);
    EXPECT_EQ(codeAfter("store.key", std::string(96, 'a') + "\n"), base::ErrorCode{});
    EXPECT_EQ(codeAfter("server.crt", "-----BEGIN NOTHING-----"), base::ErrorCode::Corrupt);
    EXPECT_EQ(codeAfter("root.crt", ""), base::ErrorCode::Corrupt);
}

TEST(SecretFile, RefusesToReplaceAFile) {
    const Folder folder;
    const fs::path file = folder.path() / "a.key";
    ASSERT_TRUE(writeNewFile(file, "first", FileKind::Secret));
    const auto again = writeNewFile(file, "second", FileKind::Secret);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code(), base::ErrorCode::AlreadyExists);
    EXPECT_EQ(readFile(file, FileKind::Secret)->view(), "first");
}

TEST(SecretFile, KeepsItsModeWhateverTheUmask) {
    const Folder folder;
    const mode_t before = ::umask(0);
    ASSERT_TRUE(writeNewFile(folder.path() / "a.key", "x", FileKind::Secret));
    ::umask(before);
    EXPECT_EQ(fs::status(folder.path() / "a.key").permissions(), kOwnersOnly);
}

TEST(SecretFile, RefusesWhatIsTooLargeForAKey) {
    const Folder folder;
    std::ofstream(folder.path() / "a.crt") << std::string(kSecretFileBytesMax + 1, 'x');
    EXPECT_EQ(readFile(folder.path() / "a.crt", FileKind::Public).error().code(),
              base::ErrorCode::TooLarge);
}

}  // namespace hearth::server::auth

// Files that are no settings: hearthd itself, as an operator starts it, says one clear line and
// ends with the exit code for wrong settings.
#include <algorithm>
#include <fstream>

#include <gtest/gtest.h>

#include "server/net/config.hpp"
#include "shared/base/bytes.hpp"
#include "shared/base/random.hpp"
#include "tests/e2e/process.hpp"
#include "tests/support/folder.hpp"

namespace hearth::server::net {

namespace {

constexpr int kBadConfig = 78;
// A line that fits a screen, with a path before it.
constexpr std::size_t kMessageBytesMax = 300;

class HostileConfig : public ::testing::Test {
protected:
    // hearthd with this file, neither serving nor making anything.
    [[nodiscard]] e2e::Finished start(const std::string& content) const {
        std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
        return startWith(file);
    }
    [[nodiscard]] static e2e::Finished startWith(const std::string& path) {
        return e2e::runProcess({HEARTHD, "--config", path}, base::seconds(20));
    }
    void expectOneClearLine(const std::string& content, const std::string& about) const {
        const auto ended = start(content);
        EXPECT_EQ(ended.exitCode, kBadConfig) << ended.err;
        EXPECT_EQ(ended.out, "");
        EXPECT_NE(ended.err.find(about), std::string::npos) << ended.err;
        expectPrintable(ended.err);
        expectNothingMade();
    }
    static void expectPrintable(const std::string& said) {
        EXPECT_EQ(said.rfind("hearthd: ", 0), 0U) << said;
        EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;
        EXPECT_LT(said.size(), kMessageBytesMax);
        EXPECT_TRUE(base::isValidText(said));
        for (const char c : said)
            EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << int{c};
    }
    void expectNothingMade() const {
        std::size_t files = 0;
        for (const auto& entry : std::filesystem::directory_iterator(place.path()))
            files += entry.path() == file ? 0 : 1;
        EXPECT_EQ(files, 0U) << "a refused start left something behind";
    }

    tests::Folder place;
    std::string file = place.file("hearthd.conf");
};

}  // namespace

TEST_F(HostileConfig, OfRandomBytesIsOneClearLine) {
    base::SeededRandom random(5);
    for (int round = 0; round < 20; ++round) {
        std::string bytes(1 + random.below(3'000), '\0');
        for (char& octet : bytes)
            octet = static_cast<char>(random.next());
        expectOneClearLine(bytes, "hearthd.conf");
        expectOneClearLine("authority = A\n" + bytes, "hearthd.conf");
    }
}

TEST_F(HostileConfig, WithANulByteIsOneClearLineWhereverItStands) {
    const std::string nul(1, '\0');
    expectOneClearLine(nul, ":1: the line is not text");
    expectOneClearLine("authority = A\nlisten_address = 127.0.0.1" + nul + "x\n",
                       ":2: the line is not text");
    expectOneClearLine("authority = A\ndata_directory = there" + nul + "/../elsewhere\n",
                       ":2: the line is not text");
    expectOneClearLine("authority = A\nlog" + nul + "_level = info\n", ":2: the line is not text");
    expectOneClearLine("authority = A\n# a comment" + nul + "\n", ":2: the line is not text");
}

TEST_F(HostileConfig, ThatWouldSpeakToTheTerminalIsNotRepeated) {
    const auto ended = start("authority = A\n\x1b[2Jcleared = 1\n");
    EXPECT_EQ(ended.exitCode, kBadConfig);
    EXPECT_EQ(ended.err.find("cleared"), std::string::npos);
    expectPrintable(ended.err);
}

TEST_F(HostileConfig, WithAVeryLongLineIsOneClearLine) {
    expectOneClearLine("authority = " + std::string(60'000, 'A'), ":1: the line is too long");
    expectOneClearLine("authority = A\n#" + std::string(60'000, 'c'), ":2: the line is too long");
    expectOneClearLine("authority = A\n" + std::string(4'000, 'k') + " = 1\n",
                       ":2: this is not a setting of hearthd");
    expectOneClearLine("authority = " + std::string(4'000, 'A'),
                       ":1: authority must be text of at most 60 bytes");
}

TEST_F(HostileConfig, WithThousandsOfKeysNamesTheFirstThatIsWrong) {
    std::string unknown = "authority = A\n";
    for (int i = 0; i < 5'000; ++i)
        unknown += "k" + std::to_string(i) + "=1\n";
    expectOneClearLine(unknown, ":2: k0 is not a setting of hearthd");
    std::string repeated;
    for (int i = 0; i < 4'000; ++i)
        repeated += "sync_port = 0\n";
    expectOneClearLine(repeated, ":2: sync_port is set twice");
}

TEST_F(HostileConfig, OfMegabytesIsNotRead) {
    expectOneClearLine(std::string(5'000'000, '\n'), "is too large for settings");
}

TEST_F(HostileConfig, ThatIsNoFileIsOneClearLine) {
    for (const std::string& path :
         {place.path().string(), std::string("/dev/zero"), place.file("none")}) {
        const auto ended = startWith(path);
        EXPECT_EQ(ended.exitCode, kBadConfig) << path;
        EXPECT_NE(ended.err.find(path), std::string::npos);
        expectPrintable(ended.err);
    }
}

TEST(HostileConfigText, IsAnInvalidArgumentForRandomBytesUnderEveryKey) {
    base::SeededRandom random(6);
    for (int round = 0; round < 5'000; ++round) {
        std::string value(8 + random.below(200), '\0');
        for (char& octet : value)
            octet = static_cast<char>(random.next());
        const auto config = parseConfig("authority = A\nsync_port = " + value + "\n", "c");
        ASSERT_FALSE(config) << round;
        ASSERT_EQ(config.error().code(), base::ErrorCode::InvalidArgument);
    }
}

}  // namespace hearth::server::net

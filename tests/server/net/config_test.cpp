#include "server/net/config.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "server/net/settings.hpp"
#include "tests/server/net/rig.hpp"

namespace hearth::server::net {

namespace {

std::string problemOf(const std::string& text) {
    const auto config = parseConfig(text, "etc/hearthd.conf");
    return config ? std::string() : config.error().detail();
}

}  // namespace

TEST(Config, NeedsNothingButTheAuthority) {
    const auto config = parseConfig("authority = Made-up Borough\n", "etc/hearthd.conf");
    ASSERT_TRUE(config);
    EXPECT_EQ(config->authority, "Made-up Borough");
    EXPECT_EQ(config->syncPort, 8443U);
    EXPECT_EQ(config->enrolPort, 8444U);
    EXPECT_EQ(config->listenAddress, "0.0.0.0");
    EXPECT_EQ(config->backupMinutes, 15U);
    EXPECT_EQ(config->limits.idle, base::seconds(120));
}

TEST(Config, TakesPathsFromItsOwnFolderSoThatTheFolderCanMove) {
    const auto config = parseConfig("authority = A\n", "etc/hearthd.conf").value();
    EXPECT_EQ(config.dataDirectory, "etc/");
    EXPECT_EQ(config.storeFile(), "etc/central.db");
    EXPECT_EQ(config.adminSocket, "etc/admin.sock");
    const auto other =
        parseConfig("authority = A\ndata_directory = /srv/hearth", "etc/hearthd.conf").value();
    EXPECT_EQ(other.adminSocket, "/srv/hearth/admin.sock");
}

TEST(Config, IgnoresCommentsAndSpaceAndWindowsLineEnds) {
    const auto config = parseConfig(
        "# all of it\r\n\r\n  authority =  A B  # the name\r\n\tsync_port=9000\r\n", "c");
    ASSERT_TRUE(config);
    EXPECT_EQ(config->authority, "A B");
    EXPECT_EQ(config->syncPort, 9000U);
}

TEST(Config, NamesFileLineAndKeyOfAnUnknownSetting) {
    EXPECT_EQ(problemOf("authority = A\n\nsynk_port = 1\n"),
              "etc/hearthd.conf:3: synk_port is not a setting of hearthd");
}

TEST(Config, RefusesAPortThatIsNoPort) {
    EXPECT_EQ(problemOf("authority = A\nsync_port = 70000\n"),
              "etc/hearthd.conf:2: sync_port must be a whole number from 0 to 65535");
    EXPECT_NE(problemOf("authority = A\nsync_port = -1\n"), "");
    EXPECT_NE(problemOf("authority = A\nsync_port = 84a3\n"), "");
    EXPECT_NE(problemOf("authority = A\nsync_port = 99999999999999999999\n"), "");
}

TEST(Config, RefusesASettingGivenTwice) {
    EXPECT_EQ(problemOf("authority = A\nauthority = B\n"),
              "etc/hearthd.conf:2: authority is set twice");
}

TEST(Config, RefusesASettingWithoutAValue) {
    EXPECT_EQ(problemOf("authority =\n"), "etc/hearthd.conf:1: authority has no value");
}

TEST(Config, RefusesALineThatIsNoSetting) {
    EXPECT_EQ(problemOf("authority\n"), "etc/hearthd.conf:1: a line is `key = value`");
}

TEST(Config, SaysWhenTheAuthorityIsMissing) {
    EXPECT_EQ(problemOf("sync_port = 1\n"),
              "etc/hearthd.conf: authority is missing; it names the local authority");
}

TEST(Config, RefusesAListenAddressThatIsAName) {
    EXPECT_EQ(problemOf("authority = A\nlisten_address = example\n"),
              "etc/hearthd.conf:2: listen_address must be an IPv4 or IPv6 address of this machine, "
              "such as 0.0.0.0");
}

TEST(Config, RefusesAnAuthorityThatTheFileCouldNotHold) {
    Config config;
    EXPECT_NE(findSetting("authority")->set(config, "Borough #1"), "");
    EXPECT_NE(findSetting("authority")->set(config, "Borough\nsync_port = 1"), "");
    EXPECT_EQ(findSetting("authority")->set(config, "Cyngor Ynys M\xC3\xB4n"), "");
}

TEST(Config, RefusesALogLevelItDoesNotKnow) {
    EXPECT_NE(problemOf("authority = A\nlog_level = debug\n"), "");
}

TEST(Config, SaysThatAFileIsMissing) {
    const auto config = readConfig(freshFolder() / "hearthd.conf");
    ASSERT_FALSE(config);
    EXPECT_EQ(config.error().code(), base::ErrorCode::NotFound);
}

TEST(Config, ReadsBackWhatItWrote) {
    Config config;
    config.authority = "Made-up Borough";
    config.syncPort = 9443;
    config.limits.idle = base::seconds(30);
    const std::string text = writeConfig(config);
    const auto again = parseConfig(text, "hearthd.conf");
    ASSERT_TRUE(again) << again.error().detail();
    for (const Setting& setting : allSettings())
        if (setting.key != "data_directory" && setting.key != "admin_socket") {
            EXPECT_EQ(setting.get(*again), setting.get(config)) << setting.key;
        }
}

TEST(Config, IsDocumentedInTheReadmeSettingBySetting) {
    std::ifstream in(HEARTH_SOURCE_DIR "/server/net/README.md");
    const std::string readme((std::istreambuf_iterator<char>(in)), {});
    for (const Setting& setting : allSettings())
        EXPECT_NE(readme.find("`" + std::string(setting.key) + "`"), std::string::npos)
            << setting.key;
}

}  // namespace hearth::server::net

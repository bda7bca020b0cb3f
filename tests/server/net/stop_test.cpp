
#include <gtest/gtest.h>

#include "server/store/store.hpp"
#include "tests/server/net/tablet_hand.hpp"
#include "tests/server/net/web_socket.hpp"

namespace hearth::server::net {

TEST(GracefulStop, AnswersTheRequestThatIsUnderWay) {
    Rig rig;
    const Device device = rig.enrol(rig.worker());
    TabletHand hand(device);
    const std::string request = post("/v1/sync", TabletHand::frame(hand.openCaseFile("Made-up")));
    TlsClient client(rig.syncPort(), &device.identity);
    constexpr std::size_t kTail = 40;
    client.send(std::string_view(request).substr(0, request.size() - kTail));
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    rig.stop();
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    client.send(std::string_view(request).substr(request.size() - kTail));
    const HttpAnswer answer = client.readAnswer();
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.field("Connection"), "close");
    EXPECT_TRUE(rig.wait());
}

TEST(GracefulStop, ClosesIdleConnectionsProperlyAndTakesNoNewOnes) {
    Rig rig;
    const Device device = rig.enrol(rig.worker());
    TlsClient idle(rig.syncPort(), &device.identity);
    ASSERT_EQ(idle.ask(get("/healthz")).status, 200U);
    const std::uint16_t port = rig.syncPort();
    rig.stop();
    EXPECT_TRUE(idle.isClosed());
    EXPECT_TRUE(rig.wait());
    EXPECT_FALSE(TlsClient(port, &device.identity).connected());
}

TEST(GracefulStop, TellsLiveTabletsThatItGoes) {
    Rig rig;
    const Device device = rig.enrol(rig.worker());
    WebSocket socket(rig.syncPort(), device.identity);
    ASSERT_EQ(socket.status(), 101U);
    rig.stop();
    const WebSocketMessage message = socket.receive();
    EXPECT_EQ(message.opcode, Opcode::Close);
    constexpr unsigned kGoingAway = 1001;
    EXPECT_EQ(message.closeCode(), kGoingAway);
    EXPECT_TRUE(rig.wait());
}

TEST(GracefulStop, DoesNotWaitForeverForAPeerThatNeverFinishes) {
    Rig rig([](Config& config) {
        config.limits.stop = base::seconds(1);
        config.limits.shutdown = base::Millis{200};
    });
    const Device device = rig.enrol(rig.worker());
    TlsClient stuck(rig.syncPort(), &device.identity);
    stuck.send("POST /v1/sync HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nhalf");
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_TRUE(rig.wait());
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(4));
}

TEST(GracefulStop, LeavesAVerifiedBackupOfEverything) {
    Rig rig;
    const Device device = rig.enrol(rig.worker());
    TabletHand hand(device);
    TlsClient client(rig.syncPort(), &device.identity);
    ASSERT_EQ(client.ask(post("/v1/sync", TabletHand::frame(hand.openCaseFile("Made-up")))).status,
              200U);
    EXPECT_TRUE(rig.end());
    const base::SystemClock clock;
    crypto::SystemRandom random;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(rig.config().backupFolder()))
        files.push_back(entry.path());
    ASSERT_EQ(files.size(), 1U);
    const auto backup =
        store::openSqlcipherStore(files[0].string(), rig.keys().storeKey, clock, random);
    ASSERT_TRUE(backup) << backup.error().message();
    EXPECT_EQ((*backup)->head()->rev, 2U);  // the workers, the case file
    const auto store = store::openSqlcipherStore(rig.config().storeFile().string(),
                                                 rig.keys().storeKey, clock, random);
    ASSERT_TRUE(store);
    EXPECT_EQ((*store)->head()->durableRev, 2U);
}

TEST(Start, RefusesAStoreThatIsMissingInsteadOfMakingAnEmptyOne) {
    Rig rig;
    rig.end();
    std::filesystem::remove(rig.config().storeFile());
    const base::SystemClock clock;
    crypto::SystemRandom random;
    api::Log log(clock, api::Level::Error, [](const std::string&) {});
    const auto again = Hearthd::start(rig.config(), clock, random, log);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code(), base::ErrorCode::NotFound);
    EXPECT_FALSE(std::filesystem::exists(rig.config().storeFile()));
}

TEST(Start, RefusesAnEmptiedStoreAndSaysWhatToDo) {
    Rig rig;
    rig.end();
    const auto file = rig.config().storeFile();
    std::filesystem::resize_file(file, 0);
    const base::SystemClock clock;
    crypto::SystemRandom random;
    api::Log log(clock, api::Level::Error, [](const std::string&) {});
    const auto again = Hearthd::start(rig.config(), clock, random, log);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code(), base::ErrorCode::Corrupt);
    EXPECT_NE(again.error().detail().find(file.string()), std::string::npos);
    EXPECT_NE(again.error().detail().find(rig.config().backupFolder().string()), std::string::npos);
    EXPECT_EQ(std::filesystem::file_size(file), 0U);
}

TEST(Start, RefusesAKeyThatOthersMayRead) {
    namespace fs = std::filesystem;
    Rig rig;
    rig.end();
    fs::permissions(rig.folder() / "keys" / "server.key", fs::perms::group_read,
                    fs::perm_options::add);
    const base::SystemClock clock;
    crypto::SystemRandom random;
    api::Log log(clock, api::Level::Error, [](const std::string&) {});
    const auto again = Hearthd::start(rig.config(), clock, random, log);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code(), base::ErrorCode::Untrusted);
    EXPECT_NE(again.error().detail().find("server.key"), std::string::npos);
}

TEST(Start, SaysThatThePortIsTaken) {
    Rig first;
    Rig second;
    second.end();
    Config config = second.config();
    config.syncPort = first.syncPort();
    const base::SystemClock clock;
    crypto::SystemRandom random;
    api::Log log(clock, api::Level::Error, [](const std::string&) {});
    const auto again = Hearthd::start(config, clock, random, log);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code(), base::ErrorCode::Busy);
    EXPECT_NE(again.error().detail().find("another program listens"), std::string::npos);
}

TEST(AdminSocket, IsForItsOwnerAloneAndGoneAfterTheStop) {
    namespace fs = std::filesystem;
    Rig rig;
    EXPECT_EQ(fs::status(rig.config().adminSocket).permissions(),
              fs::perms::owner_read | fs::perms::owner_write);
    rig.wait();
    EXPECT_FALSE(fs::exists(rig.config().adminSocket));
}

TEST(AdminSocket, TellsWhatRuns) {
    Rig rig;
    const Device device = rig.enrol(rig.worker());
    WebSocket socket(rig.syncPort(), device.identity);
    ASSERT_EQ(socket.status(), 101U);
    protocol::AdminRequest request;
    request.mutable_status();
    const protocol::AdminStatus status = rig.admin(request).status();
    EXPECT_TRUE(status.running());
    EXPECT_EQ(status.sync_port(), rig.syncPort());
    EXPECT_EQ(status.devices(), 1U);
    EXPECT_EQ(status.live_connections(), 1U);
    EXPECT_EQ(status.head_rev(), 1U);
}

TEST(AdminSocket, AnswersAnUnknownCommandWithAFailure) {
    Rig rig;
    EXPECT_TRUE(rig.admin({}).has_failure());
    protocol::AdminRequest request;
    request.mutable_revoke()->set_device_id("00");
    EXPECT_EQ(rig.admin(request).failure().code(),
              static_cast<unsigned>(base::ErrorCode::InvalidArgument));
}

TEST(AdminSocket, BacksUpAndProvesOnRequest) {
    Rig rig;
    protocol::AdminRequest backup;
    backup.mutable_backup();
    const protocol::AdminReply made = rig.admin(backup);
    ASSERT_TRUE(made.has_backup()) << made.failure().sentence();
    EXPECT_TRUE(std::filesystem::exists(made.backup().file()));
    EXPECT_TRUE(rig.admin(backup).backup().unchanged());
    protocol::AdminRequest verify;
    verify.mutable_verify()->set_replay(true);
    EXPECT_EQ(rig.admin(verify).verified().head_rev(), 1U);
}

}  // namespace hearth::server::net

// Slow, silent and greedy peers, with short limits so that the test is not slow itself.
#include <chrono>

#include <gtest/gtest.h>

#include "tests/server/net/tablet_hand.hpp"

namespace hearth::server::net {

namespace {

using Clock = std::chrono::steady_clock;
constexpr base::Millis kShort{300};

double secondsSince(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

void sleepFor(base::Millis time) {
    std::this_thread::sleep_for(std::chrono::milliseconds(time.count));
}

}  // namespace

TEST(Limits, ASlowHeaderIsCutOffHoweverSteadilyItDrips) {
    Rig rig([](Config& config) { config.limits.header = kShort; });
    const Device device = rig.enrol(rig.worker());
    TlsClient client(rig.syncPort(), &device.identity);
    const auto begin = Clock::now();
    for (const char c : get("/healthz")) {
        if (!client.send(std::string(1, c))) break;
        sleepFor(base::Millis{50});
        if (secondsSince(begin) > 1.0) break;
    }
    EXPECT_TRUE(client.isClosed());
    EXPECT_LT(secondsSince(begin), 3.0);
}

TEST(Limits, ASlowBodyIsCutOff) {
    Rig rig([](Config& config) { config.limits.body = kShort; });
    const Device device = rig.enrol(rig.worker());
    TlsClient client(rig.syncPort(), &device.identity);
    const auto begin = Clock::now();
    client.send(
        "POST /v1/sync HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nand then nothing");
    EXPECT_TRUE(client.isClosed());
    EXPECT_LT(secondsSince(begin), 3.0);
}

TEST(Limits, AnIdleConnectionIsClosed) {
    Rig rig([](Config& config) { config.limits.idle = kShort; });
    const Device device = rig.enrol(rig.worker());
    TlsClient client(rig.syncPort(), &device.identity);
    ASSERT_EQ(client.ask(get("/healthz")).status, 200U);
    const auto begin = Clock::now();
    EXPECT_TRUE(client.isClosed());
    EXPECT_LT(secondsSince(begin), 3.0);
}

TEST(Limits, AHandshakeThatNeverBeginsIsCutOff) {
    Rig rig([](Config& config) { config.limits.handshake = kShort; });
    // A client that connects and says nothing: its own handshake gives up when the server closes.
    TlsClient silent(rig.syncPort(), nullptr, [](SSL_CTX*) { sleepFor(base::seconds(1)); });
    EXPECT_FALSE(silent.connected());
}

TEST(Limits, AStrangerMayNotIdleAtTheEnrolmentDoor) {
    Rig rig([](Config& config) { config.limits.header = kShort; });
    TlsClient client(rig.enrolPort());
    const auto begin = Clock::now();
    EXPECT_TRUE(client.isClosed());
    EXPECT_LT(secondsSince(begin), 3.0);
}

TEST(Limits, TheOldestConnectionOfADeviceMakesRoomForItsFifth) {
    Rig rig;
    const Device device = rig.enrol(rig.worker());
    std::vector<std::unique_ptr<TlsClient>> clients;
    for (int i = 0; i < 5; ++i) {
        clients.push_back(std::make_unique<TlsClient>(rig.syncPort(), &device.identity));
        EXPECT_EQ(clients.back()->ask(get("/healthz")).status, 200U);
    }
    EXPECT_TRUE(clients.front()->isClosed());
    for (int i = 1; i < 5; ++i)
        EXPECT_EQ(clients[static_cast<std::size_t>(i)]->ask(get("/healthz")).status, 200U) << i;
}

TEST(Limits, ConnectionsBeyondTheCapAreClosedAtOnceAndTheOthersServed) {
    Rig rig([](Config& config) { config.limits.connectionsMax = 2; });
    const Device device = rig.enrol(rig.worker());
    TlsClient first(rig.syncPort(), &device.identity);
    TlsClient second(rig.syncPort(), &device.identity);
    ASSERT_EQ(first.ask(get("/healthz")).status, 200U);
    ASSERT_EQ(second.ask(get("/healthz")).status, 200U);
    TlsClient third(rig.syncPort(), &device.identity);
    EXPECT_FALSE(third.connected());
    EXPECT_EQ(first.ask(get("/healthz")).status, 200U);
}

TEST(Limits, StalledHandshakesGiveTheirPlacesToNewOnes) {
    Rig rig([](Config& config) { config.limits.handshakesMax = 3; });
    const Device device = rig.enrol(rig.worker());
    std::vector<std::thread> stalled;
    stalled.reserve(3);
    for (int i = 0; i < 3; ++i)
        stalled.emplace_back([&rig] {
            TlsClient client(rig.syncPort(), nullptr, [](SSL_CTX*) { sleepFor(base::seconds(4)); });
        });
    sleepFor(base::Millis{500});
    const auto begin = Clock::now();
    TlsClient good(rig.syncPort(), &device.identity);
    EXPECT_EQ(good.ask(get("/healthz")).status, 200U);
    EXPECT_LT(secondsSince(begin), 3.5);  // the grace of a handshake, not its whole limit
    for (std::thread& thread : stalled)
        thread.join();
}

}  // namespace hearth::server::net

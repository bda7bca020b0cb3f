#include <gtest/gtest.h>

#include "shared/protocol/frame.hpp"
#include "tests/server/net/tablet_hand.hpp"
#include "tests/server/net/web_socket.hpp"

namespace hearth::server::net {

namespace {

class Sync : public ::testing::Test {
protected:
    protocol::Exchange exchange(TlsClient& client, const protocol::Exchange& request) {
        const HttpAnswer answer = client.ask(post("/v1/sync", TabletHand::frame(request)));
        EXPECT_EQ(answer.status, 200U) << answer.head;
        EXPECT_EQ(answer.field("Content-Type"), "application/x-hearth");
        return TabletHand::read(answer.body);
    }
    static protocol::Exchange live(WebSocket& socket, const protocol::Exchange& request) {
        socket.send(TabletHand::frame(request));
        const WebSocketMessage message = socket.receive();
        EXPECT_EQ(message.opcode, Opcode::Binary);
        return TabletHand::read(message.payload);
    }
    static bool names(const protocol::Poke& poke, const base::ScopeId& scope) {
        for (const std::string& id : poke.scopes())
            if (id == scope.view()) return true;
        return false;
    }

    Rig rig;
    Device device = rig.enrol(rig.worker());
    TabletHand hand{device};
};

const protocol::Message* pushAck(const protocol::Exchange& exchange) {
    return find(exchange, [](const auto& m) { return m.has_push_ack(); });
}

}  // namespace

TEST_F(Sync, WelcomesATabletAndGivesItTheReferenceScope) {
    TlsClient client(rig.syncPort(), &device.identity);
    const protocol::Exchange reply = exchange(client, hand.hello());
    const auto* welcome = find(reply, [](const auto& m) { return m.has_welcome(); });
    ASSERT_NE(welcome, nullptr);
    EXPECT_EQ(welcome->welcome().worker_id(), rig.worker().view());
    const auto* page = find(reply, [](const auto& m) { return m.has_page(); });
    ASSERT_NE(page, nullptr);
    EXPECT_EQ(page->page().scope_id(), base::kReferenceScope.view());
}

TEST_F(Sync, TakesAnEditAndGivesItBackOnTheSameConnection) {
    TlsClient client(rig.syncPort(), &device.identity);
    const protocol::Exchange pushed = exchange(client, hand.openCaseFile("Made-up"));
    ASSERT_NE(pushAck(pushed), nullptr);
    ASSERT_EQ(pushAck(pushed)->push_ack().acks_size(), 1);
    EXPECT_EQ(pushAck(pushed)->push_ack().acks(0).verdict(), protocol::APPLIED);
    const protocol::Exchange pulled = exchange(client, hand.hello());
    const auto* page = find(pulled, [this](const auto& m) {
        return m.has_page() && m.page().scope_id() == hand.caseFile().view();
    });
    EXPECT_NE(page, nullptr);
}

TEST_F(Sync, AnswersARepeatedExchangeWithDuplicates) {
    const protocol::Exchange request = hand.openCaseFile("Made-up");
    TlsClient first(rig.syncPort(), &device.identity);
    exchange(first, request);
    TlsClient second(rig.syncPort(), &device.identity);
    const protocol::Exchange again = exchange(second, request);
    ASSERT_NE(pushAck(again), nullptr);
    EXPECT_EQ(pushAck(again)->push_ack().acks(0).verdict(), protocol::DUPLICATE);
}

TEST_F(Sync, RefusesAFrameThatIsNone) {
    TlsClient client(rig.syncPort(), &device.identity);
    const HttpAnswer answer = client.ask(post("/v1/sync", "\x07\x01 rubbish"));
    EXPECT_EQ(answer.status, 400U);
    EXPECT_EQ(failureOf(answer).code(), static_cast<unsigned>(base::ErrorCode::UnsupportedVersion));
    EXPECT_EQ(client.ask(post("/v1/sync", "")).status, 400U);
}

TEST_F(Sync, RefusesAnotherContentType) {
    TlsClient client(rig.syncPort(), &device.identity);
    EXPECT_EQ(client.ask(post("/v1/sync", TabletHand::frame(hand.hello()), "text/plain")).status,
              415U);
}

TEST_F(Sync, RefusesTheHelloOfAnotherDevice) {
    const Device other = rig.enrol(rig.worker());
    TlsClient client(rig.syncPort(), &other.identity);
    const HttpAnswer answer = client.ask(post("/v1/sync", TabletHand::frame(hand.hello())));
    EXPECT_EQ(failureOf(answer).code(), static_cast<unsigned>(base::ErrorCode::Untrusted));
}

TEST_F(Sync, LogsIdsAndNoCaseContent) {
    TlsClient client(rig.syncPort(), &device.identity);
    exchange(client, hand.openCaseFile("Needleworth"));
    EXPECT_NE(rig.log().find(device.id.hex()), std::string::npos);
    EXPECT_EQ(rig.log().find("Needleworth"), std::string::npos);
}

TEST_F(Sync, SpeaksTheSameConversationLive) {
    WebSocket socket(rig.syncPort(), device.identity);
    ASSERT_EQ(socket.status(), 101U);
    const protocol::Exchange pushed = live(socket, hand.openCaseFile("Made-up"));
    ASSERT_NE(pushAck(pushed), nullptr);
    EXPECT_EQ(pushAck(pushed)->push_ack().acks(0).verdict(), protocol::APPLIED);
    const protocol::Exchange again = live(socket, hand.hello());
    EXPECT_NE(find(again, [](const auto& m) { return m.has_welcome(); }), nullptr);
}

TEST_F(Sync, PokesTheTabletsWhoseWorkerMaySeeWhatChanged) {
    const Device second = rig.enrol(rig.worker());
    WebSocket listening(rig.syncPort(), second.identity);
    ASSERT_EQ(listening.status(), 101U);
    TlsClient client(rig.syncPort(), &device.identity);
    exchange(client, hand.openCaseFile("Made-up"));
    const WebSocketMessage message = listening.receive();
    ASSERT_EQ(message.opcode, Opcode::Binary);
    const protocol::Exchange said = TabletHand::read(message.payload);
    const auto* poke = find(said, [](const auto& m) { return m.has_poke(); });
    ASSERT_NE(poke, nullptr);
    EXPECT_TRUE(names(poke->poke(), hand.caseFile()));
    EXPECT_GT(poke->poke().head_rev(), 0U);
}

TEST_F(Sync, PokesNeitherStrangersNorWhoeverMadeTheChange) {
    const Device stranger = rig.enrol(rig.otherWorker());
    WebSocket foreign(rig.syncPort(), stranger.identity);
    WebSocket own(rig.syncPort(), device.identity);
    ASSERT_NE(pushAck(live(own, hand.openCaseFile("Made-up"))), nullptr);
    for (WebSocket* socket : {&foreign, &own}) {
        socket->client().setTimeLimit(base::Millis{500});
        EXPECT_EQ(socket->receive().opcode, Opcode::None);
    }
}

TEST_F(Sync, EndsALiveConnectionTheMomentItsDeviceIsRevoked) {
    WebSocket socket(rig.syncPort(), device.identity);
    ASSERT_EQ(socket.status(), 101U);
    rig.revoke(device.id);
    const WebSocketMessage message = socket.receive();
    EXPECT_EQ(message.opcode, Opcode::Close);
    constexpr unsigned kPolicyViolation = 1008;
    EXPECT_EQ(message.closeCode(), kPolicyViolation);
}

TEST_F(Sync, EndsALiveConnectionThatSendsText) {
    WebSocket socket(rig.syncPort(), device.identity);
    socket.send("hello", Opcode::Text);
    EXPECT_EQ(socket.receive().opcode, Opcode::Close);
}

TEST_F(Sync, AnswersRubbishOnALiveConnectionWithAFailure) {
    WebSocket socket(rig.syncPort(), device.identity);
    socket.send("rubbish");
    const WebSocketMessage message = socket.receive();
    ASSERT_EQ(message.opcode, Opcode::Binary);
    const protocol::Exchange said = TabletHand::read(message.payload);
    EXPECT_NE(find(said, [](const auto& m) { return m.has_failure(); }), nullptr);
}

TEST_F(Sync, RefusesALiveConnectionToARevokedDevice) {
    rig.revoke(device.id);
    WebSocket socket(rig.syncPort(), device.identity);
    EXPECT_EQ(socket.status(), 403U);
}

TEST_F(Sync, WantsAnUpgradeAtTheLiveEndpoint) {
    TlsClient client(rig.syncPort(), &device.identity);
    EXPECT_EQ(client.ask(get("/v1/live")).status, 426U);
}

}  // namespace hearth::server::net

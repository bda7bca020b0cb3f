// The live connection against servers that are, and are not, what they should be.
#include "client/platform/live_connection.hpp"

#include <chrono>

#include <gtest/gtest.h>

#include "client/platform/poke_frame.hpp"
#include "shared/protocol/frame.hpp"
#include "tests/client/platform/live_server.hpp"
#include "tests/client/store/kit.hpp"

namespace hearth::tests {
namespace {

using base::Bytes;
using base::ErrorCode;
using base::Millis;
using client::platform::LiveConnection;
using client::platform::LiveLimits;
using client::sync::Pokes;
using client::sync::Wake;
namespace sync = client::sync;

// Long enough for loopback on a machine that is busy with other things.
constexpr Millis kPatience = base::seconds(10);
constexpr LiveLimits kShort{base::seconds(5), Millis{300}, Millis{1500}, base::seconds(100),
                            Millis{200}};

Bytes pokeFrame(const std::vector<Bytes>& scopes, records::Rev headRev = 7) {
    protocol::Exchange exchange;
    protocol::Poke& poke = *exchange.add_messages()->mutable_poke();
    for (const Bytes& scope : scopes)
        poke.add_scopes(scope);
    poke.set_head_rev(headRev);
    return protocol::encodeFrame(exchange, base::kReplyBytesMax).value();
}

class Live : public ::testing::Test {
protected:
    Live() { enrolment = enrolmentOf(authority, key, server.port(), now); }
    // A connection to a server that does this.
    std::unique_ptr<LiveConnection> connectTo(std::function<void(LivePeer&)> script,
                                              LiveLimits limits = kShort) {
        server.script = std::move(script);
        server.start();
        auto live = std::make_unique<LiveConnection>(enrolment, key, limits);
        const auto connected = live->connect();
        EXPECT_TRUE(connected.has_value()) << connected.error().message();
        return live;
    }
    // Of a connection that should fail.
    [[nodiscard]] ErrorCode connectFails() {
        LiveConnection live(enrolment, key, kShort);
        const auto connected = live.connect();
        EXPECT_FALSE(connected.has_value());
        EXPECT_FALSE(live.isOpen());
        return connected.error().code();
    }

    base::WallTime now = base::SystemClock().wallNow();
    Authority authority = Authority::make(now);
    crypto::SigningKey key = crypto::SigningKey::generate().value();
    sync::Enrolment enrolment;
    const base::ScopeId family = idOf<base::ScopeId>(0xFA);
    // Last: its thread uses what is above.
    LiveServer server{authority, now};
};

TEST_F(Live, CarriesExchangesAndTheirAnswersOverOneConnectionWithTheTabletsCertificate) {
    server.start();
    LiveConnection live(enrolment, key, kShort);
    ASSERT_TRUE(live.connect().has_value());
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(live.exchange("frame " + std::to_string(i)).value(),
                  "frame " + std::to_string(i));
    EXPECT_EQ(server.upgrades(), 1U);
    EXPECT_TRUE(server.sawCertificate());
    EXPECT_GT(live.traffic().sentBytes, 20 * 7U);
}

TEST_F(Live, CarriesTheLargestAnswer) {
    const Bytes large(base::kReplyBytesMax, 'x');
    const auto live = connectTo(
        [&](LivePeer& peer) {
            (void)peer.receive();
            peer.send(large);
            (void)peer.receive();
        },
        LiveLimits{});
    EXPECT_EQ(live->exchange("frame").value(), large);
    EXPECT_TRUE(live->isOpen());
}

TEST_F(Live, HearsAPokeWhileItWaitsAndWhileItAwaitsAnAnswer) {
    const auto live = connectTo([&](LivePeer& peer) {
        peer.send(pokeFrame({family.bytes()}, 5));
        (void)peer.receive();
        peer.send(pokeFrame({family.bytes(), base::kReferenceScope.bytes()}, 9));
        peer.send("the answer");
        (void)peer.receive();
    });
    EXPECT_EQ(live->wait(kPatience), Wake::Poked);
    EXPECT_EQ(live->takePokes().scopes, std::set<base::ScopeId>{family});
    EXPECT_EQ(live->exchange("frame").value(), "the answer");
    EXPECT_EQ(live->wait(kPatience), Wake::Poked) << "and the wait ends at once";
    const Pokes pokes = live->takePokes();
    EXPECT_EQ(pokes.headRev, 9U);
    EXPECT_EQ(pokes.scopes.size(), 2U);
    EXPECT_EQ(live->wait(Millis{20}), Wake::TimeUp);
}

TEST_F(Live, APokeWithIdsThatAreNoneSaysNothingAndDoesNoHarm) {
    const auto live = connectTo([&](LivePeer& peer) {
        peer.send(pokeFrame({}));
        peer.send(pokeFrame({"short", Bytes(17, 'x'), Bytes(16, '\0')}));
        (void)peer.receive();
        peer.send("the answer");
        (void)peer.receive();
    });
    EXPECT_EQ(live->wait(Millis{200}), Wake::TimeUp);
    EXPECT_TRUE(live->takePokes().scopes.empty());
    EXPECT_EQ(live->exchange("frame").value(), "the answer");
}

TEST_F(Live, APokeWithoutEndIsCutAtWhatATabletMayHold) {
    std::vector<Bytes> scopes;
    base::SeededRandom random(4);
    for (std::size_t i = 0; i < base::kPullScopesMax + 500; ++i) {
        base::ScopeId scope;
        random.fill(scope.octets);
        scopes.push_back(scope.bytes());
    }
    const auto pokes = client::platform::pokesIn(pokeFrame(scopes));
    ASSERT_TRUE(pokes.has_value());
    EXPECT_EQ(pokes->scopes.size(), base::kPullScopesMax);
}

TEST_F(Live, AnAnswerThatBeginsLikeAPokeIsAnAnswer) {
    protocol::Exchange exchange;
    exchange.add_messages()->mutable_poke()->add_scopes(family.bytes());
    exchange.add_messages()->mutable_welcome();
    const Bytes frame = protocol::encodeFrame(exchange, base::kReplyBytesMax).value();
    EXPECT_FALSE(client::platform::pokesIn(frame).has_value());
    for (const Bytes& other : {Bytes(), Bytes("x"), Bytes(100'000, 'x')})
        EXPECT_FALSE(client::platform::pokesIn(other).has_value());
}

TEST_F(Live, SaysRefusedWhenAProxyDeclinesTheUpgrade) {
    server.declinesWith = 502;
    server.start();
    EXPECT_EQ(connectFails(), ErrorCode::Refused);
}

TEST_F(Live, GivesUpOnAProxyThatSwallowsTheUpgrade) {
    server.neverAnswersUpgrade = true;
    server.start();
    LiveLimits limits = kShort;
    limits.connect = Millis{1000};
    LiveConnection live(enrolment, key, limits);
    EXPECT_EQ(live.connect().error().code(), ErrorCode::Unreachable);
}

TEST_F(Live, SaysUnreachableWhenNobodyListens) {
    LiveServer closed(authority, now);
    closed.start();
    enrolment.port = closed.port();
    closed.stop();
    EXPECT_EQ(connectFails(), ErrorCode::Unreachable);
}

TEST_F(Live, TrustsNoOtherAuthorityAndSaysNothingToIt) {
    enrolment.rootDer = Authority::make(now).root.certificateDer;
    server.start();
    EXPECT_EQ(connectFails(), ErrorCode::Untrusted);
    server.stop();
    EXPECT_EQ(server.upgrades(), 0U);
}

TEST_F(Live, EndsAConnectionThatSaysMoreThanAnAnswerMayHold) {
    const auto live = connectTo(
        [](LivePeer& peer) {
            (void)peer.receive();
            peer.send(Bytes(base::kReplyBytesMax + 1'000'000, 'x'));
            (void)peer.receive();
        },
        LiveLimits{});
    EXPECT_FALSE(live->exchange("frame").has_value());
    EXPECT_FALSE(live->isOpen());
}

TEST_F(Live, EndsAConnectionThatAnswersInText) {
    const auto live = connectTo([](LivePeer& peer) {
        (void)peer.receive();
        peer.sendText("hello");
        (void)peer.receive();
    });
    EXPECT_EQ(live->exchange("frame").error().code(), ErrorCode::Malformed);
    EXPECT_FALSE(live->isOpen());
}

TEST_F(Live, EndsAConnectionThatAnswersWhatNobodyAsked) {
    const auto live = connectTo([](LivePeer& peer) {
        peer.send("an answer");
        (void)peer.receive();
    });
    EXPECT_EQ(live->wait(kPatience), Wake::Ended);
    EXPECT_FALSE(live->isOpen());
    EXPECT_EQ(live->exchange("frame").error().code(), ErrorCode::Unreachable);
}

TEST_F(Live, EndsAConnectionWhoseBytesAreNoWebSockets) {
    const auto live = connectTo([](LivePeer& peer) {
        (void)peer.receive();
        peer.sendRaw(Bytes(64, '\xff'));
        (void)peer.receive();
    });
    // Which error wins, the WebSocket's or that of the goodbye after it, is not the same each time.
    EXPECT_FALSE(live->exchange("frame").has_value());
    EXPECT_FALSE(live->isOpen());
}

TEST_F(Live, NoticesAtOnceThatTheConnectionWasCutWithoutAWord) {
    const auto live = connectTo([](LivePeer& peer) { peer.cut(); });
    EXPECT_EQ(live->wait(kPatience), Wake::Ended);
    EXPECT_FALSE(live->isOpen());
}

TEST_F(Live, NoticesAtOnceThatTheServerSaysGoodbye) {
    const auto live = connectTo([](LivePeer& peer) { peer.close(); });
    EXPECT_EQ(live->wait(kPatience), Wake::Ended);
}

TEST_F(Live, SaysUnreachableWhenTheConnectionIsCutBeforeTheAnswer) {
    const auto live = connectTo([](LivePeer& peer) {
        (void)peer.receive();
        peer.cut();
    });
    EXPECT_EQ(live->exchange("frame").error().code(), ErrorCode::Unreachable);
    EXPECT_FALSE(live->isOpen());
}

TEST_F(Live, DoesNotWaitForAServerThatIsOnlyHalfThere) {
    const auto live = connectTo([](LivePeer& peer) {
        (void)peer.receive();
        (void)peer.receive();  // until the tablet has gone
    });
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(live->exchange("frame").error().code(), ErrorCode::Unreachable);
    EXPECT_FALSE(live->isOpen());
    const auto took = std::chrono::steady_clock::now() - began;
    EXPECT_GE(took, std::chrono::milliseconds(kShort.answerBegins.count));
}

TEST_F(Live, AnAnswerThatTricklesHasItsOwnLimit) {
    const auto live = connectTo([](LivePeer& peer) {
        (void)peer.receive();
        // A binary message of 100 bytes, of which one comes now and then.
        peer.sendRaw(Bytes("\x82\x64", 2));
        for (int i = 0; i < 20; ++i) {
            peer.sendRaw("x");
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
    });
    EXPECT_EQ(live->exchange("frame").error().code(), ErrorCode::Unreachable);
    EXPECT_FALSE(live->isOpen());
}

TEST_F(Live, PingsAPeerThatIsSilentAndGivesItUpWhenItDoesNotAnswer) {
    LiveLimits limits = kShort;
    limits.silence = Millis{400};
    std::atomic<bool> hold{true};
    const auto live = connectTo(
        [&](LivePeer&) {
            // Reads nothing, so that no ping is answered.
            while (hold)
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
        },
        limits);
    EXPECT_EQ(live->wait(kPatience), Wake::Ended);
    hold = false;
}

TEST_F(Live, KeepsAConnectionOnWhichOnlyPingsAreAnswered) {
    LiveLimits limits = kShort;
    limits.silence = Millis{400};
    const auto live = connectTo(
        [](LivePeer& peer) {
            // Reading answers pings.
            const Bytes frame = peer.receive();
            peer.send(frame);
        },
        limits);
    EXPECT_EQ(live->wait(Millis{1500}), Wake::TimeUp);
    EXPECT_EQ(live->exchange("frame").value(), "frame");
}

TEST_F(Live, AWaitEndsWhenAnotherThreadCallsConnectedOrNot) {
    server.start();
    LiveConnection live(enrolment, key, kShort);
    live.wake();
    EXPECT_EQ(live.wait(kPatience), Wake::Called) << "a call before the wait counts";
    EXPECT_EQ(live.wait(Millis{5}), Wake::TimeUp);
    ASSERT_TRUE(live.connect().has_value());
    std::thread caller([&live] { live.wake(); });
    EXPECT_EQ(live.wait(kPatience), Wake::Called);
    caller.join();
    EXPECT_EQ(live.exchange("frame").value(), "frame");
}

TEST_F(Live, ConnectsAgainAfterAnEnd) {
    std::atomic<unsigned> connections{0};
    const auto live = connectTo([&](LivePeer& peer) {
        if (++connections == 1) return peer.cut();
        peer.send(peer.receive());
        (void)peer.receive();
    });
    EXPECT_EQ(live->wait(kPatience), Wake::Ended);
    ASSERT_TRUE(live->connect().has_value());
    EXPECT_EQ(live->exchange("frame").value(), "frame");
    live->close();
    EXPECT_FALSE(live->isOpen());
}

TEST_F(Live, RandomBytesAreAtMostAnAnswerThatTheSessionRefuses) {
    base::SeededRandom random(11);
    std::vector<Bytes> nonsense;
    for (int i = 0; i < 60; ++i) {
        Bytes bytes(1 + random.below(300), '\0');
        for (char& octet : bytes)
            octet = static_cast<char>(random.next());
        nonsense.push_back(std::move(bytes));
    }
    const auto live = connectTo([&](LivePeer& peer) {
        for (const Bytes& bytes : nonsense) {
            if (peer.receive().empty()) return;
            peer.send(bytes);
        }
        (void)peer.receive();
    });
    for (const Bytes& bytes : nonsense) {
        const auto answer = live->exchange("frame");
        ASSERT_TRUE(answer.has_value()) << answer.error().message();
        EXPECT_EQ(*answer, bytes);
        EXPECT_FALSE(protocol::decodeFrame(*answer, base::kReplyBytesMax).has_value());
    }
    EXPECT_TRUE(live->takePokes().scopes.empty());
}

}  // namespace
}  // namespace hearth::tests

// The gate alone: bytes in, verdict out. The same over real TLS is in framing_test.cpp.
#include "server/net/http_gate.hpp"

#include <gtest/gtest.h>

#include "server/net/limits.hpp"
#include "shared/base/random.hpp"

namespace hearth::server::net {

namespace {

constexpr std::string_view kGood =
    "POST /v1/sync HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-hearth\r\n"
    "Content-Length: 5\r\n\r\n";

GateResult look(std::string_view bytes) {
    HttpGate gate;
    return gate.look(bytes);
}

unsigned refusal(std::string_view bytes) {
    const GateResult result = look(bytes);
    return result.refusal ? result.refusal->status : 0;
}

}  // namespace

TEST(HttpGate, ReadsAnOrdinaryRequest) {
    const GateResult result = look(kGood);
    ASSERT_TRUE(result.header);
    EXPECT_EQ(result.header->method, "POST");
    EXPECT_EQ(result.header->target, "/v1/sync");
    EXPECT_EQ(result.header->contentType, "application/x-hearth");
    EXPECT_EQ(result.header->contentLength, 5U);
    EXPECT_EQ(result.header->bytes, kGood.size());
    EXPECT_TRUE(result.header->keepAlive);
    EXPECT_FALSE(result.header->upgrade);
}

TEST(HttpGate, ReadsTheSameByteByByte) {
    HttpGate gate;
    for (std::size_t size = 1; size < kGood.size(); ++size) {
        const GateResult partial = gate.look(kGood.substr(0, size));
        ASSERT_FALSE(partial.refusal) << size << ": " << partial.refusal->sentence;
        ASSERT_FALSE(partial.header) << size;
    }
    EXPECT_TRUE(gate.look(kGood).header);
}

TEST(HttpGate, LeavesWhatFollowsTheHeaderAlone) {
    const GateResult result = look(std::string(kGood) + std::string("\n\0\r body", 8));
    ASSERT_TRUE(result.header);
    EXPECT_EQ(result.header->bytes, kGood.size());
}

TEST(HttpGate, HearsConnectionCloseInAnyCaseAndPlaceOfTheList) {
    const GateResult result =
        look("GET / HTTP/1.1\r\nHost: a\r\nconnection: keep-alive , CLOSE\r\n\r\n");
    ASSERT_TRUE(result.header);
    EXPECT_FALSE(result.header->keepAlive);
}

TEST(HttpGate, RefusesEveryFramingThatTwoParsersCouldReadInTwoWays) {
    const auto with = [](const std::string& fields) {
        return refusal("POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
    };
    EXPECT_EQ(with("Transfer-Encoding: chunked\r\n"), 411U);
    EXPECT_EQ(with("transfer-encoding:gzip\r\n"), 411U);
    EXPECT_EQ(with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400U);
    EXPECT_EQ(with("Content-Length: 5\r\nTransfer-Encoding: identity\r\n"), 400U);
    EXPECT_EQ(with("Content-Length: 5\r\nContent-Length: 5\r\n"), 400U);
    EXPECT_EQ(with("Content-Length: 5\r\nContent-Length: 6\r\n"), 400U);
    EXPECT_EQ(with("Content-Length: 5, 5\r\n"), 400U);
    EXPECT_EQ(with("Content-Length: -1\r\n"), 400U);
    EXPECT_EQ(with("Content-Length: +5\r\n"), 400U);
    EXPECT_EQ(with("Content-Length: 0x5\r\n"), 400U);
    EXPECT_EQ(with("Content-Length: 5 5\r\n"), 400U);
    EXPECT_EQ(with("Content-Length:\r\n"), 400U);
    EXPECT_EQ(with("Content-Length: 99999999999999999999\r\n"), 400U);
    EXPECT_EQ(with("Content-Length : 5\r\n"), 400U);
    EXPECT_EQ(with("Content-Length: 5\r\n folded\r\n"), 400U);
    EXPECT_EQ(with("X: a\r\n\tb\r\nContent-Length: 5\r\n"), 400U);
    EXPECT_EQ(with(": 5\r\nContent-Length: 5\r\n"), 400U);
    EXPECT_EQ(with("no colon\r\nContent-Length: 5\r\n"), 400U);
    EXPECT_EQ(with("X\x01Y: a\r\nContent-Length: 5\r\n"), 400U);
    EXPECT_EQ(with(""), 411U);
}

TEST(HttpGate, RefusesLineEndsThatAreNotCrLf) {
    EXPECT_EQ(refusal("GET / HTTP/1.1\nHost: a\n\n"), 400U);
    EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost: a\n\r\n"), 400U);
    EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n"), 400U);
    EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost: a\r\r\n\r\n"), 400U);
    EXPECT_EQ(refusal("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"), 400U);
}

TEST(HttpGate, RefusesNulAndOtherControlCharacters) {
    EXPECT_EQ(refusal(std::string_view("GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n", 29)), 400U);
    EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost: a\x7F\r\n\r\n"), 400U);
    EXPECT_EQ(refusal("GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n"), 400U);
}

TEST(HttpGate, RefusesOtherVersionsAndProtocols) {
    EXPECT_EQ(refusal("GET / HTTP/1.0\r\nHost: a\r\n\r\n"), 505U);
    EXPECT_EQ(refusal("GET / HTTP/2.0\r\nHost: a\r\n\r\n"), 505U);
    EXPECT_EQ(refusal("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505U);
    EXPECT_EQ(refusal("GET /\r\n"), 400U);  // HTTP/0.9 does not end with an empty line
    EXPECT_EQ(refusal("GET / http/1.1\r\nHost: a\r\n\r\n"), 400U);
    EXPECT_EQ(refusal("GET  / HTTP/1.1\r\nHost: a\r\n\r\n"), 400U);
    EXPECT_EQ(refusal("G(T / HTTP/1.1\r\nHost: a\r\n\r\n"), 400U);
    EXPECT_EQ(refusal("GET / HTTP/1.1 \r\nHost: a\r\n\r\n"), 400U);
    EXPECT_EQ(refusal("\x16\x03\x01\x02\r\n"), 400U);
}

TEST(HttpGate, RefusesMethodsThatNobodyHereUses) {
    EXPECT_EQ(refusal("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n"), 405U);
    EXPECT_EQ(refusal("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n"), 405U);
    EXPECT_EQ(refusal("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"), 405U);
}

TEST(HttpGate, TakesOnlyPathsAsTargets) {
    EXPECT_EQ(refusal("GET https://a/ HTTP/1.1\r\nHost: a\r\n\r\n"), 400U);
    EXPECT_EQ(refusal("GET * HTTP/1.1\r\nHost: a\r\n\r\n"), 400U);
    EXPECT_EQ(refusal("GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"), 400U);
    EXPECT_EQ(refusal("GET /\xC3\xA9 HTTP/1.1\r\nHost: a\r\n\r\n"), 400U);
    EXPECT_EQ(refusal("GET /" + std::string(kTargetBytesMax, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n"),
              414U);
}

TEST(HttpGate, WantsOneHost) {
    EXPECT_EQ(refusal("GET / HTTP/1.1\r\n\r\n"), 400U);
    EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost:\r\n\r\n"), 400U);
    EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n"), 400U);
}

TEST(HttpGate, CountsFieldsAndBytes) {
    std::string many = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (std::size_t i = 1; i < kHeaderFieldsMax; ++i)
        many += "A: b\r\n";
    EXPECT_EQ(refusal(many + "\r\n"), 0U);
    EXPECT_EQ(refusal(many + "A: b\r\n\r\n"), 431U);
    const std::string large = "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(9000, 'x');
    EXPECT_EQ(refusal(large), 431U);
    EXPECT_EQ(refusal(large + "\r\n\r\n"), 431U);
}

TEST(HttpGate, ExpectsNothingBut100Continue) {
    const auto expecting = [](const std::string& what) {
        return look("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: " + what +
                    "\r\n\r\n");
    };
    ASSERT_TRUE(expecting("100-Continue").header);
    EXPECT_TRUE(expecting("100-Continue").header->expectContinue);
    EXPECT_EQ(expecting("a-miracle").refusal->status, 417U);
}

TEST(HttpGate, SurvivesRandomAndMutilatedBytes) {
    base::SeededRandom random(20'261'124);
    unsigned accepted = 0;
    unsigned refused = 0;
    constexpr int kRounds = 20'000;
    for (int round = 0; round < kRounds; ++round) {
        std::string bytes(kGood);
        const std::uint64_t changes = 1 + random.below(4);
        for (std::uint64_t i = 0; i < changes; ++i)
            bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
        if (random.chance(20)) bytes.resize(random.below(bytes.size()));
        const GateResult result = look(bytes);
        ASSERT_FALSE(result.header && result.refusal);
        accepted += result.header ? 1 : 0;
        refused += result.refusal ? 1 : 0;
    }
    EXPECT_GT(accepted, 0U);  // a changed letter of a value is still a request
    EXPECT_GT(refused, 0U);
}

}  // namespace hearth::server::net

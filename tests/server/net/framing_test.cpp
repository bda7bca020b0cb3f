// Hostile requests over real TLS: each gets its refusal, the connection closes, and the server
// still serves the next one.
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "server/net/limits.hpp"
#include "tests/server/net/tablet_hand.hpp"

namespace hearth::server::net {

namespace {

// One server for all cases: that it outlives them is part of the test.
class Framing : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        rig = std::make_unique<Rig>();
        device = std::make_unique<Device>(rig->enrol(rig->worker()));
    }
    static void TearDownTestSuite() {
        device.reset();
        rig.reset();
    }
    void TearDown() override {
        TlsClient good(rig->syncPort(), &device->identity);
        EXPECT_EQ(good.ask(get("/healthz")).status, 200U) << "the server serves no more";
    }
    // The status of the answer to these bytes; the connection must close afterwards.
    static unsigned refusalOf(std::string_view bytes) {
        TlsClient client(rig->syncPort(), &device->identity);
        const unsigned status = client.ask(bytes).status;
        EXPECT_TRUE(client.isClosed());
        return status;
    }
    static std::string sync(const std::string& fields, const std::string& body = {}) {
        return "POST /v1/sync HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n" + body;
    }
    static std::unique_ptr<Rig> rig;
    static std::unique_ptr<Device> device;
};
std::unique_ptr<Rig> Framing::rig;
std::unique_ptr<Device> Framing::device;

}  // namespace

TEST_F(Framing, RefusesAChunkedBody) {
    EXPECT_EQ(refusalOf(sync("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n")), 411U);
}

TEST_F(Framing, RefusesLengthAndEncodingTogetherInBothOrders) {
    EXPECT_EQ(refusalOf(sync("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")),
              400U);
    EXPECT_EQ(refusalOf(sync("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "0\r\n\r\n")),
              400U);
}

TEST_F(Framing, RefusesGzipAndListsAsTransferEncoding) {
    EXPECT_EQ(refusalOf(sync("Transfer-Encoding: gzip\r\n")), 411U);
    EXPECT_EQ(refusalOf(sync("Transfer-Encoding: chunked, gzip\r\n")), 411U);
}

TEST_F(Framing, RefusesFiveMegabytesOfChunkExtension) {
    const std::string extension(5UL * 1024 * 1024, 'x');
    TlsClient client(rig->syncPort(), &device->identity);
    client.send(sync("Transfer-Encoding: chunked\r\n", "5;" + extension));
    EXPECT_TRUE(client.isClosed());
}

TEST_F(Framing, RefusesTrailersThatWouldAddFields) {
    EXPECT_EQ(refusalOf(sync("Transfer-Encoding: chunked\r\nTrailer: Authorization\r\n",
                             "0\r\nAuthorization: x\r\n\r\n")),
              411U);
}

TEST_F(Framing, RefusesTwoLengths) {
    EXPECT_EQ(refusalOf(sync("Content-Length: 5\r\nContent-Length: 5\r\n", "hello")), 400U);
    EXPECT_EQ(refusalOf(sync("Content-Length: 5\r\nContent-Length: 6\r\n", "hello")), 400U);
}

TEST_F(Framing, RefusesLengthsThatAreNoPlainNumber) {
    for (const char* length : {"-5", "+5", "0x5", "5,5", "five", "18446744073709551616"})
        EXPECT_EQ(refusalOf(sync("Content-Length: " + std::string(length) + "\r\n")), 400U)
            << length;
}

TEST_F(Framing, RefusesAPostWithoutLength) {
    EXPECT_EQ(refusalOf(sync("")), 411U);
}

TEST_F(Framing, RefusesBareLineFeeds) {
    EXPECT_EQ(refusalOf("GET /healthz HTTP/1.1\nHost: localhost\n\n"), 400U);
}

TEST_F(Framing, RefusesNulInAHeader) {
    using namespace std::string_literals;
    EXPECT_EQ(refusalOf("GET /healthz HTTP/1.1\r\nHost: a\0b\r\n\r\n"s), 400U);
}

TEST_F(Framing, RefusesFoldedLines) {
    EXPECT_EQ(refusalOf("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n"), 400U);
}

TEST_F(Framing, RefusesSpaceBeforeTheColon) {
    EXPECT_EQ(refusalOf(sync("Content-Length : 5\r\n", "hello")), 400U);
}

TEST_F(Framing, RefusesAHeaderOfNineKilobytes) {
    EXPECT_EQ(refusalOf("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " +
                        std::string(9UL * 1024, 'x') + "\r\n\r\n"),
              431U);
}

TEST_F(Framing, RefusesThirteenHundredTinyFields) {
    std::string request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n";
    for (int i = 0; i < 1300; ++i)
        request += "A:b\r\n";
    EXPECT_EQ(refusalOf(request + "\r\n"), 431U);
}

TEST_F(Framing, RefusesAHundredFieldsWithinTheBytes) {
    std::string request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n";
    for (int i = 0; i < 100; ++i)
        request += "A: b\r\n";
    EXPECT_EQ(refusalOf(request + "\r\n"), 431U);
}

TEST_F(Framing, RefusesOldAndNewHttp) {
    EXPECT_EQ(refusalOf("GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n"), 505U);
    EXPECT_EQ(refusalOf("GET /healthz\r\n"), 400U);
    EXPECT_EQ(refusalOf("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505U);
}

TEST_F(Framing, RefusesAbsoluteTargets) {
    EXPECT_EQ(refusalOf("GET https://localhost/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"), 400U);
}

TEST_F(Framing, RefusesATargetOfThreeKilobytes) {
    EXPECT_EQ(refusalOf(get("/" + std::string(3000, 'a'))), 414U);
}

TEST_F(Framing, RefusesConnectTraceAndOptions) {
    EXPECT_EQ(refusalOf("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n"), 405U);
    EXPECT_EQ(refusalOf("TRACE /healthz HTTP/1.1\r\nHost: a\r\n\r\n"), 405U);
    EXPECT_EQ(refusalOf("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"), 405U);
}

TEST_F(Framing, RefusesToExpectAnythingElse) {
    EXPECT_EQ(refusalOf(sync("Content-Length: 5\r\nExpect: more\r\n")), 417U);
}

TEST_F(Framing, RefusesAnUpgradeWhereThereIsNone) {
    EXPECT_EQ(refusalOf("GET /healthz HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\n"
                        "Connection: Upgrade, HTTP2-Settings\r\n\r\n"),
              400U);
}

TEST_F(Framing, KnowsNoPathsButItsOwn) {
    for (const char* target : {"/", "/v1/sync/", "/v1/../healthz", "/%68ealthz", "/healthz%00",
                               "/healthz?x=1", "/v1/enrol", "//healthz", "/HEALTHZ"})
        EXPECT_EQ(refusalOf(get(target)), 404U) << target;
}

TEST_F(Framing, RefusesTheWrongMethod) {
    EXPECT_EQ(refusalOf(get("/v1/sync")), 405U);
    EXPECT_EQ(refusalOf(post("/healthz", "")), 405U);
}

TEST_F(Framing, RefusesABodyWhereNoneIsTaken) {
    EXPECT_EQ(refusalOf("GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"),
              413U);
}

TEST_F(Framing, RefusesAnOversizedBodyBeforeReadingIt) {
    EXPECT_EQ(refusalOf(sync("Content-Length: 1073741824\r\n")), 413U);
}

TEST_F(Framing, AnswersNothingToABodyThatStopsShort) {
    TlsClient client(rig->syncPort(), &device->identity);
    client.send(sync("Content-Length: 100\r\n", "only this"));
    ::shutdown(client.descriptor(), SHUT_WR);
    EXPECT_EQ(client.readAnswer().status, 0U);
}

TEST_F(Framing, TakesGarbageAfterABodyForTheNextRequestAndRefusesIt) {
    TlsClient client(rig->syncPort(), &device->identity);
    const HttpAnswer first = client.ask(post("/v1/sync", "bad") + "garbage\r\n");
    EXPECT_EQ(first.status, 400U);
    EXPECT_EQ(client.readAnswer().status, 400U);
    EXPECT_TRUE(client.isClosed());
}

TEST_F(Framing, AnswersAThousandPipelinedRequestsInOrder) {
    TlsClient client(rig->syncPort(), &device->identity);
    constexpr int kRequests = 1000;
    constexpr int kAtOnce = 100;
    const std::string request = get("/healthz");
    for (int i = 0; i < kRequests; i += kAtOnce) {
        std::string batch;
        for (int k = 0; k < kAtOnce; ++k)
            batch += request;
        ASSERT_TRUE(client.send(batch));
        for (int k = 0; k < kAtOnce; ++k)
            ASSERT_EQ(client.readAnswer().status, 200U) << i + k;
    }
}

TEST_F(Framing, SurvivesThreeHundredConnectionsOfRandomBytes) {
    base::SeededRandom random(7);
    for (int i = 0; i < 300; ++i) {
        TlsClient client(rig->syncPort(), &device->identity);
        std::string bytes(1 + random.below(400), '\0');
        for (char& c : bytes)
            c = static_cast<char>(random.below(256));
        client.send(bytes + "\r\n\r\n");
        const unsigned status = client.readAnswer().status;
        ASSERT_TRUE(status == 0 || status >= 400) << status;
    }
}

TEST_F(Framing, SaysContinueOnlyAfterTheLengthWasFoundGood) {
    TlsClient client(rig->syncPort(), &device->identity);
    client.send(
        sync("Content-Type: application/x-hearth\r\nContent-Length: 3\r\n"
             "Expect: 100-continue\r\n"));
    EXPECT_EQ(client.readAnswer().status, 100U);
    client.send("bad");
    EXPECT_EQ(client.readAnswer().status, 400U);
    EXPECT_EQ(refusalOf(sync("Content-Length: 1073741824\r\nExpect: 100-continue\r\n")), 413U);
}

TEST_F(Framing, ClosesAfterTheAnswerWhenAskedTo) {
    TlsClient client(rig->syncPort(), &device->identity);
    const HttpAnswer answer =
        client.ask("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.field("Connection"), "close");
    EXPECT_TRUE(client.isClosed());
}

TEST_F(Framing, LogsNothingOfWhatAStrangerSent) {
    EXPECT_EQ(refusalOf(get("/Needleworth-Family")), 404U);
    EXPECT_EQ(rig->log().find("Needleworth"), std::string::npos);
}

}  // namespace hearth::server::net

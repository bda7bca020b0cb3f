// Attachments over HTTPS: what is asked of a server, and what is made of its answers.
#include <gtest/gtest.h>

#include "client/platform/https_transport.hpp"
#include "shared/base/limits.hpp"
#include "shared/crypto/hash.hpp"
#include "shared/protocol/frame.hpp"
#include "tests/client/platform/tls_server.hpp"
#include "tests/client/store/kit.hpp"

namespace hearth::tests {
namespace {

using base::ErrorCode;
using client::platform::HttpsTransport;
namespace sync = client::sync;

class BlobTransport : public ::testing::Test {
protected:
    BlobTransport() {
        enrolment = enrolmentOf(authority, key, server.port(), now);
        server.answerWhole = [this](const HeardRequest& request) {
            heard = request;
            return given;
        };
        server.start();
    }
    static ServedAnswer state(unsigned status, const std::string& offset, const std::string& length,
                              const std::string& complete) {
        return {
            status,
            "text/plain",
            "",
            {{"Upload-Offset", offset}, {"Upload-Length", length}, {"Upload-Complete", complete}}};
    }
    static ServedAnswer failure(unsigned status, ErrorCode code) {
        protocol::Exchange exchange;
        protocol::Failure& failure = *exchange.add_messages()->mutable_failure();
        failure.set_code(static_cast<std::uint32_t>(code));
        failure.set_sentence("in the server's words");
        return {status, "application/x-hearth",
                protocol::encodeFrame(exchange, base::kReplyBytesMax).value()};
    }
    base::Result<sync::BlobPutAnswer> put() { return transport().putPart(hash, 100, 40, "12345"); }
    base::Result<std::optional<sync::BlobPiece>> get(std::uint64_t offset) {
        return transport().getPart(hash, offset);
    }
    HttpsTransport& transport() {
        if (!m_transport) m_transport.emplace(enrolment, key);
        return *m_transport;
    }

    base::WallTime now = base::SystemClock().wallNow();
    Authority authority = Authority::make(now);
    ServedAnswer given;
    HeardRequest heard;
    TlsServer server{authority, {"127.0.0.1"}, now};
    crypto::SigningKey key = crypto::SigningKey::generate().value();
    sync::Enrolment enrolment;
    base::Digest hash = crypto::sha256("a picture");

private:
    std::optional<HttpsTransport> m_transport;
};

TEST_F(BlobTransport, PutsAPartWhereItBelongsAndHearsWhereToGoOn) {
    given = state(200, "45", "100", "?0");
    const auto answer = put();
    ASSERT_TRUE(answer) << answer.error().message();
    EXPECT_EQ(heard.method, "PUT");
    EXPECT_EQ(heard.target, "/v1/blobs/" + base::toHex(hash.view()));
    EXPECT_EQ(heard.contentRange, "bytes 40-44/100");
    EXPECT_EQ(heard.body, "12345");
    EXPECT_FALSE(answer->refused);
    EXPECT_EQ(answer->state.hash(), hash.view());
    EXPECT_EQ(answer->state.received(), 45U);
    EXPECT_EQ(answer->state.size(), 100U);
    EXPECT_FALSE(answer->state.complete());
    given = state(200, "100", "100", "?1");
    EXPECT_TRUE(put()->state.complete());
}

TEST_F(BlobTransport, ARefusedPartSaysWhereToGoOnAsWell) {
    const std::vector<std::pair<unsigned, ErrorCode>> refusals{
        {409, ErrorCode::Conflict}, {422, ErrorCode::InvalidArgument}, {413, ErrorCode::TooLarge}};
    for (const auto& [status, code] : refusals) {
        given = state(status, "7", "100", "?0");
        const auto answer = put();
        ASSERT_TRUE(answer) << status;
        ASSERT_TRUE(answer->refused) << status;
        EXPECT_EQ(answer->refused->code(), code);
        EXPECT_EQ(answer->state.received(), 7U);
    }
}

TEST_F(BlobTransport, AnAnswerThatDoesNotSayHowFarItIsIsMalformed) {
    for (const char* offset : {"", "x", "-1", "1 2", "99999999999999999999"}) {
        given = state(200, offset, "100", "?0");
        EXPECT_EQ(put().error().code(), ErrorCode::Malformed) << offset;
    }
    given = state(200, "1", "100", "yes");
    EXPECT_EQ(put().error().code(), ErrorCode::Malformed);
    given = {200, "text/html", "<h1>a portal of a hotel</h1>"};
    EXPECT_EQ(put().error().code(), ErrorCode::Malformed);
}

TEST_F(BlobTransport, BringsTheServersWordsForAnythingElse) {
    given = failure(503, ErrorCode::DiskFull);
    EXPECT_EQ(put().error().code(), ErrorCode::DiskFull);
    given = failure(403, ErrorCode::Refused);
    EXPECT_EQ(put().error().code(), ErrorCode::Refused);
    EXPECT_EQ(get(0).error().code(), ErrorCode::Refused);
    given = {503, "text/html", "overloaded"};
    EXPECT_EQ(put().error().code(), ErrorCode::Busy);
    given = {502, "text/html", "bad gateway"};
    EXPECT_EQ(get(0).error().code(), ErrorCode::Refused);
}

TEST_F(BlobTransport, GetsThePartThatItAskedForAndNoOther) {
    given = {206, "application/octet-stream", "56789", {{"Content-Range", "bytes 5-9/10"}}};
    const auto piece = get(5);
    ASSERT_TRUE(piece && *piece);
    EXPECT_EQ(heard.method, "GET");
    EXPECT_EQ(heard.range, "bytes=5-" + std::to_string(5 + base::kBlobPartBytesMax - 1));
    EXPECT_EQ((*piece)->bytes, "56789");
    EXPECT_EQ((*piece)->size, 10U);
    EXPECT_EQ(get(4).error().code(), ErrorCode::Malformed) << "another place";
    for (const char* range : {"bytes 5-8/10", "bytes 5-9/*", "bytes 5-9/8", "5-9/10", ""}) {
        given.fields = {{"Content-Range", range}};
        EXPECT_EQ(get(5).error().code(), ErrorCode::Malformed) << range;
    }
    given = {404, "application/x-hearth", ""};
    const auto nothing = get(5);
    ASSERT_TRUE(nothing);
    EXPECT_FALSE(*nothing) << "not there yet, or not for this worker";
}

TEST_F(BlobTransport, TakesNoPartLargerThanOneMayBe) {
    given = {206,
             "application/octet-stream",
             std::string(2 * base::kBlobPartBytesMax, 'x'),
             {{"Content-Range", "bytes 0-2097151/2097152"}}};
    EXPECT_EQ(get(0).error().code(), ErrorCode::TooLarge);
}

}  // namespace
}  // namespace hearth::tests

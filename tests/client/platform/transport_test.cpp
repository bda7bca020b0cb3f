// The tablet's transport against servers that are, and are not, what they should be.
#include <gtest/gtest.h>

#include "client/platform/https_enroller.hpp"
#include "client/platform/https_transport.hpp"
#include "shared/protocol/frame.hpp"
#include "tests/client/platform/tls_server.hpp"
#include "tests/client/store/kit.hpp"

namespace hearth::tests {
namespace {

using base::ErrorCode;
using client::platform::HttpsTransport;
namespace sync = client::sync;

class Transport : public ::testing::Test {
protected:
    Transport() {
        server.answer = [](const std::string& target, const std::string& body) {
            return ServedAnswer{200, "application/x-hearth", target + " " + body};
        };
        enrolment = enrolmentOf(authority, key, server.port(), now);
    }
    [[nodiscard]] base::Result<base::Bytes> exchange() {
        return HttpsTransport(enrolment, key).exchange("hello");
    }

    base::WallTime now = base::SystemClock().wallNow();
    Authority authority = Authority::make(now);
    TlsServer server{authority, {"127.0.0.1", "localhost"}, now};
    crypto::SigningKey key = crypto::SigningKey::generate().value();
    sync::Enrolment enrolment;
};

TEST_F(Transport, PostsTheFrameAndBringsTheAnswer) {
    server.wantsClientCertificate = true;
    server.start();
    const auto answer = exchange();
    ASSERT_TRUE(answer) << answer.error().message();
    EXPECT_EQ(*answer, "/v1/sync hello");
}

TEST_F(Transport, ReachesAServerByNameAsWell) {
    enrolment.host = "localhost";
    server.start();
    const auto answer = exchange();
    ASSERT_TRUE(answer) << answer.error().message();
}

TEST_F(Transport, KeepsItsConnection) {
    server.start();
    HttpsTransport transport(enrolment, key);
    for (int i = 0; i < 5; ++i)
        ASSERT_TRUE(transport.exchange("again").has_value());
    EXPECT_EQ(server.connections(), 1U);
    EXPECT_GT(transport.traffic().receivedBytes, 0U);
    EXPECT_GT(transport.traffic().sentBytes, 5 * std::string("again").size());
}

TEST_F(Transport, ConnectsOnceMoreWhenAKeptConnectionWasClosed) {
    server.answersPerConnection = 1;
    server.start();
    HttpsTransport transport(enrolment, key);
    for (int i = 0; i < 3; ++i)
        ASSERT_TRUE(transport.exchange("again").has_value()) << i;
    EXPECT_EQ(server.connections(), 3U);
    EXPECT_EQ(server.requests(), 3U) << "each was heard once";
}

TEST_F(Transport, SaysUnreachableWhenNobodyListens) {
    server.stop();
    TlsServer closed(authority, {"127.0.0.1"}, now);
    closed.start();
    enrolment.port = closed.port();
    closed.stop();
    EXPECT_EQ(exchange().error().code(), ErrorCode::Unreachable);
}

TEST_F(Transport, SaysUnreachableWhenTheServerHangsUpWithoutAnAnswer) {
    server.neverAnswers = true;
    server.start();
    EXPECT_EQ(exchange().error().code(), ErrorCode::Unreachable);
    EXPECT_EQ(server.requests(), 1U) << "a fresh connection is not tried again";
}

TEST_F(Transport, SaysUnreachableToANameThatDoesNotExist) {
    enrolment.host = "no-such-host.invalid";
    EXPECT_EQ(exchange().error().code(), ErrorCode::Unreachable);
}

TEST_F(Transport, TrustsNoOtherAuthority) {
    const Authority other = Authority::make(now);
    enrolment.rootDer = other.root.certificateDer;
    server.start();
    EXPECT_EQ(exchange().error().code(), ErrorCode::Untrusted);
    EXPECT_EQ(server.requests(), 0U) << "nothing was said";
}

TEST_F(Transport, TrustsNoCertificateOfAnotherName) {
    TlsServer stranger(authority, {"other.westmere.example"}, now);
    stranger.answer = server.answer;
    stranger.start();
    enrolment.port = stranger.port();
    EXPECT_EQ(exchange().error().code(), ErrorCode::Untrusted);
    EXPECT_EQ(stranger.requests(), 0U);
}

TEST_F(Transport, TrustsNoExpiredCertificate) {
    const base::WallTime longAgo = now - base::days(500);
    const Authority old = Authority::make(longAgo);
    TlsServer expired(old, {"127.0.0.1"}, longAgo);
    expired.answer = server.answer;
    expired.start();
    enrolment.rootDer = old.root.certificateDer;
    enrolment.port = expired.port();
    const auto answer = exchange();
    EXPECT_EQ(answer.error().code(), ErrorCode::Untrusted);
    EXPECT_NE(answer.error().detail().find("expired"), std::string::npos);
}

TEST_F(Transport, SaysUntrustedWhenTheServerDoesNotKnowTheTablet) {
    const Authority other = Authority::make(now);
    const auto csr = key.certificateRequest("tablet").value();
    enrolment.issuerDer = other.issuing.certificateDer;
    enrolment.certificateDer =
        crypto::issueDevice(other.issuing, csr, enrolment.device, now).value();
    server.wantsClientCertificate = true;
    server.start();
    const auto answer = exchange();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code(), ErrorCode::Untrusted) << answer.error().message();
    EXPECT_EQ(server.requests(), 0U);
}

TEST_F(Transport, GivesARefusalInTheProtocolsOwnWordsToTheSession) {
    server.answer = [](const std::string&, const std::string&) {
        return ServedAnswer{403, "application/x-hearth", "a frame"};
    };
    server.start();
    EXPECT_EQ(exchange().value(), "a frame");
}

TEST_F(Transport, RefusesWhatIsNotFromAServerOfOurs) {
    server.answer = [](const std::string&, const std::string&) {
        return ServedAnswer{502, "text/html", "<h1>Bad gateway</h1>"};
    };
    server.start();
    EXPECT_EQ(exchange().error().code(), ErrorCode::Refused);
}

TEST_F(Transport, TakesNoAnswerWithoutEnd) {
    server.answer = [](const std::string&, const std::string&) {
        return ServedAnswer{200, "application/x-hearth",
                            std::string(base::kReplyBytesMax + 1'000'000, 'x')};
    };
    server.start();
    EXPECT_EQ(exchange().error().code(), ErrorCode::TooLarge);
}

TEST_F(Transport, EnrolsWithTheServerOfTheCode) {
    server.answer = [&](const std::string& target, const std::string& body) {
        protocol::EnrolRequest request;
        EXPECT_EQ(target, "/v1/enrol");
        EXPECT_TRUE(request.ParseFromString(body));
        EXPECT_EQ(request.code(), "SECRET");
        protocol::EnrolReply reply;
        reply.set_authority_name("Westmere Council");
        return ServedAnswer{200, "application/x-hearth", reply.SerializeAsString()};
    };
    server.start();
    client::platform::HttpsEnroller enroller;
    protocol::EnrolRequest request;
    request.set_code("SECRET");
    const auto answer = enroller.enrol({"127.0.0.1", server.port(), authority.pin()}, request);
    ASSERT_TRUE(answer) << answer.error().message();
    EXPECT_EQ(answer->reply.authority_name(), "Westmere Council");
    EXPECT_EQ(answer->rootDer, authority.root.certificateDer);
}

TEST_F(Transport, TellsNoCodeToAServerOfAnotherAuthority) {
    const Authority other = Authority::make(now);
    server.start();
    client::platform::HttpsEnroller enroller;
    protocol::EnrolRequest request;
    request.set_code("SECRET");
    const auto answer = enroller.enrol({"127.0.0.1", server.port(), other.pin()}, request);
    EXPECT_EQ(answer.error().code(), ErrorCode::Untrusted);
    EXPECT_EQ(server.requests(), 0U);
}

TEST_F(Transport, TellsNoCodeToAServerWithAnothersRootInItsChain) {
    // Whoever knows the authority's public root may present it, but cannot sign under it.
    const Authority other = Authority::make(now);
    Authority mixed = Authority::make(now);
    mixed.root.certificateDer = authority.root.certificateDer;
    TlsServer liar(mixed, {"127.0.0.1"}, now);
    liar.start();
    client::platform::HttpsEnroller enroller;
    const auto answer = enroller.enrol({"127.0.0.1", liar.port(), authority.pin()}, {});
    EXPECT_EQ(answer.error().code(), ErrorCode::Untrusted);
    EXPECT_EQ(liar.requests(), 0U);
}

TEST_F(Transport, BringsTheServersSentenceWhenTheCodeIsRefused) {
    server.answer = [](const std::string&, const std::string&) {
        protocol::Exchange refusal;
        protocol::Failure& failure = *refusal.add_messages()->mutable_failure();
        failure.set_code(static_cast<std::uint32_t>(ErrorCode::Refused));
        failure.set_sentence("this code has been used");
        return ServedAnswer{403, "application/x-hearth",
                            protocol::encodeFrame(refusal, base::kReplyBytesMax).value()};
    };
    server.start();
    client::platform::HttpsEnroller enroller;
    const auto answer = enroller.enrol({"127.0.0.1", server.port(), authority.pin()}, {});
    EXPECT_EQ(answer.error().code(), ErrorCode::Refused);
    EXPECT_EQ(answer.error().detail(), "this code has been used");
}

}  // namespace
}  // namespace hearth::tests

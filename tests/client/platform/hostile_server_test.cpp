// Servers that hold the authority's certificate and still answer nonsense.
#include <gtest/gtest.h>

#include "client/platform/https_enroller.hpp"
#include "client/platform/https_transport.hpp"
#include "shared/protocol/frame.hpp"
#include "tests/client/platform/tls_server.hpp"
#include "tests/client/store/kit.hpp"

namespace hearth::tests {
namespace {

using base::Bytes;
using base::ErrorCode;
namespace sync = client::sync;

constexpr const char* kFrameType = "application/x-hearth";
// What a tablet reads of an enrolment's answer at most.
constexpr std::size_t kEnrolAnswerBytesMax = 64UL * 1024UL;

class HostileServer : public ::testing::Test {
protected:
    HostileServer() {
        server.answer = [this](const std::string&, const std::string&) { return served; };
        server.start();
    }
    [[nodiscard]] base::Result<sync::EnrolmentAnswer> enrol() {
        client::platform::HttpsEnroller enroller;
        return enroller.enrol({"127.0.0.1", server.port(), authority.pin()}, {});
    }
    [[nodiscard]] base::Result<sync::EnrolmentAnswer> enrolWith(ServedAnswer answer) {
        served = std::move(answer);
        return enrol();
    }
    [[nodiscard]] static ServedAnswer refusal(std::uint32_t code, const std::string& sentence) {
        protocol::Exchange exchange;
        protocol::Failure& failure = *exchange.add_messages()->mutable_failure();
        failure.set_code(code);
        failure.set_sentence(sentence);
        return {403, kFrameType, protocol::encodeFrame(exchange, base::kReplyBytesMax).value()};
    }
    [[nodiscard]] static Bytes reply() {
        protocol::EnrolReply reply;
        reply.set_device_id(Bytes(16, 'd'));
        reply.set_authority_name("Westmere Council");
        reply.set_certificate_der(Bytes(100, 'c'));
        return reply.SerializeAsString();
    }

    base::WallTime now = base::SystemClock().wallNow();
    Authority authority = Authority::make(now);
    ServedAnswer served;
    // Last: its thread uses what is above.
    TlsServer server{authority, {"127.0.0.1"}, now};
};

TEST_F(HostileServer, EnrolsNobodyWithAnAnswerThatIsCutOff) {
    const Bytes whole = reply();
    unsigned refused = 0;
    for (std::size_t size = 1; size < whole.size(); ++size) {
        const auto answer = enrolWith({200, kFrameType, whole.substr(0, size)});
        // A cut between two fields leaves a shorter reply, which the tablet then finds incomplete.
        if (answer) continue;
        ASSERT_EQ(answer.error().code(), ErrorCode::Malformed) << size;
        ++refused;
    }
    EXPECT_GE(refused, whole.size() - 4);
    EXPECT_TRUE(enrolWith({200, kFrameType, whole}).has_value());
}

TEST_F(HostileServer, EnrolsNobodyWithAnAnswerWithoutEnd) {
    EXPECT_EQ(enrolWith({200, kFrameType, Bytes(kEnrolAnswerBytesMax + 1, 'x')}).error().code(),
              ErrorCode::TooLarge);
}

TEST_F(HostileServer, EnrolsNobodyWithRandomBytes) {
    base::SeededRandom random(3);
    unsigned refused = 0;
    for (int round = 0; round < 60; ++round) {
        Bytes bytes(1 + random.below(300), '\0');
        for (char& octet : bytes)
            octet = static_cast<char>(random.next());
        const auto answer = enrolWith({200, kFrameType, bytes});
        if (!answer) {
            ASSERT_EQ(answer.error().code(), ErrorCode::Malformed);
            ++refused;
        }
    }
    EXPECT_GT(refused, 50U);
}

TEST_F(HostileServer, RefusesInWordsOrInNone) {
    const auto said = enrolWith(refusal(13, "the code has been used"));
    EXPECT_EQ(said.error().code(), ErrorCode::Refused);
    EXPECT_EQ(said.error().detail(), "the code has been used");
    for (const ServedAnswer& answer :
         {ServedAnswer{403, kFrameType, ""}, ServedAnswer{403, kFrameType, "x"},
          ServedAnswer{500, kFrameType, Bytes("\x01\x00\xff\xff\xff", 5)},
          ServedAnswer{404, "text/html", "<h1>Not here</h1>"}}) {
        const auto enrolled = enrolWith(answer);
        EXPECT_EQ(enrolled.error().code(), ErrorCode::Refused);
        EXPECT_EQ(enrolled.error().detail(), "HTTP status " + std::to_string(answer.status));
    }
}

TEST_F(HostileServer, DoesNotMakeUpCodesThatATabletDoesNotKnow) {
    for (const std::uint32_t code : {0U, 17U, 999U, UINT32_MAX})
        EXPECT_EQ(enrolWith(refusal(code, "no")).error().code(), ErrorCode::Refused) << code;
}

}  // namespace
}  // namespace hearth::tests

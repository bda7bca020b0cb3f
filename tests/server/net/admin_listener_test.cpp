// The admin socket against bytes that no hearthctl says: an end without an answer or a failure in
// words, never a change, and the next one is served.
#include <gtest/gtest.h>

#include "schema/protocol/enrol.pb.h"
#include "server/net/admin_frame.hpp"
#include "server/net/limits.hpp"
#include "shared/base/random.hpp"
#include "tests/server/net/rig.hpp"
#include "tests/server/net/unix_socket.hpp"

namespace hearth::server::net {

namespace {

using base::Bytes;
using base::ErrorCode;

class HostileAdmin : public ::testing::Test {
protected:
    HostileAdmin() : before(rig.admin(statusRequest())) {}
    ~HostileAdmin() override { expectServingAndUnchanged(); }

    [[nodiscard]] static protocol::AdminRequest statusRequest() {
        protocol::AdminRequest request;
        request.mutable_status();
        return request;
    }
    // What comes back; the listener closed the connection in time.
    [[nodiscard]] Bytes answerTo(base::ByteView bytes) const {
        UnixClient client(rig.config().adminSocket);
        client.sayAll(bytes);
        Bytes heard = client.hearAll();
        EXPECT_TRUE(client.ended()) << "the connection stays open";
        return heard;
    }
    [[nodiscard]] static Bytes lengthOf(std::uint32_t size) {
        Bytes prefix;
        for (unsigned shift = 32; shift > 0; shift -= 8)
            prefix.push_back(static_cast<char>(size >> (shift - 8) & 0xFFU));
        return prefix;
    }
    [[nodiscard]] static Bytes framed(const Bytes& body) {
        return lengthOf(static_cast<std::uint32_t>(body.size())) + body;
    }
    // The reply in a frame; nothing when there is none.
    [[nodiscard]] static std::optional<protocol::AdminReply> replyIn(const Bytes& heard) {
        if (heard.empty()) return std::nullopt;
        protocol::AdminReply reply;
        EXPECT_EQ(adminLength(heard), heard.size() - kAdminLengthBytes);
        EXPECT_TRUE(reply.ParseFromString(heard.substr(kAdminLengthBytes)));
        return reply;
    }
    [[nodiscard]] ErrorCode failureTo(const protocol::AdminRequest& request) const {
        const auto reply = replyIn(answerTo(adminFrame(request)));
        EXPECT_TRUE(reply && reply->has_failure());
        EXPECT_NE(reply->failure().sentence(), "");
        return static_cast<ErrorCode>(reply->failure().code());
    }
    void expectServingAndUnchanged() const {
        const auto now = rig.admin(statusRequest());
        EXPECT_TRUE(now.has_status());
        EXPECT_EQ(now.status().head_rev(), before.status().head_rev());
        EXPECT_EQ(now.status().devices(), before.status().devices());
        EXPECT_EQ(now.status().entities(), before.status().entities());
    }

    Rig rig;
    protocol::AdminReply before;
};

}  // namespace

TEST_F(HostileAdmin, AnswersNothingToALengthThatIsCutOff) {
    for (std::size_t size = 0; size < kAdminLengthBytes; ++size)
        EXPECT_EQ(answerTo(Bytes(size, '\0')), "") << size;
    EXPECT_NE(rig.log().find("admin_request_refused"), std::string::npos);
}

TEST_F(HostileAdmin, AnswersNothingToARequestThatIsCutOffAnywhere) {
    protocol::AdminRequest request;
    request.mutable_code()->set_worker_id(rig.worker().hex());
    request.mutable_code()->set_label("Bag");
    const Bytes frame = adminFrame(request);
    for (std::size_t size = 0; size < frame.size(); ++size)
        ASSERT_EQ(answerTo(frame.substr(0, size)), "") << size;
}

TEST_F(HostileAdmin, ClosesAtALengthAboveTheLimitWithoutWaitingForTheRest) {
    for (const std::uint32_t length :
         {static_cast<std::uint32_t>(kAdminRequestBytesMax) + 1, 0x7FFFFFFFU, 0xFFFFFFFFU}) {
        UnixClient client(rig.config().adminSocket);
        client.say(lengthOf(length) + Bytes(100, 'x'));
        EXPECT_EQ(client.hearAll(), "");
        EXPECT_TRUE(client.ended()) << length;
    }
}

TEST_F(HostileAdmin, AnswersNothingToABodyThatIsNoMessage) {
    EXPECT_EQ(answerTo(framed("not a message")), "");
    EXPECT_EQ(answerTo(framed(Bytes(kAdminRequestBytesMax, '\xff'))), "");
}

TEST_F(HostileAdmin, SurvivesRandomBytesFramedAndNot) {
    base::SeededRandom random(8);
    unsigned withoutAnswer = 0;
    for (int round = 0; round < 300; ++round) {
        Bytes bytes(random.below(200), '\0');
        for (char& octet : bytes)
            octet = static_cast<char>(random.next());
        const auto reply = replyIn(answerTo(random.chance(70) ? framed(bytes) : bytes));
        withoutAnswer += reply ? 0 : 1;
        if (reply) {
            ASSERT_FALSE(reply->has_code() || reply->has_revoked()) << round;
        }
    }
    EXPECT_GT(withoutAnswer, 200U);
}

TEST_F(HostileAdmin, SaysWhatIsWrongWithARequestWithoutACommand) {
    EXPECT_EQ(failureTo({}), ErrorCode::UnsupportedVersion);
    // A command of a newer program: fields that this one does not know.
    const auto reply = replyIn(answerTo(framed(std::string("\xfa\x01\x00", 3))));
    EXPECT_FALSE(reply && !reply->has_failure());
}

TEST_F(HostileAdmin, TakesNoOtherMessageForACommand) {
    protocol::AdminReply reply;
    reply.mutable_failure()->set_sentence("a reply and no request");
    protocol::EnrolRequest enrol;
    enrol.set_code("0000-0000-0000-0000");
    enrol.set_csr_der("csr");
    for (const Bytes& body : {reply.SerializeAsString(), enrol.SerializeAsString()}) {
        const auto heard = replyIn(answerTo(framed(body)));
        EXPECT_FALSE(heard && (heard->has_code() || heard->has_revoked() || heard->has_backup()));
    }
}

TEST_F(HostileAdmin, RefusesIdsOfAnotherLengthAndOfNobody) {
    for (const std::string& id :
         {std::string(), std::string(30, 'a'), std::string(31, 'a'), std::string(34, 'a'),
          std::string(32, 'g'), std::string(4'000, 'a')}) {
        protocol::AdminRequest revoke;
        revoke.mutable_revoke()->set_device_id(id);
        EXPECT_EQ(failureTo(revoke), ErrorCode::InvalidArgument) << id;
        protocol::AdminRequest code;
        code.mutable_code()->set_worker_id(id);
        code.mutable_code()->set_label("Bag");
        const ErrorCode refused = failureTo(code);
        EXPECT_TRUE(refused == ErrorCode::InvalidArgument || refused == ErrorCode::NotFound) << id;
    }
    protocol::AdminRequest nobody;
    nobody.mutable_revoke()->set_device_id(std::string(32, '0'));
    EXPECT_EQ(failureTo(nobody), ErrorCode::NotFound);
}

TEST_F(HostileAdmin, TakesAStrangersThousandAttemptsOneAfterTheOther) {
    for (int i = 0; i < 1'000; ++i) {
        UnixClient client(rig.config().adminSocket);
        client.sayAll("");
    }
    // One that is refused a place is closed at once; in the end there is one.
    for (int tries = 0; tries < 100; ++tries)
        if (replyIn(answerTo(adminFrame(statusRequest())))) return;
    FAIL() << "places are not given back";
}

}  // namespace hearth::server::net

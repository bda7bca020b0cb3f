// hearthctl against something on the socket that is no hearthd: a typed error, whatever it says.
#include "server/ctl/admin_client.hpp"

#include <gtest/gtest.h>

#include "server/net/admin_frame.hpp"
#include "shared/base/random.hpp"
#include "tests/server/net/unix_socket.hpp"
#include "tests/support/folder.hpp"

namespace hearth::server::ctl {

namespace {

using base::Bytes;
using base::ErrorCode;

class AdminClient : public ::testing::Test {
protected:
    // What hearthctl makes of these bytes as an answer.
    [[nodiscard]] base::Result<protocol::AdminReply> hearing(const Bytes& answer) {
        const auto socket = place.path() / ("admin" + std::to_string(++count));
        const net::UnixServer server(socket, answer);
        protocol::AdminRequest request;
        request.mutable_status();
        return askHearthd(socket, request);
    }
    [[nodiscard]] static Bytes goodFrame() {
        protocol::AdminReply reply;
        reply.mutable_status()->set_authority("Made-up Borough");
        return net::adminFrame(reply);
    }

    tests::Folder place;
    int count = 0;
};

}  // namespace

TEST_F(AdminClient, TakesAWholeAnswer) {
    const auto reply = hearing(goodFrame());
    ASSERT_TRUE(reply) << reply.error().message();
    EXPECT_EQ(reply->status().authority(), "Made-up Borough");
}

TEST_F(AdminClient, SaysThatAnAnswerCutOffAnywhereIsNone) {
    const Bytes frame = goodFrame();
    for (std::size_t size = 0; size < frame.size(); ++size)
        ASSERT_EQ(hearing(frame.substr(0, size)).error().code(), ErrorCode::Io) << size;
}

TEST_F(AdminClient, RefusesALengthAboveTheLimit) {
    EXPECT_EQ(hearing("\xff\xff\xff\xff").error().code(), ErrorCode::TooLarge);
    EXPECT_EQ(hearing(Bytes("\x04\x00\x00\x01", 4)).error().code(), ErrorCode::TooLarge);
}

TEST_F(AdminClient, RefusesABodyThatIsNoReply) {
    EXPECT_EQ(hearing(Bytes("\x00\x00\x00\x05", 4) + "hello").error().code(), ErrorCode::Malformed);
}

TEST_F(AdminClient, SurvivesRandomBytes) {
    base::SeededRandom random(4);
    for (int round = 0; round < 200; ++round) {
        Bytes body(random.below(60), '\0');
        for (char& octet : body)
            octet = static_cast<char>(random.next());
        Bytes frame("\0\0\0", 3);
        frame.push_back(static_cast<char>(body.size()));
        const auto reply = hearing(frame + body);
        if (!reply) {
            ASSERT_EQ(reply.error().code(), ErrorCode::Malformed) << round;
        }
    }
}

TEST_F(AdminClient, SaysThatNobodyListens) {
    EXPECT_EQ(askHearthd(place.path() / "none", {}).error().code(), ErrorCode::Unreachable);
}

}  // namespace hearth::server::ctl

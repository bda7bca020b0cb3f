#include "server/api/endpoint.hpp"

#include <set>

#include <gtest/gtest.h>

#include "shared/protocol/frame.hpp"

namespace hearth::server::api {

TEST(EndpointTable, FindsWhatItLists) {
    for (const Endpoint& endpoint : kEndpoints)
        EXPECT_EQ(findEndpoint(endpoint.door, endpoint.method, endpoint.path).endpoint, &endpoint);
}

TEST(EndpointTable, ListsNothingTwice) {
    std::set<std::string> seen;
    for (const Endpoint& endpoint : kEndpoints)
        EXPECT_TRUE(seen.insert(std::to_string(static_cast<int>(endpoint.door)) +
                                std::string(endpoint.method) + std::string(endpoint.path))
                        .second);
}

TEST(EndpointTable, KnowsADifferenceBetweenAWrongPathAndAWrongMethod) {
    EXPECT_EQ(findEndpoint(Door::Sync, "GET", "/v1/sync").status, 405U);
    EXPECT_EQ(findEndpoint(Door::Sync, "post", "/v1/sync").status, 405U);
    EXPECT_EQ(findEndpoint(Door::Sync, "POST", "/v1/sync/").status, 404U);
    EXPECT_EQ(findEndpoint(Door::Sync, "POST", "/v1/Sync").status, 404U);
    EXPECT_EQ(findEndpoint(Door::Sync, "POST", "").status, 404U);
}

TEST(EndpointTable, KeepsTheDoorsApart) {
    EXPECT_EQ(findEndpoint(Door::Enrol, "POST", "/v1/sync").status, 404U);
    EXPECT_EQ(findEndpoint(Door::Sync, "POST", "/v1/enrol").status, 404U);
}

TEST(EndpointTable, GivesCaseDataToAdmittedDevicesOnly) {
    for (const Endpoint& endpoint : kEndpoints)
        if (endpoint.path != "/healthz" && endpoint.path != "/v1/enrol") {
            EXPECT_TRUE(endpoint.needsDevice) << endpoint.path;
            EXPECT_EQ(endpoint.door, Door::Sync) << endpoint.path;
        }
}

TEST(EndpointTable, BoundsEveryBody) {
    for (const Endpoint& endpoint : kEndpoints)
        EXPECT_LE(endpoint.bodyBytesMax, 2UL * 1024 * 1024) << endpoint.path;
    EXPECT_EQ(kEnrolBodyBytesMax, 4096U);
}

TEST(EndpointFailure, IsAFrameThatATabletReads) {
    const Response response = failure(403, {base::ErrorCode::Refused, "no longer"});
    EXPECT_EQ(response.status, 403U);
    EXPECT_EQ(response.contentType, kFrameType);
    const auto frame = protocol::decodeFrame(response.body, base::kReplyBytesMax);
    ASSERT_TRUE(frame);
    ASSERT_TRUE(frame->messages(0).has_failure());
    EXPECT_EQ(frame->messages(0).failure().code(), static_cast<unsigned>(base::ErrorCode::Refused));
    EXPECT_NE(frame->messages(0).failure().sentence().find("no longer"), std::string::npos);
}

}  // namespace hearth::server::api

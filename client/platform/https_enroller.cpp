#include "client/platform/https_enroller.hpp"

#include "client/platform/https_connection.hpp"
#include "client/platform/https_transport.hpp"
#include "shared/protocol/frame.hpp"
#include "shared/records/wire.hpp"

namespace hearth::client::platform {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr const char* kEnrolTarget = "/v1/enrol";
constexpr const char* kFrameType = "application/x-hearth";
constexpr unsigned kOk = 200;
// Two certificates and some names.
constexpr std::size_t kAnswerBytesMax = 64UL * 1024UL;

// Refusals are frames with a Failure, as everywhere.
Error refusalOf(const HttpAnswer& answer) {
    const std::string status = "HTTP status " + std::to_string(answer.status);
    if (answer.contentType != kFrameType) return {ErrorCode::Refused, status};
    const auto frame = protocol::decodeFrame(answer.body, kAnswerBytesMax);
    if (!frame || frame->messages_size() == 0 || !frame->messages(0).has_failure())
        return {ErrorCode::Refused, status};
    return protocol::refusalOf(frame->messages(0).failure());
}

}  // namespace

Result<sync::EnrolmentAnswer> HttpsEnroller::enrol(const sync::EnrolmentDoor& door,
                                                   const protocol::EnrolRequest& request) {
    RootPin pin{door.rootPin, {}};
    const auto context = pinnedContext(pin);
    if (!context) return context.error();
    HttpsConnection connection(**context, door.host, door.port);
    const base::Bytes body = request.SerializeAsString();
    const auto answer = connection.ask(
        {"POST", kEnrolTarget, kFrameType, body, kAnswerBytesMax, kExchangeTimeout, {}},
        kConnectTimeout);
    if (!answer) return answer.error();
    if (answer->status != kOk) return refusalOf(*answer);
    sync::EnrolmentAnswer enrolled;
    if (!records::wire::parse(answer->body, enrolled.reply))
        return Error(ErrorCode::Malformed, "the server's answer to the enrolment");
    enrolled.rootDer = pin.rootDer;
    return enrolled;
}

}  // namespace hearth::client::platform

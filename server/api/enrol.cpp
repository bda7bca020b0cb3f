#include "schema/protocol/enrol.pb.h"
#include "server/api/endpoint.hpp"
#include "server/api/hand_over.hpp"
#include "server/auth/enrolment.hpp"
#include "shared/records/wire.hpp"

namespace hearth::server::api {

using base::Error;
using base::ErrorCode;
using boost::asio::awaitable;

namespace {

constexpr unsigned kBadRequest = 400;
constexpr unsigned kForbidden = 403;
constexpr unsigned kTooManyRequests = 429;
constexpr unsigned kUnavailable = 503;

Response tooMany(base::Millis wait) {
    Response response = failure(
        kTooManyRequests, {ErrorCode::Busy, "too many attempts; wait a minute and try again"});
    response.retryAfter = wait;
    return response;
}

Response refuse(Services& services, const Error& reason) {
    if (reason.code() == ErrorCode::Refused) ++services.counters.wrongCodes;
    services.log.warning("enrolment_refused", {{"reason", reason.detail()}});
    return failure(reason.code() == ErrorCode::Refused ? kForbidden : kBadRequest, reason);
}

Response welcome(Services& services, const auth::Enrolled& enrolled) {
    services.devices.put(enrolled.device);
    services.log.info("enrolled", {{"device", enrolled.device.device.hex()},
                                   {"worker", enrolled.device.worker.hex()}});
    protocol::EnrolReply reply;
    reply.set_device_id(enrolled.device.device.bytes());
    reply.set_worker_id(enrolled.device.worker.bytes());
    reply.set_certificate_der(enrolled.certificateDer);
    reply.set_issuer_der(services.keys.issuing.certificateDer);
    reply.set_authority_name(services.authorityName);
    reply.set_sync_port(services.syncPort);
    Response response;
    response.contentType = kFrameType;
    response.body = reply.SerializeAsString();
    return response;
}

}  // namespace

// The body and the answer are protobuf as they are, without the frame's two bytes: a tablet that
// enrols has not agreed a version yet. Refusals are frames like everywhere.
awaitable<Response> enrol(Services& services, Request request) {
    if (const base::Millis wait = services.enrolments.attempt(request.remoteAddress);
        wait.count > 0) {
        services.log.warning("enrolment_limited");
        co_return tooMany(wait);
    }
    protocol::EnrolRequest message;
    if (!records::wire::parse(request.body, message))
        co_return failure(kBadRequest, {ErrorCode::Malformed, "not an enrolment request"});

    auth::Redemption redemption;
    auto job = [&services, &message, &redemption](store::Store& store) -> base::Status {
        auto done = auth::redeem(store, message, services.keys.issuing, services.random);
        if (!done) return done.error();
        redemption = std::move(*done);
        return {};
    };
    auto start = [&services, &job](auto done) { services.worker.run(job, std::move(done)); };
    const base::Status stored = co_await handOver<base::Status>(start);
    if (!stored) {
        services.log.error("enrolment_failed", {{"detail", stored.error().detail()}});
        co_return failure(kUnavailable,
                          {stored.error().code(), "the server could not keep it; try again"});
    }
    if (redemption.refused) co_return refuse(services, *redemption.refused);
    INVARIANT(redemption.enrolled);
    co_return welcome(services, *redemption.enrolled);
}

}  // namespace hearth::server::api

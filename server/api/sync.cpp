#include "server/api/sync.hpp"

#include <array>

#include "server/api/hand_over.hpp"
#include "shared/protocol/frame.hpp"

namespace hearth::server::api {

using base::Error;
using base::ErrorCode;
using boost::asio::awaitable;

namespace {

constexpr unsigned kBadRequest = 400;
constexpr unsigned kTooLarge = 413;
constexpr unsigned kUnsupportedType = 415;
constexpr unsigned kInternal = 500;
constexpr unsigned kUnavailable = 503;

// Frames below this are packed and unpacked where we are: some ten microseconds, less than a change
// of threads costs under load.
constexpr std::size_t kCodecPoolAboveBytes = 16UL * 1024UL;
// When the queue is full it empties within a few seconds. Each tablet hears another time, so that
// they do not all come back at once and fill it again.
constexpr base::Millis kBusyRetryMin = base::seconds(5);
constexpr base::Millis kBusyRetryMax = base::seconds(20);
// A store that cannot write (full disk) needs a person.
constexpr base::Millis kBrokenRetry = base::seconds(60);

using DecodedFrame = base::Result<protocol::Exchange>;
using EncodedFrame = base::Result<base::Bytes>;

awaitable<DecodedFrame> unpack(Services& services, const base::Bytes& frame) {
    if (frame.size() < kCodecPoolAboveBytes)
        co_return protocol::decodeFrame(frame, base::kExchangeBytesMax);
    const auto work = [&frame] { return protocol::decodeFrame(frame, base::kExchangeBytesMax); };
    co_return co_await onPool(services.codecs, work);
}

awaitable<EncodedFrame> pack(Services& services, const protocol::Exchange& exchange) {
    if (exchange.ByteSizeLong() < kCodecPoolAboveBytes)
        co_return protocol::encodeFrame(exchange, base::kReplyBytesMax);
    const auto work = [&exchange] { return protocol::encodeFrame(exchange, base::kReplyBytesMax); };
    co_return co_await onPool(services.codecs, work);
}

unsigned statusOf(ErrorCode code) noexcept {
    switch (code) {
        case ErrorCode::Malformed:
        case ErrorCode::UnsupportedVersion:
            return kBadRequest;
        case ErrorCode::TooLarge:
            return kTooLarge;
        case ErrorCode::Busy:
        case ErrorCode::DiskFull:
        case ErrorCode::Io:
            return kUnavailable;
        default:
            return kInternal;
    }
}

Response busy(base::Random& random) {
    protocol::Exchange exchange;
    const base::Millis retry = busyRetry(random);
    exchange.add_messages()->mutable_busy()->set_retry_after_millis(
        static_cast<std::uint32_t>(retry.count));
    auto frame = protocol::encodeFrame(exchange, base::kReplyBytesMax);
    INVARIANT(frame);
    Response response;
    response.status = kUnavailable;
    response.contentType = kFrameType;
    response.body = std::move(*frame);
    response.retryAfter = retry;
    return response;
}

// The store could not do it: nothing of the exchange was acknowledged. What went wrong stands in
// the log; a tablet learns only what it should do.
Response storeFailed(Services& services, const auth::PresentedCertificate& certificate,
                     const Error& error) {
    if (error.code() == ErrorCode::Busy) return busy(services.random);
    services.log.error("exchange_failed", {{"device", certificate.device.hex()},
                                           {"code", static_cast<int>(error.code())},
                                           {"detail", error.detail()}});
    Response response = failure(statusOf(error.code()),
                                {error.code(), "nothing was taken; the server needs attention"});
    if (response.status == kUnavailable) response.retryAfter = kBrokenRetry;
    return response;
}

// It mends itself; a person should know all the same. What it came to: hearthctl status.
void logDivergence(Services& services, const auth::PresentedCertificate& certificate,
                   const protocol::Exchange& reply) {
    for (const protocol::Message& message : reply.messages()) {
        if (!message.has_diverged()) continue;
        services.log.warning("diverged",
                             {{"device", certificate.device.hex()},
                              {"kind", protocol::DivergenceKind_Name(message.diverged().kind())}});
    }
}

}  // namespace

base::Millis busyRetry(base::Random& random) {
    std::array<std::uint8_t, sizeof(std::uint32_t)> bits{};
    random.fill(bits);
    std::uint64_t drawn = 0;
    for (const std::uint8_t byte : bits)
        drawn = drawn << 8U | byte;
    const auto span = static_cast<std::uint64_t>(kBusyRetryMax.count - kBusyRetryMin.count) + 1;
    return {kBusyRetryMin.count + static_cast<std::int64_t>(drawn % span)};
}

awaitable<Response> exchange(Services& services, auth::PresentedCertificate certificate,
                             base::Bytes frame) {
    if (auto refused = refuseDevice(services, certificate)) co_return std::move(*refused);
    DecodedFrame request = co_await unpack(services, frame);
    if (!request) co_return failure(statusOf(request.error().code()), request.error());

    using Outcome = base::Result<store::ExchangeResult>;
    auto start = [&services, &request, &certificate](auto done) {
        services.worker.submit(services.devices.peer(certificate.device), std::move(*request),
                               std::move(done));
    };
    if (auto refused = refuseDevice(services, certificate)) co_return std::move(*refused);
    Outcome outcome = co_await handOver<Outcome>(start);
    if (!outcome) co_return storeFailed(services, certificate, outcome.error());
    if (!outcome->touched.empty() && services.touched)
        services.touched(outcome->touched, certificate.device);

    logDivergence(services, certificate, outcome->reply);
    EncodedFrame reply = co_await pack(services, outcome->reply);
    if (!reply) co_return storeFailed(services, certificate, reply.error());
    if (auto refused = refuseDevice(services, certificate)) co_return std::move(*refused);
    Response response;
    response.contentType = kFrameType;
    response.body = std::move(*reply);
    co_return response;
}

awaitable<Response> sync(Services& services, Request request) {
    INVARIANT(request.certificate);
    if (request.contentType != kFrameType)
        co_return failure(kUnsupportedType, {ErrorCode::InvalidArgument,
                                             "the body must be " + std::string(kFrameType)});
    auth::PresentedCertificate certificate = *request.certificate;
    base::Bytes frame = std::move(request.body);
    co_return co_await exchange(services, certificate, std::move(frame));
}

}  // namespace hearth::server::api

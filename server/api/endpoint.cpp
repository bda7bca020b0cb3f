#include "server/api/endpoint.hpp"

#include "shared/protocol/frame.hpp"

namespace hearth::server::api {

namespace {

constexpr unsigned kForbidden = 403;
constexpr unsigned kNotFound = 404;
constexpr unsigned kMethodNotAllowed = 405;

}  // namespace

Found findEndpoint(Door door, std::string_view method, std::string_view path) noexcept {
    Found found{nullptr, kNotFound, {}};
    for (const Endpoint& endpoint : kEndpoints) {
        const bool fits =
            endpoint.isPrefix ? path.starts_with(endpoint.path) : path == endpoint.path;
        if (endpoint.door != door || !fits) continue;
        if (endpoint.method == method) return {&endpoint, 0, path.substr(endpoint.path.size())};
        found.status = kMethodNotAllowed;
    }
    return found;
}

Response failure(unsigned status, const base::Error& error) {
    protocol::Exchange exchange;
    protocol::Failure& body = *exchange.add_messages()->mutable_failure();
    body.set_code(static_cast<std::uint32_t>(error.code()));
    body.set_sentence(error.message());
    auto frame = protocol::encodeFrame(exchange, base::kReplyBytesMax);
    INVARIANT(frame);  // one short message always fits
    Response response;
    response.status = status;
    response.contentType = kFrameType;
    response.body = std::move(*frame);
    return response;
}

std::optional<Response> refuseDevice(const Services& services,
                                     const auth::PresentedCertificate& certificate) {
    const auth::Admission admission = services.devices.admit(certificate);
    if (admission == auth::Admission::Admitted) return std::nullopt;
    return failure(kForbidden, {base::ErrorCode::Refused, std::string(describe(admission))});
}

boost::asio::awaitable<Response> health(Services&, Request) {
    Response response;
    response.body = "ok\n";
    co_return response;
}

}  // namespace hearth::server::api

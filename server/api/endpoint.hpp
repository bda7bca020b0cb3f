// The one table of what the server answers. A request that is not in it does not exist.
// Threads: the I/O thread.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "server/api/services.hpp"
#include "shared/base/limits.hpp"

namespace hearth::server::api {

inline constexpr std::string_view kFrameType = "application/x-hearth";
inline constexpr std::string_view kTextType = "text/plain; charset=utf-8";
inline constexpr std::string_view kBytesType = "application/octet-stream";
inline constexpr std::string_view kBlobPath = "/v1/blobs/";

// One exchange with its two framing bytes, and room for zstd's growth on what does not shrink.
inline constexpr std::size_t kSyncBodyBytesMax = base::kExchangeBytesMax + 4096;
// A code, a label and a PKCS#10 request for a P-256 key take some 500 bytes.
inline constexpr std::size_t kEnrolBodyBytesMax = 4096;

// Which listener a request came in by.
enum class Door {
    Sync,   // TLS with a client certificate
    Enrol,  // TLS without one
};

struct Request {
    base::Bytes body;
    std::string name;  // behind Endpoint::path, where that is a prefix
    std::string contentType;
    std::string contentRange;
    std::string range;
    std::string remoteAddress;
    std::optional<auth::PresentedCertificate> certificate;  // always set behind Door::Sync
};

struct Response {
    unsigned status = 200;
    std::string contentType{kTextType};
    base::Bytes body;
    base::Millis retryAfter;                                       // 0: no Retry-After
    std::vector<std::pair<std::string_view, std::string>> fields;  // further ones
};

using Handler = boost::asio::awaitable<Response> (*)(Services&, Request);

struct Endpoint {
    Door door;
    std::string_view method;
    std::string_view path;
    Handler handle;  // null: an upgrade to WebSocket, served by server/net
    std::size_t bodyBytesMax;
    bool needsDevice;  // an admitted device row, not only a certificate
    // True: `path` is the beginning of one, and what follows names a thing.
    bool isPrefix = false;
};

[[nodiscard]] boost::asio::awaitable<Response> health(Services& services, Request request);
[[nodiscard]] boost::asio::awaitable<Response> sync(Services& services, Request request);
[[nodiscard]] boost::asio::awaitable<Response> enrol(Services& services, Request request);
// --- blobs.cpp: attachments, by the 64 hexadecimal digits of their hash
[[nodiscard]] boost::asio::awaitable<Response> putBlob(Services& services, Request request);
[[nodiscard]] boost::asio::awaitable<Response> headBlob(Services& services, Request request);
[[nodiscard]] boost::asio::awaitable<Response> getBlob(Services& services, Request request);

inline constexpr std::array kEndpoints{
    Endpoint{Door::Sync, "GET", "/healthz", &health, 0, false},
    Endpoint{Door::Sync, "POST", "/v1/sync", &sync, kSyncBodyBytesMax, true},
    Endpoint{Door::Sync, "GET", "/v1/live", nullptr, 0, true},
    Endpoint{Door::Sync, "PUT", kBlobPath, &putBlob, base::kBlobPartBytesMax, true, true},
    Endpoint{Door::Sync, "HEAD", kBlobPath, &headBlob, 0, true, true},
    Endpoint{Door::Sync, "GET", kBlobPath, &getBlob, 0, true, true},
    Endpoint{Door::Enrol, "GET", "/healthz", &health, 0, false},
    Endpoint{Door::Enrol, "POST", "/v1/enrol", &enrol, kEnrolBodyBytesMax, false},
};

// The endpoint, or the answer to give instead: 404, or 405 when the path has another method.
struct Found {
    const Endpoint* endpoint = nullptr;
    unsigned status = 0;
    std::string_view name;  // of `path`: what follows a prefix
};
[[nodiscard]] Found findEndpoint(Door door, std::string_view method,
                                 std::string_view path) noexcept;

// A refusal in the protocol's own words: a frame with one Failure, so that a tablet reads the
// reason where it reads everything else.
[[nodiscard]] Response failure(unsigned status, const base::Error& error);
// 403 with the reason, or nothing when the device may speak.
[[nodiscard]] std::optional<Response> refuseDevice(const Services& services,
                                                   const auth::PresentedCertificate& certificate);

}  // namespace hearth::server::api

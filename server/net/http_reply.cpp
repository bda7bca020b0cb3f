#include "server/net/http_reply.hpp"

#include <boost/beast/http/status.hpp>
#include <fmt/format.h>

namespace hearth::server::net {

namespace {

constexpr std::int64_t kMillisASecond = 1000;

}  // namespace

std::string replyHead(const api::Response& response, bool keepAlive, bool bodiless) {
    const auto reason =
        boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(response.status));
    std::string head = fmt::format(
        "HTTP/1.1 {} {}\r\nServer: hearthd\r\nContent-Type: {}\r\n"
        "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n",
        response.status, std::string_view(reason.data(), reason.size()), response.contentType);
    if (!bodiless) head += fmt::format("Content-Length: {}\r\n", response.body.size());
    for (const auto& [name, value] : response.fields)
        head += fmt::format("{}: {}\r\n", name, value);
    if (response.retryAfter.count > 0) {
        // Whole seconds, rounded up: never too early.
        const auto seconds = (response.retryAfter.count + kMillisASecond - 1) / kMillisASecond;
        head += fmt::format("Retry-After: {}\r\n", seconds);
    }
    head += keepAlive ? "\r\n" : "Connection: close\r\n\r\n";
    return head;
}

}  // namespace hearth::server::net

// From nothing to a TLS connection with our server: find it, connect, shake hands; and what went
// wrong, in the words of base::Error. For POST and for the live connection alike.
// Owner: the connection that uses it. Threads: the connection's; blocks up to the deadline of each
// step.
#pragma once

#include <chrono>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include "client/platform/tcp_traffic.hpp"
#include "client/platform/tls_client.hpp"

namespace hearth::client::platform {

using TlsStream = boost::asio::ssl::stream<boost::beast::tcp_stream>;

[[nodiscard]] inline std::chrono::milliseconds chrono(base::Millis span) noexcept {
    return std::chrono::milliseconds(span.count);
}

// `timeout` is for each step. Nothing else is under way on `io`. Errors: Unreachable, Untrusted.
[[nodiscard]] base::Status dial(boost::asio::io_context& io, TlsStream& stream,
                                const std::string& host, std::uint16_t port, base::Millis timeout);

// After a handshake that seemed to succeed, TLS 1.3 tells a refused client by an alert.
[[nodiscard]] bool isAboutOurCertificate(const boost::system::error_code& code) noexcept;
// Untrusted, TooLarge, Malformed (not HTTP as it should be), or Unreachable. `step`: for the
// detail.
[[nodiscard]] base::Error wireError(const boost::system::error_code& code, const char* step);

[[nodiscard]] Traffic operator+(Traffic a, Traffic b) noexcept;

}  // namespace hearth::client::platform

#include "client/platform/tls_dial.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/http/error.hpp>

namespace hearth::client::platform {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using boost::system::error_code;
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

using Places = asio::ip::tcp::resolver::results_type;

// Runs one asynchronous step to its end.
template <class Start>
error_code run(asio::io_context& io, TlsStream& stream, base::Millis timeout, Start start) {
    error_code result = asio::error::would_block;
    beast::get_lowest_layer(stream).expires_after(chrono(timeout));
    start([&result](const error_code& code, auto&&...) { result = code; });
    io.restart();
    io.run();
    return result;
}

Result<Places> resolve(asio::io_context& io, const std::string& host, std::uint16_t port,
                       base::Millis timeout) {
    asio::ip::tcp::resolver resolver(io);
    asio::steady_timer deadline(io, chrono(timeout));
    error_code result = asio::error::would_block;
    Places places;
    resolver.async_resolve(host, std::to_string(port), [&](const error_code& code, auto found) {
        result = code;
        places = std::move(found);
        deadline.cancel();
    });
    deadline.async_wait([&](const error_code& cancelled) {
        if (!cancelled) resolver.cancel();
    });
    io.restart();
    io.run();
    if (result) return wireError(result, "finding the server");
    return places;
}

Status handshake(asio::io_context& io, TlsStream& stream, const std::string& host,
                 base::Millis timeout) {
    error_code ignored;
    beast::get_lowest_layer(stream).socket().set_option(asio::ip::tcp::no_delay(true), ignored);
    HEARTH_TRY(expectHost(stream.native_handle(), host));
    const error_code result = run(io, stream, timeout, [&](auto done) {
        stream.async_handshake(asio::ssl::stream_base::client, std::move(done));
    });
    if (!result) return {};
    const std::string problem = verifyProblem(stream.native_handle());
    if (!problem.empty())
        return Error(ErrorCode::Untrusted, "the server's certificate: " + problem);
    return wireError(result, "the TLS handshake");
}

}  // namespace

Status dial(asio::io_context& io, TlsStream& stream, const std::string& host, std::uint16_t port,
            base::Millis timeout) {
    const auto places = resolve(io, host, port, timeout);
    if (!places) return places.error();
    const error_code connected = run(io, stream, timeout, [&](auto done) {
        beast::get_lowest_layer(stream).async_connect(*places, std::move(done));
    });
    if (connected) return wireError(connected, "connecting");
    return handshake(io, stream, host, timeout);
}

bool isAboutOurCertificate(const error_code& code) noexcept {
    if (code.category() != asio::error::get_ssl_category()) return false;
    switch (ERR_GET_REASON(static_cast<unsigned long>(code.value()))) {
        case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
        case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
        case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
        case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
        case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
            return true;
        default:
            return false;
    }
}

Error wireError(const error_code& code, const char* step) {
    if (isAboutOurCertificate(code))
        return {ErrorCode::Untrusted, "the server does not accept this tablet's certificate"};
    if (code == http::error::body_limit || code == http::error::header_limit)
        return {ErrorCode::TooLarge, "the server's answer"};
    if (code.category() == http::make_error_code(http::error::bad_version).category() &&
        code != http::error::end_of_stream && code != http::error::partial_message)
        return {ErrorCode::Malformed, "the answer is not a server's of ours: " + code.message()};
    return {ErrorCode::Unreachable, std::string(step) + ": " + code.message()};
}

Traffic operator+(Traffic a, Traffic b) noexcept {
    return {a.sentBytes + b.sentBytes, a.receivedBytes + b.receivedBytes};
}

}  // namespace hearth::client::platform

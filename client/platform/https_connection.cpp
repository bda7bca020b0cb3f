#include "client/platform/https_connection.hpp"

#include <chrono>
#include <exception>
#include <optional>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

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

using Stream = asio::ssl::stream<beast::tcp_stream>;

constexpr std::uint32_t kHeaderBytesMax = 8192;
constexpr unsigned kHttp11 = 11;
// A peer that is silent must not hold up a farewell.
constexpr base::Millis kFarewellTimeout = base::seconds(1);

std::chrono::milliseconds chrono(base::Millis span) noexcept {
    return std::chrono::milliseconds(span.count);
}

// After a handshake that seemed to succeed, TLS 1.3 tells a refused client by an alert.
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

Error errorOf(const error_code& code, const char* step) {
    if (isAboutOurCertificate(code))
        return {ErrorCode::Untrusted, "the server does not accept this tablet's certificate"};
    if (code == http::error::body_limit || code == http::error::header_limit)
        return {ErrorCode::TooLarge, "the server's answer"};
    if (code.category() == http::make_error_code(http::error::bad_version).category() &&
        code != http::error::end_of_stream && code != http::error::partial_message)
        return {ErrorCode::Malformed, "the answer is not a server's of ours: " + code.message()};
    return {ErrorCode::Unreachable, std::string(step) + ": " + code.message()};
}

using Message = http::request<http::string_body>;

Message messageOf(const HttpRequest& request, const std::string& host) {
    Message message(http::string_to_verb(request.method), request.target, kHttp11);
    message.set(http::field::host, host);
    if (!request.contentType.empty()) message.set(http::field::content_type, request.contentType);
    for (const auto& [name, value] : request.fields)
        message.set(name, value);
    message.body() = request.body;
    message.prepare_payload();
    return message;
}

}  // namespace

std::string HttpAnswer::field(std::string_view name) const {
    for (const auto& [known, value] : fields)
        if (beast::iequals(known, {name.data(), name.size()})) return value;
    return {};
}

struct HttpsConnection::Impl {
    Impl(asio::ssl::context& theContext, std::string theHost, std::uint16_t thePort)
        : context(theContext), host(std::move(theHost)), port(thePort) {}

    // Runs one asynchronous step to its end.
    template <class Start>
    error_code run(base::Millis timeout, Start start) {
        error_code result = asio::error::would_block;
        beast::get_lowest_layer(*stream).expires_after(chrono(timeout));
        start([&result](const error_code& code, auto&&...) { result = code; });
        io.restart();
        io.run();
        return result;
    }

    [[nodiscard]] Status open(base::Millis timeout);
    [[nodiscard]] Result<asio::ip::tcp::resolver::results_type> resolve(base::Millis timeout);
    [[nodiscard]] Status handshake(base::Millis timeout);
    // `cut`: set when the connection ended before the server answered anything.
    [[nodiscard]] Result<HttpAnswer> exchange(const HttpRequest& request, bool& cut);
    void close(bool farewell);

    asio::io_context io{1};
    asio::ssl::context& context;
    std::string host;
    std::uint16_t port;
    std::optional<Stream> stream;
    beast::flat_buffer buffer;
    Traffic before;  // of connections that are closed
};

Status HttpsConnection::Impl::open(base::Millis timeout) {
    const auto places = resolve(timeout);
    if (!places) return places.error();
    stream.emplace(io, context);
    buffer.clear();
    const error_code connected = run(timeout, [&](auto done) {
        beast::get_lowest_layer(*stream).async_connect(*places, std::move(done));
    });
    Status status;
    if (connected) status = errorOf(connected, "connecting");
    if (status) status = handshake(timeout);
    if (!status) close(false);
    return status;
}

Result<asio::ip::tcp::resolver::results_type> HttpsConnection::Impl::resolve(base::Millis timeout) {
    asio::ip::tcp::resolver resolver(io);
    asio::steady_timer deadline(io, chrono(timeout));
    error_code result = asio::error::would_block;
    asio::ip::tcp::resolver::results_type places;
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
    if (result) return errorOf(result, "finding the server");
    return places;
}

Status HttpsConnection::Impl::handshake(base::Millis timeout) {
    error_code ignored;
    beast::get_lowest_layer(*stream).socket().set_option(asio::ip::tcp::no_delay(true), ignored);
    HEARTH_TRY(expectHost(stream->native_handle(), host));
    const error_code result = run(timeout, [&](auto done) {
        stream->async_handshake(asio::ssl::stream_base::client, std::move(done));
    });
    if (!result) return {};
    const std::string problem = verifyProblem(stream->native_handle());
    if (!problem.empty())
        return Error(ErrorCode::Untrusted, "the server's certificate: " + problem);
    return errorOf(result, "the TLS handshake");
}

Result<HttpAnswer> HttpsConnection::Impl::exchange(const HttpRequest& request, bool& cut) {
    const Message message = messageOf(request, host);
    http::response_parser<http::string_body> parser;
    parser.header_limit(kHeaderBytesMax);
    parser.body_limit(request.answerBytesMax);

    error_code result = run(
        request.timeout, [&](auto done) { http::async_write(*stream, message, std::move(done)); });
    if (!result) {
        result = run(request.timeout, [&](auto done) {
            http::async_read(*stream, buffer, parser, std::move(done));
        });
    }
    if (result) {
        cut =
            !parser.got_some() && result != beast::error::timeout && !isAboutOurCertificate(result);
        close(false);
        return errorOf(result, "the exchange");
    }
    HttpAnswer answer;
    answer.status = parser.get().result_int();
    answer.contentType = std::string(parser.get()[http::field::content_type]);
    for (const auto& field : parser.get())
        answer.fields.emplace_back(field.name_string(), field.value());
    answer.body = std::move(parser.get().body());
    if (!parser.get().keep_alive()) close(true);
    return answer;
}

void HttpsConnection::Impl::close(bool farewell) {
    if (!stream) return;
    if (farewell)
        (void)run(kFarewellTimeout, [&](auto done) { stream->async_shutdown(std::move(done)); });
    auto& socket = beast::get_lowest_layer(*stream).socket();
    const Traffic counted = trafficOf(socket.native_handle());
    before.sentBytes += counted.sentBytes;
    before.receivedBytes += counted.receivedBytes;
    error_code ignored;
    socket.close(ignored);
    stream.reset();
}

HttpsConnection::HttpsConnection(asio::ssl::context& context, std::string host, std::uint16_t port)
    : m_impl(std::make_unique<Impl>(context, std::move(host), port)) {}

HttpsConnection::~HttpsConnection() {
    try {
        m_impl->close(true);
    } catch (const std::exception&) {
        // A goodbye that cannot be said is not owed: the system closes the socket.
        m_impl.reset();
    }
}

Result<HttpAnswer> HttpsConnection::ask(const HttpRequest& request, base::Millis connectTimeout) {
    const bool kept = m_impl->stream.has_value();
    if (!kept) HEARTH_TRY(m_impl->open(connectTimeout));
    bool cut = false;
    auto answer = m_impl->exchange(request, cut);
    if (answer || !kept || !cut) return answer;
    HEARTH_TRY(m_impl->open(connectTimeout));
    return m_impl->exchange(request, cut);
}

Traffic HttpsConnection::traffic() const {
    Traffic total = m_impl->before;
    if (!m_impl->stream) return total;
    auto& socket = beast::get_lowest_layer(*m_impl->stream).socket();
    const Traffic counted = trafficOf(socket.native_handle());
    total.sentBytes += counted.sentBytes;
    total.receivedBytes += counted.receivedBytes;
    return total;
}

}  // namespace hearth::client::platform

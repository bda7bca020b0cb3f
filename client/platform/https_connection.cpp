#include "client/platform/https_connection.hpp"

#include <exception>
#include <optional>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "client/platform/tls_dial.hpp"

namespace hearth::client::platform {

using base::Result;
using base::Status;
using boost::system::error_code;
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

constexpr std::uint32_t kHeaderBytesMax = 8192;
constexpr unsigned kHttp11 = 11;
// A peer that is silent must not hold up a farewell.
constexpr base::Millis kFarewellTimeout = base::seconds(1);

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
    // `cut`: set when the connection ended before the server answered anything.
    [[nodiscard]] Result<HttpAnswer> exchange(const HttpRequest& request, bool& cut);
    void close(bool farewell);

    asio::io_context io{1};
    asio::ssl::context& context;
    std::string host;
    std::uint16_t port;
    std::optional<TlsStream> stream;
    beast::flat_buffer buffer;
    Traffic before;  // of connections that are closed
};

Status HttpsConnection::Impl::open(base::Millis timeout) {
    stream.emplace(io, context);
    buffer.clear();
    Status status = dial(io, *stream, host, port, timeout);
    if (!status) close(false);
    return status;
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
        return wireError(result, "the exchange");
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
    before = before + trafficOf(socket.native_handle());
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
    if (!m_impl->stream) return m_impl->before;
    auto& socket = beast::get_lowest_layer(*m_impl->stream).socket();
    return m_impl->before + trafficOf(socket.native_handle());
}

}  // namespace hearth::client::platform

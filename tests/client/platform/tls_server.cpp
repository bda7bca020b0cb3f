#include "tests/client/platform/tls_server.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "tests/client/platform/loopback_tls.hpp"

namespace hearth::tests {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

struct TlsServer::Impl : LoopbackTls {
    using LoopbackTls::LoopbackTls;
};

TlsServer::TlsServer(const Authority& authority, const std::vector<std::string>& names,
                     base::WallTime now)
    : m_impl(std::make_unique<Impl>(authority, names, now)) {}

TlsServer::~TlsServer() = default;

void TlsServer::start() {
    if (wantsClientCertificate)
        m_impl->context.set_verify_mode(asio::ssl::verify_peer |
                                        asio::ssl::verify_fail_if_no_peer_cert);
    m_impl->start([this] { serve(); });
}

void TlsServer::stop() {
    m_impl->stop();
}

std::uint16_t TlsServer::port() const {
    return m_impl->port();
}

void TlsServer::serve() {
    asio::ssl::stream<tcp::socket> stream(m_impl->io, m_impl->context);
    if (!m_impl->accept(stream.next_layer())) return;
    ++m_connections;
    error_code problem;
    stream.handshake(asio::ssl::stream_base::server, problem);
    boost::beast::flat_buffer buffer;
    for (unsigned i = 0; !problem && i < answersPerConnection; ++i) {
        http::request<http::string_body> request;
        http::read(stream, buffer, request, problem);
        if (problem) return;
        ++m_requests;
        if (neverAnswers) return;
        const ServedAnswer given =
            answerWhole
                ? answerWhole({std::string(request.method_string()), std::string(request.target()),
                               std::string(request[http::field::content_range]),
                               std::string(request[http::field::range]), request.body()})
                : answer(std::string(request.target()), request.body());
        http::response<http::string_body> response(http::int_to_status(given.status),
                                                   request.version());
        response.set(http::field::content_type, given.contentType);
        for (const auto& [name, value] : given.fields)
            response.set(name, value);
        response.body() = given.body;
        response.prepare_payload();
        http::write(stream, response, problem);
    }
}

}  // namespace hearth::tests

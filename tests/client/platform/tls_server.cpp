#include "tests/client/platform/tls_server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

namespace hearth::tests {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

struct TlsServer::Impl {
    asio::io_context io;
    tcp::acceptor acceptor{io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
    asio::ssl::context context{asio::ssl::context::tls_server};
};

namespace {

asio::const_buffer bufferOf(base::ByteView bytes) {
    return {bytes.data(), bytes.size()};
}

}  // namespace

TlsServer::TlsServer(const Authority& authority, const std::vector<std::string>& names,
                     base::WallTime now)
    : m_impl(std::make_unique<Impl>()) {
    const auto own = crypto::makeServer(authority.issuing, names, now).value();
    const std::string chain = crypto::toPem(own.certificateDer) +
                              crypto::toPem(authority.issuing.certificateDer) +
                              crypto::toPem(authority.root.certificateDer);
    m_impl->context.use_certificate_chain(bufferOf(chain));
    m_impl->context.use_private_key(bufferOf(own.keyDer.view()), asio::ssl::context::asn1);
    m_impl->context.add_certificate_authority(
        bufferOf(crypto::toPem(authority.root.certificateDer)));
    SSL_CTX_set_min_proto_version(m_impl->context.native_handle(), TLS1_3_VERSION);
    m_port = m_impl->acceptor.local_endpoint().port();
}

TlsServer::~TlsServer() {
    stop();
}

void TlsServer::start() {
    if (wantsClientCertificate)
        m_impl->context.set_verify_mode(asio::ssl::verify_peer |
                                        asio::ssl::verify_fail_if_no_peer_cert);
    m_thread = std::thread([this] {
        while (!m_stopping)
            serve();
    });
}

void TlsServer::stop() {
    if (!m_thread.joinable()) return;
    m_stopping = true;
    // Wakes the acceptor.
    error_code ignored;
    tcp::socket(m_impl->io).connect(m_impl->acceptor.local_endpoint(), ignored);
    m_thread.join();
    m_impl->acceptor.close();
}

void TlsServer::serve() {
    asio::ssl::stream<tcp::socket> stream(m_impl->io, m_impl->context);
    error_code problem;
    m_impl->acceptor.accept(stream.next_layer(), problem);
    if (problem || m_stopping) return;
    ++m_connections;
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

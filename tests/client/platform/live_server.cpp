#include "tests/client/platform/live_server.hpp"

#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <sys/socket.h>

#include "tests/client/platform/loopback_tls.hpp"

namespace hearth::tests {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

using Socket = websocket::stream<asio::ssl::stream<tcp::socket>>;
constexpr long kPatienceSeconds = 2;

asio::const_buffer bufferOf(base::ByteView bytes) {
    return {bytes.data(), bytes.size()};
}

class Peer final : public LivePeer {
public:
    explicit Peer(Socket& socket) : m_socket(socket) {}

    base::Bytes receive() override {
        boost::beast::flat_buffer buffer;
        error_code problem;
        m_socket.read(buffer, problem);
        if (problem) return {};
        return {static_cast<const char*>(buffer.cdata().data()), buffer.size()};
    }
    void send(const base::Bytes& message) override { write(message, true); }
    void sendText(const base::Bytes& message) override { write(message, false); }
    void sendRaw(const base::Bytes& bytes) override {
        error_code ignored;
        asio::write(m_socket.next_layer(), bufferOf(bytes), ignored);
    }
    void close() override {
        error_code ignored;
        m_socket.close(websocket::close_code::going_away, ignored);
    }
    void cut() override {
        error_code ignored;
        m_socket.next_layer().next_layer().close(ignored);
    }

private:
    void write(const base::Bytes& message, bool binary) {
        error_code ignored;
        m_socket.binary(binary);
        m_socket.write(bufferOf(message), ignored);
    }

    Socket& m_socket;
};

}  // namespace

struct LiveServer::Impl : LoopbackTls {
    using LoopbackTls::LoopbackTls;
};

LiveServer::LiveServer(const Authority& authority, base::WallTime now)
    : script([](LivePeer& peer) {
          for (auto message = peer.receive(); !message.empty(); message = peer.receive())
              peer.send(message);
      }),
      m_impl(std::make_unique<Impl>(authority, std::vector<std::string>{"127.0.0.1"}, now)) {
    m_impl->context.set_verify_mode(asio::ssl::verify_peer);
}

LiveServer::~LiveServer() = default;

void LiveServer::start() {
    m_impl->start([this] { serve(); });
}

void LiveServer::stop() {
    m_impl->stop();
}

std::uint16_t LiveServer::port() const {
    return m_impl->port();
}

void LiveServer::serve() {
    Socket socket(m_impl->io, m_impl->context);
    auto& tcpSocket = socket.next_layer().next_layer();
    if (!m_impl->accept(tcpSocket)) return;
    error_code problem;
    // A blocking server that never waits for ever.
    const timeval patience{kPatienceSeconds, 0};
    ::setsockopt(tcpSocket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    socket.next_layer().handshake(asio::ssl::stream_base::server, problem);
    if (problem) return;
    if (X509* certificate = SSL_get1_peer_certificate(socket.next_layer().native_handle())) {
        m_sawCertificate = true;
        X509_free(certificate);
    }
    boost::beast::flat_buffer buffer;
    http::request<http::string_body> request;
    http::read(socket.next_layer(), buffer, request, problem);
    if (problem) return;
    if (neverAnswersUpgrade) {
        http::read(socket.next_layer(), buffer, request, problem);
        return;
    }
    if (declinesWith != 0 || request.target() != "/v1/live") {
        http::response<http::string_body> response(
            http::int_to_status(declinesWith == 0 ? 404 : declinesWith), request.version());
        response.set(http::field::content_type, "text/html");
        response.body() = "<h1>No</h1>";
        response.prepare_payload();
        http::write(socket.next_layer(), response, problem);
        return;
    }
    socket.accept(request, problem);
    if (problem) return;
    ++m_upgrades;
    Peer peer(socket);
    script(peer);
}

}  // namespace hearth::tests

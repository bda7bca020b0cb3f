#include "tests/client/platform/loopback_tls.hpp"

namespace hearth::tests {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

asio::const_buffer bufferOf(base::ByteView bytes) {
    return {bytes.data(), bytes.size()};
}

}  // namespace

LoopbackTls::LoopbackTls(const Authority& authority, const std::vector<std::string>& names,
                         base::WallTime now)
    : m_acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      m_port(m_acceptor.local_endpoint().port()) {
    const auto own = crypto::makeServer(authority.issuing, names, now).value();
    const std::string chain = crypto::toPem(own.certificateDer) +
                              crypto::toPem(authority.issuing.certificateDer) +
                              crypto::toPem(authority.root.certificateDer);
    context.use_certificate_chain(bufferOf(chain));
    context.use_private_key(bufferOf(own.keyDer.view()), asio::ssl::context::asn1);
    context.add_certificate_authority(bufferOf(crypto::toPem(authority.root.certificateDer)));
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_3_VERSION);
}

void LoopbackTls::start(std::function<void()> serve) {
    m_thread = std::thread([this, serve = std::move(serve)] {
        while (!m_stopping)
            serve();
    });
}

void LoopbackTls::stop() {
    if (!m_thread.joinable()) return;
    m_stopping = true;
    // Wakes the acceptor.
    error_code ignored;
    tcp::socket(io).connect(m_acceptor.local_endpoint(), ignored);
    m_thread.join();
    m_acceptor.close();
}

bool LoopbackTls::accept(tcp::socket& socket) {
    error_code problem;
    m_acceptor.accept(socket, problem);
    return !problem && !m_stopping;
}

}  // namespace hearth::tests

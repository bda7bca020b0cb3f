#include "tests/server/net/tls_client.hpp"

#include <csignal>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace hearth::server::net {

namespace {

constexpr base::Millis kTimeLimit = base::seconds(10);
constexpr std::int64_t kMillisASecond = 1000;
constexpr std::int64_t kMicrosAMilli = 1000;
constexpr std::size_t kHeadBytesMax = 16384;

X509* parse(const base::Bytes& der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    return d2i_X509(nullptr, &at, static_cast<long>(der.size()));
}

void use(SSL_CTX* context, const Identity& identity) {
    X509* leaf = parse(identity.certificateDer);
    SSL_CTX_use_certificate(context, leaf);
    X509_free(leaf);
    const auto* at = reinterpret_cast<const unsigned char*>(identity.keyDer.data());
    EVP_PKEY* key = d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(identity.keyDer.size()));
    SSL_CTX_use_PrivateKey(context, key);
    EVP_PKEY_free(key);
    for (const base::Bytes& issuer : identity.issuers) {
        X509* certificate = parse(issuer);
        SSL_CTX_add1_chain_cert(context, certificate);
        X509_free(certificate);
    }
}

int connectTo(std::uint16_t port) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;  // otherwise each small write waits 40 ms for an acknowledgement
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const auto* generic = reinterpret_cast<const sockaddr*>(&address);
    if (::connect(descriptor, generic, sizeof address) == 0) return descriptor;
    ::close(descriptor);
    return -1;
}

}  // namespace

struct TlsClient::Impl {
    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    SSL* tls = nullptr;
    bool ticket = false;
};

TlsClient::TlsClient(std::uint16_t port, const Identity* identity, const Tweak& tweak)
    : m_impl(std::make_unique<Impl>()), m_descriptor(connectTo(port)) {
    // OpenSSL writes with write(2): a server that closes first must not end the test.
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    // The server's certificate is looked at by the tests that are about it.
    SSL_CTX_set_verify(m_impl->context, SSL_VERIFY_NONE, nullptr);
    // What is weak must be refused by the server, not by this client.
    SSL_CTX_set_security_level(m_impl->context, 0);
    if (identity != nullptr) use(m_impl->context, *identity);
    if (tweak) tweak(m_impl->context);
    SSL_CTX_set_session_cache_mode(m_impl->context, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_set_app_data(m_impl->context, m_impl.get());
    SSL_CTX_sess_set_new_cb(m_impl->context, [](SSL* tls, SSL_SESSION*) {
        static_cast<Impl*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(tls)))->ticket = true;
        return 0;
    });
    m_impl->tls = SSL_new(m_impl->context);
    if (m_descriptor < 0) return;
    setTimeLimit(kTimeLimit);
    SSL_set_fd(m_impl->tls, m_descriptor);
    m_connected = SSL_connect(m_impl->tls) == 1;
}

TlsClient::~TlsClient() {
    SSL_free(m_impl->tls);
    SSL_CTX_free(m_impl->context);
    if (m_descriptor >= 0) ::close(m_descriptor);
}

void TlsClient::setTimeLimit(base::Millis limit) {
    timeval time{};
    time.tv_sec = limit.count / kMillisASecond;
    time.tv_usec = limit.count % kMillisASecond * kMicrosAMilli;
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
}

bool TlsClient::send(std::string_view bytes) {
    while (!bytes.empty() && m_connected) {
        std::size_t sent = 0;
        if (SSL_write_ex(m_impl->tls, bytes.data(), bytes.size(), &sent) != 1) return false;
        bytes.remove_prefix(sent);
    }
    return m_connected;
}

std::string TlsClient::receive(std::size_t size) {
    if (!m_ahead.empty()) {
        std::string first = m_ahead.substr(0, size);
        m_ahead.erase(0, first.size());
        return first;
    }
    std::string bytes(size, '\0');
    std::size_t count = 0;
    if (!m_connected || SSL_read_ex(m_impl->tls, bytes.data(), size, &count) != 1) return {};
    bytes.resize(count);
    return bytes;
}

std::string TlsClient::receiveExactly(std::size_t size) {
    std::string bytes;
    while (bytes.size() < size) {
        const std::string more = receive(size - bytes.size());
        if (more.empty()) break;
        bytes += more;
    }
    return bytes;
}

HttpAnswer TlsClient::readAnswer() {
    HttpAnswer answer;
    std::string bytes;
    std::size_t end = std::string::npos;
    while (end == std::string::npos && bytes.size() < kHeadBytesMax) {
        const std::string more = receive(kHeadBytesMax);
        if (more.empty()) return answer;
        bytes += more;
        end = bytes.find("\r\n\r\n");
    }
    constexpr std::size_t kStatusAt = 9;  // after "HTTP/1.1 "
    constexpr std::size_t kEndSize = 4;
    answer.head = bytes.substr(0, end);
    answer.status = static_cast<unsigned>(std::atoi(answer.head.substr(kStatusAt, 3).c_str()));
    m_ahead = bytes.substr(end + kEndSize) + m_ahead;
    const std::string length = answer.field("Content-Length");
    if (!length.empty()) answer.body = receiveExactly(std::stoul(length));
    return answer;
}

bool TlsClient::isClosed() {
    // Whatever was still on its way is read first.
    while (!receive(kHeadBytesMax).empty()) {
    }
    if ((SSL_get_shutdown(m_impl->tls) & SSL_RECEIVED_SHUTDOWN) != 0) return true;
    char byte = 0;
    const auto count = ::recv(m_descriptor, &byte, 1, MSG_PEEK);
    return count == 0 || (count < 0 && errno == ECONNRESET);
}

std::vector<base::Bytes> TlsClient::serverChain() const {
    std::vector<base::Bytes> chain;
    const STACK_OF(X509)* shown = SSL_get_peer_cert_chain(m_impl->tls);
    for (int i = 0; shown != nullptr && i < sk_X509_num(shown); ++i) {
        unsigned char* der = nullptr;
        const int size = i2d_X509(sk_X509_value(shown, i), &der);
        chain.emplace_back(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
        OPENSSL_free(der);
    }
    return chain;
}

std::string TlsClient::alpn() const {
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(m_impl->tls, &name, &size);
    return {reinterpret_cast<const char*>(name), size};
}

bool TlsClient::wasGivenTicket() const {
    return m_impl->ticket;
}

std::string HttpAnswer::field(std::string_view name) const {
    const auto at = head.find("\r\n" + std::string(name) + ": ");
    if (at == std::string::npos) return {};
    const auto begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

std::string post(std::string_view target, std::string_view body, std::string_view type) {
    return "POST " + std::string(target) +
           " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + std::string(type) +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

std::string get(std::string_view target) {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

}  // namespace hearth::server::net

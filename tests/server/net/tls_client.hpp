// A plain TLS client for tests: says exactly the bytes it is given, good or bad, and never waits
// longer than its time limit. Nothing of Asio or Beast, so that the server's libraries do not test
// themselves.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/time.hpp"
#include "shared/crypto/certificate.hpp"

using SSL_CTX = struct ssl_ctx_st;

namespace hearth::server::net {

// A client's certificate with its key and the issuers it sends along.
struct Identity {
    base::Bytes certificateDer;
    std::vector<base::Bytes> issuers;
    base::Bytes keyDer;
};

struct HttpAnswer {
    unsigned status = 0;  // 0: the connection ended without an answer
    std::string head;
    base::Bytes body;
    // Of a field in the head, or empty.
    [[nodiscard]] std::string field(std::string_view name) const;
};

class TlsClient {
public:
    using Tweak = std::function<void(SSL_CTX*)>;
    explicit TlsClient(std::uint16_t port, const Identity* identity = nullptr,
                       const Tweak& tweak = {});
    TlsClient(const TlsClient&) = delete;
    TlsClient& operator=(const TlsClient&) = delete;
    ~TlsClient();

    // The handshake, as far as the client can tell: in TLS 1.3 a refused client hears of it when it
    // reads.
    [[nodiscard]] bool connected() const noexcept { return m_connected; }
    // False when the connection is gone.
    bool send(std::string_view bytes);
    // Up to `size` bytes; empty at the end of the connection or of the time.
    [[nodiscard]] std::string receive(std::size_t size);
    [[nodiscard]] std::string receiveExactly(std::size_t size);
    [[nodiscard]] HttpAnswer readAnswer();
    HttpAnswer ask(std::string_view request) {
        send(request);
        return readAnswer();
    }
    // True when the server has closed the connection, within the time.
    [[nodiscard]] bool isClosed();
    // What the server showed, leaf first.
    [[nodiscard]] std::vector<base::Bytes> serverChain() const;
    [[nodiscard]] std::string alpn() const;
    [[nodiscard]] bool wasGivenTicket() const;
    void setTimeLimit(base::Millis limit);
    // The process-wide socket, for tests that break it.
    [[nodiscard]] int descriptor() const noexcept { return m_descriptor; }

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
    int m_descriptor = -1;
    bool m_connected = false;
    std::string m_ahead;  // read but not asked for yet
};

// "POST target HTTP/1.1" with Host, Content-Type and Content-Length.
[[nodiscard]] std::string post(std::string_view target, std::string_view body,
                               std::string_view type = "application/x-hearth");
[[nodiscard]] std::string get(std::string_view target);

}  // namespace hearth::server::net

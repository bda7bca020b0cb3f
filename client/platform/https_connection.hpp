// One HTTPS connection to the server, used from one thread, blocking, every step under an absolute
// deadline. It is kept alive between requests.
// Owner: the transport. Threads: one at a time.
// Errors: Unreachable (no network, timeout, cut), Untrusted (a certificate, ours or theirs),
// Malformed (not HTTP), TooLarge.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "client/platform/tcp_traffic.hpp"
#include "client/platform/tls_client.hpp"

namespace hearth::client::platform {

struct HttpRequest {
    std::string method;  // POST, PUT or GET
    std::string target;
    std::string contentType;
    base::ByteView body;
    std::size_t answerBytesMax = 0;
    base::Millis timeout;
    std::vector<std::pair<std::string, std::string>> fields;  // further ones
};

struct HttpAnswer {
    unsigned status = 0;
    std::string contentType;
    base::Bytes body;
    std::vector<std::pair<std::string, std::string>> fields;

    // Of a field of the head, whatever its case; empty when there is none.
    [[nodiscard]] std::string field(std::string_view name) const;
};

class HttpsConnection {
public:
    // `context` outlives the connection.
    HttpsConnection(boost::asio::ssl::context& context, std::string host, std::uint16_t port);
    HttpsConnection(const HttpsConnection&) = delete;
    HttpsConnection& operator=(const HttpsConnection&) = delete;
    ~HttpsConnection();

    // Connects if there is no connection. A request on a kept connection that the server had
    // closed meanwhile goes once more on a new one.
    [[nodiscard]] base::Result<HttpAnswer> ask(const HttpRequest& request,
                                               base::Millis connectTimeout);
    // Bytes on the wire since the beginning, TLS included.
    [[nodiscard]] Traffic traffic() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace hearth::client::platform

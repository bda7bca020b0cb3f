// A TLS 1.3 server on loopback that answers as it is told; one connection at a time, on a thread of
// its own. Owner: the test. Threads: settings before start(), counts after stop().
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "tests/client/sync/authority.hpp"

namespace hearth::tests {

struct ServedAnswer {
    unsigned status = 200;
    std::string contentType = "application/x-hearth";
    std::string body;
    std::vector<std::pair<std::string, std::string>> fields = {};
};

struct HeardRequest {
    std::string method;
    std::string target;
    std::string contentRange;
    std::string range;
    std::string body;
};

class TlsServer {
public:
    // A certificate for these names from `authority`, whose chain is sent with it.
    TlsServer(const Authority& authority, const std::vector<std::string>& names,
              base::WallTime now);
    TlsServer(const TlsServer&) = delete;
    TlsServer& operator=(const TlsServer&) = delete;
    ~TlsServer();

    std::function<ServedAnswer(const std::string& target, const std::string& body)> answer;
    // Instead of `answer`, for whoever wants to see more of the request.
    std::function<ServedAnswer(const HeardRequest&)> answerWhole;
    // Closes the connection after that many answers, without saying so before.
    unsigned answersPerConnection = 1000;
    bool wantsClientCertificate = false;
    bool neverAnswers = false;

    void start();
    void stop();
    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] unsigned connections() const noexcept { return m_connections; }
    [[nodiscard]] unsigned requests() const noexcept { return m_requests; }

private:
    struct Impl;
    void serve();

    std::atomic<unsigned> m_connections{0};
    std::atomic<unsigned> m_requests{0};
    // Last: its thread uses what is above.
    std::unique_ptr<Impl> m_impl;
};

}  // namespace hearth::tests

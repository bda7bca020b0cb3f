// A TLS 1.3 server on loopback that upgrades to WebSocket, or does not, and then does what the test
// tells it: one connection after another, on a thread of its own.
// Owner: the test. Threads: settings before start(); the script runs on the server's thread.
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "tests/client/sync/authority.hpp"

namespace hearth::tests {

// The server's end of one connection. Calls block for two seconds at most.
class LivePeer {
public:
    LivePeer() = default;
    LivePeer(const LivePeer&) = delete;
    LivePeer& operator=(const LivePeer&) = delete;
    virtual ~LivePeer() = default;

    // The next message of the tablet; empty when there is none any more.
    virtual base::Bytes receive() = 0;
    virtual void send(const base::Bytes& message) = 0;
    virtual void sendText(const base::Bytes& message) = 0;
    // Bytes that need not be a WebSocket's.
    virtual void sendRaw(const base::Bytes& bytes) = 0;
    virtual void close() = 0;
    // The connection ends without a word.
    virtual void cut() = 0;
};

class LiveServer {
public:
    LiveServer(const Authority& authority, base::WallTime now);
    LiveServer(const LiveServer&) = delete;
    LiveServer& operator=(const LiveServer&) = delete;
    ~LiveServer();

    // With each upgraded connection; by default every message comes back.
    std::function<void(LivePeer&)> script;
    // Answers the upgrade with this HTTP status instead.
    unsigned declinesWith = 0;
    bool neverAnswersUpgrade = false;

    void start();
    void stop();
    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] unsigned upgrades() const noexcept { return m_upgrades; }
    // Whether the tablet had shown a certificate.
    [[nodiscard]] bool sawCertificate() const noexcept { return m_sawCertificate; }

private:
    struct Impl;
    void serve();

    std::atomic<unsigned> m_upgrades{0};
    std::atomic<bool> m_sawCertificate{false};
    // Last: its thread uses what is above.
    std::unique_ptr<Impl> m_impl;
};

}  // namespace hearth::tests

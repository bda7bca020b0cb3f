// What servers of tests on loopback have in common: a certificate of the authority, TLS 1.3, and a
// thread that serves one connection after another. For their sources only. Owner: the server.
// Threads: serve() runs on its thread; the rest before start() or after stop().
#pragma once

#include <atomic>
#include <functional>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>

#include "tests/client/sync/authority.hpp"

namespace hearth::tests {

class LoopbackTls {
public:
    // A certificate for these names from `authority`, whose chain is sent with it.
    LoopbackTls(const Authority& authority, const std::vector<std::string>& names,
                base::WallTime now);
    LoopbackTls(const LoopbackTls&) = delete;
    LoopbackTls& operator=(const LoopbackTls&) = delete;
    ~LoopbackTls() { stop(); }

    // `serve` deals with one connection; called until stop().
    void start(std::function<void()> serve);
    void stop();
    // Waits for a connection; false when there is none, because of stop().
    [[nodiscard]] bool accept(boost::asio::ip::tcp::socket& socket);
    [[nodiscard]] std::uint16_t port() const { return m_port; }

    boost::asio::io_context io;
    boost::asio::ssl::context context{boost::asio::ssl::context::tls_server};

private:
    boost::asio::ip::tcp::acceptor m_acceptor;
    std::uint16_t m_port;
    std::atomic<bool> m_stopping{false};
    std::thread m_thread;
};

}  // namespace hearth::tests

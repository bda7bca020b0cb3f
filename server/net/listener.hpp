// Listener: accepts connections at one door and hands each to its own coroutine.
// Owner: Hearthd. Threads: the I/O thread; open() before it runs.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "server/net/server_context.hpp"

namespace hearth::server::net {

// A descriptor kept in reserve: when the process has none left, giving it up lets one connection be
// accepted and closed, instead of spinning on a queue that cannot be emptied.
class ReserveDescriptor {
public:
    ReserveDescriptor() noexcept { take(); }
    ReserveDescriptor(const ReserveDescriptor&) = delete;
    ReserveDescriptor& operator=(const ReserveDescriptor&) = delete;
    ~ReserveDescriptor() { release(); }
    void take() noexcept;
    void release() noexcept;

private:
    int m_descriptor = -1;
};

class Listener {
public:
    Listener(boost::asio::io_context& io, boost::asio::ssl::context& tls, api::Door door,
             ServerContext& context)
        : m_io(io), m_acceptor(io), m_tls(tls), m_door(door), m_context(context) {}

    // InvalidArgument (address), Busy (somebody else has the port), Io.
    [[nodiscard]] base::Status open(const std::string& address, std::uint16_t port);
    // The port it really has.
    [[nodiscard]] std::uint16_t port() const;
    // Accepts until close().
    [[nodiscard]] boost::asio::awaitable<void> run();
    void close() noexcept;

private:
    [[nodiscard]] boost::asio::awaitable<void> pause();
    void serve(boost::asio::ip::tcp::socket socket);
    void refuseOne();

    boost::asio::io_context& m_io;
    boost::asio::ip::tcp::acceptor m_acceptor;
    boost::asio::ssl::context& m_tls;
    api::Door m_door;
    ServerContext& m_context;
    ReserveDescriptor m_reserve;
};

}  // namespace hearth::server::net

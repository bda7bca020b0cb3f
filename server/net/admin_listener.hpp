// The admin socket: a Unix socket of mode 0600 that answers schema/protocol/admin.proto. Whoever
// may open it is hearthd's own user or root. No case content goes through it. Owner: Hearthd.
// Threads: the I/O thread; open() before it runs.
#pragma once

#include <filesystem>
#include <functional>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include "schema/protocol/admin.pb.h"
#include "server/api/log.hpp"

namespace hearth::server::net {

class AdminListener {
public:
    using Answer =
        std::function<boost::asio::awaitable<protocol::AdminReply>(protocol::AdminRequest request)>;
    AdminListener(boost::asio::io_context& io, api::Log& log, Answer answer)
        : m_io(io), m_acceptor(io), m_log(log), m_answer(std::move(answer)) {}
    AdminListener(const AdminListener&) = delete;
    AdminListener& operator=(const AdminListener&) = delete;
    ~AdminListener() { close(); }

    // The caller holds the store's lock, so a socket that lies there already is nobody's and is
    // replaced. InvalidArgument (path too long for a Unix socket), Io.
    [[nodiscard]] base::Status open(const std::filesystem::path& path);
    [[nodiscard]] boost::asio::awaitable<void> run();
    // Removes the socket's file.
    void close() noexcept;

private:
    using Socket = boost::asio::local::stream_protocol::socket;
    [[nodiscard]] boost::asio::awaitable<void> serve(Socket socket);

    boost::asio::io_context& m_io;
    boost::asio::local::stream_protocol::acceptor m_acceptor;
    api::Log& m_log;
    Answer m_answer;
    std::filesystem::path m_path;
    std::size_t m_open = 0;
};

}  // namespace hearth::server::net

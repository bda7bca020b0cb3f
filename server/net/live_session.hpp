// GET /v1/live: a WebSocket of a tablet that is online. A binary message is one exchange, as in
// POST /v1/sync; the answer comes back in order. Between them the server says POKE with the scopes
// that changed and that this tablet's worker may see. Owner: the connection's coroutine; LiveHub
// knows it while it lives. Threads: the I/O thread.
#pragma once

#include <deque>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "server/net/server_context.hpp"

namespace hearth::server::net {

class LiveSession : public std::enable_shared_from_this<LiveSession> {
public:
    LiveSession(std::shared_ptr<Connection> connection, ServerContext& context);

    // `rawHeader`: the upgrade request as it passed the gate.
    [[nodiscard]] boost::asio::awaitable<void> run(std::string rawHeader);

    [[nodiscard]] const base::DeviceId& device() const noexcept { return m_certificate.device; }
    [[nodiscard]] const base::WorkerId& worker() const noexcept { return m_worker; }
    // Says POKE as soon as nothing else is being written; what is waiting is joined.
    void poke(const std::vector<base::ScopeId>& scopes, records::Rev headRev);
    void end(LiveEnd why);

private:
    using WebSocket = boost::beast::websocket::stream<TlsStream&>;

    [[nodiscard]] boost::asio::awaitable<bool> accept(const std::string& rawHeader);
    [[nodiscard]] boost::asio::awaitable<void> readLoop();
    [[nodiscard]] boost::asio::awaitable<void> writeLoop();
    // Waits until the writer has something to do.
    [[nodiscard]] boost::asio::awaitable<void> untilWritable();
    [[nodiscard]] boost::asio::awaitable<bool> write(base::Bytes frame);
    [[nodiscard]] base::Bytes pokeFrame();
    void say(base::Bytes frame);
    void wakeWriter();
    void finish(boost::beast::websocket::close_code code);

    std::shared_ptr<Connection> m_connection;
    ServerContext& m_context;
    auth::PresentedCertificate m_certificate;
    base::WorkerId m_worker;
    WebSocket m_socket;
    boost::asio::steady_timer m_wakeWriter;
    boost::asio::steady_timer m_wakeReader;  // its answer was written, or the writer ended
    std::deque<base::Bytes> m_replies;       // at most one: the next message is read after it
    std::set<base::ScopeId> m_pokes;
    records::Rev m_pokeRev = 0;
    boost::beast::websocket::close_code m_closeCode = boost::beast::websocket::close_code::none;
    bool m_writing = false;
    bool m_readerEnded = false;
    bool m_writerEnded = false;
};

// Upgrades and serves until the end.
[[nodiscard]] boost::asio::awaitable<void> serveLive(std::shared_ptr<Connection> connection,
                                                     ServerContext& context, std::string rawHeader);

}  // namespace hearth::server::net

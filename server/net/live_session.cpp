#include "server/net/live_session.hpp"

#include <chrono>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include "server/api/sync.hpp"
#include "server/net/live_hub.hpp"
#include "shared/protocol/frame.hpp"

namespace hearth::server::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::awaitable;

namespace {

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr unsigned kForbidden = 403;

std::chrono::milliseconds chronoOf(base::Millis time) {
    return std::chrono::milliseconds(time.count);
}

}  // namespace

LiveSession::LiveSession(std::shared_ptr<Connection> connection, ServerContext& context)
    : m_connection(std::move(connection)),
      m_context(context),
      m_certificate(*m_connection->certificate()),
      m_worker(context.services.devices.peer(m_certificate.device).worker),
      m_socket(m_connection->stream()),
      m_wakeWriter(m_socket.get_executor()),
      m_wakeReader(m_socket.get_executor()) {}

awaitable<void> LiveSession::run(std::string rawHeader) {
    const auto self = shared_from_this();
    // Before the upgrade is answered: a stop or a revocation may come in that moment.
    m_connection->enter(Phase::Live);
    m_connection->onLiveEnd([this](LiveEnd why) { end(why); });
    if (!co_await accept(rawHeader)) {
        m_connection->onLiveEnd({});
        co_return;
    }
    m_context.hub.join(*this);
    asio::co_spawn(
        m_socket.get_executor(), [self] { return self->writeLoop(); }, asio::detached);
    co_await readLoop();
    m_readerEnded = true;
    wakeWriter();
    while (!m_writerEnded) {
        m_wakeReader.expires_at(asio::steady_timer::time_point::max());
        co_await m_wakeReader.async_wait(kAwait);
    }
    m_context.hub.leave(*this);
    m_connection->onLiveEnd({});
    m_connection->cut();
}

awaitable<bool> LiveSession::accept(const std::string& rawHeader) {
    http::request_parser<http::empty_body> parser;
    parser.header_limit(2 * kHeaderBytesMax);  // the gate has set the limit already
    boost::system::error_code problem;
    parser.put(asio::buffer(rawHeader), problem);
    if (problem || !parser.is_header_done()) co_return false;
    websocket::stream_base::timeout timeout{};
    timeout.handshake_timeout = chronoOf(m_context.limits.header);
    timeout.idle_timeout = chronoOf(m_context.limits.idle);
    timeout.keep_alive_pings = true;
    m_socket.set_option(timeout);
    m_socket.read_message_max(api::kSyncBodyBytesMax);
    m_socket.auto_fragment(false);
    m_socket.binary(true);
    // From here on the WebSocket's own time limits hold.
    m_connection->deadline().off();
    const http::request<http::empty_body> request = parser.get();
    const auto [code] = co_await m_socket.async_accept(request, kAwait);
    co_return !code;
}

awaitable<void> LiveSession::readLoop() {
    beast::flat_buffer buffer(api::kSyncBodyBytesMax);
    while (!m_writerEnded && m_closeCode == websocket::close_code::none) {
        const auto [code, count] = co_await m_socket.async_read(buffer, kAwait);
        if (code) co_return;
        if (!m_socket.got_binary()) {
            finish(websocket::close_code::unknown_data);
            co_return;
        }
        base::Bytes frame(static_cast<const char*>(buffer.cdata().data()), count);
        buffer.consume(buffer.size());
        ++m_context.services.counters.requests;
        api::Response response =
            co_await api::exchange(m_context.services, m_certificate, std::move(frame));
        say(std::move(response.body));
        if (response.status == kForbidden) finish(websocket::close_code::policy_error);
        // The next message waits for this answer to be taken: a peer that does not read cannot pile
        // up work.
        while (!m_replies.empty() && !m_writerEnded) {
            m_wakeReader.expires_at(asio::steady_timer::time_point::max());
            co_await m_wakeReader.async_wait(kAwait);
        }
    }
}

awaitable<void> LiveSession::writeLoop() {
    bool good = true;
    while (good) {
        co_await untilWritable();
        if (!m_replies.empty()) {
            base::Bytes frame = std::move(m_replies.front());
            good = co_await write(std::move(frame));
            if (!m_replies.empty()) m_replies.pop_front();
            m_wakeReader.cancel();
        } else if (m_closeCode != websocket::close_code::none) {
            m_connection->deadline().within(m_context.limits.shutdown);
            const websocket::close_reason reason(m_closeCode);
            co_await m_socket.async_close(reason, kAwait);
            good = false;
        } else if (m_readerEnded) {
            good = false;
        } else {
            base::Bytes frame = pokeFrame();
            good = co_await write(std::move(frame));
        }
    }
    // The reader may wait for a message that will not come.
    if (!m_readerEnded) m_connection->cut();
    m_connection->deadline().off();
    m_writerEnded = true;
    m_wakeReader.cancel();
}

awaitable<void> LiveSession::untilWritable() {
    while (m_replies.empty() && m_pokes.empty() && !m_readerEnded &&
           m_closeCode == websocket::close_code::none) {
        m_wakeWriter.expires_at(asio::steady_timer::time_point::max());
        co_await m_wakeWriter.async_wait(kAwait);
    }
}

awaitable<bool> LiveSession::write(base::Bytes frame) {
    m_connection->deadline().within(m_context.limits.write);
    m_writing = true;
    const auto [code, count] = co_await m_socket.async_write(asio::buffer(frame), kAwait);
    m_writing = false;
    m_connection->deadline().off();
    co_return !code && count == frame.size();
}

base::Bytes LiveSession::pokeFrame() {
    protocol::Exchange exchange;
    protocol::Poke& poke = *exchange.add_messages()->mutable_poke();
    for (const base::ScopeId& scope : m_pokes)
        poke.add_scopes(scope.bytes());
    poke.set_head_rev(m_pokeRev);
    m_pokes.clear();
    auto frame = protocol::encodeFrame(exchange, base::kReplyBytesMax);
    INVARIANT(frame);  // kPokeScopesMax ids are far below the limit
    return std::move(*frame);
}

void LiveSession::poke(const std::vector<base::ScopeId>& scopes, records::Rev headRev) {
    for (const base::ScopeId& scope : scopes)
        if (m_pokes.size() < kPokeScopesMax) m_pokes.insert(scope);
    m_pokeRev = std::max(m_pokeRev, headRev);
    wakeWriter();
}

void LiveSession::say(base::Bytes frame) {
    m_replies.push_back(std::move(frame));
    wakeWriter();
}

void LiveSession::end(LiveEnd why) {
    // A revoked tablet gets nothing more, not even the rest of what is on its way.
    if (why == LiveEnd::Revoked) {
        if (m_writing) m_connection->cut();
        m_replies.clear();
    }
    finish(why == LiveEnd::Revoked ? websocket::close_code::policy_error
                                   : websocket::close_code::going_away);
}

void LiveSession::finish(websocket::close_code code) {
    if (m_closeCode == websocket::close_code::none) m_closeCode = code;
    m_pokes.clear();
    wakeWriter();
}

void LiveSession::wakeWriter() {
    m_wakeWriter.cancel();
}

awaitable<void> serveLive(std::shared_ptr<Connection> connection, ServerContext& context,
                          std::string rawHeader) {
    const auto session = std::make_shared<LiveSession>(std::move(connection), context);
    co_await session->run(std::move(rawHeader));
}

}  // namespace hearth::server::net

#include "server/net/http_session.hpp"

#include <algorithm>
#include <array>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "server/net/http_gate.hpp"
#include "server/net/http_reply.hpp"
#include "server/net/live_session.hpp"
#include "server/net/tls.hpp"

namespace hearth::server::net {

namespace asio = boost::asio;
using asio::awaitable;
using base::ErrorCode;

namespace {

// Errors come back as values: a peer that goes away is no exception.
constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr unsigned kPayloadTooLarge = 413;
constexpr unsigned kBadRequest = 400;
constexpr unsigned kUpgradeRequired = 426;
constexpr unsigned kInternal = 500;

class HttpSession {
public:
    HttpSession(std::shared_ptr<Connection> connection, ServerContext& context)
        : m_connection(std::move(connection)), m_context(context) {}

    awaitable<void> run() {
        if (!co_await handshake()) co_return;
        bool more = true;
        while (more && !m_context.connections.draining())
            more = co_await serveOne();
        co_await close();
    }

private:
    awaitable<bool> handshake() {
        Connection& c = *m_connection;
        c.deadline().within(m_context.limits.handshake);
        const auto [code] =
            co_await c.stream().async_handshake(asio::ssl::stream_base::server, kAwait);
        if (code) co_return false;
        c.enter(Phase::Idle);
        if (c.door() == api::Door::Enrol) co_return true;
        const auto certificate = presentedCertificate(c.stream().native_handle());
        if (!certificate) {
            // Issued by us, for clients, but not a device's: nothing is served to it.
            co_await close();
            co_return false;
        }
        c.identify(*certificate);
        co_return true;
    }

    // One request and its answer. False: the connection ends.
    awaitable<bool> serveOne() {
        GateResult gate = co_await readHeader();
        if (!gate.header && !gate.refusal) co_return false;
        if (gate.refusal) {
            co_await refuseAndDiscard(*gate.refusal);
            co_return false;
        }
        const HttpHeader header = std::move(*gate.header);
        const std::string raw(view().substr(0, header.bytes));
        m_connection->buffer().consume(header.bytes);
        ++m_context.services.counters.requests;
        m_bodiless = header.method == "HEAD";
        const api::Found found =
            api::findEndpoint(m_connection->door(), header.method, header.target);
        if (auto refusal = refuseRequest(header, found)) {
            log(header, found, refusal->status);
            co_return co_await answer(*refusal, false);
        }
        if (found.endpoint->handle == nullptr) {
            co_await serveLive(m_connection, m_context, raw);
            co_return false;
        }
        co_return co_await serveEndpoint(header, found);
    }

    // What is known to be wrong before the body is read.
    std::optional<api::Response> refuseRequest(const HttpHeader& header, const api::Found& found) {
        if (found.endpoint == nullptr) return plain(found.status, "there is nothing here");
        const bool upgrades = found.endpoint->handle == nullptr;
        if (header.upgrade && !upgrades) return plain(kBadRequest, "nothing to upgrade to here");
        if (!header.upgrade && upgrades) return plain(kUpgradeRequired, "this is a WebSocket");
        if (header.contentLength.value_or(0) > found.endpoint->bodyBytesMax)
            return api::failure(kPayloadTooLarge, {ErrorCode::TooLarge,
                                                   "the body is larger than this endpoint takes"});
        if (!found.endpoint->needsDevice) return std::nullopt;
        return api::refuseDevice(m_context.services, *m_connection->certificate());
    }

    awaitable<bool> serveEndpoint(const HttpHeader& header, const api::Found& found) {
        api::Request request;
        request.name = found.name;
        request.contentType = header.contentType;
        request.contentRange = header.contentRange;
        request.range = header.range;
        request.remoteAddress = m_connection->address();
        request.certificate = m_connection->certificate();
        if (!co_await readBody(header, request.body)) co_return false;
        m_connection->deadline().off();

        api::Response response;
        try {
            response = co_await found.endpoint->handle(m_context.services, std::move(request));
        } catch (const std::exception& error) {
            // The one place: a surprise in one request must not end the server.
            m_context.services.log.error("request_threw",
                                         {{"path", found.endpoint->path}, {"what", error.what()}});
            response = api::failure(kInternal, {ErrorCode::Internal, "the server met a surprise"});
        }
        log(header, found, response.status);
        co_return co_await answer(response, header.keepAlive && response.status < kInternal);
    }

    // From the first byte on a header has its own time; before it the connection idles.
    awaitable<GateResult> readHeader() {
        Connection& c = *m_connection;
        const Limits& limits = m_context.limits;
        HttpGate gate;
        const bool waiting = c.buffer().size() == 0;
        // Strangers at the enrolment door may not idle.
        const bool mayIdle = c.door() == api::Door::Sync;
        c.enter(waiting ? Phase::Idle : Phase::Busy);
        c.deadline().within(waiting && mayIdle ? limits.idle : limits.header);
        while (true) {
            if (c.buffer().size() > 0) {
                GateResult result = gate.look(view());
                if (result.header || result.refusal) co_return result;
            }
            const auto space = c.buffer().prepare(kHeaderBytesMax -
                                                  std::min(kHeaderBytesMax - 1, c.buffer().size()));
            const auto [code, count] = co_await c.stream().async_read_some(space, kAwait);
            if (code) co_return GateResult{};
            c.buffer().commit(count);
            if (c.phase() == Phase::Busy) continue;
            c.enter(Phase::Busy);
            c.deadline().within(limits.header);
        }
    }

    awaitable<bool> readBody(const HttpHeader& header, base::Bytes& body) {
        Connection& c = *m_connection;
        const std::size_t length = header.contentLength.value_or(0);
        c.deadline().within(m_context.limits.body);
        if (header.expectContinue && length > c.buffer().size()) {
            const auto [code, count] =
                co_await asio::async_write(c.stream(), asio::buffer(kContinue), kAwait);
            if (code || count != kContinue.size()) co_return false;
        }
        const std::size_t already = std::min(length, c.buffer().size());
        body.assign(view().substr(0, already));
        c.buffer().consume(already);
        std::size_t have = already;
        while (have < length) {
            body.resize(std::min(length, have + kBodyStepBytes));
            const auto space = asio::buffer(body.data() + have, body.size() - have);
            const auto [code, count] = co_await c.stream().async_read_some(space, kAwait);
            if (code) co_return false;
            have += count;
        }
        co_return true;
    }

    // Sends the answer; false when the connection ends with it.
    awaitable<bool> answer(const api::Response& response, bool keepAlive) {
        Connection& c = *m_connection;
        keepAlive = keepAlive && !m_context.connections.draining();
        const std::string head = replyHead(response, keepAlive, m_bodiless);
        const base::ByteView body = m_bodiless ? base::ByteView() : base::ByteView(response.body);
        c.enter(Phase::Writing);
        c.deadline().within(m_context.limits.write);
        const std::array<asio::const_buffer, 2> parts{asio::buffer(head), asio::buffer(body)};
        const auto [code, count] = co_await asio::async_write(c.stream(), parts, kAwait);
        c.deadline().off();
        co_return !code && count == asio::buffer_size(parts) && keepAlive;
    }

    // The refusal must reach a client that is still sending: what comes is read and dropped, within
    // bounds, before the connection closes.
    awaitable<void> refuseAndDiscard(const Refusal& refusal) {
        m_context.services.log.warning("request_refused",
                                       {{"status", refusal.status}, {"reason", refusal.sentence}});
        const api::Response response = plain(refusal.status, refusal.sentence);
        co_await answer(response, false);
        co_await close(kDiscardBytesMax);
    }

    // close_notify, but never waiting for a silent peer longer than the limit, and hardly at all
    // when nothing was under way. Up to `discard` bytes that are still coming are dropped below
    // TLS.
    awaitable<void> close(std::size_t discard = 0) {
        Connection& c = *m_connection;
        const bool idle = c.phase() == Phase::Idle;
        c.enter(Phase::Closing);
        auto& socket = c.stream().next_layer();
        if (!socket.is_open()) co_return;
        const base::Millis limit = m_context.limits.shutdown;
        c.deadline().within(idle ? std::min(limit, kIdleGoodbye) : limit);
        co_await c.stream().async_shutdown(kAwait);
        boost::system::error_code ignored;
        socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
        c.buffer().clear();
        std::size_t dropped = 0;
        while (dropped < discard && socket.is_open()) {
            const auto space = c.buffer().prepare(kHeaderBytesMax);
            const auto [code, count] = co_await socket.async_read_some(space, kAwait);
            if (code) break;
            dropped += count;
        }
        c.deadline().off();
        c.cut();
    }

    [[nodiscard]] std::string_view view() const {
        const auto data = m_connection->buffer().cdata();
        return {static_cast<const char*>(data.data()), data.size()};
    }

    [[nodiscard]] static api::Response plain(unsigned status, std::string_view sentence) {
        api::Response response;
        response.status = status;
        response.body = std::string(sentence) + "\n";
        return response;
    }

    // The endpoint's own path, never the request's target: that is whatever a peer likes.
    void log(const HttpHeader& header, const api::Found& found, unsigned status) const {
        const auto& certificate = m_connection->certificate();
        const std::string device = certificate ? certificate->device.hex() : "-";
        m_context.services.log.info(
            "request", {{"device", device},
                        {"path", found.endpoint != nullptr ? found.endpoint->path : "-"},
                        {"in", header.contentLength.value_or(0)},
                        {"status", status}});
    }

    std::shared_ptr<Connection> m_connection;
    ServerContext& m_context;
    bool m_bodiless = false;  // the request under way is a HEAD
};

}  // namespace

awaitable<void> serveConnection(std::shared_ptr<Connection> connection, ServerContext& context) {
    HttpSession session(std::move(connection), context);
    co_await session.run();
}

}  // namespace hearth::server::net

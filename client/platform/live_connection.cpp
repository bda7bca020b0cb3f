#include "client/platform/live_connection.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include "client/platform/poke_frame.hpp"
#include "client/platform/tls_dial.hpp"
#include "shared/base/limits.hpp"

namespace hearth::client::platform {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using boost::system::error_code;
using sync::Wake;
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;

namespace {

using Socket = websocket::stream<TlsStream>;

constexpr const char* kLiveTarget = "/v1/live";
// A frame's own bytes around the largest answer, and room for what does not shrink.
constexpr std::size_t kAnswerBytesMax = base::kReplyBytesMax + 4096;
// What is masked and encrypted at a time.
constexpr std::size_t kWriteBufferBytes = 16384;

Error liveError(const error_code& code, const char* step) {
    if (code == websocket::error::upgrade_declined)
        return {ErrorCode::Refused, "no live connection is made here"};
    if (code == websocket::error::message_too_big || code == websocket::error::buffer_overflow)
        return {ErrorCode::TooLarge, "the server's message"};
    if (code.category() == make_error_code(websocket::error::no_host).category() &&
        code != websocket::error::closed)
        return {ErrorCode::Malformed, "not a WebSocket as it should be: " + code.message()};
    return wireError(code, step);
}

}  // namespace

struct LiveConnection::Impl {
    Impl(const sync::Enrolment& enrolment, const crypto::SigningKey& key, LiveLimits theLimits)
        : limits(theLimits),
          context(enrolledContext(enrolment, key)),
          host(enrolment.host),
          port(enrolment.port) {}

    [[nodiscard]] Status connect();
    [[nodiscard]] error_code upgrade();
    void configure();
    // One read is under way as long as the connection is open.
    void read();
    void onMessage();
    // The connection is of no more use; it is taken down outside the handlers.
    void fail(Error why);
    void close();
    [[nodiscard]] Result<base::Bytes> exchange(base::ByteView frame);
    [[nodiscard]] bool answerIsLate(bool begun);

    // Runs what is due on `io` until `done` or `span` is over; true when done.
    template <class Done>
    bool runUntil(base::Millis span, Done done);

    LiveLimits limits;
    Result<TlsContext> context;
    std::string host;
    std::uint16_t port;
    asio::io_context io{1};
    std::optional<Socket> socket;
    beast::flat_buffer buffer{kAnswerBytesMax};
    bool open = false;
    bool reading = false;
    bool writing = false;
    bool asking = false;
    bool woken = false;
    bool ended = false;  // by itself, and nobody has been told yet
    std::optional<base::Bytes> answer;
    std::optional<Error> problem;
    sync::Pokes pokes;
    Traffic before;  // of connections that are closed
};

template <class Done>
bool LiveConnection::Impl::runUntil(base::Millis span, Done done) {
    bool late = false;
    asio::steady_timer deadline(io, chrono(span));
    // Its handler may run after this call: what it touches must not be here.
    const auto alive = std::make_shared<bool*>(&late);
    deadline.async_wait([alive](const error_code& cancelled) {
        if (!cancelled && *alive != nullptr) **alive = true;
    });
    io.restart();
    while (!done() && !late)
        if (io.run_one() == 0) break;
    *alive = nullptr;
    return done();
}

Status LiveConnection::Impl::connect() {
    if (open) return {};
    if (!context) return context.error();
    close();
    socket.emplace(io, **context);
    buffer.clear();
    Status status = dial(io, socket->next_layer(), host, port, limits.connect);
    if (status) {
        // From here on the WebSocket's own time limits hold.
        beast::get_lowest_layer(*socket).expires_never();
        configure();
        const error_code declined = upgrade();
        if (declined) status = liveError(declined, "the upgrade");
    }
    open = status.has_value();
    if (open)
        read();
    else
        close();
    return status;
}

void LiveConnection::Impl::configure() {
    websocket::stream_base::timeout timeout{};
    timeout.handshake_timeout = chrono(limits.connect);
    timeout.idle_timeout = chrono(limits.silence);
    timeout.keep_alive_pings = true;
    socket->set_option(timeout);
    socket->read_message_max(kAnswerBytesMax);
    socket->auto_fragment(false);
    socket->write_buffer_bytes(kWriteBufferBytes);
    socket->binary(true);
}

error_code LiveConnection::Impl::upgrade() {
    std::optional<error_code> result;
    socket->async_handshake(host, kLiveTarget,
                            [&result](const error_code& code) { result = code; });
    io.restart();
    while (!result && io.run_one() != 0) {
    }
    return result.value_or(asio::error::would_block);
}

void LiveConnection::Impl::read() {
    reading = true;
    socket->async_read(buffer, [this](const error_code& code, std::size_t) {
        reading = false;
        if (!open) return;
        if (code) return fail(liveError(code, "the live connection"));
        onMessage();
        if (open) read();
    });
}

void LiveConnection::Impl::onMessage() {
    if (!socket->got_binary())
        return fail({ErrorCode::Malformed, "the server said text on the live connection"});
    base::Bytes frame(static_cast<const char*>(buffer.cdata().data()), buffer.size());
    buffer.consume(buffer.size());
    if (auto heard = pokesIn(frame)) {
        pokes.headRev = std::max(pokes.headRev, heard->headRev);
        for (const base::ScopeId& scope : heard->scopes)
            if (pokes.scopes.size() < base::kPullScopesMax) pokes.scopes.insert(scope);
    } else if (asking && !answer) {
        answer = std::move(frame);
    } else {
        fail({ErrorCode::Malformed, "the server answered what nobody asked"});
    }
}

void LiveConnection::Impl::fail(Error why) {
    open = false;
    ended = true;
    problem = std::move(why);
}

void LiveConnection::Impl::close() {
    if (!socket) return;
    // A peer that is there is told; one that is not is not waited for.
    if (open && !writing) {
        writing = true;
        socket->async_close(websocket::close_code::going_away,
                            [this](const error_code&) { writing = false; });
        (void)runUntil(limits.farewell, [this] { return !writing; });
    }
    open = false;
    auto& tcp = beast::get_lowest_layer(*socket).socket();
    before = before + trafficOf(tcp.native_handle());
    error_code ignored;
    tcp.close(ignored);
    // What is under way uses the stream until its handler has run.
    io.restart();
    while (reading || writing)
        if (io.run_one() == 0) break;
    io.poll();
    socket.reset();
    ended = false;
}

bool LiveConnection::Impl::answerIsLate(bool begun) {
    const auto here = [this] { return answer || !open; };
    const base::Millis span =
        begun ? base::Millis{limits.answerEnds.count - limits.answerBegins.count}
              : limits.answerBegins;
    return !runUntil(span, here);
}

Result<base::Bytes> LiveConnection::Impl::exchange(base::ByteView frame) {
    if (!open) return Error(ErrorCode::Unreachable, "there is no live connection");
    answer.reset();
    problem.reset();
    asking = writing = true;
    socket->async_write(asio::buffer(frame.data(), frame.size()),
                        [this](const error_code& code, std::size_t) {
                            writing = false;
                            if (code && open) fail(liveError(code, "the live exchange"));
                        });
    bool late = answerIsLate(false);
    if (late && buffer.size() > 0) late = answerIsLate(true);
    // The whole was read before it could be answered, so it is written; or it is no server of ours.
    if (!late && writing && open)
        late = !runUntil(limits.answerBegins, [this] { return !writing; });
    asking = false;
    if (late && open) fail({ErrorCode::Unreachable, "no answer on the live connection"});
    if (open && answer) return std::move(*answer);
    const Error why = problem.value_or(Error(ErrorCode::Unreachable, "the live connection"));
    close();
    return why;
}

LiveConnection::LiveConnection(const sync::Enrolment& enrolment, const crypto::SigningKey& key,
                               LiveLimits limits)
    : m_impl(std::make_unique<Impl>(enrolment, key, limits)) {}

LiveConnection::~LiveConnection() {
    try {
        m_impl->close();
    } catch (const std::exception&) {
        // A goodbye that cannot be said is not owed: the system closes the socket.
        m_impl.reset();
    }
}

Status LiveConnection::connect() {
    return m_impl->connect();
}

bool LiveConnection::isOpen() const noexcept {
    return m_impl->open;
}

void LiveConnection::close() {
    m_impl->close();
}

Result<base::Bytes> LiveConnection::exchange(base::ByteView frame) {
    return m_impl->exchange(frame);
}

Wake LiveConnection::wait(base::Millis span) {
    Impl& impl = *m_impl;
    const auto news = [&impl] { return impl.woken || impl.ended || !impl.pokes.scopes.empty(); };
    (void)impl.runUntil(span, news);
    if (std::exchange(impl.woken, false)) return Wake::Called;
    if (impl.ended) {
        impl.close();
        return Wake::Ended;
    }
    return impl.pokes.scopes.empty() ? Wake::TimeUp : Wake::Poked;
}

sync::Pokes LiveConnection::takePokes() {
    return std::exchange(m_impl->pokes, {});
}

void LiveConnection::wake() {
    asio::post(m_impl->io, [this] { m_impl->woken = true; });
}

Traffic LiveConnection::traffic() const {
    if (!m_impl->socket) return m_impl->before;
    auto& tcp = beast::get_lowest_layer(*m_impl->socket).socket();
    return m_impl->before + trafficOf(tcp.native_handle());
}

}  // namespace hearth::client::platform

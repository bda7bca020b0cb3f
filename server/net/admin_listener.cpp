#include "server/net/admin_listener.hpp"

#include <array>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <sys/stat.h>
#include <sys/un.h>

#include "server/net/admin_frame.hpp"
#include "server/net/deadline.hpp"
#include "server/net/limits.hpp"
#include "shared/records/wire.hpp"

namespace hearth::server::net {

namespace asio = boost::asio;
using asio::awaitable;
using asio::local::stream_protocol;
using base::Error;
using base::ErrorCode;

namespace {

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr mode_t kOthersMask = 0177;

// One more as long as it lives, however that ends.
class Counted {
public:
    explicit Counted(std::size_t& count) noexcept : m_count(count) { ++m_count; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    ~Counted() { --m_count; }

private:
    std::size_t& m_count;
};

}  // namespace

base::Status AdminListener::open(const std::filesystem::path& path) {
    if (path.native().size() >= sizeof(sockaddr_un::sun_path))
        return Error(ErrorCode::InvalidArgument,
                     "admin_socket: " + path.string() + " is too long for a Unix socket");
    std::error_code removed;
    std::filesystem::remove(path, removed);
    boost::system::error_code code;
    m_acceptor.open(stream_protocol(), code);
    // The mode must be right from the first moment, not after a chmod.
    const mode_t before = ::umask(kOthersMask);
    if (!code) m_acceptor.bind(stream_protocol::endpoint(path.string()), code);
    ::umask(before);
    if (!code) m_acceptor.listen(static_cast<int>(kAdminConnectionsMax), code);
    if (code) return Error(ErrorCode::Io, path.string() + ": " + code.message());
    m_path = path;
    return {};
}

awaitable<void> AdminListener::run() {
    while (m_acceptor.is_open()) {
        auto [code, socket] = co_await m_acceptor.async_accept(kAwait);
        if (code == asio::error::operation_aborted || code == asio::error::bad_descriptor)
            co_return;
        if (code || m_open >= kAdminConnectionsMax) continue;
        asio::co_spawn(m_io, serve(std::move(socket)), [this](const std::exception_ptr& thrown) {
            if (thrown) m_log.error("admin_threw");
        });
    }
}

void AdminListener::close() noexcept {
    boost::system::error_code code;
    m_acceptor.close(code);
    std::error_code removed;
    if (!m_path.empty()) std::filesystem::remove(m_path, removed);
    m_path.clear();
}

awaitable<void> AdminListener::serve(Socket socket) {
    const Counted counted(m_open);
    const auto deadline = std::make_shared<Deadline>(socket.get_executor(), [&socket] {
        boost::system::error_code code;
        socket.close(code);
    });
    deadline->within(kAdminRequestTime);
    std::array<char, kAdminLengthBytes> prefix{};
    base::Bytes body;
    const auto [prefixCode, prefixSize] =
        co_await asio::async_read(socket, asio::buffer(prefix), kAwait);
    const std::size_t length = adminLength({prefix.data(), prefixSize});
    protocol::AdminRequest request;
    bool good = !prefixCode && length <= kAdminRequestBytesMax;
    if (good) {
        body.resize(length);
        const auto [code, size] = co_await asio::async_read(socket, asio::buffer(body), kAwait);
        good = !code && size == length && records::wire::parse(body, request);
    }
    deadline->off();
    if (good) {
        const protocol::AdminReply reply = co_await m_answer(std::move(request));
        const base::Bytes frame = adminFrame(reply);
        deadline->within(kAdminRequestTime);
        const auto [code, size] = co_await asio::async_write(socket, asio::buffer(frame), kAwait);
        if (code || size != frame.size()) m_log.warning("admin_reply_not_taken");
        deadline->off();
    } else {
        m_log.warning("admin_request_refused");
    }
}

}  // namespace hearth::server::net

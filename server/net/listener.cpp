#include "server/net/listener.hpp"

#include <chrono>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fcntl.h>
#include <unistd.h>

#include "server/net/http_session.hpp"

namespace hearth::server::net {

namespace asio = boost::asio;
using asio::awaitable;
using asio::ip::tcp;
using base::Error;
using base::ErrorCode;

namespace {

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

Error openError(const boost::system::error_code& code, const tcp::endpoint& endpoint) {
    const std::string where =
        endpoint.address().to_string() + " port " + std::to_string(endpoint.port());
    if (code == asio::error::address_in_use)
        return {ErrorCode::Busy, "another program listens at " + where};
    return {ErrorCode::Io, "cannot listen at " + where + ": " + code.message()};
}

}  // namespace

void ReserveDescriptor::take() noexcept {
    m_descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

void ReserveDescriptor::release() noexcept {
    if (m_descriptor >= 0) ::close(m_descriptor);
    m_descriptor = -1;
}

base::Status Listener::open(const std::string& address, std::uint16_t port) {
    boost::system::error_code code;
    const auto parsed = asio::ip::make_address(address, code);
    if (code) return Error(ErrorCode::InvalidArgument, address + " is not an address");
    const tcp::endpoint endpoint(parsed, port);
    m_acceptor.open(endpoint.protocol(), code);
    if (!code) m_acceptor.set_option(tcp::acceptor::reuse_address(true), code);
    if (!code) m_acceptor.bind(endpoint, code);
    if (!code) m_acceptor.listen(kListenBacklog, code);
    if (code) return openError(code, endpoint);
    return {};
}

std::uint16_t Listener::port() const {
    boost::system::error_code code;
    return m_acceptor.local_endpoint(code).port();
}

awaitable<void> Listener::run() {
    while (m_acceptor.is_open()) {
        if (!m_context.connections.roomForHandshake()) {
            co_await pause();  // the kernel's queue holds the others meanwhile
            continue;
        }
        auto [code, socket] = co_await m_acceptor.async_accept(kAwait);
        if (!code) {
            serve(std::move(socket));
        } else if (code == boost::system::errc::too_many_files_open ||
                   code == boost::system::errc::too_many_files_open_in_system) {
            m_context.services.log.error("no_descriptors_left");
            refuseOne();
            co_await pause();
        } else if (code == asio::error::operation_aborted || code == asio::error::bad_descriptor) {
            co_return;
        }
        // Anything else concerned that one connection alone.
    }
}

void Listener::close() noexcept {
    boost::system::error_code code;
    m_acceptor.close(code);
}

awaitable<void> Listener::pause() {
    asio::steady_timer timer(m_io);
    timer.expires_after(std::chrono::milliseconds(kAcceptPause.count));
    co_await timer.async_wait(kAwait);
}

void Listener::serve(tcp::socket socket) {
    if (m_context.connections.full(m_door)) {
        m_context.services.log.warning("connections_full");
        return;  // closes it
    }
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    socket.set_option(asio::socket_base::keep_alive(true), ignored);
    auto connection =
        std::make_shared<Connection>(std::move(socket), m_tls, m_door, m_context.connections);
    asio::co_spawn(m_io, serveConnection(std::move(connection), m_context),
                   [this](const std::exception_ptr& thrown) {
                       if (thrown) m_context.services.log.error("connection_threw");
                   });
}

void Listener::refuseOne() {
    m_reserve.release();
    boost::system::error_code code;
    tcp::socket socket(m_io);
    m_acceptor.non_blocking(true, code);
    m_acceptor.accept(socket, code);
    socket.close(code);
    m_reserve.take();
}

}  // namespace hearth::server::net

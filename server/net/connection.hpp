// Connection: one accepted socket with its TLS stream, its deadline and where it stands.
// Connections keep the caps and end what must end (revocation, stop). Owner: the coroutine that
// serves the connection (shared with its live session). Connections belongs to the composition root
// and outlives them all. Threads: the I/O thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include "server/api/endpoint.hpp"
#include "server/net/deadline.hpp"
#include "server/net/limits.hpp"

namespace hearth::server::net {

using TlsStream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket>;

enum class Phase {
    Handshake,
    Idle,     // between requests
    Busy,     // reading a request, or the store works on it
    Writing,  // an answer
    Live,     // a WebSocket
    Closing,
};

enum class LiveEnd { GoingAway, Revoked };

class Connections;

class Connection {
public:
    Connection(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context& tls, api::Door door,
               Connections& table);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    [[nodiscard]] TlsStream& stream() noexcept { return m_stream; }
    [[nodiscard]] boost::beast::flat_buffer& buffer() noexcept { return m_buffer; }
    [[nodiscard]] Deadline& deadline() noexcept { return *m_deadline; }
    [[nodiscard]] api::Door door() const noexcept { return m_door; }
    [[nodiscard]] Phase phase() const noexcept { return m_phase; }
    [[nodiscard]] const std::string& address() const noexcept { return m_address; }
    [[nodiscard]] const std::optional<auth::PresentedCertificate>& certificate() const noexcept {
        return m_certificate;
    }
    // After the handshake; over the device's cap its oldest connection ends.
    void identify(const auth::PresentedCertificate& certificate);
    void enter(Phase phase);
    // How a live session is told to end; set by it while it lives.
    void onLiveEnd(std::function<void(LiveEnd)> end) { m_liveEnd = std::move(end); }

    // Closes the socket at once: whatever waits on it fails.
    void cut() noexcept;
    // Wakes a connection that waits for a request, so that it closes properly.
    void wake() noexcept;
    void endLive(LiveEnd why);

private:
    friend class Connections;
    TlsStream m_stream;
    boost::beast::flat_buffer m_buffer;
    std::shared_ptr<Deadline> m_deadline;
    Connections& m_table;
    api::Door m_door;
    Phase m_phase = Phase::Handshake;
    std::uint64_t m_serial = 0;  // by when it was accepted
    base::BootTime m_since;
    std::string m_address;
    std::optional<auth::PresentedCertificate> m_certificate;
    std::function<void(LiveEnd)> m_liveEnd;
};

class Connections {
public:
    Connections(const Limits& limits, const base::Clock& clock)
        : m_limits(limits), m_clock(clock) {}

    [[nodiscard]] bool full(api::Door door) const noexcept;
    // True if another handshake may begin; drops one that is overdue to make room.
    [[nodiscard]] bool roomForHandshake();
    // A revoked device: answers under way are cut, live sessions end, idle connections stay until
    // their next request hears why.
    void endDevice(const base::DeviceId& device);
    // No new requests: idle connections close, the others after their answer.
    void drain();
    [[nodiscard]] bool draining() const noexcept { return m_draining; }
    void cutAll();
    [[nodiscard]] std::size_t size() const noexcept { return m_all.size(); }
    [[nodiscard]] std::size_t live() const noexcept;

private:
    friend class Connection;
    void add(Connection& connection);
    void remove(Connection& connection) noexcept;
    void identified(Connection& connection);
    void leaveHandshake(Connection& connection) noexcept;

    const Limits& m_limits;
    const base::Clock& m_clock;
    std::unordered_set<Connection*> m_all;
    std::set<std::pair<std::uint64_t, Connection*>> m_handshakes;             // oldest first
    std::unordered_map<base::DeviceId, std::vector<Connection*>> m_byDevice;  // oldest first
    std::size_t m_enrolling = 0;
    std::uint64_t m_nextSerial = 0;
    bool m_draining = false;
};

}  // namespace hearth::server::net

#include "server/net/connection.hpp"

#include <algorithm>

namespace hearth::server::net {

namespace {

std::string addressOf(const boost::asio::ip::tcp::socket& socket) {
    boost::system::error_code code;
    const auto endpoint = socket.remote_endpoint(code);
    return code ? std::string() : endpoint.address().to_string();
}

}  // namespace

Connection::Connection(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context& tls,
                       api::Door door, Connections& table)
    : m_stream(std::move(socket), tls),
      m_buffer(kReadBufferBytes),
      m_deadline(std::make_shared<Deadline>(m_stream.get_executor(), [this] { cut(); })),
      m_table(table),
      m_door(door),
      m_address(addressOf(m_stream.next_layer())) {
    m_table.add(*this);
}

Connection::~Connection() {
    m_deadline->off();
    m_table.remove(*this);
}

void Connection::identify(const auth::PresentedCertificate& certificate) {
    m_certificate = certificate;
    m_table.identified(*this);
}

void Connection::enter(Phase phase) {
    if (m_phase == Phase::Handshake) m_table.leaveHandshake(*this);
    m_phase = phase;
}

void Connection::cut() noexcept {
    boost::system::error_code code;
    m_stream.next_layer().close(code);
}

void Connection::wake() noexcept {
    boost::system::error_code code;
    m_stream.next_layer().cancel(code);
}

void Connection::endLive(LiveEnd why) {
    if (m_liveEnd) m_liveEnd(why);
}

bool Connections::full(api::Door door) const noexcept {
    if (door == api::Door::Enrol) return m_enrolling >= kEnrolConnectionsMax;
    return m_all.size() - m_enrolling >= m_limits.connectionsMax;
}

bool Connections::roomForHandshake() {
    if (m_handshakes.size() < m_limits.handshakesMax) return true;
    Connection& oldest = *m_handshakes.begin()->second;
    if (m_clock.bootNow() - oldest.m_since < kHandshakeGrace) return false;
    leaveHandshake(oldest);
    oldest.cut();
    return true;
}

void Connections::endDevice(const base::DeviceId& device) {
    const auto found = m_byDevice.find(device);
    if (found == m_byDevice.end()) return;
    for (Connection* connection : found->second) {
        if (connection->m_phase == Phase::Live) connection->endLive(LiveEnd::Revoked);
        if (connection->m_phase == Phase::Writing) connection->cut();
    }
}

void Connections::drain() {
    m_draining = true;
    for (Connection* connection : m_all) {
        if (connection->m_phase == Phase::Live) connection->endLive(LiveEnd::GoingAway);
        if (connection->m_phase == Phase::Idle) connection->wake();
        if (connection->m_phase == Phase::Handshake) connection->cut();
    }
}

void Connections::cutAll() {
    for (Connection* connection : m_all)
        connection->cut();
}

std::size_t Connections::live() const noexcept {
    return static_cast<std::size_t>(std::count_if(
        m_all.begin(), m_all.end(),
        [](const Connection* connection) { return connection->m_phase == Phase::Live; }));
}

void Connections::add(Connection& connection) {
    connection.m_serial = m_nextSerial++;
    connection.m_since = m_clock.bootNow();
    m_all.insert(&connection);
    m_handshakes.emplace(connection.m_serial, &connection);
    if (connection.m_door == api::Door::Enrol) ++m_enrolling;
}

void Connections::remove(Connection& connection) noexcept {
    m_all.erase(&connection);
    leaveHandshake(connection);
    if (connection.m_door == api::Door::Enrol) --m_enrolling;
    if (!connection.m_certificate) return;
    const auto found = m_byDevice.find(connection.m_certificate->device);
    if (found == m_byDevice.end()) return;
    std::erase(found->second, &connection);
    if (found->second.empty()) m_byDevice.erase(found);
}

// The newest connection is the one the tablet uses: after a change of networks its old ones are
// dead and only we do not know it yet.
void Connections::identified(Connection& connection) {
    std::vector<Connection*>& same = m_byDevice[connection.m_certificate->device];
    same.push_back(&connection);
    if (same.size() > m_limits.connectionsPerDeviceMax) same.front()->cut();
}

void Connections::leaveHandshake(Connection& connection) noexcept {
    m_handshakes.erase({connection.m_serial, &connection});
}

}  // namespace hearth::server::net

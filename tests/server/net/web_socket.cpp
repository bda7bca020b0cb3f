#include "tests/server/net/web_socket.hpp"

namespace hearth::server::net {

namespace {

constexpr std::string_view kUpgrade =
    "GET /v1/live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
constexpr unsigned kFinal = 0x80;
constexpr unsigned kMasked = 0x80;
constexpr unsigned kOpcodeMask = 0x0F;
constexpr unsigned kLengthMask = 0x7F;
constexpr std::size_t kSmallMax = 125;
constexpr unsigned kLength16 = 126;
constexpr unsigned kLength64 = 127;
constexpr unsigned kByteBits = 8;

std::uint64_t bigEndian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char c : bytes)
        value = (value << kByteBits) | static_cast<std::uint8_t>(c);
    return value;
}

}  // namespace

unsigned WebSocketMessage::closeCode() const {
    return payload.size() < 2 ? 0 : static_cast<unsigned>(bigEndian(payload.substr(0, 2)));
}

WebSocket::WebSocket(std::uint16_t port, const Identity& identity) : m_client(port, &identity) {
    m_status = m_client.ask(kUpgrade).status;
}

void WebSocket::send(base::ByteView payload, Opcode opcode) {
    std::string frame;
    frame.push_back(static_cast<char>(kFinal | static_cast<unsigned>(opcode)));
    // The shortest form of the length, as the standard wants it.
    const bool small = payload.size() <= kSmallMax;
    const unsigned width = small ? 0 : payload.size() <= UINT16_MAX ? 2 : 8;
    const auto code = small        ? static_cast<unsigned>(payload.size())
                      : width == 2 ? kLength16
                                   : kLength64;
    frame.push_back(static_cast<char>(kMasked | code));
    for (unsigned i = width; i-- > 0;)
        frame.push_back(static_cast<char>(payload.size() >> (i * kByteBits)));
    frame.append(4, '\0');  // a mask of zeros leaves the payload as it is
    m_client.send(frame + std::string(payload));
}

WebSocketMessage WebSocket::receive() {
    const std::string head = m_client.receiveExactly(2);
    if (head.size() < 2) return {};
    WebSocketMessage message;
    message.opcode = static_cast<Opcode>(static_cast<unsigned>(head[0]) & kOpcodeMask);
    std::uint64_t length = static_cast<unsigned>(head[1]) & kLengthMask;
    if (length == kLength16) length = bigEndian(m_client.receiveExactly(2));
    if (length == kLength64) length = bigEndian(m_client.receiveExactly(8));
    message.payload = m_client.receiveExactly(length);
    return message;
}

}  // namespace hearth::server::net

// A WebSocket client over TlsClient (RFC 6455), as much of it as the tests need.
#pragma once

#include "tests/server/net/tls_client.hpp"

namespace hearth::server::net {

enum class Opcode : std::uint8_t {
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
    None = 0xFF
};

struct WebSocketMessage {
    Opcode opcode = Opcode::None;  // None: the connection ended
    base::Bytes payload;
    // Of a Close message.
    [[nodiscard]] unsigned closeCode() const;
};

class WebSocket {
public:
    // The upgrade; status 101 when it worked.
    WebSocket(std::uint16_t port, const Identity& identity);

    [[nodiscard]] unsigned status() const noexcept { return m_status; }
    void send(base::ByteView payload, Opcode opcode = Opcode::Binary);
    [[nodiscard]] WebSocketMessage receive();
    [[nodiscard]] TlsClient& client() noexcept { return m_client; }

private:
    TlsClient m_client;
    unsigned m_status = 0;
};

}  // namespace hearth::server::net

#include "tests/bench/wire.hpp"

#include <array>
#include <cstring>

#include <sys/socket.h>

namespace hearth::bench {

using base::Error;
using base::ErrorCode;
using base::Status;

namespace {

using Length = std::uint32_t;

Status sendAll(int wire, const char* bytes, std::size_t count) {
    while (count > 0) {
        const ssize_t sent = ::send(wire, bytes, count, MSG_NOSIGNAL);
        if (sent <= 0) return Error(ErrorCode::Io, "the other process is gone");
        bytes += sent;
        count -= static_cast<std::size_t>(sent);
    }
    return {};
}

Status receiveAll(int wire, char* bytes, std::size_t count) {
    while (count > 0) {
        const ssize_t received = ::recv(wire, bytes, count, 0);
        if (received <= 0) return Error(ErrorCode::Io, "the other process is gone");
        bytes += received;
        count -= static_cast<std::size_t>(received);
    }
    return {};
}

}  // namespace

Status sendFrame(int wire, base::ByteView frame) {
    const auto length = static_cast<Length>(frame.size());
    std::array<char, sizeof(Length)> head{};
    std::memcpy(head.data(), &length, sizeof(Length));
    HEARTH_TRY(sendAll(wire, head.data(), head.size()));
    return sendAll(wire, frame.data(), frame.size());
}

base::Result<base::Bytes> receiveFrame(int wire) {
    std::array<char, sizeof(Length)> head{};
    HEARTH_TRY(receiveAll(wire, head.data(), head.size()));
    Length length = 0;
    std::memcpy(&length, head.data(), sizeof(Length));
    base::Bytes frame(length, '\0');
    HEARTH_TRY(receiveAll(wire, frame.data(), frame.size()));
    return frame;
}

}  // namespace hearth::bench

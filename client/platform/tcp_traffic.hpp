// What the kernel counted on a TCP connection (Linux TCP_INFO): the bytes a mobile contract pays
// for, TLS included. Threads: any thread.
#pragma once

#include <cstdint>

namespace hearth::client::platform {

struct Traffic {
    std::uint64_t sentBytes = 0;
    std::uint64_t receivedBytes = 0;
};

// Nothing if the kernel does not say.
[[nodiscard]] Traffic trafficOf(int socket) noexcept;

}  // namespace hearth::client::platform

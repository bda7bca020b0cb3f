#include "client/platform/tcp_traffic.hpp"

// The kernel's own header: the C library's tcp_info ends before the byte counts, and the two cannot
// be included together, which is why this is a file of its own.
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace hearth::client::platform {

Traffic trafficOf(int socket) noexcept {
    tcp_info info{};
    socklen_t size = sizeof info;
    if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return {};
    return {info.tcpi_bytes_acked, info.tcpi_bytes_received};
}

}  // namespace hearth::client::platform

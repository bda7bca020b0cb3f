#include "server/ctl/admin_client.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "server/net/admin_frame.hpp"
#include "server/net/limits.hpp"
#include "shared/records/wire.hpp"

namespace hearth::server::ctl {

using base::Error;
using base::ErrorCode;
using base::Status;

namespace {

constexpr std::int64_t kMillisASecond = 1000;

class Socket {
public:
    Socket() noexcept : m_descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    ~Socket() {
        if (m_descriptor >= 0) ::close(m_descriptor);
    }

    Status connect(const std::filesystem::path& path) {
        sockaddr_un address{};
        if (m_descriptor < 0 || path.native().size() >= sizeof(address.sun_path))
            return Error(ErrorCode::Io, path.string() + " cannot be a socket");
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.c_str(), path.native().size());
        timeval limit{};
        limit.tv_sec = kAdminAnswerTime.count / kMillisASecond;
        ::setsockopt(m_descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        const auto* generic = reinterpret_cast<const sockaddr*>(&address);
        if (::connect(m_descriptor, generic, sizeof address) == 0) return {};
        const bool nobody = errno == ENOENT || errno == ECONNREFUSED;
        return Error(nobody ? ErrorCode::Unreachable : ErrorCode::Io,
                     path.string() + ": " + std::strerror(errno));
    }

    Status send(base::ByteView bytes) {
        while (!bytes.empty()) {
            const auto count = ::send(m_descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) return Error(ErrorCode::Io, "hearthd closed its admin socket");
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return {};
    }

    Status receive(char* out, std::size_t size) {
        while (size > 0) {
            const auto count = ::recv(m_descriptor, out, size, 0);
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) return Error(ErrorCode::Io, "hearthd did not answer");
            out += count;
            size -= static_cast<std::size_t>(count);
        }
        return {};
    }

private:
    int m_descriptor;
};

}  // namespace

base::Result<protocol::AdminReply> askHearthd(const std::filesystem::path& path,
                                              const protocol::AdminRequest& request) {
    Socket socket;
    HEARTH_TRY(socket.connect(path));
    HEARTH_TRY(socket.send(net::adminFrame(request)));
    std::array<char, net::kAdminLengthBytes> prefix{};
    HEARTH_TRY(socket.receive(prefix.data(), prefix.size()));
    const std::size_t length = net::adminLength({prefix.data(), prefix.size()});
    if (length > net::kAdminReplyBytesMax) return Error(ErrorCode::TooLarge, "hearthd's answer");
    base::Bytes body(length, '\0');
    HEARTH_TRY(socket.receive(body.data(), body.size()));
    protocol::AdminReply reply;
    if (!records::wire::parse(body, reply)) return Error(ErrorCode::Malformed, "hearthd's answer");
    return reply;
}

}  // namespace hearth::server::ctl

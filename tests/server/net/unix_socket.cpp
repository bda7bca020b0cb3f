#include "tests/server/net/unix_socket.hpp"

#include <array>
#include <cstring>

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

namespace hearth::server::net {

namespace {

constexpr time_t kTimeLimitSeconds = 5;
constexpr std::size_t kReadBytes = 4096;

int makeSocket() {
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    INVARIANT(descriptor >= 0);
    timeval limit{};
    limit.tv_sec = kTimeLimitSeconds;
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    return descriptor;
}

sockaddr_un addressOf(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    INVARIANT(path.native().size() < sizeof address.sun_path);
    std::memcpy(address.sun_path, path.c_str(), path.native().size());
    return address;
}

// A peer that has closed takes nothing more, which is no failure of the test.
void sendAll(int descriptor, base::ByteView bytes) {
    while (!bytes.empty()) {
        const auto count = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

}  // namespace

UnixClient::UnixClient(const std::filesystem::path& path) : m_descriptor(makeSocket()) {
    const sockaddr_un address = addressOf(path);
    INVARIANT(
        ::connect(m_descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
}

UnixClient::~UnixClient() {
    ::close(m_descriptor);
}

void UnixClient::say(base::ByteView bytes) {
    sendAll(m_descriptor, bytes);
}

void UnixClient::sayAll(base::ByteView bytes) {
    say(bytes);
    ::shutdown(m_descriptor, SHUT_WR);
}

base::Bytes UnixClient::hearAll() {
    base::Bytes heard;
    std::array<char, kReadBytes> part{};
    while (true) {
        const auto count = ::recv(m_descriptor, part.data(), part.size(), 0);
        // Closed with bytes unread is a reset: an end as well.
        m_ended = count == 0 || (count < 0 && errno == ECONNRESET);
        if (count <= 0) return heard;
        heard.append(part.data(), static_cast<std::size_t>(count));
    }
}

UnixServer::UnixServer(const std::filesystem::path& path, base::Bytes answer)
    : m_descriptor(makeSocket()) {
    const sockaddr_un address = addressOf(path);
    INVARIANT(::bind(m_descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) ==
              0);
    INVARIANT(::listen(m_descriptor, 1) == 0);
    m_thread = std::thread([this, bytes = std::move(answer)] { serve(bytes); });
}

UnixServer::~UnixServer() {
    m_thread.join();
    ::close(m_descriptor);
}

void UnixServer::serve(const base::Bytes& answer) const {
    const int peer = ::accept(m_descriptor, nullptr, nullptr);
    if (peer < 0) return;
    std::array<char, kReadBytes> part{};
    // The question is one write, and what it is does not matter here.
    static_cast<void>(::recv(peer, part.data(), part.size(), 0));
    sendAll(peer, answer);
    ::close(peer);
}

}  // namespace hearth::server::net

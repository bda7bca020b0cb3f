// Both ends of a Unix socket for tests: say exactly these bytes, hear what comes back, and never
// wait longer than the time limit. Owner: the test. Threads: UnixClient one; UnixServer answers on
// a thread of its own.
#pragma once

#include <filesystem>
#include <thread>

#include "shared/base/bytes.hpp"

namespace hearth::server::net {

class UnixClient {
public:
    explicit UnixClient(const std::filesystem::path& path);
    UnixClient(const UnixClient&) = delete;
    UnixClient& operator=(const UnixClient&) = delete;
    ~UnixClient();

    // Says these bytes and that nothing follows.
    void sayAll(base::ByteView bytes);
    // Says these bytes; more may follow.
    void say(base::ByteView bytes);
    // Everything up to the other end's close; `ended` tells whether it closed within the time.
    [[nodiscard]] base::Bytes hearAll();
    [[nodiscard]] bool ended() const noexcept { return m_ended; }

private:
    int m_descriptor = -1;
    bool m_ended = false;
};

// Takes one connection, reads what it says, answers with these bytes and closes.
class UnixServer {
public:
    UnixServer(const std::filesystem::path& path, base::Bytes answer);
    UnixServer(const UnixServer&) = delete;
    UnixServer& operator=(const UnixServer&) = delete;
    ~UnixServer();

private:
    void serve(const base::Bytes& answer) const;

    int m_descriptor = -1;
    std::thread m_thread;
};

}  // namespace hearth::server::net

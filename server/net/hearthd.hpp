// Hearthd: the whole server in one object: keys, store and its thread, both doors, the admin
// socket, live notifications, backups. main.cpp and the tests start the same one. Owner: the
// program. Threads: start() and run() on one thread, which becomes the I/O thread; stop() from any
// thread.
#pragma once

#include <cstdint>
#include <memory>

#include "server/api/log.hpp"
#include "server/net/config.hpp"
#include "shared/base/random.hpp"

namespace hearth::server::net {

class Hearthd {
public:
    // Opens the store and both doors. Errors name what is in the way: NotFound (a key or the store
    // is missing), Untrusted (a key file others may read), Busy (another hearthd, or the port is
    // taken), Corrupt.
    [[nodiscard]] static base::Result<std::unique_ptr<Hearthd>> start(const Config& config,
                                                                      const base::Clock& clock,
                                                                      base::Random& random,
                                                                      api::Log& log);
    Hearthd(const Hearthd&) = delete;
    Hearthd& operator=(const Hearthd&) = delete;
    ~Hearthd();

    [[nodiscard]] std::uint16_t syncPort() const noexcept;
    [[nodiscard]] std::uint16_t enrolPort() const noexcept;

    // Serves until stop(): then no new connection, requests under way are answered within
    // Limits::stop, everything closes, a last backup is made. False if that backup failed.
    [[nodiscard]] bool run();
    void stop();
    // Stops on SIGTERM and SIGINT; a second signal ends the process at once.
    void stopOnSignals();

private:
    struct Impl;
    explicit Hearthd(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace hearth::server::net

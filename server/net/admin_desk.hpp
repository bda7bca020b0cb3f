// What hearthctl asks of a running hearthd: the store's answer, and what follows from it for the
// connections that are open (a revocation counts at once).
// Owner: Hearthd. Threads: the I/O thread; the store's part is a job of its thread.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "server/api/admin.hpp"
#include "server/net/server_context.hpp"

namespace hearth::server::net {

class AdminDesk {
public:
    AdminDesk(ServerContext& context, api::AdminEnvironment environment, const base::Clock& clock)
        : m_context(context),
          m_environment(std::move(environment)),
          m_clock(clock),
          m_started(clock.bootNow()) {}

    // After the doors are open.
    void setPorts(std::uint16_t syncPort, std::uint16_t enrolPort);
    [[nodiscard]] const api::AdminEnvironment& environment() const noexcept {
        return m_environment;
    }
    [[nodiscard]] boost::asio::awaitable<protocol::AdminReply> answer(
        protocol::AdminRequest request);

private:
    void addRunningFacts(protocol::AdminStatus& status) const;

    ServerContext& m_context;
    api::AdminEnvironment m_environment;
    const base::Clock& m_clock;
    base::BootTime m_started;
    std::uint16_t m_syncPort = 0;
};

}  // namespace hearth::server::net

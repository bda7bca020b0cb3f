// Site: the server that hearthctl is pointed at by --dir: its settings, its store, and how to reach
// a hearthd that runs on it. Owner: one run of hearthctl. Threads: one.
#pragma once

#include <filesystem>
#include <memory>

#include "schema/protocol/admin.pb.h"
#include "server/auth/authority_keys.hpp"
#include "server/net/config.hpp"
#include "server/store/store.hpp"

namespace hearth::server::ctl {

class Site {
public:
    // NotFound (no hearthd.conf there), InvalidArgument (settings).
    [[nodiscard]] static base::Result<Site> at(const std::filesystem::path& folder);

    [[nodiscard]] const net::Config& config() const noexcept { return m_config; }
    // Puts the request to the running hearthd, or to the store itself when none runs. The lock of
    // the store tells: while a hearthd starts, both are tried for a few seconds.
    [[nodiscard]] base::Result<protocol::AdminReply> ask(const protocol::AdminRequest& request);
    // The store of a stopped server, to be closed before this Site goes; Busy while something else
    // has it.
    [[nodiscard]] base::Result<std::unique_ptr<store::Store>> openStore();

private:
    explicit Site(net::Config config) : m_config(std::move(config)) {}
    [[nodiscard]] base::Result<protocol::AdminReply> askStore(
        const protocol::AdminRequest& request);

    // What a store looks at as long as it is open.
    struct Machine {
        base::SystemClock clock;
        crypto::SystemRandom random;
    };
    net::Config m_config;
    std::unique_ptr<Machine> m_machine = std::make_unique<Machine>();
};

}  // namespace hearth::server::ctl

// Everything that must be there before the first connection: keys, store, device rows, TLS.
// Owner: Hearthd. Threads: one.
#pragma once

#include "server/net/config.hpp"
#include "server/net/tls.hpp"

namespace hearth::server::net {

struct Opened {
    auth::AuthorityKeys keys;
    std::unique_ptr<store::Store> store;
    auth::DeviceRegistry devices;
    std::unique_ptr<boost::asio::ssl::context> syncTls;
    std::unique_ptr<boost::asio::ssl::context> enrolTls;
};

// Errors as Hearthd::start.
[[nodiscard]] base::Result<Opened> openAll(const Config& config, const base::Clock& clock,
                                           base::Random& random);

}  // namespace hearth::server::net

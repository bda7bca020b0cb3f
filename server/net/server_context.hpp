// What sessions share: limits, services, connections, live tablets. Built by Hearthd.
// Threads: the I/O thread.
#pragma once

#include "server/api/services.hpp"
#include "server/net/connection.hpp"
#include "server/net/limits.hpp"

namespace hearth::server::net {

class LiveHub;

struct ServerContext {
    const Limits& limits;
    api::Services& services;
    Connections& connections;
    LiveHub& hub;
};

}  // namespace hearth::server::net

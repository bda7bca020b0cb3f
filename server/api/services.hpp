// Services: what endpoints work with. Built once by the composition root; endpoints see this and
// nothing of sockets.
// Threads: the I/O thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <boost/asio/thread_pool.hpp>

#include "server/api/log.hpp"
#include "server/auth/authority_keys.hpp"
#include "server/auth/device_registry.hpp"
#include "server/auth/rate_limit.hpp"
#include "server/store/store_worker.hpp"

namespace hearth::server::api {

// Since the start; for `hearthctl status`.
struct Counters {
    std::uint64_t requests = 0;
    std::uint64_t wrongCodes = 0;
};

struct Services {
    store::StoreWorker& worker;
    auth::DeviceRegistry& devices;
    auth::RateLimit& enrolments;
    const auth::AuthorityKeys& keys;
    base::Random& random;
    Log& log;
    // Packing and unpacking of large frames, away from the I/O thread.
    boost::asio::thread_pool& codecs;
    std::string authorityName;
    std::uint16_t syncPort = 0;  // as tablets are told at enrolment
    // Told after a commit which scopes changed and by which device, for live notifications.
    std::function<void(const std::vector<base::ScopeId>&, const base::DeviceId&)> touched;
    Counters counters;
};

}  // namespace hearth::server::api

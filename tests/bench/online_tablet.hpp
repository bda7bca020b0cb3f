// OnlineTablet: keeps an unlocked tablet in touch with its server, on a thread of its own, with the
// app's own loop: a save goes out at once, what others save comes in at once. Whoever uses the
// store meanwhile locks it. Owner: whoever holds the tablet; gone before it. Threads: the public
// functions on any one thread; `arrived` is called on the loop's.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

#include "client/platform/https_transport.hpp"
#include "client/platform/live_connection.hpp"
#include "client/sync/sync_loop.hpp"
#include "client/sync/tablet.hpp"

namespace hearth::bench {

class OnlineTablet {
public:
    // After each run.
    using Arrived = std::function<void(const client::sync::SyncReport& report)>;

    struct Surroundings {
        client::store::TabletStore& store;
        client::store::TabletStore::Signer sign;
        const client::sync::Enrolment& enrolment;
        const crypto::SigningKey& key;
        const base::Clock& clock;
        base::Random& random;
        // Held while the store is used.
        std::mutex& storeMutex;
    };
    OnlineTablet(const Surroundings& around, Arrived arrived);
    OnlineTablet(const OnlineTablet&) = delete;
    OnlineTablet& operator=(const OnlineTablet&) = delete;
    ~OnlineTablet();  // a run under way ends first

    void saved() { m_loop.saved(); }
    void syncNow() { m_loop.requestNow(); }
    [[nodiscard]] bool isLive() const noexcept { return m_isLive; }
    // Bytes on the wire, TLS included; of a tablet that is at rest.
    [[nodiscard]] client::platform::Traffic liveTraffic() const { return m_live.traffic(); }
    [[nodiscard]] client::platform::Traffic postTraffic() const { return m_post.traffic(); }

private:
    void run(const Arrived& arrived);

    client::platform::HttpsTransport m_post;
    client::platform::LiveConnection m_live;
    client::sync::Carrier m_carrier;
    client::sync::SyncEngine m_engine;
    client::sync::SyncLoop m_loop;
    std::atomic<bool> m_isLive{false};
    std::thread m_thread;  // last: starts when the rest is there
};

}  // namespace hearth::bench

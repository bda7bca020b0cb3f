// A whole hearthd in the test's process: a new authority in a folder that goes away, any free
// ports, two workers, and ways to enrol a tablet and to ask what an administrator asks.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "schema/protocol/admin.pb.h"
#include "server/auth/authority_keys.hpp"
#include "server/net/hearthd.hpp"
#include "shared/crypto/signature.hpp"
#include "tests/server/net/tls_client.hpp"

namespace hearth::server::net {

// An enrolled tablet: its key and its certificate.
struct Device {
    crypto::SigningKey key;
    Identity identity;
    base::DeviceId id;
    base::WorkerId worker;
};

class Rig {
public:
    using Tweak = std::function<void(Config&)>;
    // `tweak`: settings before the start.
    explicit Rig(const Tweak& tweak = {});
    Rig(const Rig&) = delete;
    Rig& operator=(const Rig&) = delete;
    ~Rig();

    // Ports of the running server.
    [[nodiscard]] std::uint16_t syncPort() const { return m_server->syncPort(); }
    [[nodiscard]] std::uint16_t enrolPort() const { return m_server->enrolPort(); }
    [[nodiscard]] const std::filesystem::path& folder() const noexcept { return m_folder; }
    [[nodiscard]] const Config& config() const noexcept { return m_config; }
    [[nodiscard]] auth::AuthorityKeys keys() const;
    [[nodiscard]] const base::WorkerId& worker() const noexcept { return m_worker; }
    [[nodiscard]] const base::WorkerId& otherWorker() const noexcept { return m_otherWorker; }

    // Over the admin socket, as hearthctl does.
    [[nodiscard]] protocol::AdminReply admin(const protocol::AdminRequest& request) const;
    // A new code, as a person types it; and its secret half.
    [[nodiscard]] std::string wholeCodeFor(const base::WorkerId& worker) const;
    [[nodiscard]] std::string codeFor(const base::WorkerId& worker) const;
    [[nodiscard]] Device enrol(const base::WorkerId& worker) const;
    void revoke(const base::DeviceId& device) const;

    // Begins the graceful stop; run() ends on its own thread.
    void stop() { m_server->stop(); }
    // Waits for the end; what run() returned.
    bool wait();
    // And closes the store, so that somebody else may open it.
    bool end();
    [[nodiscard]] std::string log() const;

private:
    std::filesystem::path m_folder;
    Config m_config;
    base::SystemClock m_clock;
    crypto::SystemRandom m_random;
    base::WorkerId m_worker;
    base::WorkerId m_otherWorker;
    mutable std::mutex m_mutex;
    std::string m_lines;
    std::unique_ptr<api::Log> m_log;
    std::unique_ptr<Hearthd> m_server;
    std::thread m_thread;
    bool m_ended = false;
    bool m_good = false;
};

// A key of its own and what the enrolment endpoint takes.
[[nodiscard]] base::Bytes enrolBody(const std::string& secret, const crypto::SigningKey& key);
// A folder that does not exist yet.
[[nodiscard]] std::filesystem::path freshFolder();

}  // namespace hearth::server::net

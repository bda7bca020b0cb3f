// DeviceRegistry: the device rows in memory, asked at every request, so that a revocation counts
// from the next request on and no certificate is believed for longer than its row allows. Owner:
// the composition root; filled from the store at start, and told of every change after its commit.
// Threads: the I/O thread.
#pragma once

#include <unordered_map>
#include <vector>

#include "server/store/store.hpp"
#include "shared/protocol/server_session.hpp"

namespace hearth::server::auth {

enum class Admission {
    Admitted,
    Unknown,           // no such device here
    Revoked,           // its row says so
    OtherCertificate,  // the row names another certificate: an old one, or a copy
};

// A sentence for the person holding the tablet; empty for Admitted.
[[nodiscard]] std::string_view describe(Admission admission) noexcept;

// The certificate a connection came with, checked by TLS against our own authority.
struct PresentedCertificate {
    base::DeviceId device;
    base::Digest fingerprint;
};

class DeviceRegistry {
public:
    void load(const std::vector<store::DeviceRow>& rows);
    void put(const store::DeviceRow& row);
    [[nodiscard]] Admission admit(const PresentedCertificate& certificate) const noexcept;
    // Who an admitted device is for the session machine.
    [[nodiscard]] protocol::Peer peer(const base::DeviceId& device) const;
    [[nodiscard]] std::size_t size() const noexcept { return m_devices.size(); }

private:
    struct Device {
        protocol::Peer peer;
        base::Digest fingerprint;
        bool revoked = false;
    };
    std::unordered_map<base::DeviceId, Device> m_devices;
};

}  // namespace hearth::server::auth

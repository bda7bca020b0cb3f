#include "server/auth/device_registry.hpp"

namespace hearth::server::auth {

std::string_view describe(Admission admission) noexcept {
    switch (admission) {
        case Admission::Admitted:
            return "";
        case Admission::Unknown:
            return "this server does not know this tablet";
        case Admission::Revoked:
            return "this tablet's access was ended by the authority";
        case Admission::OtherCertificate:
            return "this tablet has a newer certificate";
    }
    return "";
}

void DeviceRegistry::load(const std::vector<store::DeviceRow>& rows) {
    m_devices.clear();
    for (const store::DeviceRow& row : rows)
        put(row);
}

void DeviceRegistry::put(const store::DeviceRow& row) {
    m_devices[row.device] =
        Device{{row.device, row.worker, row.publicKeyDer}, row.fingerprint, row.revoked};
}

Admission DeviceRegistry::admit(const PresentedCertificate& certificate) const noexcept {
    const auto found = m_devices.find(certificate.device);
    if (found == m_devices.end()) return Admission::Unknown;
    if (found->second.revoked) return Admission::Revoked;
    if (found->second.fingerprint != certificate.fingerprint) return Admission::OtherCertificate;
    return Admission::Admitted;
}

protocol::Peer DeviceRegistry::peer(const base::DeviceId& device) const {
    const auto found = m_devices.find(device);
    INVARIANT(found != m_devices.end());
    return found->second.peer;
}

}  // namespace hearth::server::auth

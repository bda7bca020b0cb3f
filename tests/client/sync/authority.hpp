// A made-up authority with its certificates, and an enroller that answers as its server would.
// Owner: the test. Threads: one.
#pragma once

#include <optional>

#include "client/sync/tablet.hpp"
#include "shared/crypto/certificate.hpp"

namespace hearth::tests {

struct Authority {
    crypto::CertificateAndKey root;
    crypto::CertificateAndKey issuing;

    [[nodiscard]] static Authority make(base::WallTime now);
    // The pin that a code carries.
    [[nodiscard]] base::Bytes pin() const;
    // A whole code, as a person types it.
    [[nodiscard]] std::string code(const std::string& secret = "ABCD1234EFGH5678") const;
};

// What a tablet with this key keeps, enrolled at a server on this machine.
[[nodiscard]] client::sync::Enrolment enrolmentOf(const Authority& authority,
                                                  const crypto::SigningKey& key, std::uint16_t port,
                                                  base::WallTime now);

class FakeEnroller final : public client::sync::Enroller {
public:
    FakeEnroller(const Authority& authority, base::WallTime now)
        : m_authority(authority), m_now(now) {}

    // What the server answers instead of a certificate.
    std::optional<base::Error> refusal;
    // A certificate for another key than the tablet's.
    bool certifiesAnother = false;
    std::string heardSecret;
    std::string heardLabel;
    unsigned calls = 0;

    [[nodiscard]] base::Result<client::sync::EnrolmentAnswer> enrol(
        const client::sync::EnrolmentDoor& door, const protocol::EnrolRequest& request) override;

private:
    const Authority& m_authority;
    base::WallTime m_now;
};

}  // namespace hearth::tests

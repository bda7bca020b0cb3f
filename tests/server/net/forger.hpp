// Makes device certificates that our own code would never issue, signed with the real issuing key:
// what a careless or stolen issuer could hand out.
#pragma once

#include <string>

#include "tests/server/net/tls_client.hpp"

namespace hearth::server::net {

enum class KeyKind { P256, P224, Rsa1024 };

struct ForgedPlan {
    base::DeviceId device;
    // Seconds from now.
    long notBefore = -60;
    long notAfter = 3600;
    const char* usage = "clientAuth";  // extended key usage; null: none at all
    const char* nameScheme = "urn:hearth:device:";
    bool criticalUnknown = false;  // an extension that nobody understands, marked critical
    const char* digest = "SHA256";
    KeyKind key = KeyKind::P256;
};

[[nodiscard]] Identity forge(const crypto::CertificateAndKey& issuing, const ForgedPlan& plan);

}  // namespace hearth::server::net

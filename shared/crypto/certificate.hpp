// X.509 for Hearth's own authority: root P-384 (10 years, offline), issuing CA P-256 (1 year,
// path length 0), server certificates, device certificates (30 days). Nothing else is issued.
// Threads: pure functions, any thread.
#pragma once

#include <string>
#include <vector>

#include "shared/base/bytes.hpp"
#include "shared/base/ids.hpp"
#include "shared/base/time.hpp"
#include "shared/crypto/secret.hpp"

namespace hearth::crypto {

struct CertificateAndKey {
    base::Bytes certificateDer;
    Secret keyDer;  // PKCS#8
};

inline constexpr base::Millis kRootLifetime = base::days(3650);
inline constexpr base::Millis kIssuingLifetime = base::days(365);
inline constexpr base::Millis kServerLifetime = base::days(365);
inline constexpr base::Millis kDeviceLifetime = base::days(30);

[[nodiscard]] base::Result<CertificateAndKey> makeRoot(const std::string& authority,
                                                       base::WallTime now);
[[nodiscard]] base::Result<CertificateAndKey> makeIssuing(const CertificateAndKey& root,
                                                          const std::string& authority,
                                                          base::WallTime now);
// `hostNames`: DNS names or IP addresses for subjectAltName. Extended key usage serverAuth.
[[nodiscard]] base::Result<CertificateAndKey> makeServer(const CertificateAndKey& issuing,
                                                         const std::vector<std::string>& hostNames,
                                                         base::WallTime now);
// From a tablet's PKCS#10 request (its signature is checked, its subject ignored). The device id is
// the common name and subjectAltName URI "urn:hearth:device:<32 hex>". Extended key usage
// clientAuth.
[[nodiscard]] base::Result<base::Bytes> issueDevice(const CertificateAndKey& issuing,
                                                    base::ByteView csrDer,
                                                    const base::DeviceId& device,
                                                    base::WallTime now);

struct CertificateFacts {
    base::DeviceId device;     // nil if it is not a device certificate
    base::Bytes publicKeyDer;  // SubjectPublicKeyInfo
    base::WallTime notBefore;
    base::WallTime notAfter;
    base::Digest fingerprint;  // SHA-256 of the DER
};
[[nodiscard]] base::Result<CertificateFacts> readCertificate(base::ByteView der);

[[nodiscard]] std::string toPem(base::ByteView certificateDer);
[[nodiscard]] base::Result<base::Bytes> certificateFromPem(std::string_view pem);

}  // namespace hearth::crypto

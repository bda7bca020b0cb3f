// Building one X.509 certificate, seen from inside this folder only: names, times, extensions,
// signature. What Hearth's four kinds of certificate are is in certificate.cpp.
// Sources: RFC 5280 (fields and extensions), RFC 5480 (EC keys).
// Threads: pure functions, any thread.
#pragma once

#include <string>

#include "shared/base/ids.hpp"
#include "shared/base/time.hpp"
#include "shared/crypto/certificate.hpp"
#include "shared/crypto/openssl.hpp"

namespace hearth::crypto {

// Who signs: certificate and key that belong together.
struct Issuer {
    CertificateHandle certificate;
    KeyHandle key;
};

// What is to be certified; the pointers are borrowed for the call.
struct CertificatePlan {
    std::string organisation;  // empty: none
    std::string commonName;
    EVP_PKEY* subjectKey = nullptr;
    const Issuer* issuer = nullptr;  // null: signs itself
    GENERAL_NAMES* alternativeNames = nullptr;
    const char* basicConstraints = nullptr;
    const char* keyUsage = nullptr;
    const char* extendedKeyUsage = nullptr;
    base::WallTime now;
    base::Millis lifetime;
};

// "urn:hearth:device:": the start of the name that makes a certificate a device's.
inline constexpr std::string_view kDeviceUriPrefix = "urn:hearth:device:";

// Exactly one certificate; Malformed otherwise.
[[nodiscard]] base::Result<CertificateHandle> certificateFromDer(base::ByteView der);
// InvalidArgument if the two do not belong together or it is no CA; Untrusted if it is not valid
// at `now`.
[[nodiscard]] base::Result<Issuer> loadIssuer(const CertificateAndKey& authority,
                                              base::WallTime now);
// The signed certificate in DER. It never outlives its issuer's certificate.
[[nodiscard]] base::Result<base::Bytes> buildCertificate(const CertificatePlan& plan);

// Adds a DNS name, an IP address (`host` decides) or a URI.
[[nodiscard]] base::Status addHost(GENERAL_NAMES* names, const std::string& host);
[[nodiscard]] base::Status addUri(GENERAL_NAMES* names, const std::string& uri);

// 0 (unknown) if it does not decode.
[[nodiscard]] base::WallTime toWallTime(const ASN1_TIME* time) noexcept;

}  // namespace hearth::crypto

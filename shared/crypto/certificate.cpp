#include "shared/crypto/certificate.hpp"

#include "shared/crypto/x509.hpp"

namespace hearth::crypto {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {
constexpr const char* kRootName = "Hearth root CA";
constexpr const char* kIssuingName = "Hearth issuing CA";
constexpr const char* kServerName = "Hearth server";
constexpr const char* kSignsCertificates = "critical,keyCertSign,cRLSign";
constexpr const char* kSignsHandshakes = "critical,digitalSignature";
constexpr const char* kNoAuthority = "critical,CA:FALSE";

// An authority's own two certificates are named after it; a server's and a device's are not.
base::Status checkAuthority(const std::string& authority) {
    if (authority.empty()) return Error(ErrorCode::InvalidArgument, "an authority has a name");
    return {};
}

Result<CertificateAndKey> certifyNewKey(CertificatePlan plan, const char* curve) {
    const auto key = generateKey(curve);
    if (!key) return key.error();
    plan.subjectKey = key->get();
    auto certificate = buildCertificate(plan);
    if (!certificate) return certificate.error();
    auto keyDer = keyToPkcs8(key->get());
    if (!keyDer) return keyDer.error();
    return CertificateAndKey{std::move(*certificate), std::move(*keyDer)};
}

Result<RequestHandle> checkedRequest(base::ByteView der) {
    const unsigned char* at = octetsOf(der);
    RequestHandle request(d2i_X509_REQ(nullptr, &at, static_cast<long>(der.size())));
    if (!request || at != octetsOf(der) + der.size()) {
        forgetOpenSslErrors();
        return Error(ErrorCode::Malformed, "not a certificate request");
    }
    EVP_PKEY* key = X509_REQ_get0_pubkey(request.get());
    if (!isOnCurve(key, kCurveP256)) {
        forgetOpenSslErrors();
        return Error(ErrorCode::InvalidArgument, "a device's key is on P-256");
    }
    // Proof that whoever asks holds the private half.
    if (X509_REQ_verify(request.get(), key) != 1) {
        forgetOpenSslErrors();
        return Error(ErrorCode::Untrusted, "the request is not signed by its own key");
    }
    return request;
}
}  // namespace

Result<CertificateAndKey> makeRoot(const std::string& authority, base::WallTime now) {
    HEARTH_TRY(checkAuthority(authority));
    CertificatePlan plan;
    plan.organisation = authority;
    plan.commonName = kRootName;
    plan.basicConstraints = "critical,CA:TRUE";
    plan.keyUsage = kSignsCertificates;
    plan.now = now;
    plan.lifetime = kRootLifetime;
    return certifyNewKey(std::move(plan), kCurveP384);
}

Result<CertificateAndKey> makeIssuing(const CertificateAndKey& root, const std::string& authority,
                                      base::WallTime now) {
    HEARTH_TRY(checkAuthority(authority));
    const auto issuer = loadIssuer(root, now);
    if (!issuer) return issuer.error();
    if (X509_get_pathlen(issuer->certificate.get()) == 0)
        return Error(ErrorCode::InvalidArgument, "an issuing CA is issued by the root");
    CertificatePlan plan;
    plan.organisation = authority;
    plan.commonName = kIssuingName;
    plan.issuer = &*issuer;
    plan.basicConstraints = "critical,CA:TRUE,pathlen:0";
    plan.keyUsage = kSignsCertificates;
    plan.now = now;
    plan.lifetime = kIssuingLifetime;
    return certifyNewKey(std::move(plan), kCurveP256);
}

Result<CertificateAndKey> makeServer(const CertificateAndKey& issuing,
                                     const std::vector<std::string>& hostNames,
                                     base::WallTime now) {
    if (hostNames.empty())
        return Error(ErrorCode::InvalidArgument, "a server certificate names its hosts");
    const auto issuer = loadIssuer(issuing, now);
    if (!issuer) return issuer.error();
    const NamesHandle names(GENERAL_NAMES_new());
    if (!names) return openSslError("making alternative names");
    for (const std::string& host : hostNames)
        HEARTH_TRY(addHost(names.get(), host));
    CertificatePlan plan;
    plan.commonName = kServerName;
    plan.issuer = &*issuer;
    plan.alternativeNames = names.get();
    plan.basicConstraints = kNoAuthority;
    plan.keyUsage = kSignsHandshakes;
    plan.extendedKeyUsage = "serverAuth";
    plan.now = now;
    plan.lifetime = kServerLifetime;
    return certifyNewKey(std::move(plan), kCurveP256);
}

Result<base::Bytes> issueDevice(const CertificateAndKey& issuing, base::ByteView csrDer,
                                const base::DeviceId& device, base::WallTime now) {
    if (device.isNil()) return Error(ErrorCode::InvalidArgument, "a device has an id");
    const auto request = checkedRequest(csrDer);
    if (!request) return request.error();
    const auto issuer = loadIssuer(issuing, now);
    if (!issuer) return issuer.error();
    const NamesHandle names(GENERAL_NAMES_new());
    if (!names) return openSslError("making alternative names");
    HEARTH_TRY(addUri(names.get(), std::string(kDeviceUriPrefix) + device.hex()));
    CertificatePlan plan;
    plan.commonName = device.hex();
    plan.subjectKey = X509_REQ_get0_pubkey(request->get());
    plan.issuer = &*issuer;
    plan.alternativeNames = names.get();
    plan.basicConstraints = kNoAuthority;
    plan.keyUsage = kSignsHandshakes;
    plan.extendedKeyUsage = "clientAuth";
    plan.now = now;
    plan.lifetime = kDeviceLifetime;
    return buildCertificate(plan);
}

}  // namespace hearth::crypto

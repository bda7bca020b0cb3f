#include "shared/crypto/x509.hpp"

#include <algorithm>
#include <array>
#include <ctime>

namespace hearth::crypto {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;

namespace {
// A tablet's clock a little behind the issuer's must still find its new certificate valid.
constexpr base::Millis kBackdate = base::minutes(5);
constexpr std::size_t kSerialBytes = 16;
// RFC 1035: a name in text form.
constexpr std::size_t kDnsNameCharactersMax = 253;

Status setSerial(X509* certificate) {
    std::array<std::uint8_t, kSerialBytes> octets{};
    // Zero is not a serial number (RFC 5280, 4.1.2.2).
    while (std::all_of(octets.begin(), octets.end(), [](std::uint8_t octet) { return octet == 0; }))
        SystemRandom().fill(octets);
    const BignumHandle number(BN_bin2bn(octets.data(), static_cast<int>(octets.size()), nullptr));
    if (!number || BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) == nullptr)
        return openSslError("numbering a certificate");
    return {};
}

Status addNamePart(X509_NAME* name, int part, const std::string& text) {
    if (text.empty() || !base::isValidText(text))
        return Error(ErrorCode::InvalidArgument, "a certificate's name is text");
    if (X509_NAME_add_entry_by_NID(name, part, MBSTRING_UTF8, octetsOf(text),
                                   static_cast<int>(text.size()), -1, 0) != 1) {
        forgetOpenSslErrors();
        return Error(ErrorCode::InvalidArgument, "a certificate's name has at most 64 characters");
    }
    return {};
}

Status setNames(X509* certificate, const CertificatePlan& plan) {
    X509_NAME* subject = X509_get_subject_name(certificate);
    if (!plan.organisation.empty())
        HEARTH_TRY(addNamePart(subject, NID_organizationName, plan.organisation));
    HEARTH_TRY(addNamePart(subject, NID_commonName, plan.commonName));
    const X509_NAME* issuer =
        plan.issuer == nullptr ? subject : X509_get_subject_name(plan.issuer->certificate.get());
    if (X509_set_issuer_name(certificate, issuer) != 1)
        return openSslError("naming a certificate's issuer");
    return {};
}

Status setTimes(X509* certificate, const CertificatePlan& plan) {
    base::WallTime end = plan.now + plan.lifetime;
    if (plan.issuer != nullptr) {
        const X509* issuer = plan.issuer->certificate.get();
        end = std::min(end, toWallTime(X509_get0_notAfter(issuer)));
    }
    const auto begin = static_cast<std::time_t>((plan.now - kBackdate).millis / 1000);
    if (ASN1_TIME_set(X509_getm_notBefore(certificate), begin) == nullptr ||
        ASN1_TIME_set(X509_getm_notAfter(certificate),
                      static_cast<std::time_t>(end.millis / 1000)) == nullptr)
        return openSslError("dating a certificate");
    return {};
}

Status addExtension(X509* certificate, X509* issuer, int kind, const char* value) {
    X509V3_CTX context{};
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const ExtensionHandle extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value));
    if (!extension || X509_add_ext(certificate, extension.get(), -1) != 1)
        return openSslError("extending a certificate");
    return {};
}

Status addExtensions(X509* certificate, const CertificatePlan& plan) {
    X509* issuer = plan.issuer == nullptr ? certificate : plan.issuer->certificate.get();
    HEARTH_TRY(addExtension(certificate, issuer, NID_basic_constraints, plan.basicConstraints));
    HEARTH_TRY(addExtension(certificate, issuer, NID_key_usage, plan.keyUsage));
    if (plan.extendedKeyUsage != nullptr)
        HEARTH_TRY(addExtension(certificate, issuer, NID_ext_key_usage, plan.extendedKeyUsage));
    HEARTH_TRY(addExtension(certificate, issuer, NID_subject_key_identifier, "hash"));
    if (plan.issuer != nullptr)
        HEARTH_TRY(addExtension(certificate, issuer, NID_authority_key_identifier, "keyid:always"));
    if (plan.alternativeNames != nullptr &&
        X509_add1_ext_i2d(certificate, NID_subject_alt_name, plan.alternativeNames, 0,
                          X509V3_ADD_DEFAULT) != 1)
        return openSslError("adding a certificate's alternative names");
    return {};
}

bool isDnsName(const std::string& host) noexcept {
    if (host.empty() || host.size() > kDnsNameCharactersMax) return false;
    return std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '.';
    });
}

// Gives `value` to a new name of `kind` and the name to `names`.
template <class Value>
Status pushName(GENERAL_NAMES* names, int kind,
                std::unique_ptr<Value, FreeWith<ASN1_STRING_free>> value) {
    NameHandle name(GENERAL_NAME_new());
    if (!name || !value) return openSslError("making an alternative name");
    GENERAL_NAME_set0_value(name.get(), kind, value.release());
    if (sk_GENERAL_NAME_push(names, name.get()) == 0)
        return openSslError("keeping an alternative name");
    static_cast<void>(name.release());
    return {};
}

Status pushText(GENERAL_NAMES* names, int kind, const std::string& text) {
    std::unique_ptr<ASN1_IA5STRING, FreeWith<ASN1_STRING_free>> value(ASN1_IA5STRING_new());
    if (!value || ASN1_STRING_set(value.get(), text.data(), static_cast<int>(text.size())) != 1)
        return openSslError("making an alternative name");
    return pushName(names, kind, std::move(value));
}
}  // namespace

base::WallTime toWallTime(const ASN1_TIME* time) noexcept {
    std::tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return {};
    return {static_cast<std::int64_t>(timegm(&parts)) * 1000};
}

Result<CertificateHandle> certificateFromDer(base::ByteView der) {
    const unsigned char* at = octetsOf(der);
    CertificateHandle certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    if (!certificate || at != octetsOf(der) + der.size()) {
        forgetOpenSslErrors();
        return Error(ErrorCode::Malformed, "not a certificate");
    }
    return certificate;
}

Result<Issuer> loadIssuer(const CertificateAndKey& authority, base::WallTime now) {
    auto certificate = certificateFromDer(authority.certificateDer);
    if (!certificate) return certificate.error();
    auto key = keyFromPkcs8(authority.keyDer.view());
    if (!key) return key.error();
    if (X509_check_private_key(certificate->get(), key->get()) != 1) {
        forgetOpenSslErrors();
        return Error(ErrorCode::InvalidArgument, "this key is not this certificate's");
    }
    if (X509_check_ca(certificate->get()) != 1)
        return Error(ErrorCode::InvalidArgument, "this certificate may not issue others");
    if (now < toWallTime(X509_get0_notBefore(certificate->get())) ||
        now >= toWallTime(X509_get0_notAfter(certificate->get())))
        return Error(ErrorCode::Untrusted, "the issuing certificate is not valid at this time");
    return Issuer{std::move(*certificate), std::move(*key)};
}

Result<base::Bytes> buildCertificate(const CertificatePlan& plan) {
    const CertificateHandle certificate(X509_new());
    if (!certificate || X509_set_version(certificate.get(), X509_VERSION_3) != 1 ||
        X509_set_pubkey(certificate.get(), plan.subjectKey) != 1)
        return openSslError("making a certificate");
    HEARTH_TRY(setSerial(certificate.get()));
    HEARTH_TRY(setNames(certificate.get(), plan));
    HEARTH_TRY(setTimes(certificate.get(), plan));
    HEARTH_TRY(addExtensions(certificate.get(), plan));
    EVP_PKEY* signer = plan.issuer == nullptr ? plan.subjectKey : plan.issuer->key.get();
    // The hash is as strong as the curve.
    const EVP_MD* hash = isOnCurve(signer, kCurveP384) ? EVP_sha384() : EVP_sha256();
    if (X509_sign(certificate.get(), signer, hash) <= 0)
        return openSslError("signing a certificate");
    return toDerBytes(certificate.get(), i2d_X509);
}

Status addHost(GENERAL_NAMES* names, const std::string& host) {
    std::unique_ptr<ASN1_OCTET_STRING, FreeWith<ASN1_STRING_free>> address(
        a2i_IPADDRESS(host.c_str()));
    if (address) return pushName(names, GEN_IPADD, std::move(address));
    forgetOpenSslErrors();
    if (!isDnsName(host))
        return Error(ErrorCode::InvalidArgument, "neither a DNS name nor an IP address");
    return pushText(names, GEN_DNS, host);
}

Status addUri(GENERAL_NAMES* names, const std::string& uri) {
    return pushText(names, GEN_URI, uri);
}

}  // namespace hearth::crypto

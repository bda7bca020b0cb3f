#include <climits>

#include <openssl/pem.h>

#include "shared/crypto/certificate.hpp"
#include "shared/crypto/hash.hpp"
#include "shared/crypto/x509.hpp"

namespace hearth::crypto {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {
// The id that one alternative name carries, nil if it is none of ours.
Result<base::DeviceId> deviceOf(const GENERAL_NAME* name) {
    int kind = 0;
    const void* const value = GENERAL_NAME_get0_value(name, &kind);
    if (kind != GEN_URI) return base::DeviceId{};
    const auto* text = static_cast<const ASN1_IA5STRING*>(value);
    std::string_view uri(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                         static_cast<std::size_t>(ASN1_STRING_length(text)));
    if (uri.substr(0, kDeviceUriPrefix.size()) != kDeviceUriPrefix) return base::DeviceId{};
    uri.remove_prefix(kDeviceUriPrefix.size());
    const auto device = base::DeviceId::fromHex(uri);
    // One spelling only: whoever compares certificates as text must come to the same answer.
    if (!device || device->isNil() || device->hex() != uri)
        return Error(ErrorCode::Malformed, "a device name without a device id");
    return *device;
}

Result<base::DeviceId> deviceOf(X509* certificate) {
    if ((X509_get_extended_key_usage(certificate) & XKU_SSL_CLIENT) == 0) return base::DeviceId{};
    if ((X509_get_extension_flags(certificate) & EXFLAG_XKUSAGE) == 0) return base::DeviceId{};
    const NamesHandle names(static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    base::DeviceId found;
    const int count = names ? sk_GENERAL_NAME_num(names.get()) : 0;
    for (int i = 0; i < count; ++i) {
        const auto device = deviceOf(sk_GENERAL_NAME_value(names.get(), i));
        if (!device) return device.error();
        if (device->isNil()) continue;
        if (!found.isNil()) return Error(ErrorCode::Malformed, "a certificate for two devices");
        found = *device;
    }
    return found;
}
}  // namespace

Result<CertificateFacts> readCertificate(base::ByteView der) {
    const auto certificate = certificateFromDer(der);
    if (!certificate) return certificate.error();
    const auto device = deviceOf(certificate->get());
    forgetOpenSslErrors();
    if (!device) return device.error();
    auto publicKey = toDerBytes(X509_get_X509_PUBKEY(certificate->get()), i2d_X509_PUBKEY);
    if (!publicKey) return publicKey.error();
    CertificateFacts facts;
    facts.device = *device;
    facts.publicKeyDer = std::move(*publicKey);
    facts.notBefore = toWallTime(X509_get0_notBefore(certificate->get()));
    facts.notAfter = toWallTime(X509_get0_notAfter(certificate->get()));
    facts.fingerprint = sha256(der);
    return facts;
}

std::string toPem(base::ByteView certificateDer) {
    const BioHandle memory(BIO_new(BIO_s_mem()));
    INVARIANT(memory && certificateDer.size() <= LONG_MAX);
    INVARIANT(PEM_write_bio(memory.get(), PEM_STRING_X509, "", octetsOf(certificateDer),
                            static_cast<long>(certificateDer.size())) > 0);
    char* text = nullptr;
    const long length = BIO_get_mem_data(memory.get(), &text);
    return {text, static_cast<std::size_t>(length)};
}

Result<base::Bytes> certificateFromPem(std::string_view pem) {
    const Error malformed(ErrorCode::Malformed, "no certificate in PEM form");
    if (pem.size() > INT_MAX) return malformed;
    const BioHandle memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    const CertificateHandle certificate(
        memory ? PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr) : nullptr);
    if (!certificate) {
        forgetOpenSslErrors();
        return malformed;
    }
    return toDerBytes(certificate.get(), i2d_X509);
}

}  // namespace hearth::crypto

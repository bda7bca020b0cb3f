#include "tests/server/net/forger.hpp"

#include <memory>

#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "shared/base/error.hpp"

namespace hearth::server::net {

namespace {

template <auto Free>
struct Deleter {
    template <class T>
    void operator()(T* pointer) const noexcept {
        Free(pointer);
    }
};
using X509Pointer = std::unique_ptr<X509, Deleter<X509_free>>;
using KeyPointer = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;

constexpr std::size_t kSmallRsaBits = 1024;
constexpr long kVersion3 = 2;

KeyPointer makeKey(KeyKind kind) {
    switch (kind) {
        case KeyKind::P256:
            return KeyPointer(EVP_EC_gen("P-256"));
        case KeyKind::P224:
            return KeyPointer(EVP_EC_gen("P-224"));
        case KeyKind::Rsa1024:
            return KeyPointer(EVP_RSA_gen(kSmallRsaBits));
    }
    return nullptr;
}

void addExtension(X509* certificate, int id, const std::string& value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, id, value.c_str());
    INVARIANT(extension != nullptr);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

void addUnknownCritical(X509* certificate) {
    ASN1_OBJECT* object = OBJ_txt2obj("1.3.6.1.4.1.99999.1", 1);
    ASN1_OCTET_STRING* value = ASN1_OCTET_STRING_new();
    constexpr unsigned char kNull[] = {5, 0};
    ASN1_OCTET_STRING_set(value, kNull, sizeof kNull);
    X509_EXTENSION* extension = X509_EXTENSION_create_by_OBJ(nullptr, object, 1, value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    ASN1_OCTET_STRING_free(value);
    ASN1_OBJECT_free(object);
}

void describe(X509* certificate, const X509* issuer, EVP_PKEY* key, const ForgedPlan& plan) {
    X509_set_version(certificate, kVersion3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 4711);
    X509_gmtime_adj(X509_getm_notBefore(certificate), plan.notBefore);
    X509_gmtime_adj(X509_getm_notAfter(certificate), plan.notAfter);
    X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
    X509_set_pubkey(certificate, key);
    const std::string name = plan.device.hex();
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.data()),
                               static_cast<int>(name.size()), -1, 0);
    addExtension(certificate, NID_key_usage, "critical,digitalSignature");
    addExtension(certificate, NID_subject_alt_name, "URI:" + std::string(plan.nameScheme) + name);
    if (plan.usage != nullptr) addExtension(certificate, NID_ext_key_usage, plan.usage);
    if (plan.criticalUnknown) addUnknownCritical(certificate);
}

template <class Encode, class Object>
base::Bytes encode(Encode write, Object* object) {
    unsigned char* der = nullptr;
    const int size = write(object, &der);
    base::Bytes bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return bytes;
}

}  // namespace

Identity forge(const crypto::CertificateAndKey& issuing, const ForgedPlan& plan) {
    const auto* certificateAt =
        reinterpret_cast<const unsigned char*>(issuing.certificateDer.data());
    const X509Pointer issuer(
        d2i_X509(nullptr, &certificateAt, static_cast<long>(issuing.certificateDer.size())));
    const base::ByteView keyBytes = issuing.keyDer.view();
    const auto* keyAt = reinterpret_cast<const unsigned char*>(keyBytes.data());
    const KeyPointer issuerKey(
        d2i_AutoPrivateKey(nullptr, &keyAt, static_cast<long>(keyBytes.size())));
    const KeyPointer key = makeKey(plan.key);
    const X509Pointer certificate(X509_new());
    describe(certificate.get(), issuer.get(), key.get(), plan);
    INVARIANT(X509_sign(certificate.get(), issuerKey.get(), EVP_get_digestbyname(plan.digest)) > 0);
    return {encode(i2d_X509, certificate.get()),
            {issuing.certificateDer},
            encode(i2d_PrivateKey, key.get())};
}

}  // namespace hearth::server::net

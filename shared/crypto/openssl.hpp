// OpenSSL and libsodium, seen from inside this folder only: owners for C handles, and EC keys.
// Owner: each handle by its unique_ptr. Threads: as OpenSSL 3: distinct handles, any thread.
#pragma once

#include <memory>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "shared/base/bytes.hpp"
#include "shared/crypto/secret.hpp"

namespace hearth::crypto {

template <auto Function>
struct FreeWith {
    template <class T>
    void operator()(T* handle) const noexcept {
        Function(handle);
    }
};

using BioHandle = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;
using BignumHandle = std::unique_ptr<BIGNUM, FreeWith<BN_clear_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;
using KdfHandle = std::unique_ptr<EVP_KDF, FreeWith<EVP_KDF_free>>;
using KdfContext = std::unique_ptr<EVP_KDF_CTX, FreeWith<EVP_KDF_CTX_free>>;
using KeyHandle = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, FreeWith<EVP_PKEY_CTX_free>>;
using Pkcs8Handle = std::unique_ptr<PKCS8_PRIV_KEY_INFO, FreeWith<PKCS8_PRIV_KEY_INFO_free>>;
using CertificateHandle = std::unique_ptr<X509, FreeWith<X509_free>>;
using RequestHandle = std::unique_ptr<X509_REQ, FreeWith<X509_REQ_free>>;
using ExtensionHandle = std::unique_ptr<X509_EXTENSION, FreeWith<X509_EXTENSION_free>>;
using NameHandle = std::unique_ptr<GENERAL_NAME, FreeWith<GENERAL_NAME_free>>;
using NamesHandle = std::unique_ptr<GENERAL_NAMES, FreeWith<GENERAL_NAMES_free>>;

// The group names as OpenSSL 3 prints them.
inline constexpr const char* kCurveP256 = "prime256v1";
inline constexpr const char* kCurveP384 = "secp384r1";

// What OpenSSL last complained about on this thread, as Internal; empties its queue.
[[nodiscard]] base::Error openSslError(const char* what);
// Empties OpenSSL's error queue where a failure is an expected answer.
void forgetOpenSslErrors() noexcept;

[[nodiscard]] const unsigned char* octetsOf(base::ByteView bytes) noexcept;

[[nodiscard]] base::Result<KeyHandle> generateKey(const char* curve);
// PKCS#8 DER of an EC private key whose halves belong together; Malformed otherwise.
[[nodiscard]] base::Result<KeyHandle> keyFromPkcs8(base::ByteView der);
[[nodiscard]] base::Result<Secret> keyToPkcs8(EVP_PKEY* key);
// SubjectPublicKeyInfo; Malformed unless it is exactly one public key.
[[nodiscard]] base::Result<KeyHandle> publicKeyFromDer(base::ByteView der);
// A named curve; explicit parameters, with which a hostile key may imitate one, do not count.
[[nodiscard]] bool isOnCurve(EVP_PKEY* key, const char* curve) noexcept;

// DER of anything with an i2d function.
template <class T, class Encode>
[[nodiscard]] base::Result<base::Bytes> toDerBytes(T* value, Encode encode) {
    const int length = encode(value, nullptr);
    if (length <= 0) return openSslError("encoding DER");
    base::Bytes der(static_cast<std::size_t>(length), '\0');
    auto* out = reinterpret_cast<unsigned char*>(der.data());
    if (encode(value, &out) != length) return openSslError("encoding DER");
    return der;
}

}  // namespace hearth::crypto

// ECDSA over P-256 with SHA-256: the curve that tablets' hardware key stores hold, and the same key
// as in the device's certificate (FIPS 186-5, RFC 5480).
// Owner: SigningKey by whoever holds the device's identity. Threads: const functions, any thread.
#pragma once

#include <memory>
#include <string>

#include "shared/base/bytes.hpp"
#include "shared/crypto/secret.hpp"

namespace hearth::crypto {

class SigningKey {
public:
    [[nodiscard]] static base::Result<SigningKey> generate();
    // PKCS#8 DER. Malformed on anything but a P-256 private key.
    [[nodiscard]] static base::Result<SigningKey> fromDer(const Secret& der);
    SigningKey(SigningKey&&) noexcept;
    SigningKey& operator=(SigningKey&&) noexcept;
    ~SigningKey();

    [[nodiscard]] base::Result<Secret> toDer() const;
    // SubjectPublicKeyInfo DER.
    [[nodiscard]] base::Result<base::Bytes> publicDer() const;
    // DER ECDSA-Sig-Value over SHA-256 of `message`.
    [[nodiscard]] base::Result<base::Bytes> sign(base::ByteView message) const;
    // A PKCS#10 request (DER) for this key with the given common name.
    [[nodiscard]] base::Result<base::Bytes> certificateRequest(const std::string& commonName) const;
    // The OpenSSL key (EVP_PKEY*), borrowed: for TLS contexts and certificates.
    [[nodiscard]] void* native() const noexcept;

private:
    struct Impl;
    explicit SigningKey(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

// Untrusted if it does not verify; Malformed if the key does not decode or is not P-256.
[[nodiscard]] base::Status verifySignature(base::ByteView publicDer, base::ByteView message,
                                           base::ByteView signature);

}  // namespace hearth::crypto

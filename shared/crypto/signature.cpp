#include "shared/crypto/signature.hpp"

#include "shared/crypto/openssl.hpp"

namespace hearth::crypto {

using base::Error;
using base::ErrorCode;
using base::Result;

struct SigningKey::Impl {
    explicit Impl(KeyHandle handle) noexcept : key(std::move(handle)) {}
    KeyHandle key;
};

SigningKey::SigningKey(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;
SigningKey::~SigningKey() = default;

Result<SigningKey> SigningKey::generate() {
    auto key = generateKey(kCurveP256);
    if (!key) return key.error();
    return SigningKey(std::make_unique<Impl>(std::move(*key)));
}

Result<SigningKey> SigningKey::fromDer(const Secret& der) {
    auto key = keyFromPkcs8(der.view());
    if (!key) return key.error();
    if (!isOnCurve(key->get(), kCurveP256))
        return Error(ErrorCode::Malformed, "a signing key is on P-256");
    return SigningKey(std::make_unique<Impl>(std::move(*key)));
}

Result<Secret> SigningKey::toDer() const {
    return keyToPkcs8(m_impl->key.get());
}

Result<base::Bytes> SigningKey::publicDer() const {
    return toDerBytes(m_impl->key.get(), i2d_PUBKEY);
}

Result<base::Bytes> SigningKey::sign(base::ByteView message) const {
    const DigestContext context(EVP_MD_CTX_new());
    std::size_t length = 0;
    if (!context ||
        EVP_DigestSignInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr, m_impl->key.get(),
                              nullptr) != 1 ||
        EVP_DigestSign(context.get(), nullptr, &length, octetsOf(message), message.size()) != 1)
        return openSslError("signing");
    base::Bytes signature(length, '\0');
    auto* out = reinterpret_cast<unsigned char*>(signature.data());
    if (EVP_DigestSign(context.get(), out, &length, octetsOf(message), message.size()) != 1)
        return openSslError("signing");
    signature.resize(length);
    return signature;
}

Result<base::Bytes> SigningKey::certificateRequest(const std::string& commonName) const {
    if (commonName.empty() || !base::isValidText(commonName))
        return Error(ErrorCode::InvalidArgument, "a common name is text");
    const RequestHandle request(X509_REQ_new());
    if (!request || X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) != 1 ||
        X509_REQ_set_pubkey(request.get(), m_impl->key.get()) != 1)
        return openSslError("making a certificate request");
    if (X509_NAME_add_entry_by_NID(X509_REQ_get_subject_name(request.get()), NID_commonName,
                                   MBSTRING_UTF8, octetsOf(commonName),
                                   static_cast<int>(commonName.size()), -1, 0) != 1) {
        forgetOpenSslErrors();
        return Error(ErrorCode::InvalidArgument, "a common name has at most 64 characters");
    }
    if (X509_REQ_sign(request.get(), m_impl->key.get(), EVP_sha256()) <= 0)
        return openSslError("signing a certificate request");
    return toDerBytes(request.get(), i2d_X509_REQ);
}

void* SigningKey::native() const noexcept {
    return m_impl->key.get();
}

base::Status verifySignature(base::ByteView publicDer, base::ByteView message,
                             base::ByteView signature) {
    const auto key = publicKeyFromDer(publicDer);
    if (!key) return key.error();
    if (!isOnCurve(key->get(), kCurveP256))
        return Error(ErrorCode::Malformed, "a verifying key is on P-256");
    const DigestContext context(EVP_MD_CTX_new());
    if (!context || EVP_DigestVerifyInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr,
                                            key->get(), nullptr) != 1)
        return openSslError("verifying");
    // 0: another signature; below 0: not even a signature's DER. Neither can be trusted.
    if (EVP_DigestVerify(context.get(), octetsOf(signature), signature.size(), octetsOf(message),
                         message.size()) != 1) {
        forgetOpenSslErrors();
        return Error(ErrorCode::Untrusted, "the signature does not verify");
    }
    return {};
}

}  // namespace hearth::crypto

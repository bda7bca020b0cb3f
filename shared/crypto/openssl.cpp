#include "shared/crypto/openssl.hpp"

#include <array>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>

namespace hearth::crypto {

using base::Error;
using base::ErrorCode;

Error openSslError(const char* what) {
    const unsigned long code = ERR_get_error();
    std::string detail(what);
    // The reason is OpenSSL's own fixed text; its data field could echo input, so it stays out.
    if (const char* reason = ERR_reason_error_string(code)) detail.append(": ").append(reason);
    ERR_clear_error();
    return {ErrorCode::Internal, detail};
}

void forgetOpenSslErrors() noexcept {
    ERR_clear_error();
}

const unsigned char* octetsOf(base::ByteView bytes) noexcept {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

base::Result<KeyHandle> generateKey(const char* curve) {
    KeyHandle key(EVP_EC_gen(curve));
    if (!key) return openSslError("generating a key");
    return key;
}

base::Result<KeyHandle> keyFromPkcs8(base::ByteView der) {
    const Error malformed(ErrorCode::Malformed, "not a PKCS#8 private key");
    const unsigned char* at = octetsOf(der);
    const Pkcs8Handle wrapped(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(der.size())));
    const bool whole = wrapped != nullptr && at == octetsOf(der) + der.size();
    KeyHandle key(whole ? EVP_PKCS82PKEY(wrapped.get()) : nullptr);
    if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_EC) {
        forgetOpenSslErrors();
        return malformed;
    }
    const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
    if (!context || EVP_PKEY_pairwise_check(context.get()) != 1) {
        forgetOpenSslErrors();
        return malformed;
    }
    return key;
}

base::Result<Secret> keyToPkcs8(EVP_PKEY* key) {
    const Pkcs8Handle wrapped(EVP_PKEY2PKCS8(key));
    const int length = wrapped ? i2d_PKCS8_PRIV_KEY_INFO(wrapped.get(), nullptr) : 0;
    if (length <= 0) return openSslError("encoding a private key");
    Secret der(static_cast<std::size_t>(length));
    unsigned char* out = der.octets().data();
    if (i2d_PKCS8_PRIV_KEY_INFO(wrapped.get(), &out) != length)
        return openSslError("encoding a private key");
    return der;
}

base::Result<KeyHandle> publicKeyFromDer(base::ByteView der) {
    const unsigned char* at = octetsOf(der);
    KeyHandle key(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
    if (!key || at != octetsOf(der) + der.size()) {
        forgetOpenSslErrors();
        return Error(ErrorCode::Malformed, "not a public key");
    }
    return key;
}

bool isOnCurve(EVP_PKEY* key, const char* curve) noexcept {
    if (key == nullptr || EVP_PKEY_get_base_id(key) != EVP_PKEY_EC) return false;
    std::array<char, 32> name{};
    std::size_t length = 0;
    int isExplicit = 0;
    const bool known = EVP_PKEY_get_group_name(key, name.data(), name.size(), &length) == 1;
    const bool told = EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS,
                                             &isExplicit) == 1;
    forgetOpenSslErrors();
    return known && told && isExplicit == 0 && std::string_view(name.data(), length) == curve;
}

}  // namespace hearth::crypto

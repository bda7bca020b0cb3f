#include "shared/crypto/wrap.hpp"

#include <array>

#include <openssl/core_names.h>
#include <openssl/params.h>
#include <sodium.h>

#include "shared/crypto/openssl.hpp"

namespace hearth::crypto {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {
constexpr std::size_t kDerivedKeyBytes = 32;
constexpr std::size_t kBytesPerMib = 1024UL * 1024UL;
// RFC 5869, 2.3: at most 255 blocks of the hash.
constexpr std::size_t kHkdfOutputBytesMax = 255UL * 64UL;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kKeyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
static_assert(kArgonSaltBytes == crypto_pwhash_argon2id_SALTBYTES);
static_assert(kDerivedKeyBytes == kKeyBytes, "a derived key is used as a wrapping key");

bool isWithin(ArgonCost cost) noexcept {
    return cost.memoryMib >= kArgonFloor.memoryMib && cost.passes >= kArgonFloor.passes &&
           cost.memoryMib <= kArgonCeiling.memoryMib && cost.passes <= kArgonCeiling.passes;
}

unsigned char* octetsOf(base::Bytes& bytes) noexcept {
    return reinterpret_cast<unsigned char*>(bytes.data());
}
}  // namespace

Result<Secret> argon2id(const Secret& passphrase, base::ByteView salt, ArgonCost cost) {
    if (!isWithin(cost)) return Error(ErrorCode::InvalidArgument, "Argon2id cost out of bounds");
    if (salt.size() != kArgonSaltBytes)
        return Error(ErrorCode::InvalidArgument, "the Argon2id salt has 16 bytes");
    Secret key(kDerivedKeyBytes);
    const int result = crypto_pwhash(key.octets().data(), key.size(), passphrase.view().data(),
                                     passphrase.size(), crypto::octetsOf(salt), cost.passes,
                                     cost.memoryMib * kBytesPerMib, crypto_pwhash_ALG_ARGON2ID13);
    if (result != 0) return Error(ErrorCode::Internal, "Argon2id was refused its memory");
    return key;
}

Result<Secret> hkdf(base::ByteView keyMaterial, base::ByteView salt, base::ByteView info,
                    std::size_t size) {
    if (keyMaterial.empty()) return Error(ErrorCode::InvalidArgument, "HKDF of no key material");
    if (size == 0 || size > kHkdfOutputBytesMax)
        return Error(ErrorCode::InvalidArgument, "HKDF output of 1 to 16320 bytes");
    const KdfHandle method(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
    const KdfContext context(method ? EVP_KDF_CTX_new(method.get()) : nullptr);
    if (!context) return openSslError("HKDF");
    // OpenSSL's parameters are not const, though a derivation only reads them.
    const auto octets = [](const char* name, base::ByteView bytes) {
        return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(bytes.data()),
                                                 bytes.size());
    };
    std::array<char, 7> digest{"SHA512"};
    std::array<OSSL_PARAM, 5> parameters{};
    std::size_t count = 0;
    parameters[count++] = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0);
    parameters[count++] = octets(OSSL_KDF_PARAM_KEY, keyMaterial);
    if (!salt.empty()) parameters[count++] = octets(OSSL_KDF_PARAM_SALT, salt);
    if (!info.empty()) parameters[count++] = octets(OSSL_KDF_PARAM_INFO, info);
    parameters[count] = OSSL_PARAM_construct_end();
    Secret key(size);
    if (EVP_KDF_derive(context.get(), key.octets().data(), size, parameters.data()) != 1)
        return openSslError("HKDF");
    return key;
}

Result<base::Bytes> encrypt(const Secret& key, base::ByteView plain, base::ByteView header) {
    if (key.size() != kKeyBytes)
        return Error(ErrorCode::InvalidArgument, "an encryption key has 32 bytes");
    base::Bytes sealed(kNonceBytes + plain.size() + kTagBytes, '\0');
    randombytes_buf(sealed.data(), kNonceBytes);
    unsigned char* const out = octetsOf(sealed);
    unsigned long long length = 0;
    const int result = crypto_aead_xchacha20poly1305_ietf_encrypt(
        out + kNonceBytes, &length, crypto::octetsOf(plain), plain.size(), crypto::octetsOf(header),
        header.size(), nullptr, out, key.octets().data());
    if (result != 0) return Error(ErrorCode::Internal, "XChaCha20-Poly1305 failed");
    INVARIANT(kNonceBytes + length == sealed.size());
    return sealed;
}

Result<Secret> decrypt(const Secret& key, base::ByteView sealed, base::ByteView header) {
    if (key.size() != kKeyBytes)
        return Error(ErrorCode::InvalidArgument, "an encryption key has 32 bytes");
    if (sealed.size() < kNonceBytes + kTagBytes)
        return Error(ErrorCode::Malformed, "shorter than a nonce and a tag");
    const base::ByteView cipher = sealed.substr(kNonceBytes);
    Secret plain(cipher.size() - kTagBytes);
    unsigned long long length = 0;
    const int result = crypto_aead_xchacha20poly1305_ietf_decrypt(
        plain.octets().data(), &length, nullptr, crypto::octetsOf(cipher), cipher.size(),
        crypto::octetsOf(header), header.size(), crypto::octetsOf(sealed), key.octets().data());
    if (result != 0) return Error(ErrorCode::WrongKey, "it does not authenticate");
    INVARIANT(length == plain.size());
    return plain;
}

SealKeyPair makeSealKeyPair() {
    SealKeyPair pair{base::Bytes(crypto_box_PUBLICKEYBYTES, '\0'),
                     Secret(crypto_box_SECRETKEYBYTES)};
    INVARIANT(crypto_box_keypair(octetsOf(pair.publicKey), pair.secretKey.octets().data()) == 0);
    return pair;
}

Result<base::Bytes> seal(base::ByteView publicKey, base::ByteView plain) {
    if (publicKey.size() != crypto_box_PUBLICKEYBYTES)
        return Error(ErrorCode::InvalidArgument, "a sealing key has 32 bytes");
    base::Bytes sealed(crypto_box_SEALBYTES + plain.size(), '\0');
    // libsodium refuses points of low order, under which anybody could open the box.
    if (crypto_box_seal(octetsOf(sealed), crypto::octetsOf(plain), plain.size(),
                        crypto::octetsOf(publicKey)) != 0)
        return Error(ErrorCode::InvalidArgument, "not a usable sealing key");
    return sealed;
}

Result<Secret> openSealed(const SealKeyPair& pair, base::ByteView sealed) {
    if (pair.publicKey.size() != crypto_box_PUBLICKEYBYTES ||
        pair.secretKey.size() != crypto_box_SECRETKEYBYTES)
        return Error(ErrorCode::InvalidArgument, "the halves of a sealing key have 32 bytes");
    if (sealed.size() < crypto_box_SEALBYTES)
        return Error(ErrorCode::Malformed, "shorter than an empty sealed box");
    Secret plain(sealed.size() - crypto_box_SEALBYTES);
    if (crypto_box_seal_open(plain.octets().data(), crypto::octetsOf(sealed), sealed.size(),
                             crypto::octetsOf(pair.publicKey), pair.secretKey.octets().data()) != 0)
        return Error(ErrorCode::WrongKey, "the box was sealed to another key or is damaged");
    return plain;
}

}  // namespace hearth::crypto

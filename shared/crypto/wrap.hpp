// Deriving and wrapping keys: Argon2id, HKDF, XChaCha20-Poly1305, sealed boxes.
// Sources: RFC 9106 (Argon2), RFC 5869 (HKDF), libsodium 1.0.18's documentation.
// Threads: pure functions, any thread; Argon2id takes 0.2 to 1 s: never on a UI or I/O thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "shared/base/bytes.hpp"
#include "shared/crypto/secret.hpp"

namespace hearth::crypto {

struct ArgonCost {
    std::uint32_t memoryMib = 128;
    std::uint32_t passes = 3;
};
// Below this nothing is derived and nothing is opened: an attacker may have lowered the file's
// cost.
inline constexpr ArgonCost kArgonFloor{128, 3};
// Above this a hostile file could exhaust the tablet.
inline constexpr ArgonCost kArgonCeiling{1024, 10};
inline constexpr std::size_t kArgonSaltBytes = 16;

// 32 bytes. InvalidArgument on a cost outside the floor and ceiling; Internal when memory is
// refused (never silently weaker).
[[nodiscard]] base::Result<Secret> argon2id(const Secret& passphrase, base::ByteView salt,
                                            ArgonCost cost);

// HKDF-SHA-512 (OpenSSL 3's EVP_KDF), `size` bytes.
[[nodiscard]] base::Result<Secret> hkdf(base::ByteView keyMaterial, base::ByteView salt,
                                        base::ByteView info, std::size_t size);

// nonce24 | ciphertext | tag under a fresh random nonce; `header` is authenticated, not encrypted.
[[nodiscard]] base::Result<base::Bytes> encrypt(const Secret& key, base::ByteView plain,
                                                base::ByteView header);
// WrongKey when it does not authenticate.
[[nodiscard]] base::Result<Secret> decrypt(const Secret& key, base::ByteView sealed,
                                           base::ByteView header);

struct SealKeyPair {
    base::Bytes publicKey;  // X25519, 32 bytes
    Secret secretKey;       // 32 bytes
};
[[nodiscard]] SealKeyPair makeSealKeyPair();
[[nodiscard]] base::Result<base::Bytes> seal(base::ByteView publicKey, base::ByteView plain);
[[nodiscard]] base::Result<Secret> openSealed(const SealKeyPair& pair, base::ByteView sealed);

}  // namespace hearth::crypto

// The key file: the tablet's data key and salt, wrapped under a passphrase joined with the device's
// secret from the system key store. Neither opens it alone.
//   PK  = Argon2id(passphrase, salt)         KEK = HKDF-SHA-512(PK | DS, file id, "hearth/kek/v1" |
//   device) slot = header | XChaCha20-Poly1305(KEK, AAD = header, DEK(32) | SALT(16)) escrow =
//   sealed box to the authority's public key over the same, if the authority gave one
// Written tmp -> fsync -> rename -> fsync folder. A wrong passphrase and a damaged file are
// different errors. Source: shared/crypto/README.md; two slots and attempt counters come with issue
// "Locks". Threads: any thread, not the UI thread (Argon2id takes up to a second).
#pragma once

#include <filesystem>

#include "shared/crypto/wrap.hpp"
#include "shared/sqlite/connection.hpp"

namespace hearth::client::store {

struct KeyFileInput {
    const crypto::Secret& passphrase;
    const crypto::Secret& deviceSecret;  // 32 bytes
    base::Bytes escrowPublicKey;         // 32 bytes, or empty: no escrow
    crypto::ArgonCost cost = crypto::kArgonFloor;
};

// Makes a new data key and writes the file. AlreadyExists if there is one: it is never overwritten.
[[nodiscard]] base::Result<sqlite::DatabaseKey> createKeyFile(const std::filesystem::path& file,
                                                              const KeyFileInput& input);
// WrongKey (passphrase or device secret), Corrupt, NotFound, UnsupportedVersion.
[[nodiscard]] base::Result<sqlite::DatabaseKey> openKeyFile(const std::filesystem::path& file,
                                                            const crypto::Secret& passphrase,
                                                            const crypto::Secret& deviceSecret);
// Generated passphrases offered at enrolment: `words` words of the embedded list.
inline constexpr std::size_t kPassphraseCharactersMin = 12;

}  // namespace hearth::client::store

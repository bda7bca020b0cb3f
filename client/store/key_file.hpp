// The key file: the tablet's data key and salt, wrapped under a passphrase joined with the device's
// secret from the system key store. Neither opens it alone.
//   PK   = Argon2id(passphrase, salt)     KEK = HKDF-SHA-512(PK | DS, file id, "hearth/kek/v1")
//   file = header | slot | escrow | SHA-256 of all before
//   header: "HEARTHKY" | version | file id(16) | Argon2 memory MiB, passes | salt(16)
//   slot:   XChaCha20-Poly1305(KEK, AAD = header, DEK(32) | SALT(16)), length before it
//   escrow: sealed box to the authority's public key over the same, if the authority gave one
// The SHA-256 tells a damaged file from a wrong passphrase; against an attacker the AAD counts.
// Written tmp -> fsync -> rename -> fsync folder. Two slots and attempt counters come with issue
// "Locks".
// Threads: any thread, not the UI thread (Argon2id takes up to a second).
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
// A passphrase of a person's own choice has at least this many characters (ASVS 6.2.1).
inline constexpr std::size_t kPassphraseCharactersMin = 12;

}  // namespace hearth::client::store

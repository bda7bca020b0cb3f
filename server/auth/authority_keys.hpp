// The keys and certificates of one authority in the server's folder:
//   keys/              0700
//     store.key        0600  the central store's key and salt, hexadecimal (64 + 32 digits)
//     issuing.key      0600  PKCS#8 DER      issuing.crt  PEM
//     server.key       0600  PKCS#8 DER      server.crt   PEM
//     root.crt         PEM: what tablets pin
//     offline/root.key 0600  PKCS#8 DER: to be moved off this machine after set-up
// Owner: whoever loaded them. Threads: pure functions, any thread; they read and write files.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "shared/crypto/certificate.hpp"
#include "shared/sqlite/connection.hpp"

namespace hearth::server::auth {

struct AuthorityKeys {
    base::Bytes rootDer;
    crypto::CertificateAndKey issuing;
    crypto::CertificateAndKey server;
    sqlite::DatabaseKey storeKey;
};

struct AuthorityOrder {
    std::string authority;
    std::vector<std::string> hostNames;  // DNS names and addresses tablets will use
};

// Makes everything new. AlreadyExists if the keys folder is there; nothing is ever overwritten.
[[nodiscard]] base::Status createAuthority(const std::filesystem::path& folder,
                                           const AuthorityOrder& order, base::WallTime now);
// NotFound (which file), Untrusted (a key file that others may read), Corrupt (does not decode).
[[nodiscard]] base::Result<AuthorityKeys> loadAuthority(const std::filesystem::path& folder);
// The root certificate alone: for making codes.
[[nodiscard]] base::Result<base::Bytes> loadRoot(const std::filesystem::path& folder);

}  // namespace hearth::server::auth

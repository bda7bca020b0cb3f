// The one-time code a person types on a new tablet: 16 letters and digits of secret (80 random
// bits), 16 of pin (the first 80 bits of the root certificate's SHA-256), in groups of four:
//   7K3M-....-....-....-....-....-....-....
// Crockford base32, so that no two characters look alike; case, dashes, spaces and the confusions
// O/0, I/1 and L/1 are forgiven. The tablet keeps the pin to itself and sends only the secret.
// Threads: pure functions, any thread.
#pragma once

#include <string>
#include <string_view>

#include "shared/base/bytes.hpp"
#include "shared/base/random.hpp"

namespace hearth::server::auth {

inline constexpr std::size_t kCodeSecretBytes = 10;
inline constexpr std::size_t kCodePinBytes = 10;
// Characters of each half: 5 bits a character.
inline constexpr std::size_t kCodeSecretChars = 16;
inline constexpr std::size_t kCodeGroupChars = 4;

// A fresh secret, in canonical form (upper case, no dashes).
[[nodiscard]] std::string makeCodeSecret(base::Random& random);
// What the worker is given to type.
[[nodiscard]] std::string formatCode(std::string_view secret, base::ByteView rootDer);
// Malformed unless 16 characters of the alphabet are left after forgiving.
[[nodiscard]] base::Result<std::string> normaliseSecret(std::string_view typed);
// What the store keeps instead of the secret (canonical form).
[[nodiscard]] base::Digest hashSecret(std::string_view secret) noexcept;

}  // namespace hearth::server::auth

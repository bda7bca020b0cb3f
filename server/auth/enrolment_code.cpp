#include "server/auth/enrolment_code.hpp"

#include <array>

#include "shared/base/base32.hpp"
#include "shared/crypto/hash.hpp"

namespace hearth::server::auth {

using base::Error;
using base::ErrorCode;

std::string makeCodeSecret(base::Random& random) {
    std::array<std::uint8_t, kCodeSecretBytes> octets{};
    random.fill(octets);
    return base::encodeBase32({reinterpret_cast<const char*>(octets.data()), octets.size()});
}

std::string formatCode(std::string_view secret, base::ByteView rootDer) {
    const std::string all =
        std::string(secret) +
        base::encodeBase32(crypto::sha256(rootDer).view().substr(0, kCodePinBytes));
    std::string text;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i != 0 && i % kCodeGroupChars == 0) text.push_back('-');
        text.push_back(all[i]);
    }
    return text;
}

base::Result<std::string> normaliseSecret(std::string_view typed) {
    std::string secret;
    for (const char c : typed) {
        if (c == '-' || c == ' ') continue;
        const char plain = base::canonicalBase32(c);
        if (plain == '\0' || secret.size() == kCodeSecretChars)
            return Error(ErrorCode::Malformed, "an enrolment code has 16 letters and digits");
        secret.push_back(plain);
    }
    if (secret.size() != kCodeSecretChars)
        return Error(ErrorCode::Malformed, "an enrolment code has 16 letters and digits");
    return secret;
}

base::Digest hashSecret(std::string_view secret) noexcept {
    return crypto::sha256(secret);
}

}  // namespace hearth::server::auth

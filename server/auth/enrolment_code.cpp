#include "server/auth/enrolment_code.hpp"

#include <array>

#include "shared/crypto/hash.hpp"

namespace hearth::server::auth {

using base::Error;
using base::ErrorCode;

namespace {

// Crockford's alphabet: no I, L, O (look like 1, 1, 0) and no U.
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr unsigned kBitsPerChar = 5;
constexpr unsigned kBitsPerByte = 8;
constexpr unsigned kCharMask = 0x1F;

std::string encodeBase32(base::ByteView bytes) {
    std::string text;
    std::uint32_t pending = 0;
    unsigned bits = 0;
    for (const char c : bytes) {
        pending = (pending << kBitsPerByte) | static_cast<std::uint8_t>(c);
        bits += kBitsPerByte;
        while (bits >= kBitsPerChar) {
            bits -= kBitsPerChar;
            text.push_back(kAlphabet[(pending >> bits) & kCharMask]);
        }
    }
    INVARIANT(bits == 0);  // both halves are whole multiples of 40 bits
    return text;
}

// The character as the alphabet has it, or 0.
char forgive(char c) noexcept {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'O') return '0';
    if (c == 'I' || c == 'L') return '1';
    return kAlphabet.find(c) == std::string_view::npos ? '\0' : c;
}

}  // namespace

std::string makeCodeSecret(base::Random& random) {
    std::array<std::uint8_t, kCodeSecretBytes> octets{};
    random.fill(octets);
    return encodeBase32({reinterpret_cast<const char*>(octets.data()), octets.size()});
}

std::string formatCode(std::string_view secret, base::ByteView rootDer) {
    const std::string all =
        std::string(secret) + encodeBase32(crypto::sha256(rootDer).view().substr(0, kCodePinBytes));
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
        const char plain = forgive(c);
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

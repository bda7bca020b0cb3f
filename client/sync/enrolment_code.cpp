#include "client/sync/tablet.hpp"

namespace hearth::client::sync {

using base::Error;
using base::ErrorCode;

namespace {

// Crockford's alphabet: no I, L, O (look like 1, 1, 0) and no U.
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr unsigned kBitsPerCharacter = 5;
constexpr unsigned kBitsPerByte = 8;
constexpr unsigned kByteMask = 0xFF;
constexpr std::size_t kHalfCharacters = 16;
constexpr std::size_t kCodeCharacters = 2 * kHalfCharacters;

// The character as the alphabet has it; 0 if it is none.
char forgive(char c) noexcept {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'O') return '0';
    if (c == 'I' || c == 'L') return '1';
    return kAlphabet.find(c) == std::string_view::npos ? '\0' : c;
}

base::Bytes decodeBase32(std::string_view text) {
    base::Bytes bytes;
    std::uint32_t pending = 0;
    unsigned bits = 0;
    for (const char c : text) {
        pending = pending << kBitsPerCharacter | static_cast<std::uint32_t>(kAlphabet.find(c));
        bits += kBitsPerCharacter;
        if (bits < kBitsPerByte) continue;
        bits -= kBitsPerByte;
        bytes.push_back(static_cast<char>(pending >> bits & kByteMask));
    }
    return bytes;
}

}  // namespace

base::Result<EnrolmentCode> parseEnrolmentCode(std::string_view text) {
    std::string plain;
    for (const char c : text) {
        if (c == '-' || c == ' ' || c == '\t' || c == '\n' || c == '\r') continue;
        const char known = forgive(c);
        if (known == '\0')
            return Error(ErrorCode::InvalidArgument,
                         "an enrolment code has letters and digits only, and no U");
        if (plain.size() == kCodeCharacters)
            return Error(ErrorCode::InvalidArgument, "the enrolment code is too long");
        plain.push_back(known);
    }
    if (plain.size() < kCodeCharacters)
        return Error(ErrorCode::InvalidArgument,
                     "the enrolment code is not complete: it has 32 letters and digits");
    return EnrolmentCode{plain.substr(0, kHalfCharacters),
                         decodeBase32(std::string_view(plain).substr(kHalfCharacters))};
}

}  // namespace hearth::client::sync

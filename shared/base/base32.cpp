#include "shared/base/base32.hpp"

namespace hearth::base {

namespace {
// No I, L, O (look like 1, 1, 0) and no U.
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr unsigned kBitsPerChar = 5;
constexpr unsigned kBitsPerByte = 8;
constexpr unsigned kCharMask = 0x1F;
constexpr unsigned kByteMask = 0xFF;
}  // namespace

char canonicalBase32(char c) noexcept {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'O') return '0';
    if (c == 'I' || c == 'L') return '1';
    return kAlphabet.find(c) == std::string_view::npos ? '\0' : c;
}

std::string encodeBase32(ByteView bytes) {
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
    INVARIANT(bits == 0);
    return text;
}

Bytes decodeBase32(std::string_view text) {
    Bytes bytes;
    std::uint32_t pending = 0;
    unsigned bits = 0;
    for (const char c : text) {
        pending = (pending << kBitsPerChar) | static_cast<std::uint32_t>(kAlphabet.find(c));
        bits += kBitsPerChar;
        if (bits < kBitsPerByte) continue;
        bits -= kBitsPerByte;
        bytes.push_back(static_cast<char>((pending >> bits) & kByteMask));
    }
    INVARIANT(bits == 0);
    return bytes;
}

}  // namespace hearth::base

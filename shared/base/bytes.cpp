#include "shared/base/bytes.hpp"

#include <algorithm>

namespace hearth::base {

ByteView Digest::view() const noexcept {
    return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

bool Digest::isZero() const noexcept {
    return std::all_of(octets.begin(), octets.end(), [](std::uint8_t octet) { return octet == 0; });
}

Result<Digest> Digest::fromBytes(ByteView bytes) {
    if (bytes.size() != kSize) return Error(ErrorCode::Malformed, "a digest has 32 bytes");
    Digest digest;
    std::transform(bytes.begin(), bytes.end(), digest.octets.begin(),
                   [](char c) { return static_cast<std::uint8_t>(c); });
    return digest;
}

std::string toHex(ByteView bytes) {
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto octet = static_cast<std::uint8_t>(c);
        text.push_back(kDigits[octet >> 4U]);
        text.push_back(kDigits[octet & 0x0FU]);
    }
    return text;
}

namespace {
int hexValue(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}
}  // namespace

Result<Bytes> fromHex(std::string_view text) {
    if (text.size() % 2 != 0) return Error(ErrorCode::Malformed, "hexadecimal of odd length");
    Bytes bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = hexValue(text[i]);
        const int low = hexValue(text[i + 1]);
        if (high < 0 || low < 0) return Error(ErrorCode::Malformed, "not a hexadecimal digit");
        bytes.push_back(static_cast<char>(high * 16 + low));
    }
    return bytes;
}

void appendBigEndian64(Bytes& out, std::uint64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8)
        out.push_back(static_cast<char>((value >> static_cast<unsigned>(shift)) & 0xFFU));
}

namespace {
// Length of the well-formed sequence that starts at `text`, or 0 (Unicode 15, table 3-7).
std::size_t sequenceLength(std::string_view text) noexcept {
    const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const auto continues = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
        return i < text.size() && at(i) >= low && at(i) <= high;
    };
    const unsigned first = at(0);
    if (first >= 0x01 && first <= 0x7F) return 1;
    if (first >= 0xC2 && first <= 0xDF) return continues(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const unsigned low = first == 0xE0 ? 0xA0 : 0x80;
        const unsigned high = first == 0xED ? 0x9F : 0xBF;
        return continues(1, low, high) && continues(2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const unsigned low = first == 0xF0 ? 0x90 : 0x80;
        const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
        return continues(1, low, high) && continues(2) && continues(3) ? 4 : 0;
    }
    return 0;
}
}  // namespace

bool isValidText(std::string_view text) noexcept {
    while (!text.empty()) {
        const std::size_t length = sequenceLength(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

}  // namespace hearth::base

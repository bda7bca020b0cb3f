// Bytes, digests and their text forms.
// Bytes is std::string because protobuf's bytes fields are; it may hold any octet.
// Threads: values and pure functions, any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "shared/base/error.hpp"

namespace hearth::base {

using Bytes = std::string;
using ByteView = std::string_view;

// A SHA-256 value.
struct Digest {
    static constexpr std::size_t kSize = 32;
    std::array<std::uint8_t, kSize> octets{};

    [[nodiscard]] ByteView view() const noexcept;
    [[nodiscard]] Bytes bytes() const { return Bytes(view()); }
    [[nodiscard]] bool isZero() const noexcept;
    // Malformed unless exactly 32 octets.
    [[nodiscard]] static Result<Digest> fromBytes(ByteView bytes);
    friend auto operator<=>(const Digest&, const Digest&) = default;
};

// Lower-case hexadecimal.
[[nodiscard]] std::string toHex(ByteView bytes);
// Malformed on an odd length or another character.
[[nodiscard]] Result<Bytes> fromHex(std::string_view text);

// Big-endian integers, for keys and hashes that must sort as numbers do.
void appendBigEndian64(Bytes& out, std::uint64_t value);

// Valid UTF-8 without NUL, and no unpaired surrogates or overlong forms.
[[nodiscard]] bool isValidText(std::string_view text) noexcept;

}  // namespace hearth::base

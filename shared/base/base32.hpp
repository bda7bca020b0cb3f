// Crockford's base32: letters and digits of which no two look alike, for what a person reads out
// and types. Source: Douglas Crockford, "Base 32". Without padding: whole multiples of 40 bits
// only. Threads: pure functions, any thread.
#pragma once

#include <string>

#include "shared/base/bytes.hpp"

namespace hearth::base {

// The character as the alphabet has it: upper case, O as 0, I and L as 1; 0 octet if it is none.
[[nodiscard]] char canonicalBase32(char c) noexcept;
// `bytes`: a multiple of 5.
[[nodiscard]] std::string encodeBase32(ByteView bytes);
// `text`: canonical characters, a multiple of 8.
[[nodiscard]] Bytes decodeBase32(std::string_view text);

}  // namespace hearth::base

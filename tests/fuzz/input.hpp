// A fuzzer's bytes, read from the front as decisions. When they are used up, every answer is 0, so
// that any bytes are a whole script.
// Owner: one run of a target; the bytes are borrowed. Threads: one.
#pragma once

#include <cstdint>

#include "shared/base/bytes.hpp"

namespace hearth::fuzz {

class Input {
public:
    explicit Input(base::ByteView bytes) noexcept : m_rest(bytes) {}

    [[nodiscard]] bool isEmpty() const noexcept { return m_rest.empty(); }
    [[nodiscard]] std::uint8_t octet() noexcept;
    [[nodiscard]] std::uint64_t number(std::size_t octets) noexcept;
    // Below `bound`, of one octet; bound > 0.
    [[nodiscard]] std::size_t below(std::size_t bound) noexcept { return octet() % bound; }
    // True for about `in256` of 256 octets; false at the end of the bytes.
    [[nodiscard]] bool chance(unsigned in256) noexcept { return octet() > 255U - in256; }
    // A number where mistakes live: small, the last of a width, or any.
    [[nodiscard]] std::uint64_t oddNumber() noexcept;
    // Two octets of length, then as many octets as there are.
    [[nodiscard]] base::Bytes chunk();
    // A few octets, so that most of a script is left for the rest of it.
    [[nodiscard]] base::Bytes shortChunk();
    [[nodiscard]] base::ByteView rest() const noexcept { return m_rest; }

private:
    [[nodiscard]] base::Bytes take(std::size_t most);

    base::ByteView m_rest;
};

// The reverse of chunk(), for seeds.
void appendChunk(base::Bytes& out, base::ByteView chunk);

}  // namespace hearth::fuzz

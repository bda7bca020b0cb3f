#include "tests/fuzz/input.hpp"

#include <algorithm>
#include <array>

namespace hearth::fuzz {

namespace {
constexpr std::size_t kLengthOctets = 2;
constexpr std::size_t kShortBytesMax = 24;
constexpr std::size_t kChunkBytesMax = 0xFFFF;
}  // namespace

std::uint8_t Input::octet() noexcept {
    if (m_rest.empty()) return 0;
    const auto value = static_cast<std::uint8_t>(m_rest.front());
    m_rest.remove_prefix(1);
    return value;
}

std::uint64_t Input::number(std::size_t octets) noexcept {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < octets; ++i)
        value = value << 8U | octet();
    return value;
}

std::uint64_t Input::oddNumber() noexcept {
    static constexpr std::array<std::uint64_t, 8> kOdd{
        0,         1, 2, 3, INT64_MAX, static_cast<std::uint64_t>(INT64_MAX) + 1, UINT64_MAX - 1,
        UINT64_MAX};
    const std::size_t which = below(kOdd.size() + 1);
    return which < kOdd.size() ? kOdd[which] : number(sizeof(std::uint64_t));
}

base::Bytes Input::take(std::size_t most) {
    const std::size_t length = std::min(most, m_rest.size());
    base::Bytes bytes(m_rest.substr(0, length));
    m_rest.remove_prefix(length);
    return bytes;
}

base::Bytes Input::chunk() {
    return take(number(kLengthOctets));
}

base::Bytes Input::shortChunk() {
    return take(below(kShortBytesMax));
}

void appendChunk(base::Bytes& out, base::ByteView chunk) {
    INVARIANT(chunk.size() <= kChunkBytesMax);
    out.push_back(static_cast<char>(chunk.size() >> 8U));
    out.push_back(static_cast<char>(chunk.size() & 0xFFU));
    out.append(chunk);
}

}  // namespace hearth::fuzz

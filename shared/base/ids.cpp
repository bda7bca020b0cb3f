#include "shared/base/ids.hpp"

namespace hearth::base {

// RFC 9562, section 5.7: 48 bits of Unix milliseconds, version 7, variant 10, the rest random.
std::array<std::uint8_t, 16> IdSource::uuidV7() {
    std::array<std::uint8_t, 16> octets{};
    m_random.fill(octets);
    const auto now = static_cast<std::uint64_t>(m_clock.wallNow().millis);
    for (unsigned i = 0; i < 6; ++i)
        octets[i] = static_cast<std::uint8_t>(now >> (40U - 8U * i));
    octets[6] = static_cast<std::uint8_t>((octets[6] & 0x0FU) | 0x70U);
    octets[8] = static_cast<std::uint8_t>((octets[8] & 0x3FU) | 0x80U);
    return octets;
}

}  // namespace hearth::base

// Digest of what a store holds of one scope: the sum modulo 2^64, in four lanes, of the SHA-256 of
// each entity (type, id, rev, body, attribution). Order does not matter, and one entity's change is
// one subtraction and one addition.
// Threads: values, any thread.
#pragma once

#include <array>
#include <cstdint>

#include "shared/records/entity.hpp"

namespace hearth::protocol {

// SHA-256 of type (8 bytes big-endian) | id | rev (8) | length of body (8) | body | attribution.
[[nodiscard]] base::Digest entityDigest(const records::Entity& entity);

class ScopeDigest {
public:
    void add(const records::Entity& entity);
    void remove(const records::Entity& entity);
    [[nodiscard]] base::Bytes bytes() const;
    // Empty bytes are the digest of nothing. Malformed unless 32 bytes or none.
    [[nodiscard]] static base::Result<ScopeDigest> fromBytes(base::ByteView bytes);
    friend bool operator==(const ScopeDigest&, const ScopeDigest&) = default;

private:
    std::array<std::uint64_t, 4> m_lanes{};
};

}  // namespace hearth::protocol

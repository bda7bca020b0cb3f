#include "shared/protocol/scope_digest.hpp"

#include "shared/crypto/hash.hpp"

namespace hearth::protocol {

namespace {

constexpr std::size_t kLaneBytes = 8;

std::uint64_t lane(base::ByteView bytes, std::size_t index) noexcept {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < kLaneBytes; ++i)
        value = value << 8U | static_cast<std::uint8_t>(bytes[index * kLaneBytes + i]);
    return value;
}

}  // namespace

// Lengths go in before the parts, so that no two entities hash the same bytes.
base::Digest entityDigest(const records::Entity& entity) {
    const base::Bytes body = entity.body.encode();
    const base::Bytes attribution = records::encodeAttribution(entity);
    base::Bytes head;
    base::appendBigEndian64(head, entity.key.type);
    head.append(entity.key.id.view());
    base::appendBigEndian64(head, entity.rev);
    base::appendBigEndian64(head, body.size());
    return crypto::sha256({head, body, attribution});
}

void ScopeDigest::add(const records::Entity& entity) {
    const base::Digest digest = entityDigest(entity);
    for (std::size_t i = 0; i < m_lanes.size(); ++i)
        m_lanes[i] += lane(digest.view(), i);
}

void ScopeDigest::remove(const records::Entity& entity) {
    const base::Digest digest = entityDigest(entity);
    for (std::size_t i = 0; i < m_lanes.size(); ++i)
        m_lanes[i] -= lane(digest.view(), i);
}

base::Bytes ScopeDigest::bytes() const {
    base::Bytes bytes;
    for (const std::uint64_t value : m_lanes)
        base::appendBigEndian64(bytes, value);
    return bytes;
}

base::Result<ScopeDigest> ScopeDigest::fromBytes(base::ByteView bytes) {
    ScopeDigest digest;
    if (bytes.empty()) return digest;
    if (bytes.size() != kLaneBytes * digest.m_lanes.size())
        return base::Error(base::ErrorCode::Malformed, "a scope digest has 32 bytes");
    for (std::size_t i = 0; i < digest.m_lanes.size(); ++i)
        digest.m_lanes[i] = lane(bytes, i);
    return digest;
}

}  // namespace hearth::protocol

// Identifiers. One 128-bit value, a type per meaning, so that a worker's id is never passed for a
// device's. Threads: values, any thread; IdSource: one thread.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "shared/base/bytes.hpp"
#include "shared/base/random.hpp"
#include "shared/base/time.hpp"

namespace hearth::base {

template <class Tag>
struct Id {
    static constexpr std::size_t kSize = 16;
    std::array<std::uint8_t, kSize> octets{};

    [[nodiscard]] ByteView view() const noexcept {
        return {reinterpret_cast<const char*>(octets.data()), octets.size()};
    }
    [[nodiscard]] Bytes bytes() const { return Bytes(view()); }
    [[nodiscard]] std::string hex() const { return toHex(view()); }
    [[nodiscard]] bool isNil() const noexcept { return *this == Id{}; }

    // Malformed unless exactly 16 octets.
    [[nodiscard]] static Result<Id> fromBytes(ByteView bytes) {
        if (bytes.size() != kSize) return Error(ErrorCode::Malformed, "an id has 16 bytes");
        Id id;
        for (std::size_t i = 0; i < kSize; ++i)
            id.octets[i] = static_cast<std::uint8_t>(bytes[i]);
        return id;
    }
    [[nodiscard]] static Result<Id> fromHex(std::string_view text) {
        const auto bytes = base::fromHex(text);
        if (!bytes) return bytes.error();
        return fromBytes(*bytes);
    }
    friend auto operator<=>(const Id&, const Id&) = default;
};

struct EntityTag {};
struct ScopeTag {};
struct EditTag {};
struct DeviceTag {};
struct IncarnationTag {};
struct EpochTag {};

using EntityId = Id<EntityTag>;  // UUIDv7 (RFC 9562): sorts by when it was made
using ScopeId = Id<ScopeTag>;    // a case file's id, a worker's id (`me`), or kReferenceScope
using EditId = Id<EditTag>;      // UUIDv7
using DeviceId = Id<DeviceTag>;  // given at enrolment
using Incarnation = Id<IncarnationTag>;  // 128 random bits: new on install, restore or clone
using Epoch = Id<EpochTag>;  // 128 random bits: new when a server's history may have forked
using WorkerId = EntityId;   // a worker is a record too

// The scope of teams, codes and forms, which every tablet holds.
inline constexpr ScopeId kReferenceScope{{0x72, 0x65, 0x66, 0x65, 0x72, 0x65, 0x6e, 0x63, 0x65}};

// The scope that belongs to an entity that is itself a scope's root (a case file, a worker's own).
[[nodiscard]] constexpr ScopeId scopeOf(EntityId root) noexcept {
    return {root.octets};
}
[[nodiscard]] constexpr EntityId rootOf(ScopeId scope) noexcept {
    return {scope.octets};
}

// Makes ids. Owner: the composition root.
class IdSource {
public:
    IdSource(const Clock& clock, Random& random) noexcept : m_clock(clock), m_random(random) {}

    template <class IdType>
    [[nodiscard]] IdType timeOrdered() {
        return {uuidV7()};
    }
    template <class IdType>
    [[nodiscard]] IdType random() {
        IdType id;
        m_random.fill(id.octets);
        return id;
    }

private:
    [[nodiscard]] std::array<std::uint8_t, 16> uuidV7();

    const Clock& m_clock;
    Random& m_random;
};

}  // namespace hearth::base

template <class Tag>
struct std::hash<hearth::base::Id<Tag>> {
    std::size_t operator()(const hearth::base::Id<Tag>& id) const noexcept {
        return std::hash<std::string_view>{}(id.view());
    }
};

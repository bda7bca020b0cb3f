// Entity: a record with its attribution: who wrote which value when, and the values that did not
// stand. Plain values with conversions to schema/protocol/edit.proto.
// Threads: values, any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "schema/protocol/edit.pb.h"
#include "shared/base/ids.hpp"
#include "shared/records/body.hpp"

namespace hearth::records {

using Rev = std::uint64_t;  // place in the server's log, from 1; 0: none
using Seq = std::uint64_t;  // counts a tablet's edits per incarnation, from 1

// The revision of an edit that the server has not included yet (the tablet's prediction).
inline constexpr Rev kPendingRev = UINT64_MAX;

struct Stamp {
    Rev rev = 0;
    base::Incarnation incarnation;
    Seq seq = 0;
    base::WorkerId author;
    base::EditId edit;
    base::WallTime claimed;
    base::WallTime effective;
    base::WallTime received;
    // Recorded while the case was its author's, received when it was no longer.
    bool afterHandover = false;
    // Fields of the stamp that this program does not know, as they came: they count in the digest
    // of a scope, so a tablet that dropped what a newer server says would differ from it for ever.
    base::Bytes unknown{};
    friend bool operator==(const Stamp&, const Stamp&) = default;
};

struct SiblingTag {};
using SiblingId = base::Id<SiblingTag>;

struct Sibling {
    SiblingId id;
    UnitNumber unit = 0;
    base::Bytes value;
    Stamp stamp;
    protocol::SiblingState state = protocol::SIBLING_OPEN;
    base::Bytes unknown{};  // as a stamp's
    friend bool operator==(const Sibling&, const Sibling&) = default;
};

struct EntityKey {
    TypeNumber type = 0;
    base::EntityId id;
    friend auto operator<=>(const EntityKey&, const EntityKey&) = default;
};

struct Entity {
    // A unit, or one element of a set field (the element's encoding; empty for the unit). Further
    // writers of the same value follow with their incarnation appended: shared/merge/README.md.
    using StampKey = std::pair<UnitNumber, base::Bytes>;

    EntityKey key;
    base::ScopeId scope;
    Rev rev = 0;
    Stamp created;
    Body body;
    std::map<StampKey, Stamp> stamps;  // only what changed since creation
    std::vector<Sibling> siblings;     // by when they came
    std::optional<Stamp> sealed;
    std::optional<Stamp> retired;
    base::Bytes unknown{};  // as a stamp's

    // Who wrote the current value of a unit (or set element).
    [[nodiscard]] const Stamp& stampOf(UnitNumber unit, base::ByteView element = {}) const;
    [[nodiscard]] std::vector<Sibling> openSiblings(UnitNumber unit) const;
    friend bool operator==(const Entity&, const Entity&) = default;
};

[[nodiscard]] protocol::EntityState toProto(const Entity& entity);
[[nodiscard]] base::Result<Entity> fromProto(const protocol::EntityState& state);
[[nodiscard]] protocol::Stamp toProto(const Stamp& stamp);
[[nodiscard]] base::Result<Stamp> fromProto(const protocol::Stamp& stamp);
// Deterministic bytes of everything that is not in columns of their own: stamps, created, sealed,
// retired and siblings; a store keeps them as one value beside the body.
[[nodiscard]] base::Bytes encodeAttribution(const Entity& entity);
[[nodiscard]] base::Status decodeAttribution(base::ByteView bytes, Entity& entity);

}  // namespace hearth::records

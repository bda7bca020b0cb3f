// Invented records and ids for the tests of records. Threads: pure functions.
#pragma once

#include <cstdint>

#include "schema/records/family.pb.h"
#include "schema/records/visit.pb.h"
#include "shared/records/edit.hpp"

namespace hearth::records::samples {

// An id whose octets are all `octet`.
template <class IdType>
IdType idOf(std::uint8_t octet) {
    IdType id;
    id.octets.fill(octet);
    return id;
}

inline Observation observation() {
    Observation child;
    child.set_visit_id(idOf<base::EntityId>(1).bytes());
    child.set_child_id(idOf<base::EntityId>(2).bytes());
    child.set_seen(YES);
    child.set_seen_alone(NO);
    child.set_spoken_alone(NO);
    child.set_not_alone_reason(CHILD_REFUSED);
    child.set_own_words("I like the dog. He sleeps on my bed.");
    return child;
}

// A field that no version of this program knows, as a newer one might write it.
inline constexpr FieldNumber kNewerField = 900;

inline Stamp stamp(std::uint8_t octet) {
    Stamp made;
    made.rev = octet;
    made.incarnation = idOf<base::Incarnation>(octet);
    made.seq = octet + 1U;
    made.author = idOf<base::WorkerId>(octet);
    made.edit = idOf<base::EditId>(octet);
    made.claimed = {1'000 + octet};
    made.effective = {2'000 + octet};
    made.received = {3'000 + octet};
    return made;
}

inline Edit edit() {
    Op set;
    set.target = {typeNumber<Observation>(), idOf<base::EntityId>(3)};
    set.scope = idOf<base::ScopeId>(4);
    set.openRev = 17;
    set.openEpoch = idOf<base::Epoch>(5);
    set.kind = protocol::RESOLVE;
    set.field = 3;
    set.value = Body::of(observation()).field(3);
    set.baseValueHash = base::Bytes(base::Digest::kSize, 'h');
    set.baseWriters = {idOf<base::EditId>(31), idOf<base::EditId>(32)};
    set.baseValue = "base";
    set.sawSiblings = {idOf<SiblingId>(6), idOf<SiblingId>(7)};
    set.reason = "Her mother was in the room";
    Op create;
    create.target = {typeNumber<Observation>(), idOf<base::EntityId>(8)};
    create.scope = set.scope;
    create.kind = protocol::CREATE;
    create.value = Body::of(observation()).encode();
    Edit made;
    made.id = idOf<base::EditId>(9);
    made.device = idOf<base::DeviceId>(10);
    made.incarnation = idOf<base::Incarnation>(11);
    made.seq = 12;
    made.prevHash.octets.fill(13);
    made.author = idOf<base::WorkerId>(14);
    made.claimed = {1'700'000'000'000};
    made.monoSinceServer = base::minutes(30);
    made.serverTimeThen = {1'700'000'100'000};
    made.schemaVersion = kSchemaVersion;
    made.ops = {set, create};
    return made;
}

}  // namespace hearth::records::samples

// What a record must say to be sealed, and what it may never say. In words, for the person who can
// put it right.
// Threads: pure functions, any thread.
#pragma once

#include <string>
#include <vector>

#include "schema/records/visit.pb.h"
#include "shared/records/body.hpp"

namespace hearth::records {

struct Violation {
    UnitNumber unit = 0;
    std::string sentence;  // what contradicts what
};

// Contradictions inside one record ("seen alone: yes" with a reason for "not alone"); the merge
// puts them before a person, never repairs them. Unknown types have none.
[[nodiscard]] std::vector<Violation> contradictions(TypeNumber type, const Body& body);

// Structural rules a value must keep to be accepted at all: text is UTF-8, ids have 16 bytes, times
// lie in the calendar, what is not repeated stands there once, the body decodes as its type and
// keeps the limits (also after a merge: a union may grow). Unknown types: the limits alone.
// Malformed, InvalidArgument or TooLarge with the field's name.
[[nodiscard]] base::Status checkStructure(TypeNumber type, const Body& body);

struct ObservedChild {
    std::string name;  // as the form shows it
    Observation observation;
};

// What is still missing before a visit may be sealed, each as a sentence ("Say whether Amira was
// seen alone."). Empty: it may be sealed. Care Planning Regulations 2010, reg. 29.
[[nodiscard]] std::vector<std::string> missingBeforeSeal(
    const Visit& visit, const std::vector<ObservedChild>& children);

}  // namespace hearth::records

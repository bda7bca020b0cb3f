// What an app of the next version writes (next_schema.py), as bytes and numbers: for programs that
// do not know it. Threads: pure functions, any thread.
#pragma once

#include "shared/records/edit.hpp"

namespace hearth::versions {

inline constexpr std::uint32_t kNextVersion = 2;
inline constexpr records::FieldNumber kSiblingPresent = 40;  // of Observation, group "seen": Answer
inline constexpr records::FieldNumber kInterpreter = 41;     // of Observation: text
inline constexpr records::FieldNumber kTopics = 40;          // of Visit: ADD_WINS_SET
inline constexpr records::TypeNumber kSafetyPlan = 60;       // a type; 1: its aim, a text
inline constexpr std::int32_t kTelephoneFirst = 41;          // of HazardLevel, protection 1
inline constexpr auto kCorrect = static_cast<protocol::OpKind>(60);

// One occurrence of a field that holds a number or an enum value.
[[nodiscard]] base::Bytes encodeNumber(records::FieldNumber field, std::uint64_t value);

}  // namespace hearth::versions

// Programs of different schema versions at one record. A group of fields is one value; a field that
// joined it later is not an older app's to clear, and one that this program does not know yet is
// still part of what a newer app meant as one value. Threads: pure functions, any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "shared/records/entity.hpp"

namespace hearth::merge {

// `value` is the unit as an app of this version wrote it: of fields it did not know the current
// ones are put in, so that writing the value leaves them.
void keepFieldsUnknownToAuthor(const records::TypeInfo* type, std::uint32_t version,
                               const records::Body& current, const records::UnitInfo& unit,
                               records::Body& value);

// A newer app's value may hold fields of the group that this program does not know: they belong to
// the unit for this operation.
void includeNewerFields(const records::TypeInfo* type, std::uint32_t version,
                        base::ByteView encoded, records::UnitInfo& unit);

// A decision between values is for one of them as a whole, whichever of its fields the program of
// the person who decides knows. Fields that this program does not know and that stand in one of the
// unit's siblings belong to the unit.
void includeFieldsOfSiblings(const records::TypeInfo* type, const records::Entity& entity,
                             records::UnitInfo& unit);
// The decision's value is a named sibling's, as far as an app of this version knew its fields: then
// the sibling's other fields are put in, and true. Not when it confirms the current value.
[[nodiscard]] bool takeChosenWhole(const records::TypeInfo* type, std::uint32_t version,
                                   const records::Entity& entity,
                                   const std::vector<records::SiblingId>& named,
                                   const records::UnitInfo& unit, records::Body& value);

}  // namespace hearth::merge

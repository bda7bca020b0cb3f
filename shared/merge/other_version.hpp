// Programs of different schema versions at one record. A group of fields is one value; a field that
// joined it later is not an older app's to clear, and one that this program does not know yet is
// still part of what a newer app meant as one value. Threads: pure functions, any thread.
#pragma once

#include <cstdint>

#include "shared/records/body.hpp"

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

}  // namespace hearth::merge

// A value as a person reads it, for proposed amendments.
// Threads: pure functions, any thread.
#pragma once

#include <string>

#include "shared/records/body.hpp"

namespace hearth::merge {

// "Yes", "Two workers", or the text itself; with labels where the unit has several fields. Numbers
// and ids are left out: only a form knows whether one is a date. Empty when nothing can be said in
// words, when the type is unknown, or above kWordsBytesMax.
[[nodiscard]] std::string inWords(const records::TypeInfo* type, const records::UnitInfo& unit,
                                  base::ByteView value);

}  // namespace hearth::merge

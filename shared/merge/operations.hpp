// One operation of an edit: what kind it is, whether it may be, and what it does.
// Threads: as Bench. Errors: of the store, or the bench's HELD.
#pragma once

#include "shared/merge/work.hpp"

namespace hearth::merge {

[[nodiscard]] base::Status applyOp(Bench& bench, std::size_t opIndex);

// The kinds of operation that have a file of their own. The target exists and is in the
// operation's scope.
[[nodiscard]] base::Status create(Bench& bench, const records::Op& op);
[[nodiscard]] base::Status seal(Work& work);
[[nodiscard]] base::Status retire(Work& work);
[[nodiscard]] base::Status resolve(Work& work);

// The operation's unit, its value checked and in canonical order; HELD_INVALID otherwise.
[[nodiscard]] base::Result<UnitWrite> unitWriteOf(Work& work);

}  // namespace hearth::merge

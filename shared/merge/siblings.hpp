// Siblings: values that somebody recorded and that are not the current one.
// Threads: as Bench.
#pragma once

#include "shared/merge/work.hpp"

namespace hearth::merge {

// SHA-256(edit hash | op index as 8 bytes big-endian), the first 16. An operation makes at most
// one.
[[nodiscard]] records::SiblingId siblingId(const base::Digest& editHash, std::size_t opIndex);

// Not settled by a person: open, or lost by rule.
[[nodiscard]] bool isUnsettled(const records::Sibling& sibling) noexcept;

// Had the operation's author this value before them: named by them, or within what they opened?
[[nodiscard]] bool sawSibling(const Work& work, const records::Sibling& sibling);

// Keeps the incoming value beside the current one. HELD_INVALID when the entity is full.
[[nodiscard]] base::Status keepIncoming(UnitWrite& write, protocol::SiblingState state);
// Keeps the current value, which is about to be replaced, as lost: once for each of its writers, so
// that nobody counts as having seen the word of one by having seen the other's. HELD_INVALID as
// above.
[[nodiscard]] base::Status keepCurrentAsLost(UnitWrite& write);
// Keeps what a decision replaced, if there is room: the log has it in any case.
void keepDisplaced(UnitWrite& write, const records::Stamp& writer);

// The author's own earlier values beside the current one, which they now replaced by another: their
// author had them in view, so nobody else needs to decide on them.
void settleOwn(UnitWrite& write);
[[nodiscard]] bool hasOwnUnsettled(const UnitWrite& write);

}  // namespace hearth::merge

// Who decides: one value of one unit, by the unit's policy. The rules: README.md, "Policies".
// Threads: as Bench.
#pragma once

#include "shared/merge/work.hpp"

namespace hearth::merge {

// What became of an incoming value.
enum class Placed {
    Settled,  // it stands, alone or because it says the same; nothing is asked
    Asked,    // a person is asked, whichever value stands meanwhile
    Lost,     // another value stands by rule; nothing is asked
    Refused,  // it could not stand (not authorised, or nothing here changes); a person is asked
};

// Writes by the policy of `write.unit`. Errors: HELD_INVALID when the entity is full.
[[nodiscard]] base::Result<Placed> writeValue(UnitWrite& write);

// The parts that several policies share.
// The value becomes the current one; everybody behind the old one was seen.
Placed stand(UnitWrite& write);
// The current value is the same, given without having been seen: its writers become more.
Placed agree(UnitWrite& write);
// The current value stays, but those of its writers whose word the author replaced do not stand
// behind it any more: only the ones they had not seen do. For values that are one thing; not for a
// text, which still holds everybody's paragraphs.
void withdrawSeen(UnitWrite& write);
// REVIEW: kept beside the current value, and a person is asked.
[[nodiscard]] base::Result<Placed> keepOpen(UnitWrite& write, records::ReviewCause cause,
                                            std::string sentence);

// One policy each, in a file of its own.
[[nodiscard]] base::Result<Placed> writeProtective(UnitWrite& write);
[[nodiscard]] base::Result<Placed> writeText(UnitWrite& write);
[[nodiscard]] base::Result<Placed> writeSet(UnitWrite& write);

// One element of a set, or at the end of a list.
[[nodiscard]] base::Status addElement(Work& work, const records::UnitInfo& unit,
                                      const base::Bytes& element);
// Takes it out if its author had seen everybody who put it in; otherwise it stays, with a finding.
void removeElement(Work& work, const records::UnitInfo& unit, const base::Bytes& element);
void appendElement(Work& work, const records::UnitInfo& unit, const base::Bytes& element);

}  // namespace hearth::merge

// Questions for a person: review items and proposed amendments, and how a question is settled.
// The rules: README.md, "What is put before a person".
// Threads: as Bench.
#pragma once

#include <string>

#include "shared/merge/work.hpp"

namespace hearth::merge {

// The unit of a question about the whole record (its sealing, its retirement).
inline constexpr records::UnitNumber kWholeRecord = 0;

struct Question {
    records::UnitNumber unit = kWholeRecord;
    records::ReviewCause cause = records::REVIEW_CAUSE_UNSPECIFIED;
    std::string sentence;     // for the finding: rules and labels, no case content
    std::string explanation;  // for the person who decides; may be empty
};

// Opens the review item about (entity, unit), joins it when it is open, opens it again when it is
// settled. The entity counts as touched, so that whoever opens it later is known to have seen the
// question. A prediction leaves the item to the server.
[[nodiscard]] base::Status raise(Bench& bench, records::Entity& about, const Question& question);

// A person decided about (entity, unit): settles the item if they had seen the newest reason for
// it. Nothing to do when there is none.
[[nodiscard]] base::Status settle(Work& work, records::UnitNumber unit);

// A plain change to something that does not change any more: becomes a proposed amendment and a
// question about the unit. `words`: the change as a person reads it.
[[nodiscard]] base::Status propose(Work& work, records::UnitNumber unit, std::string words);

}  // namespace hearth::merge

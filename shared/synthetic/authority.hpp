// A made-up authority: teams, workers, families with siblings, disabled children with communication
// profiles, plans, two years of visits, some overdue, some never seen alone. Deterministic: the
// same seed and day give the same bytes on every machine. No real person's data, ever. Used by
// hearthctl seed, the app's demo, tests and benchmarks. Threads: pure function, any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "shared/records/edit.hpp"

namespace hearth::synthetic {

struct Size {
    unsigned teams = 4;     // one of them Children with Disabilities
    unsigned workers = 32;  // managers included
    unsigned families = 260;
    unsigned years = 2;  // of visits
};

struct AuthorityInput {
    std::uint64_t seed = 1;
    base::WallTime now;  // the visits end here
    Size size;
};

// One action of one worker at one time, in the order they happened.
struct SyntheticAction {
    base::WorkerId author;  // nil: the authority's own set-up
    base::WallTime at;
    std::vector<records::Op> ops;
    // Done on a tablet that had not seen what came before: a conflict for a person to settle.
    bool apart = false;
};

// What was made, for whoever wants to show it.
struct AuthorityFacts {
    std::string name;
    unsigned teams = 0;
    unsigned workers = 0;
    unsigned families = 0;
    unsigned children = 0;
    unsigned disabledChildren = 0;
    unsigned visits = 0;
    // A social worker with an ordinary caseload, and a second one who co-works cases of theirs: the
    // two tablets of a demonstration.
    base::WorkerId demoWorker;
    base::WorkerId demoCoWorker;
    // A case file both hold, with at least two children, an alert and a phone number.
    base::ScopeId demoCaseFile;
    // Who has the most cases, and how many (30 in the full size): for measuring a first sync.
    base::WorkerId largestCaseloadWorker;
    unsigned largestCaseload = 0;
};

// Calls `take` for each action in order.
AuthorityFacts makeAuthority(const AuthorityInput& input,
                             const std::function<void(SyntheticAction)>& take);

}  // namespace hearth::synthetic

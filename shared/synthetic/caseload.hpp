// Who holds which family: the demonstration's caseloads, the largest one, moves and co-workers.
// Owner: makeAuthority. Threads: one.
#pragma once

#include "shared/synthetic/household.hpp"

namespace hearth::synthetic {

struct Caseloads {
    std::size_t demoWorker = 0;  // indices into Staff::workers
    std::size_t demoCoWorker = 0;
    std::size_t largest = 0;
    // The team of each family, and its allocated worker now.
    std::vector<std::size_t> teams;
    std::vector<std::size_t> allocated;
};

// The demonstration's family is number 0.
[[nodiscard]] Caseloads shareOut(const AuthorityInput& input, const Staff& staff);

// Gives the family its allocated worker, perhaps an earlier one and a co-worker.
void giveHoldings(Household& family, const Caseloads& caseloads, const Staff& staff,
                  const Period& period, Dice& dice);

}  // namespace hearth::synthetic

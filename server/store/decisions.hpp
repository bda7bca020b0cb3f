// Who may decide about a visit (domain: a manager's decision is attached to a sealed visit; nobody
// approves their own). Asked with the grants, before the merge.
// Owner: nobody, a pure question to the tables. Threads: the store worker's. Errors: the tables'.
#pragma once

#include "server/store/grants.hpp"

namespace hearth::server::store {

// Unspecified for an operation that is no decision, or one that may stand; otherwise HELD with its
// reason: MISSING_TARGET (no such visit), INVALID (not sealed, not a manager, one's own visit, in
// another's name).
[[nodiscard]] base::Result<Judgement> judgeDecision(const records::Edit& edit,
                                                    const records::Op& op, Membership& membership,
                                                    EntityTable& entities);

}  // namespace hearth::server::store

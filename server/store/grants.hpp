// May this edit be applied for its author? Asked once per edit, before the merge; what fails is
// logged and HELD with an owner, never lost. A case counts as the author's if it is theirs now, or
// was theirs when the edit was made: a visit recorded before a handover is not stopped by it.
// Owner: nobody, a pure question to the tables. Threads: the store worker's. Errors: the tables'.
#pragma once

#include <string>
#include <vector>

#include "server/store/entity_table.hpp"
#include "server/store/membership.hpp"

namespace hearth::server::store {

struct Judgement {
    protocol::HeldReason held =
        protocol::HELD_REASON_UNSPECIFIED;  // unspecified: it may be applied
    base::ScopeId scope;                    // whose owner looks at it
    std::string explanation;                // ids and rules only
    // Some case is not the author's now; it was asked whether it was at the edit's own time.
    bool askedThen = false;
    // Those that were: the edit may be applied, and is marked.
    std::vector<base::ScopeId> handedOver{};
};

struct Moments {
    std::int64_t today = 0;  // the UK day the edit came
    base::WallTime made;     // when it was made, as far as anybody vouches for it
};

[[nodiscard]] Judgement refused(protocol::HeldReason reason, const base::ScopeId& scope,
                                std::string explanation);

class Grants {
public:
    Grants(Membership& membership, EntityTable& entities) noexcept
        : m_membership(membership), m_entities(entities) {}

    // `peer`: the worker of the certificate the edit came in with.
    [[nodiscard]] base::Result<Judgement> judge(const records::Edit& edit,
                                                const base::WorkerId& peer, const Moments& when);

private:
    // Into `judgement`: the last answer, and what is known of other scopes stays.
    [[nodiscard]] base::Status judgeScope(const records::Edit& edit, const base::ScopeId& scope,
                                          const Moments& when, Judgement& judgement);
    [[nodiscard]] base::Result<bool> wasTheirs(const records::Edit& edit,
                                               const base::ScopeId& scope, base::WallTime at);
    [[nodiscard]] base::Result<Judgement> judgeTarget(const records::Edit& edit,
                                                      const records::Op& op);
    [[nodiscard]] base::Result<bool> mayOpenCase(const records::Edit& edit,
                                                 const base::ScopeId& scope);

    Membership& m_membership;
    EntityTable& m_entities;
};

}  // namespace hearth::server::store

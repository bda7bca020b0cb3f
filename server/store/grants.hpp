// May this edit be applied for its author? Asked once per edit, before the merge; what fails is
// logged and HELD with an owner, never lost.
// Owner: nobody, a pure question to the tables. Threads: the store worker's. Errors: the tables'.
#pragma once

#include <string>

#include "server/store/entity_table.hpp"
#include "server/store/membership.hpp"

namespace hearth::server::store {

struct Judgement {
    protocol::HeldReason held =
        protocol::HELD_REASON_UNSPECIFIED;  // unspecified: it may be applied
    base::ScopeId scope;                    // whose owner looks at it
    std::string explanation;                // ids and rules only
};

[[nodiscard]] Judgement refused(protocol::HeldReason reason, const base::ScopeId& scope,
                                std::string explanation);

class Grants {
public:
    Grants(Membership& membership, EntityTable& entities) noexcept
        : m_membership(membership), m_entities(entities) {}

    // `peer`: the worker of the certificate the edit came in with. `today`: the UK day it came.
    [[nodiscard]] base::Result<Judgement> judge(const records::Edit& edit,
                                                const base::WorkerId& peer, std::int64_t today);

private:
    [[nodiscard]] base::Result<Judgement> judgeScope(const records::Edit& edit,
                                                     const base::ScopeId& scope,
                                                     std::int64_t today);
    [[nodiscard]] base::Result<Judgement> judgeTarget(const records::Edit& edit,
                                                      const records::Op& op);
    [[nodiscard]] base::Result<bool> mayOpenCase(const records::Edit& edit,
                                                 const base::ScopeId& scope);

    Membership& m_membership;
    EntityTable& m_entities;
};

}  // namespace hearth::server::store

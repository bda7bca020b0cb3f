// What the merge asks of the store while it works on one edit.
// Owner: the apply path, for one edit. Threads: the store worker's. Errors: find() returns the
// store's; the answers that cannot carry one keep it in failure(), and the edit is not decided.
#pragma once

#include <map>
#include <optional>

#include "server/store/entity_table.hpp"
#include "server/store/membership.hpp"

namespace hearth::server::store {

class StoredSurroundings final : public merge::Surroundings {
public:
    StoredSurroundings(EntityTable& entities, Membership& membership, const base::WorkerId& author,
                       std::int64_t today) noexcept
        : m_entities(entities), m_membership(membership), m_author(author), m_today(today) {}

    [[nodiscard]] base::Result<std::optional<records::Entity>> find(
        const records::EntityKey& key) override;
    [[nodiscard]] base::WorkerId reviewOwner(const base::ScopeId& scope) override;
    [[nodiscard]] bool mayLowerProtection(const base::WorkerId& author,
                                          const base::ScopeId& scope) override;
    [[nodiscard]] bool raisesReviews() const override { return true; }

    [[nodiscard]] const std::optional<base::Error>& failure() const noexcept { return m_failure; }

private:
    EntityTable& m_entities;
    Membership& m_membership;
    base::WorkerId m_author;
    std::int64_t m_today;
    std::map<records::EntityKey, std::optional<records::Entity>> m_found;
    std::optional<base::Error> m_failure;
};

}  // namespace hearth::server::store

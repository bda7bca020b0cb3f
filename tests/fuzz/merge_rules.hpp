// What must be true of every merge, said without the merge's own code: nothing that anybody gave is
// out of reach afterwards, and nothing changes that no operation named.
// Threads: pure functions, any thread.
#pragma once

#include <map>
#include <optional>

#include "shared/merge/merge.hpp"

namespace hearth::fuzz {

using Entities = std::map<records::EntityKey, records::Entity>;

// The state before, as a store would answer; nothing in it changes.
class FixedSurroundings final : public merge::Surroundings {
public:
    FixedSurroundings(const Entities& entities, bool raises, bool mayLower)
        : m_entities(entities), m_raises(raises), m_mayLower(mayLower) {}
    [[nodiscard]] base::Result<std::optional<records::Entity>> find(
        const records::EntityKey& key) override;
    [[nodiscard]] base::WorkerId reviewOwner(const base::ScopeId& scope) override {
        return base::rootOf(scope);
    }
    [[nodiscard]] bool mayLowerProtection(const base::WorkerId&, const base::ScopeId&) override {
        return m_mayLower;
    }
    [[nodiscard]] bool raisesReviews() const override { return m_raises; }

private:
    const Entities& m_entities;
    bool m_raises;
    bool m_mayLower;
};

// Applies the edit twice; the program ends if a rule does not hold.
[[nodiscard]] merge::Outcome mergeByTheRules(const records::Edit& edit,
                                             const merge::Received& received,
                                             const Entities& before,
                                             FixedSurroundings& surroundings);

}  // namespace hearth::fuzz

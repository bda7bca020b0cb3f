#include "server/store/surroundings.hpp"

namespace hearth::server::store {

base::Result<std::optional<records::Entity>> StoredSurroundings::find(
    const records::EntityKey& key) {
    const auto known = m_found.find(key);
    if (known != m_found.end()) return known->second;
    auto found = m_entities.find(key);
    if (!found) {
        m_failure = found.error();
        return found.error();
    }
    return m_found.emplace(key, std::move(*found)).first->second;
}

base::WorkerId StoredSurroundings::reviewOwner(const base::ScopeId& scope) {
    const auto owner = m_membership.ownerFor(scope, m_author, m_today);
    if (owner) return *owner;
    m_failure = owner.error();
    return {};
}

bool StoredSurroundings::mayLowerProtection(const base::WorkerId& author,
                                            const base::ScopeId& scope) {
    const auto may = m_membership.mayLowerProtection(author, scope, m_today);
    if (may) return *may;
    m_failure = may.error();
    return false;
}

}  // namespace hearth::server::store

#include "shared/protocol/repair.hpp"

#include <algorithm>
#include <set>

#include "shared/base/limits.hpp"

namespace hearth::protocol {

using base::Error;
using base::ErrorCode;
using base::Status;
using records::EntityKey;

base::Result<EntityKey> keyOf(const EntityRef& ref) {
    const auto id = base::EntityId::fromBytes(ref.entity_id());
    if (!id) return id.error();
    if (ref.entity_type() == 0) return Error(ErrorCode::Malformed, "a record without a type");
    return EntityKey{ref.entity_type(), *id};
}

EntityRef refOf(const EntityKey& key) {
    EntityRef ref;
    ref.set_entity_type(key.type);
    ref.set_entity_id(key.id.bytes());
    return ref;
}

void ScopeRepair::ask(Exchange& exchange) const {
    if (!m_listed) {
        ManifestRequest& request = *exchange.add_messages()->mutable_manifest_request();
        request.set_scope_id(m_scope);
        if (m_after) *request.mutable_after() = refOf(*m_after);
        return;
    }
    Fetch& fetch = *exchange.add_messages()->mutable_fetch();
    fetch.set_scope_id(m_scope);
    const std::size_t count = std::min(m_toFetch.size(), base::kFetchEntitiesMax);
    for (std::size_t i = 0; i < count; ++i)
        *fetch.add_entities() = refOf(m_toFetch[i]);
}

Status ScopeRepair::listed(const Manifest& manifest, const Differences& differences) {
    m_toFetch.insert(m_toFetch.end(), differences.fetch.begin(), differences.fetch.end());
    m_result.absent.insert(m_result.absent.end(), differences.absent.begin(),
                           differences.absent.end());
    m_listed = manifest.complete();
    if (m_listed) return {};
    if (manifest.entries_size() == 0)
        return Error(ErrorCode::Malformed, "a manifest that does not get any further");
    const ManifestEntry& last = manifest.entries(manifest.entries_size() - 1);
    const auto id = base::EntityId::fromBytes(last.entity_id());
    if (!id) return id.error();
    m_after = EntityKey{last.entity_type(), *id};
    return {};
}

Status ScopeRepair::fetched(const Fetched& fetched) {
    std::set<EntityKey> answered;
    for (const EntityState& state : fetched.entities()) {
        const auto id = base::EntityId::fromBytes(state.entity_id());
        if (!id) return id.error();
        answered.insert({state.entity_type(), *id});
        m_result.entities.push_back(state);
    }
    for (const EntityRef& ref : fetched.absent()) {
        const auto key = keyOf(ref);
        if (!key) return key.error();
        answered.insert(*key);
        m_result.absent.push_back(*key);
    }
    if (std::erase_if(m_toFetch, [&](const EntityKey& key) { return answered.count(key) != 0; }) ==
        0)
        return Error(ErrorCode::Malformed, "an answer to another question than was asked");
    return {};
}

}  // namespace hearth::protocol

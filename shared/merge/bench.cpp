#include "shared/merge/bench.hpp"

#include <algorithm>

namespace hearth::merge {

using records::Entity;
using records::EntityKey;

Bench::Bench(const records::Edit& edit, const Received& received, Surroundings& surroundings)
    : m_edit(edit), m_received(received), m_surroundings(surroundings) {
    m_stamp.rev = received.rev;
    m_stamp.incarnation = edit.incarnation;
    m_stamp.seq = edit.seq;
    m_stamp.author = edit.author;
    m_stamp.edit = edit.id;
    m_stamp.claimed = edit.claimed;
    m_stamp.effective = records::effectiveTime(edit, received.at);
    m_stamp.received = received.at;
    m_stamp.afterHandover = !received.handedOver.empty();
}

records::Stamp Bench::serverStamp() const {
    records::Stamp stamp;
    stamp.rev = m_received.rev;
    stamp.edit = m_edit.id;
    stamp.claimed = m_received.at;
    stamp.effective = m_received.at;
    stamp.received = m_received.at;
    return stamp;
}

base::Result<Entity*> Bench::find(const EntityKey& key) {
    const auto known = m_slots.find(key);
    if (known != m_slots.end()) return &known->second.entity;
    auto found = m_surroundings.find(key);
    if (!found) return found.error();
    if (!found->has_value()) return nullptr;
    Slot slot;
    slot.before = (*found)->body;
    slot.entity = std::move(**found);
    return &m_slots.emplace(key, std::move(slot)).first->second.entity;
}

Entity& Bench::add(const EntityKey& key, const base::ScopeId& scope, records::Body body,
                   const records::Stamp& by) {
    const auto [at, added] = m_slots.emplace(key, Slot{});
    INVARIANT(added);
    Entity& entity = at->second.entity;
    entity.key = key;
    entity.scope = scope;
    entity.created = by;
    entity.body = std::move(body);
    touch(entity);
    return entity;
}

void Bench::touch(Entity& entity) {
    Slot& slot = m_slots.at(entity.key);
    if (slot.touched) return;
    slot.touched = true;
    entity.rev = m_received.rev;
    m_order.push_back(entity.key);
}

base::Error Bench::hold(protocol::HeldReason reason, std::string sentence) {
    m_held = Held{reason, sentence};
    return {base::ErrorCode::Refused, std::move(sentence)};
}

const records::Body* Bench::before(const EntityKey& key) const {
    const Slot& slot = m_slots.at(key);
    return slot.before ? &*slot.before : nullptr;
}

Entity& Bench::touched(std::size_t index) {
    return m_slots.at(m_order.at(index)).entity;
}

Outcome Bench::applied() {
    Outcome outcome;
    const bool asks = std::any_of(m_findings.begin(), m_findings.end(), [](const Finding& finding) {
        return finding.cause != records::REVIEW_CAUSE_UNSPECIFIED;
    });
    outcome.verdict = asks ? protocol::APPLIED_WITH_REVIEW : protocol::APPLIED;
    for (const EntityKey& key : m_order)
        outcome.changed.push_back(std::move(m_slots.at(key).entity));
    outcome.findings = std::move(m_findings);
    return outcome;
}

std::optional<Outcome> Bench::held() const {
    if (!m_held) return std::nullopt;
    Outcome outcome;
    outcome.verdict = protocol::HELD;
    outcome.heldReason = m_held->reason;
    outcome.explanation = m_held->sentence;
    return outcome;
}

}  // namespace hearth::merge

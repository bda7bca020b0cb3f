#include "client/store/fold.hpp"

#include <algorithm>

namespace hearth::client::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using records::Entity;
using records::EntityKey;

namespace {

// What the merge asks on a tablet. Reviews are the server's to raise, and whether an author may
// lower a hazard is the server's to judge: the prediction shows what the author meant.
class TabletSurroundings final : public merge::Surroundings {
public:
    using Find = std::function<Result<std::optional<Entity>>(const EntityKey&)>;
    explicit TabletSurroundings(Find find) : m_find(std::move(find)) {}

    Result<std::optional<Entity>> find(const EntityKey& key) override { return m_find(key); }
    base::WorkerId reviewOwner(const base::ScopeId&) override { return {}; }
    bool mayLowerProtection(const base::WorkerId&, const base::ScopeId&) override { return true; }
    bool raisesReviews() const override { return false; }

private:
    Find m_find;
};

// Changed entities that no operation names: the merge makes them (a proposed amendment).
std::map<EntityKey, base::ScopeId> derivedOf(const records::Edit& edit,
                                             const std::vector<Entity>& changed) {
    std::map<EntityKey, base::ScopeId> derived;
    for (const Entity& entity : changed)
        derived[entity.key] = entity.scope;
    for (const records::Op& op : edit.ops)
        derived.erase(op.target);
    return derived;
}

}  // namespace

// A prediction depends on the edit and the state alone, never on when it is made.
Result<merge::Received> Fold::placeOf(const records::Edit& edit, const base::Digest& hash) {
    base::Epoch epoch;
    if (!edit.ops.empty()) {
        // Revisions compare under the epoch that base has them from.
        const auto scope = m_tables.base.scope(edit.ops.front().scope);
        if (!scope) return scope.error();
        if (*scope) epoch = (*scope)->epoch;
    }
    return merge::Received{records::kPendingRev, epoch, edit.claimed, hash};
}

Result<merge::Outcome> Fold::add(EditRow row, const records::Edit& edit, const base::Digest& hash) {
    const auto place = placeOf(edit, hash);
    if (!place) return place.error();
    TabletSurroundings surroundings([this](const EntityKey& key) -> Result<std::optional<Entity>> {
        auto view = m_tables.view.find(key);
        if (!view) return view.error();
        if (!*view) return std::optional<Entity>{};
        return std::optional<Entity>(std::move((*view)->entity));
    });
    auto outcome = merge::applyEdit(edit, *place, surroundings);
    if (!outcome) return outcome.error();
    if (outcome->verdict == protocol::HELD) return outcome;
    HEARTH_TRY(m_tables.outbox.setDerived(row, derivedOf(edit, outcome->changed)));
    for (const Entity& entity : outcome->changed) {
        HEARTH_TRY(m_tables.view.putPredicted(entity));
        HEARTH_TRY(index(entity));
    }
    return outcome;
}

Result<Fold::Folded> Fold::foldOf(const std::vector<EditRow>& rows) {
    Folded folded;
    TabletSurroundings surroundings([&](const EntityKey& key) -> Result<std::optional<Entity>> {
        const auto known = folded.states.find(key);
        if (known != folded.states.end()) return std::optional<Entity>(known->second);
        auto held = m_tables.base.find(key);
        if (!held) return held.error();
        if (!*held) return std::optional<Entity>{};
        return std::optional<Entity>(std::move((*held)->entity));
    });
    for (const EditRow row : rows) {
        const auto pending = m_tables.outbox.pending(row);
        if (!pending) return pending.error();
        const auto place = placeOf(pending->edit, pending->hash);
        if (!place) return place.error();
        auto outcome = merge::applyEdit(pending->edit, *place, surroundings);
        if (!outcome) return outcome.error();
        if (outcome->verdict == protocol::HELD) continue;
        folded.derived[row] = derivedOf(pending->edit, outcome->changed);
        for (Entity& entity : outcome->changed)
            folded.states[entity.key] = std::move(entity);
    }
    return folded;
}

Result<std::vector<EditRow>> Fold::closeOver(std::set<EntityKey>& keys) {
    const auto pending = m_tables.outbox.pendingTargets();
    if (!pending) return pending.error();
    std::vector<EntityKey> open;
    std::set_intersection(keys.begin(), keys.end(), pending->begin(), pending->end(),
                          std::back_inserter(open));
    std::set<EditRow> rows;
    while (!open.empty()) {
        const EntityKey key = open.back();
        open.pop_back();
        const auto edits = m_tables.outbox.pendingOn(key);
        if (!edits) return edits.error();
        for (const EditRow row : *edits) {
            if (!rows.insert(row).second) continue;
            const auto targets = m_tables.outbox.targets(row);
            if (!targets) return targets.error();
            for (const EntityKey& target : *targets)
                if (keys.insert(target).second) open.push_back(target);
        }
    }
    return std::vector<EditRow>(rows.begin(), rows.end());
}

Status Fold::again(const std::set<EntityKey>& keys) {
    std::set<EntityKey> closed = keys;
    const auto rows = closeOver(closed);
    if (!rows) return rows.error();
    const auto predicted = m_tables.view.predictedKeys();
    if (!predicted) return predicted.error();
    const auto folded = foldOf(*rows);
    if (!folded) return folded.error();
    for (const EditRow row : *rows) {
        const auto derived = folded->derived.find(row);
        HEARTH_TRY(m_tables.outbox.setDerived(row, derived == folded->derived.end()
                                                       ? std::map<EntityKey, base::ScopeId>{}
                                                       : derived->second));
    }
    for (const auto& [key, entity] : folded->states)
        closed.insert(key);
    for (const EntityKey& key : closed)
        HEARTH_TRY(show(key, folded->states, predicted->count(key) != 0));
    return {};
}

Status Fold::show(const EntityKey& key, const States& states, bool mayBePredicted) {
    const auto state = states.find(key);
    if (state != states.end()) {
        HEARTH_TRY(m_tables.view.putPredicted(state->second));
        return index(state->second);
    }
    if (mayBePredicted) HEARTH_TRY(m_tables.view.removePredicted(key));
    const auto held = m_tables.base.find(key);
    if (!held) return held.error();
    return *held ? index((*held)->entity) : m_tables.search.remove(key);
}

Status Fold::index(const Entity& entity) {
    HEARTH_TRY(m_tables.search.put(entity));
    return m_tables.blobs.note(entity);
}

Status Fold::everything() {
    auto changed = m_tables.outbox.pendingTargets();
    if (!changed) return changed.error();
    const auto predicted = m_tables.view.predictedKeys();
    if (!predicted) return predicted.error();
    changed->insert(predicted->begin(), predicted->end());
    HEARTH_TRY(again(*changed));
    const auto keys = m_tables.view.allKeys();
    if (!keys) return keys.error();
    for (const EntityKey& key : *keys) {
        const auto view = m_tables.view.find(key);
        if (!view) return view.error();
        if (*view) HEARTH_TRY(index((*view)->entity));
    }
    return {};
}

Status Fold::check() {
    const auto rows = m_tables.outbox.allPending();
    if (!rows) return rows.error();
    const auto folded = foldOf(*rows);
    if (!folded) return folded.error();
    auto predicted = m_tables.view.predictedKeys();
    if (!predicted) return predicted.error();
    for (const auto& [key, entity] : folded->states) {
        const auto view = m_tables.view.find(key);
        if (!view) return view.error();
        if (predicted->erase(key) == 0 || !*view || (*view)->entity != entity)
            return Error(ErrorCode::Corrupt,
                         "the view of record " + key.id.hex() + " is not what its edits give");
    }
    if (!predicted->empty())
        return Error(ErrorCode::Corrupt, "the view of record " + predicted->begin()->id.hex() +
                                             " has no edit that gives it");
    return {};
}

Status Fold::checkIndex() {
    const auto keys = m_tables.view.allKeys();
    if (!keys) return keys.error();
    std::uint64_t expected = 0;
    for (const EntityKey& key : *keys) {
        const auto view = m_tables.view.find(key);
        if (!view) return view.error();
        if (!*view) continue;
        const Entity& entity = (*view)->entity;
        const std::string words = entity.retired ? std::string() : searchableWords(entity);
        const auto indexed = m_tables.search.wordsOf(key);
        if (!indexed) return indexed.error();
        if (*indexed != words)
            return Error(ErrorCode::Corrupt, "the index of record " + key.id.hex());
        expected += words.empty() ? 0 : 1;
    }
    const auto count = m_tables.search.count();
    if (!count) return count.error();
    if (*count != expected)
        return Error(ErrorCode::Corrupt, "the index holds records that are not shown");
    return m_tables.search.check();
}

}  // namespace hearth::client::store

#include "tests/support/memory_records.hpp"

#include <algorithm>

#include "schema/records/involvement.pb.h"
#include "schema/records/work.pb.h"
#include "shared/crypto/hash.hpp"

namespace hearth::tests {

using client::store::OutboxEdit;
using client::store::ViewEntity;

namespace {
constexpr std::uint64_t kSeed = 20261124;
}

// The merge's look at the records.
class MemoryRecords::Merging final : public merge::Surroundings {
public:
    explicit Merging(MemoryRecords& records) : m_records(records) {}

    base::Result<std::optional<records::Entity>> find(const records::EntityKey& key) override {
        const auto* found = m_records.entity(key);
        if (found == nullptr) return std::optional<records::Entity>();
        return std::optional<records::Entity>(*found);
    }
    base::WorkerId reviewOwner(const base::ScopeId& scope) override {
        return m_records.allocatedWorker(scope);
    }
    bool mayLowerProtection(const base::WorkerId& author, const base::ScopeId& scope) override {
        return author == m_records.allocatedWorker(scope);
    }
    bool raisesReviews() const override { return true; }

private:
    MemoryRecords& m_records;
};

MemoryRecords::MemoryRecords(base::WorkerId worker, const base::Clock& clock)
    : m_worker(worker),
      m_clock(clock),
      m_random(kSeed),
      m_ids(clock, m_random),
      m_epoch(m_ids.random<base::Epoch>()) {}

const records::Entity* MemoryRecords::entity(const records::EntityKey& key) const {
    const auto found = m_entities.find(key);
    return found == m_entities.end() ? nullptr : &found->second;
}

std::vector<const records::Entity*> MemoryRecords::entities(records::TypeNumber type) const {
    std::vector<const records::Entity*> found;
    for (const auto& [key, entity] : m_entities) {
        if (key.type == type && !entity.retired) found.push_back(&entity);
    }
    return found;
}

base::WorkerId MemoryRecords::allocatedWorker(const base::ScopeId& scope) const {
    for (const auto* entity : entities(records::typeNumber<records::Involvement>())) {
        const auto involvement = entity->body.as<records::Involvement>();
        if (entity->scope != scope || !involvement) continue;
        if (involvement->role() != records::ALLOCATED || involvement->end_day() != 0) continue;
        const auto id = base::WorkerId::fromBytes(involvement->worker_id());
        if (id) return *id;
    }
    return {};
}

void MemoryRecords::apply(const records::Edit& edit) {
    Merging merging(*this);
    merge::Received received;
    received.rev = ++m_rev;
    received.epoch = m_epoch;
    received.at = edit.claimed;
    received.editHash = crypto::sha256(records::encodeEdit(edit));
    auto outcome = merge::applyEdit(edit, received, merging);
    INVARIANT(outcome.has_value() && outcome->verdict != protocol::HELD);
    for (auto& changed : outcome->changed)
        m_entities[changed.key] = std::move(changed);
}

void MemoryRecords::receive(std::vector<records::Op> ops, base::WorkerId author, base::WallTime at,
                            bool unseen) {
    auto& [incarnation, seq] = m_chains[author];
    if (incarnation.isNil() || unseen) incarnation = m_ids.random<base::Incarnation>();
    records::Edit edit;
    edit.id = m_ids.timeOrdered<base::EditId>();
    edit.incarnation = incarnation;
    edit.seq = ++seq;
    edit.author = author;
    edit.claimed = at;
    edit.schemaVersion = records::kSchemaVersion;
    for (auto& op : ops) {
        const auto* target = entity(op.target);
        if (target == nullptr) continue;  // made by this very edit
        op.openRev = unseen ? target->created.rev : target->rev;
        op.openEpoch = m_epoch;
    }
    edit.ops = std::move(ops);
    apply(edit);
}

void MemoryRecords::keepScopes(const std::set<base::ScopeId>& scopes) {
    for (auto at = m_entities.begin(); at != m_entities.end();) {
        const auto& scope = at->second.scope;
        const auto kept = scope == base::kReferenceScope || scopes.count(scope) > 0;
        at = kept ? std::next(at) : m_entities.erase(at);
    }
}

base::Status MemoryRecords::failIfAsked() {
    if (!m_failure) return {};
    const auto code = *m_failure;
    m_failure.reset();
    return base::Error(code, "as the test asked");
}

ViewEntity MemoryRecords::view(const records::Entity& entity) const {
    ViewEntity view;
    view.entity = entity;
    view.baseRev = entity.rev;
    return view;
}

base::Result<std::optional<ViewEntity>> MemoryRecords::find(const records::EntityKey& key) {
    const auto* found = entity(key);
    if (found == nullptr) return std::optional<ViewEntity>();
    return std::optional<ViewEntity>(view(*found));
}

base::Result<std::vector<ViewEntity>> MemoryRecords::list(const base::ScopeId& scope,
                                                          records::TypeNumber type) {
    std::vector<ViewEntity> found;
    for (const auto* entity : entities(type)) {
        if (entity->scope == scope) found.push_back(view(*entity));
    }
    return found;
}

base::Result<std::vector<ViewEntity>> MemoryRecords::listAll(records::TypeNumber type) {
    std::vector<ViewEntity> found;
    for (const auto* entity : entities(type))
        found.push_back(view(*entity));
    return found;
}

base::Result<std::vector<client::store::SearchHit>> MemoryRecords::search(const std::string& words,
                                                                          std::size_t max) {
    std::vector<client::store::SearchHit> hits;
    for (const auto& [key, entity] : m_entities) {
        const auto bytes = entity.body.encode();
        if (hits.size() >= max || bytes.find(words) == base::Bytes::npos) continue;
        hits.push_back({key, entity.scope, "… \u2068" + words + "\u2069 …"});
    }
    return hits;
}

base::Result<std::optional<records::Opened>> MemoryRecords::open(const records::EntityKey& key) {
    m_opened.push_back(key);
    const auto* found = entity(key);
    if (found == nullptr) return std::optional<records::Opened>();
    records::Opened opened;
    opened.key = key;
    opened.scope = found->scope;
    opened.rev = found->rev;
    opened.epoch = m_epoch;
    opened.body = found->body;
    opened.writers = records::writersBehind(*found);
    return std::optional<records::Opened>(std::move(opened));
}

base::Result<OutboxEdit> MemoryRecords::save(std::vector<records::Op> ops) {
    HEARTH_TRY(failIfAsked());
    if (ops.empty()) return base::Error(base::ErrorCode::InvalidArgument, "no operations");
    m_saved.push_back(ops);
    OutboxEdit saved;
    saved.claimed = now();
    for (const auto& op : ops) {
        saved.bytes += op.value.size();
        if (std::find(saved.targets.begin(), saved.targets.end(), op.target) ==
            saved.targets.end()) {
            saved.targets.push_back(op.target);
        }
    }
    auto& [incarnation, seq] = m_chains[m_worker];
    if (incarnation.isNil()) incarnation = m_ids.random<base::Incarnation>();
    records::Edit edit;
    edit.id = m_ids.timeOrdered<base::EditId>();
    edit.incarnation = incarnation;
    edit.seq = ++seq;
    edit.author = m_worker;
    edit.claimed = now();
    edit.schemaVersion = records::kSchemaVersion;
    edit.ops = std::move(ops);
    saved.seq = edit.seq;
    saved.id = edit.id;
    apply(edit);
    m_outbox.push_back(saved);
    return saved;
}

base::EntityId MemoryRecords::newId() {
    return m_ids.timeOrdered<base::EntityId>();
}

base::Status MemoryRecords::keepTyping(const std::string& form, base::ByteView content) {
    HEARTH_TRY(failIfAsked());
    m_typing[form] = base::Bytes(content);
    ++m_typingWrites;
    return {};
}

base::Result<std::optional<base::Bytes>> MemoryRecords::typing(const std::string& form) {
    const auto found = m_typing.find(form);
    if (found == m_typing.end()) return std::optional<base::Bytes>();
    return std::optional<base::Bytes>(found->second);
}

base::Result<std::vector<std::string>> MemoryRecords::typingForms() {
    std::vector<std::string> forms;
    for (const auto& [form, content] : m_typing)
        forms.push_back(form);
    return forms;
}

base::Status MemoryRecords::forgetTyping(const std::string& form) {
    m_typing.erase(form);
    return {};
}

base::Result<client::store::SyncState> MemoryRecords::syncState() {
    client::store::SyncState state;
    state.unsentEdits = m_outbox.size();
    for (const auto& edit : m_outbox)
        state.unsentBytes += edit.bytes;
    state.lastContact = now() - base::minutes(12);
    state.epoch = m_epoch;
    state.checkpointRev = m_rev;
    for (const auto* entity : entities(records::typeNumber<records::ReviewItem>())) {
        const auto item = entity->body.as<records::ReviewItem>();
        if (item && item->state() == records::REVIEW_OPEN) ++state.openReviews;
    }
    return state;
}

base::Result<std::vector<OutboxEdit>> MemoryRecords::outbox() {
    return m_outbox;
}

}  // namespace hearth::tests

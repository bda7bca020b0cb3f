#include "tests/shared/merge/world.hpp"

#include <gtest/gtest.h>

#include "shared/crypto/hash.hpp"

namespace hearth::merge::testing {

using records::Amendment;
using records::ReviewItem;

namespace {
// Edits of one tablet come this far apart unless a test sets its clock.
constexpr base::Millis kBetweenEdits = base::seconds(10);
}  // namespace

World::World() = default;

base::Result<std::optional<Entity>> World::find(const EntityKey& key) {
    if (failing || key.type == failingType)
        return base::Error(base::ErrorCode::Io, "the disk does not answer");
    const auto found = m_entities.find(key);
    if (found == m_entities.end()) return std::optional<Entity>();
    return std::optional<Entity>(found->second);
}

base::WorkerId World::reviewOwner(const base::ScopeId&) {
    return decider;
}

bool World::mayLowerProtection(const base::WorkerId& author, const base::ScopeId&) {
    return mayLower.count(author) != 0;
}

Outcome World::receive(const records::Edit& edit) {
    ++m_rev;
    now = now + kBetweenEdits;
    const Received received{m_rev, epoch, now, crypto::sha256(records::encodeEdit(edit)),
                            handedOver};
    auto outcome = applyEdit(edit, received, *this);
    EXPECT_TRUE(outcome.has_value());
    if (!outcome) return {};
    for (const Entity& entity : outcome->changed) {
        EXPECT_EQ(entity.rev, m_rev);
        m_entities[entity.key] = entity;
    }
    return *outcome;
}

bool World::hasReview(const EntityKey& about, records::UnitNumber unit) const {
    return has({records::typeNumber<ReviewItem>(), reviewId(about, unit)});
}

ReviewItem World::review(const EntityKey& about, records::UnitNumber unit) const {
    EXPECT_TRUE(hasReview(about, unit));
    if (!hasReview(about, unit)) return {};
    return as<ReviewItem>({records::typeNumber<ReviewItem>(), reviewId(about, unit)});
}

std::vector<Amendment> World::amendments() const {
    std::vector<Amendment> found;
    for (const auto& [key, entity] : m_entities)
        if (key.type == records::typeNumber<Amendment>()) found.push_back(as<Amendment>(key));
    return found;
}

Tablet::Tablet(World& world, unsigned number)
    : worker(idOf(100 + number)),
      incarnation(idOf<base::Incarnation>(200 + number)),
      m_world(world),
      m_number(number) {}

Tablet& Tablet::pull() {
    m_pulled = m_world.rev();
    m_epoch = m_world.epoch;
    return *this;
}

records::Edit Tablet::write(std::vector<Op> ops) {
    records::Edit edit;
    edit.seq = ++m_seq;
    edit.id = idOf<base::EditId>(m_number * 10'000 + static_cast<unsigned>(m_seq));
    edit.device = idOf<base::DeviceId>(300 + m_number);
    edit.incarnation = incarnation;
    edit.author = worker;
    edit.claimed = clock.millis == 0 ? m_world.now : clock;
    edit.schemaVersion = records::kSchemaVersion;
    edit.ops = std::move(ops);
    return edit;
}

Outcome Tablet::send(std::vector<Op> ops) {
    return m_world.receive(write(std::move(ops)));
}

Op Tablet::op(protocol::OpKind kind, const EntityKey& key, records::UnitNumber unit,
              base::Bytes value) const {
    Op op;
    op.target = key;
    op.scope = m_world.has(key) ? m_world.at(key).scope : kCase;
    op.openRev = m_pulled;
    if (m_pulled != 0) op.openEpoch = m_epoch;
    op.kind = kind;
    op.field = unit;
    op.value = std::move(value);
    return op;
}

Op Tablet::resolveOp(const EntityKey& key, records::UnitNumber unit, base::Bytes value,
                     std::vector<records::SiblingId> saw) const {
    Op resolve = op(protocol::RESOLVE, key, unit, std::move(value));
    resolve.sawSiblings = std::move(saw);
    resolve.reason = "talked to both";
    return resolve;
}

Outcome Tablet::create(const EntityKey& key, const google::protobuf::Message& record) {
    Op create = op(protocol::CREATE, key, 0, Body::of(record).encode());
    create.openRev = 0;
    create.openEpoch = {};
    return send({create});
}

Outcome Tablet::set(const EntityKey& key, records::UnitNumber unit, base::Bytes value) {
    return send({op(protocol::SET, key, unit, std::move(value))});
}

std::vector<records::SiblingId> idsOf(const std::vector<Sibling>& siblings) {
    std::vector<records::SiblingId> ids;
    ids.reserve(siblings.size());
    for (const Sibling& sibling : siblings)
        ids.push_back(sibling.id);
    return ids;
}

std::vector<Sibling> siblingsIn(const Entity& entity, records::UnitNumber unit,
                                protocol::SiblingState state) {
    std::vector<Sibling> found;
    for (const Sibling& sibling : entity.siblings)
        if (sibling.unit == unit && sibling.state == state) found.push_back(sibling);
    return found;
}

std::vector<std::string> textsOf(const std::vector<base::Bytes>& elements) {
    std::vector<std::string> texts;
    texts.reserve(elements.size());
    for (const base::Bytes& element : elements)
        texts.push_back(records::decodeText(element).value());
    return texts;
}

}  // namespace hearth::merge::testing

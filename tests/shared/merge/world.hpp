// A server's state in a map and the tablets that write to it, for the tests of the merge: each test
// says who had pulled what before they wrote.
// Owner: one test. Threads: one.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "schema/records/family.pb.h"
#include "schema/records/visit.pb.h"
#include "schema/records/work.pb.h"
#include "shared/merge/merge.hpp"

namespace hearth::merge::testing {

using protocol::Verdict;
using records::Body;
using records::Entity;
using records::EntityKey;
using records::Op;
using records::Sibling;

template <class IdType = base::EntityId>
[[nodiscard]] IdType idOf(unsigned number) {
    IdType id;
    id.octets[0] = 1;
    for (std::size_t i = 0; i < sizeof number; ++i)
        id.octets[IdType::kSize - 1 - i] = static_cast<std::uint8_t>(number >> (8 * i));
    return id;
}

inline const base::ScopeId kCase = base::scopeOf(idOf(1000));
inline const base::WorkerId kManager = idOf(900);

// The encoding of a field's unit in a record.
template <class Record>
[[nodiscard]] base::Bytes unitIn(const Record& record, const std::string& field) {
    const records::TypeInfo& type = records::typeOf(record);
    return Body::of(record).unit(records::unitOf(&type, type.fieldNamed(field)->number));
}
template <class Record>
[[nodiscard]] records::UnitNumber unitNumber(const std::string& field) {
    const records::TypeInfo& type = records::typeOf(Record::default_instance());
    return type.fieldNamed(field)->unit;
}

// The central record.
class World final : public Surroundings {
public:
    World();

    base::Result<std::optional<Entity>> find(const EntityKey& key) override;
    base::WorkerId reviewOwner(const base::ScopeId& scope) override;
    bool mayLowerProtection(const base::WorkerId& author, const base::ScopeId& scope) override;
    bool raisesReviews() const override { return raises; }

    // Applies an edit as the next revision; what comes of it is in the map, unless it is HELD.
    Outcome receive(const records::Edit& edit);

    [[nodiscard]] records::Rev rev() const noexcept { return m_rev; }
    [[nodiscard]] const Entity& at(const EntityKey& key) const { return m_entities.at(key); }
    [[nodiscard]] bool has(const EntityKey& key) const { return m_entities.count(key) != 0; }
    [[nodiscard]] std::size_t count() const noexcept { return m_entities.size(); }
    [[nodiscard]] const std::map<EntityKey, Entity>& entities() const { return m_entities; }
    void put(const Entity& entity) { m_entities[entity.key] = entity; }

    template <class Record>
    [[nodiscard]] Record as(const EntityKey& key) const {
        return at(key).body.as<Record>().value();
    }
    // The review item about (entity, unit); fails the test when there is none.
    [[nodiscard]] records::ReviewItem review(const EntityKey& about,
                                             records::UnitNumber unit) const;
    [[nodiscard]] bool hasReview(const EntityKey& about, records::UnitNumber unit) const;
    [[nodiscard]] std::vector<records::Amendment> amendments() const;

    bool raises = true;                     // false: a tablet's prediction
    bool failing = false;                   // the store cannot read
    records::TypeNumber failingType{};      // nor records of this type
    std::vector<base::ScopeId> handedOver;  // of the next edits: cases they came too late for
    base::WorkerId decider = kManager;      // who gets the questions
    std::set<base::WorkerId> mayLower;
    base::Epoch epoch = idOf<base::Epoch>(77);
    base::WallTime now{1'800'000'000'000};  // of the next edit's arrival

private:
    std::map<EntityKey, Entity> m_entities;
    records::Rev m_rev = 0;
};

// One tablet with one worker.
class Tablet {
public:
    Tablet(World& world, unsigned number);

    // From now on this tablet's forms open what the server holds now.
    Tablet& pull();

    // Operations on what the forms show; the edit is received at once. `send` of several goes as
    // one edit.
    Outcome create(const EntityKey& key, const google::protobuf::Message& record);
    Outcome set(const EntityKey& key, records::UnitNumber unit, base::Bytes value);
    Outcome send(std::vector<Op> ops);
    // Written and not yet received: for edits that arrive in another order.
    records::Edit write(std::vector<Op> ops);

    [[nodiscard]] Op op(protocol::OpKind kind, const EntityKey& key, records::UnitNumber unit = 0,
                        base::Bytes value = {}) const;
    [[nodiscard]] Op resolveOp(const EntityKey& key, records::UnitNumber unit, base::Bytes value,
                               std::vector<records::SiblingId> saw) const;

    base::WorkerId worker;
    base::Incarnation incarnation;
    base::WallTime clock;  // of the next edit; 0: the world's

private:
    World& m_world;
    records::Seq m_seq = 0;
    records::Rev m_pulled = 0;
    base::Epoch m_epoch;
    unsigned m_number;
};

[[nodiscard]] std::vector<records::SiblingId> idsOf(const std::vector<Sibling>& siblings);
[[nodiscard]] std::vector<Sibling> siblingsIn(const Entity& entity, records::UnitNumber unit,
                                              protocol::SiblingState state);
[[nodiscard]] std::vector<std::string> textsOf(const std::vector<base::Bytes>& elements);

}  // namespace hearth::merge::testing

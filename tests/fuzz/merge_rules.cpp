#include "tests/fuzz/merge_rules.hpp"

#include <algorithm>
#include <set>

#include "shared/merge/limits.hpp"
#include "shared/records/wire.hpp"
#include "tests/fuzz/target.hpp"

namespace hearth::fuzz {

using records::Body;
using records::Edit;
using records::Entity;
using records::Op;

namespace {

base::Bytes bytesOf(const Entity& entity) {
    return records::wire::serialize(records::toProto(entity));
}

base::Bytes bytesOf(const merge::Outcome& outcome) {
    base::Bytes all = std::to_string(outcome.verdict) + "/" + std::to_string(outcome.heldReason) +
                      "/" + outcome.explanation;
    for (const Entity& entity : outcome.changed)
        all += bytesOf(entity);
    for (const merge::Finding& finding : outcome.findings)
        all += finding.sentence + std::to_string(finding.cause);
    return all;
}

// One merge seen from outside: the edit, what was there before, what is there after.
class Scene {
public:
    Scene(const Edit& edit, const merge::Received& received, const Entities& before,
          const merge::Outcome& outcome)
        : m_edit(edit), m_received(received), m_before(before), m_outcome(outcome) {
        for (const Entity& entity : outcome.changed)
            m_after[entity.key] = &entity;
    }

    void check() const {
        for (const Entity& entity : m_outcome.changed)
            checkShape(entity);
        for (const Entity& entity : m_outcome.changed) {
            const auto was = m_before.find(entity.key);
            if (was != m_before.end()) checkKept(was->second, entity);
        }
        for (const Op& op : m_edit.ops)
            if (isAlone(op)) require(isReachable(op), "what an operation gave can be reached");
    }

private:
    [[nodiscard]] const Entity* after(const records::EntityKey& key) const {
        const auto changed = m_after.find(key);
        if (changed != m_after.end()) return changed->second;
        const auto was = m_before.find(key);
        return was == m_before.end() ? nullptr : &was->second;
    }

    // Several operations of one edit may replace each other's values; their author saw that.
    [[nodiscard]] bool isAlone(const Op& op) const {
        return std::count_if(m_edit.ops.begin(), m_edit.ops.end(),
                             [&](const Op& other) { return other.target == op.target; }) == 1;
    }

    [[nodiscard]] bool sawStamp(const Op& op, const records::Stamp& stamp) const {
        if (stamp.incarnation == m_edit.incarnation && stamp.seq <= m_edit.seq) return true;
        if (std::count(op.baseWriters.begin(), op.baseWriters.end(), stamp.edit) != 0) return true;
        return op.openRev != 0 && op.openEpoch == m_received.epoch && op.openRev < m_received.rev &&
               stamp.rev <= op.openRev;
    }

    void checkShape(const Entity& entity) const {
        require(entity.rev == m_received.rev, "what changed has the edit's revision");
        const auto again = records::fromProto(records::toProto(entity));
        require(again && *again == entity, "what changed can be stored and read again");
        const auto was = m_before.find(entity.key);
        const bool wasSound =
            was == m_before.end() || records::checkStructure(entity.key.type, was->second.body);
        if (wasSound)
            require(records::checkStructure(entity.key.type, entity.body).has_value(),
                    "a sound record stays sound");
    }

    void checkKept(const Entity& was, const Entity& now) const {
        require(was.scope == now.scope && was.created == now.created,
                "scope and maker of a record do not change");
        if (was.sealed) require(now.sealed == was.sealed, "the first seal stays");
        if (was.retired) require(now.retired == was.retired, "a tombstone stays");
        if (was.key.type == records::typeNumber<records::ReviewItem>()) return;
        const records::TypeInfo* known = records::findType(was.key.type);
        for (const records::Sibling& sibling : was.siblings) {
            const bool stays = std::any_of(
                now.siblings.begin(), now.siblings.end(), [&](const records::Sibling& other) {
                    return other.id == sibling.id && other.unit == sibling.unit &&
                           other.value == sibling.value;
                });
            // The safest of them takes the place of a value that may not stand below it.
            const auto unit = records::unitOf(known, sibling.unit);
            const bool current =
                unit.policy == records::MOST_PROTECTIVE && now.body.unit(unit) == sibling.value;
            require(stays || current, "a value beside the current one stays");
        }
        std::set<records::UnitNumber> units;
        for (const records::FieldNumber field : was.body.fieldNumbers())
            units.insert(records::unitOf(known, field).number);
        for (const records::UnitNumber unit : units)
            checkUnit(was, now, records::unitOf(known, unit));
    }

    void checkUnit(const Entity& was, const Entity& now, const records::UnitInfo& unit) const {
        const base::Bytes old = was.body.unit(unit);
        if (old == now.body.unit(unit)) return;
        std::vector<const Op*> ops;
        for (const Op& op : m_edit.ops)
            if (op.target == was.key && op.field == unit.number) ops.push_back(&op);
        require(!ops.empty(), "a field that no operation named does not change");
        if (was.sealed) {
            // Only to what was beside it, undecided, before the seal.
            const bool decided = std::any_of(
                ops.begin(), ops.end(), [](const Op* op) { return op->kind == protocol::RESOLVE; });
            require(decided && hasSibling(was, unit.number, now.body.unit(unit)),
                    "a sealed record changes only by a decision on what stood beside it");
        }
        if (unit.policy == records::TEXT3) return;  // joined: isReachable() looks at paragraphs
        if (isList(was, unit)) return checkElements(was, now, unit, ops);
        const bool seen = std::any_of(ops.begin(), ops.end(), [&](const Op* op) {
            return sawStamp(*op, was.stampOf(unit.number));
        });
        if (!seen)
            require(hasSibling(now, unit.number, old),
                    "a value that the author had not seen stands beside theirs");
    }

    [[nodiscard]] static bool isList(const Entity& entity, const records::UnitInfo& unit) {
        if (unit.policy == records::ADD_WINS_SET || unit.policy == records::APPEND_ONLY)
            return true;
        // A field this program does not know may be one.
        const records::TypeInfo* type = records::findType(entity.key.type);
        return type == nullptr || type->field(unit.number) == nullptr;
    }

    void checkElements(const Entity& was, const Entity& now, const records::UnitInfo& unit,
                       const std::vector<const Op*>& ops) const {
        const auto left = now.body.elements(unit.number);
        for (const base::Bytes& element : was.body.elements(unit.number)) {
            if (std::find(left.begin(), left.end(), element) != left.end()) continue;
            const bool seen = std::any_of(ops.begin(), ops.end(), [&](const Op* op) {
                return sawStamp(*op, was.stampOf(unit.number, element));
            });
            require(seen || hasSibling(now, unit.number, was.body.unit(unit)),
                    "an element leaves by the hand of somebody who had seen it");
        }
    }

    // A value in which the unit says what the author wrote. Of a group it may also hold what an
    // older app could not know of (shared/merge/other_version.hpp).
    [[nodiscard]] bool says(const Op& op, const records::UnitInfo& unit, const Body& given,
                            const base::Bytes& stored) const {
        const auto value = Body::parse(stored);
        if (!value) return false;
        const records::TypeInfo* type = records::findType(op.target.type);
        const auto agree = [&](records::FieldNumber number) {
            const auto theirs = given.elements(number);
            if (theirs == value->elements(number)) return true;
            const records::FieldInfo* field = type == nullptr ? nullptr : type->field(number);
            return theirs.empty() && field != nullptr && field->since > m_edit.schemaVersion;
        };
        const auto fields = given.fieldNumbers();
        return std::all_of(unit.fields.begin(), unit.fields.end(), agree) &&
               std::all_of(fields.begin(), fields.end(), agree);
    }

    [[nodiscard]] static bool hasSibling(const Entity& entity, records::UnitNumber unit,
                                         const base::Bytes& value) {
        return std::any_of(entity.siblings.begin(), entity.siblings.end(),
                           [&](const records::Sibling& sibling) {
                               return sibling.unit == unit && sibling.value == value;
                           });
    }

    [[nodiscard]] bool proposes(const Entity& entity, const Op& op, const Body& given,
                                const records::UnitInfo& unit) const {
        if (entity.key.type != records::typeNumber<records::Amendment>()) return false;
        const auto amendment = entity.body.as<records::Amendment>();
        return amendment && amendment->target_id() == op.target.id.view() &&
               (amendment->new_value() == op.value ||
                (!unit.fields.empty() && says(op, unit, given, amendment->new_value())));
    }
    // By this edit, or by the same edit that came before.
    [[nodiscard]] bool isProposed(const Op& op, const Body& given,
                                  const records::UnitInfo& unit) const {
        return std::any_of(
                   m_outcome.changed.begin(), m_outcome.changed.end(),
                   [&](const Entity& entity) { return proposes(entity, op, given, unit); }) ||
               std::any_of(m_before.begin(), m_before.end(),
                           [&](const auto& was) { return proposes(was.second, op, given, unit); });
    }

    // Every paragraph that the author wrote is in the text.
    [[nodiscard]] static bool isJoined(const Op& op, const base::Bytes& text) {
        const auto theirs = records::decodeText(op.value);
        const auto base = op.baseValue.empty() ? base::Result<base::Bytes>(base::Bytes())
                                               : records::decodeText(op.baseValue);
        const auto joined =
            text.empty() ? base::Result<base::Bytes>(base::Bytes()) : records::decodeText(text);
        if (!theirs || !base || !joined) return op.value.empty();
        const auto has = [](const base::Bytes& whole, base::ByteView part) {
            return ("\n\n" + whole + "\n\n").find("\n\n" + base::Bytes(part) + "\n\n") !=
                   base::Bytes::npos;
        };
        base::ByteView rest = *theirs;
        while (true) {
            const std::size_t end = rest.find("\n\n");
            const base::ByteView paragraph = rest.substr(0, end);
            if (!has(*joined, paragraph) && !has(*base, paragraph)) return false;
            if (end == base::ByteView::npos) return true;
            rest.remove_prefix(end + 2);
        }
    }

    [[nodiscard]] static bool holdsAll(const Body& body, records::FieldNumber field,
                                       const Body& given) {
        const auto there = body.elements(field);
        for (const base::Bytes& element : given.elements(field))
            if (std::find(there.begin(), there.end(), element) == there.end()) return false;
        return true;
    }

    [[nodiscard]] bool isReachable(const Op& op) const {
        const Entity* now = after(op.target);
        require(now != nullptr, "an edit that was applied has its record");
        const auto given = Body::parse(op.value);
        require(given.has_value(), "an applied value decodes");
        switch (op.kind) {
            case protocol::CREATE:
                return now->body == *given;
            case protocol::SEAL:
                return now->sealed.has_value();
            case protocol::RETIRE:
                return now->retired.has_value() || isProposed(op, *given, {});
            case protocol::REMOVE:
                return true;
            default:
                break;
        }
        if (op.field == 0) return true;  // settles a question about the whole record
        if (op.target.type == records::typeNumber<records::ReviewItem>()) return true;
        const auto unit = records::unitOf(records::findType(op.target.type), op.field);
        const base::Bytes value = given->unit(unit);
        const base::Bytes current = now->body.unit(unit);
        const bool beside = std::any_of(
            now->siblings.begin(), now->siblings.end(), [&](const records::Sibling& sibling) {
                return sibling.unit == unit.number && says(op, unit, *given, sibling.value);
            });
        if (says(op, unit, *given, current) || beside || isProposed(op, *given, unit)) return true;
        if (unit.policy == records::TEXT3 && isJoined(op, current)) return true;
        return isList(*now, unit) && holdsAll(now->body, op.field, *given);
    }

    const Edit& m_edit;
    const merge::Received& m_received;
    const Entities& m_before;
    const merge::Outcome& m_outcome;
    std::map<records::EntityKey, const Entity*> m_after;
};

}  // namespace

base::Result<std::optional<Entity>> FixedSurroundings::find(const records::EntityKey& key) {
    const auto found = m_entities.find(key);
    if (found == m_entities.end()) return std::optional<Entity>{};
    return std::optional<Entity>(found->second);
}

merge::Outcome mergeByTheRules(const Edit& edit, const merge::Received& received,
                               const Entities& before, FixedSurroundings& surroundings) {
    auto outcome = merge::applyEdit(edit, received, surroundings);
    require(outcome.has_value(), "a merge decides whatever comes");
    const auto again = merge::applyEdit(edit, received, surroundings);
    require(again && bytesOf(*again) == bytesOf(*outcome), "the same edit gives the same bytes");
    switch (outcome->verdict) {
        case protocol::HELD:
            require(outcome->heldReason != protocol::HELD_REASON_UNSPECIFIED,
                    "what is held has a reason");
            require(!outcome->explanation.empty(), "what is held is explained");
            require(outcome->changed.empty(), "an edit that is held changes nothing");
            break;
        case protocol::APPLIED:
        case protocol::APPLIED_WITH_REVIEW:
            Scene(edit, received, before, *outcome).check();
            break;
        default:
            require(false, "a merge gives one of three verdicts");
    }
    return std::move(*outcome);
}

}  // namespace hearth::fuzz

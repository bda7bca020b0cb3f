// Rules about values: 2 and 9 (nothing recorded is silently gone; a question exists if and only if
// two people could not have seen each other), 10's sets, 13.
#include <algorithm>

#include "schema/records/family.pb.h"
#include "schema/records/visit.pb.h"
#include "tests/simulation/world/rules.hpp"

namespace hearth::simulation {

namespace {

// A write of a unit that the server applied.
struct Write {
    const Saved* save = nullptr;
    const records::Op* op = nullptr;
    records::Rev rev = 0;
};

bool hasSeen(const Write& later, const base::EditId& earlier) {
    const auto found = later.save->seen.find(later.op->target);
    return found != later.save->seen.end() && found->second->count(earlier) != 0;
}

using Writes = std::map<std::pair<records::EntityKey, records::UnitNumber>, std::vector<Write>>;

Writes writesOf(const Ledger& ledger, std::initializer_list<protocol::OpKind> kinds) {
    Writes writes;
    for (const Logged& logged : ledger.log()) {
        const auto save = ledger.saves().find(logged.id);
        const bool applied =
            logged.verdict == protocol::APPLIED || logged.verdict == protocol::APPLIED_WITH_REVIEW;
        if (save == ledger.saves().end() || !applied) continue;
        for (const records::Op& op : save->second.ops) {
            if (std::find(kinds.begin(), kinds.end(), op.kind) != kinds.end())
                writes[{op.target, op.field}].push_back({&save->second, &op, logged.rev});
        }
    }
    return writes;
}

bool isBeside(const records::Entity& entity, records::UnitNumber unit, const base::EditId& edit) {
    return std::any_of(entity.siblings.begin(), entity.siblings.end(),
                       [&](const records::Sibling& sibling) {
                           return sibling.unit == unit && sibling.stamp.edit == edit;
                       });
}

// The story of one unit, for the person who reads a failing seed.
std::string storyOf(const std::vector<Write>& writes, const records::Entity& entity,
                    records::UnitNumber unit) {
    std::string story;
    for (const Write& write : writes) {
        story += "\n    rev " + std::to_string(write.rev) + " value " +
                 base::toHex(write.op->value) + " machine " + std::to_string(write.save->machine) +
                 " edit " + write.save->id.hex() + " opened at " +
                 std::to_string(write.op->openRev) + ", had seen:";
        for (const Write& other : writes) {
            if (other.save != write.save && hasSeen(write, other.save->id))
                story += " " + std::to_string(other.rev);
        }
    }
    story += "\n    current from rev " + std::to_string(entity.stampOf(unit).rev) + "; beside:";
    for (const records::Sibling& sibling : entity.siblings) {
        if (sibling.unit == unit)
            story += " rev " + std::to_string(sibling.stamp.rev) + " state " +
                     std::to_string(sibling.state);
    }
    return story;
}

}  // namespace

// 2 and 9: a value that was accepted is current, or lies beside the current one, or somebody who
// had it before their eyes wrote another.
void Rules::everyValueIsReachable() {
    using protocol::RESOLVE;
    using protocol::SET;
    const bool wentBack = m_world.ledger().hasGoneBack();
    for (const auto& [place, writes] : writesOf(m_world.ledger(), {SET, RESOLVE})) {
        const auto& [key, unit] = place;
        const auto entity = m_world.server().store().entity(key);
        if (!entity || !*entity) {
            m_violate("2: reachable", "entity " + key.id.hex() + " is gone");
            continue;
        }
        if ((*entity)->sealed || (*entity)->retired) continue;  // changes stand as amendments
        const auto current =
            (*entity)->body.unit(records::unitOf(records::findType(key.type), unit));
        for (const Write& write : writes) {
            const bool replaced =
                std::any_of(writes.begin(), writes.end(), [&](const Write& other) {
                    return other.rev > write.rev && hasSeen(other, write.save->id);
                });
            if (write.op->value != current && !replaced &&
                !isBeside(**entity, unit, write.save->id))
                m_violate("2: reachable", "the value of edit " + write.save->id.hex() + ", unit " +
                                              std::to_string(unit) + " of " + key.id.hex() +
                                              storyOf(writes, **entity, unit));
        }
        if (wentBack) continue;  // what was seen of a history that is gone, nobody can know
        for (const records::Sibling& sibling : (*entity)->siblings) {
            if (sibling.unit != unit || sibling.state != protocol::SIBLING_OPEN) continue;
            const auto asked = std::find_if(writes.begin(), writes.end(), [&](const Write& write) {
                return write.save->id == sibling.stamp.edit;
            });
            if (asked == writes.end()) continue;
            const bool concurrent =
                std::any_of(writes.begin(), writes.end(), [&](const Write& other) {
                    return other.save != asked->save && !hasSeen(*asked, other.save->id) &&
                           !hasSeen(other, asked->save->id);
                });
            // The value it began with counts as well: nobody's, and seen by all.
            const bool alert = key.type == records::typeNumber<records::Alert>();
            if (!concurrent && !alert)
                m_violate("9: a question without two answers",
                          "edit " + asked->save->id.hex() + ", unit " + std::to_string(unit) +
                              storyOf(writes, **entity, unit));
        }
    }
}

// 9 and 10: in a set stands what somebody put in and nobody who had seen it took out.
void Rules::setsAddUp() {
    const auto adds = writesOf(m_world.ledger(), {protocol::ADD});
    auto removes = writesOf(m_world.ledger(), {protocol::REMOVE});
    for (const auto& [place, writes] : adds) {
        const auto& [key, unit] = place;
        const auto entity = m_world.server().store().entity(key);
        if (!entity || !*entity || (*entity)->sealed || (*entity)->retired) continue;
        const auto elements = (*entity)->body.elements(unit);
        for (const Write& add : writes) {
            const bool taken =
                std::any_of(removes[place].begin(), removes[place].end(), [&](const Write& remove) {
                    return remove.op->value == add.op->value && remove.rev > add.rev &&
                           hasSeen(remove, add.save->id);
                });
            const bool there =
                std::find(elements.begin(), elements.end(), add.op->value) != elements.end();
            if (!there && !taken)
                m_violate("9: what was added stands",
                          "edit " + add.save->id.hex() + " added " + base::toHex(add.op->value) +
                              storyOf(writes, **entity, unit) +
                              "\n  taken out by:" + storyOf(removes[place], **entity, unit));
        }
    }
}

// 13: a value that waits for a decision is settled only by a decision that named it, or by its own
// tablet's later word.
void Rules::decisionsHideNothing() {
    for (const auto& [place, writes] :
         writesOf(m_world.ledger(), {protocol::SET, protocol::RESOLVE})) {
        const auto& [key, unit] = place;
        const auto entity = m_world.server().store().entity(key);
        if (!entity || !*entity) continue;
        for (const records::Sibling& sibling : (*entity)->siblings) {
            if (sibling.unit != unit || sibling.state != protocol::SIBLING_SETTLED) continue;
            const bool settled = std::any_of(writes.begin(), writes.end(), [&](const Write& write) {
                const auto& saw = write.op->sawSiblings;
                return std::find(saw.begin(), saw.end(), sibling.id) != saw.end() ||
                       hasSeen(write, sibling.stamp.edit);
            });
            if (!settled)
                m_violate("13: nothing unseen is settled",
                          "the value of edit " + sibling.stamp.edit.hex() + ", unit " +
                              std::to_string(unit) + " of " + key.id.hex() +
                              storyOf(writes, **entity, unit));
        }
    }
}

}  // namespace hearth::simulation

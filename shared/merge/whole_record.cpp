// CREATE, SEAL and RETIRE: operations on a record as a whole.
#include <algorithm>

#include "schema/records/family.pb.h"
#include "shared/base/planted.hpp"
#include "shared/merge/limits.hpp"
#include "shared/merge/operations.hpp"
#include "shared/merge/raise.hpp"

namespace hearth::merge {

using records::Op;
using records::UnitInfo;

namespace {
bool scopeFits(const Op& op, const base::WorkerId& author) {
    const records::TypeInfo* type = records::findType(op.target.type);
    if (op.scope.isNil()) return false;
    if (type == nullptr) return true;
    switch (type->scope) {
        case records::SCOPE_REFERENCE:
            return op.scope == base::kReferenceScope;
        case records::SCOPE_ME:
            return op.scope == base::scopeOf(author);
        default:
            break;
    }
    if (op.scope == base::kReferenceScope) return false;
    // A case file is the root of its own scope.
    return op.target.type != records::typeNumber<records::CaseFile>() ||
           op.scope == base::scopeOf(op.target.id);
}

bool elementsFit(const records::TypeInfo* type, const records::Body& body) {
    if (type == nullptr) return true;
    return std::all_of(type->units.begin(), type->units.end(), [&](const UnitInfo& unit) {
        if (unit.policy != records::ADD_WINS_SET) return true;
        const auto elements = body.elements(unit.number);
        return std::all_of(elements.begin(), elements.end(), [](const base::Bytes& element) {
            return element.size() <= kElementBytesMax;
        });
    });
}

// The units with a current value that the operation's author had not seen.
std::vector<UnitInfo> unseenUnits(const Work& work) {
    std::vector<UnitInfo> unseen;
    const auto consider = [&](records::FieldNumber field) {
        const UnitInfo unit = records::unitOf(work.type, field);
        const bool named = std::any_of(unseen.begin(), unseen.end(), [&](const UnitInfo& known) {
            return known.number == unit.number;
        });
        const auto writers = writersOf(work.entity, unit.number);
        const auto saw = [&](const records::Stamp& writer) { return work.knows.saw(writer); };
        const bool all = std::all_of(writers.begin(), writers.end(), saw);
        // Several writers of one value: whoever saw one of them saw the value. The parts of a
        // joined text and the elements of a set are different values.
        const bool oneValue = unit.policy != records::TEXT3 && unit.policy != records::ADD_WINS_SET;
        const bool value = all || (oneValue && std::any_of(writers.begin(), writers.end(), saw));
        if (!value && !named) unseen.push_back(unit);
    };
    for (const records::FieldNumber field : work.entity.body.fieldNumbers())
        consider(field);
    for (const auto& [key, stamp] : work.entity.stamps)
        consider(key.first);
    return unseen;
}

base::Status askAboutUnseen(Work& work, records::ReviewCause cause, const std::string& what) {
    for (const UnitInfo& unit : unseenUnits(work))
        HEARTH_TRY(raise(work.bench, work.entity,
                         {unit.number, cause, unit.label + ": " + what, "It was " + what + "."}));
    return {};
}

// For Bug::UnknownFieldDropped alone.
void dropUnknown(records::TypeNumber number, records::Body& body) {
    const records::TypeInfo* type = records::findType(number);
    for (const records::FieldNumber field : body.fieldNumbers())
        if (type == nullptr || type->field(field) == nullptr) body.setElements(field, {});
}
}  // namespace

base::Status create(Bench& bench, const Op& op) {
    auto body = records::Body::parse(op.value);
    if (!body) return bench.hold(protocol::HELD_INVALID, body.error().message());
    if (base::planted(base::Bug::UnknownFieldDropped)) dropUnknown(op.target.type, *body);
    const auto sound = records::checkStructure(op.target.type, *body);
    if (!sound) return bench.hold(protocol::HELD_INVALID, sound.error().message());
    if (!elementsFit(records::findType(op.target.type), *body))
        return bench.hold(protocol::HELD_INVALID, "an element of a set that is too large");
    if (!scopeFits(op, bench.edit().author))
        return bench.hold(protocol::HELD_INVALID, "a record in a scope it cannot be in");
    const auto existing = bench.find(op.target);
    if (!existing) return existing.error();
    if (*existing == nullptr) {
        bench.add(op.target, op.scope, std::move(*body), bench.stamp());
        return {};
    }
    const bool same = (*existing)->body == *body && (*existing)->scope == op.scope;
    if (same) return {};
    return bench.hold(protocol::HELD_ID_REUSED, "creates a record that exists with other content");
}

base::Status seal(Work& work) {
    if (work.type != nullptr && !work.type->sealable)
        return work.bench.hold(protocol::HELD_INVALID, work.type->label + ": is never sealed");
    records::Entity& entity = work.entity;
    // The first seal stays, whoever seals again: what is sealed does not change.
    if (entity.sealed) {
        if (work.knows.wrote(*entity.sealed)) return {};
        work.note(kWholeRecord, "sealed again; the first seal stays");
    } else {
        entity.sealed = work.bench.stamp();
        work.bench.touch(entity);
    }
    return askAboutUnseen(work, records::SEALED_CHANGE,
                          "sealed by somebody who had not seen the value as it stands");
}

base::Status retire(Work& work) {
    records::Entity& entity = work.entity;
    if (work.locked()) return propose(work, kWholeRecord, "Retire");
    if (entity.retired) return {};
    entity.retired = work.bench.stamp();
    work.bench.touch(entity);
    return askAboutUnseen(work, records::CONCURRENT_VALUES,
                          "retired by somebody who had not seen the value as it stands");
}

}  // namespace hearth::merge

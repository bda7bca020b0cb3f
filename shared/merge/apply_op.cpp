// Dispatch by kind of operation, and the checks that come before any policy.
#include <algorithm>

#include "schema/records/work.pb.h"
#include "shared/base/limits.hpp"
#include "shared/merge/limits.hpp"
#include "shared/merge/operations.hpp"
#include "shared/merge/other_version.hpp"
#include "shared/merge/policies.hpp"
#include "shared/merge/raise.hpp"
#include "shared/merge/words.hpp"

namespace hearth::merge {

using records::MergePolicy;
using records::Op;

namespace {
base::Error invalid(Bench& bench, std::string sentence) {
    return bench.hold(protocol::HELD_INVALID, std::move(sentence));
}

base::Status checkShape(Bench& bench, const Op& op) {
    if (op.target.type == 0 || op.target.id.isNil())
        return invalid(bench, "an operation without a target");
    if (op.sawSiblings.size() > base::kSawSiblingsMax)
        return invalid(bench, "an operation that names too many siblings");
    if (op.reason.size() > kReasonBytesMax || !base::isValidText(op.reason))
        return invalid(bench, "a reason that is no text or too long");
    const bool wholeRecord =
        op.kind == protocol::CREATE || op.kind == protocol::SEAL || op.kind == protocol::RETIRE;
    if (wholeRecord && op.field != 0)
        return invalid(bench, "an operation on a whole record that names a field");
    if (op.kind == protocol::CREATE) return {};
    if (op.value.size() > base::kFieldBytesMax) return invalid(bench, "a value that is too large");
    if (wholeRecord && !op.value.empty())
        return invalid(bench, "an operation without a value that has one");
    return {};
}

// Review items are the server's; a person settles one by RESOLVE on what it is about, and may hand
// it to somebody else.
base::Status checkReviewItem(Bench& bench, const Op& op) {
    if (op.target.type != records::typeNumber<records::ReviewItem>()) return {};
    const auto& type = records::typeOf(records::ReviewItem::default_instance());
    const bool reassigns = (op.kind == protocol::SET || op.kind == protocol::RESOLVE) &&
                           op.field == type.fieldNamed("owner_id")->unit;
    if (reassigns) return {};
    return invalid(bench, "of a review item a person changes only who decides");
}

// An operation says how its author meant it; a unit this program knows must agree. For one it does
// not know the operation is believed.
bool fits(protocol::OpKind kind, MergePolicy policy, bool known) {
    switch (kind) {
        case protocol::ADD:
        case protocol::REMOVE:
            return !known || policy == records::ADD_WINS_SET;
        case protocol::APPEND:
            return !known || policy == records::APPEND_ONLY;
        case protocol::TEXT:
            return !known || policy == records::TEXT3;
        default:
            return true;
    }
}

bool isOnElement(protocol::OpKind kind) {
    return kind == protocol::ADD || kind == protocol::REMOVE || kind == protocol::APPEND;
}

base::Status checkElement(UnitWrite& write) {
    Bench& bench = write.work.bench;
    const auto body = records::Body::parse(write.value);
    if (!body || body->elements(write.unit.number).size() != 1)
        return invalid(bench, write.unit.label + ": an operation takes one element");
    const bool ofSet = write.work.op.kind != protocol::APPEND;
    if (ofSet && write.value.size() > kElementBytesMax)
        return invalid(bench, write.unit.label + ": an element that is too large");
    return {};
}

base::Status applyElement(UnitWrite& write) {
    Work& work = write.work;
    switch (work.op.kind) {
        case protocol::ADD:
            return addElement(work, write.unit, write.value);
        case protocol::REMOVE:
            removeElement(work, write.unit, write.value);
            return {};
        default:
            appendElement(work, write.unit, write.value);
            return {};
    }
}

// What a plain change would do to something that does not change any more; empty: nothing.
std::optional<std::string> changeInWords(const UnitWrite& write) {
    const Work& work = write.work;
    const auto elements = work.entity.body.elements(write.unit.number);
    const bool there = std::find(elements.begin(), elements.end(), write.value) != elements.end();
    const std::string words = inWords(work.type, write.unit, write.value);
    switch (work.op.kind) {
        case protocol::ADD:
            return there ? std::nullopt : std::optional("Add: " + words);
        case protocol::REMOVE:
            return there ? std::optional("Remove: " + words) : std::nullopt;
        case protocol::APPEND:
            return "Add: " + words;
        default:
            return write.value == write.current ? std::nullopt : std::optional(words);
    }
}

base::Status applyToUnit(Work& work) {
    auto prepared = unitWriteOf(work);
    if (!prepared) return prepared.error();
    UnitWrite& write = *prepared;
    if (isOnElement(work.op.kind)) HEARTH_TRY(checkElement(write));
    if (work.locked()) {
        auto words = changeInWords(write);
        if (!words) return {};
        return propose(work, write.unit.number, std::move(*words));
    }
    if (isOnElement(work.op.kind)) return applyElement(write);
    // A text of a unit this program does not know is still joined as its author meant it.
    if (work.op.kind == protocol::TEXT) write.unit.policy = records::TEXT3;
    const auto placed = writeValue(write);
    if (!placed) return placed.error();
    return {};
}

base::Status dispatch(Work& work) {
    switch (work.op.kind) {
        case protocol::SEAL:
            return seal(work);
        case protocol::RETIRE:
            return retire(work);
        case protocol::RESOLVE:
            return resolve(work);
        default:
            return applyToUnit(work);
    }
}

// Somebody changed it who had not seen that it was retired: both stand, and a person looks.
base::Status askAboutRetired(Work& work) {
    const auto& retired = work.entity.retired;
    if (work.op.kind == protocol::RETIRE || !retired || work.knows.saw(*retired)) return {};
    return raise(work.bench, work.entity,
                 {work.op.field, records::CONCURRENT_VALUES,
                  "changed by somebody who had not seen that it was retired",
                  "It was changed by somebody who had not seen that it was retired."});
}
}  // namespace

base::Result<UnitWrite> unitWriteOf(Work& work) {
    const Op& op = work.op;
    UnitWrite write{work, records::unitOf(work.type, op.field), {}, {}};
    if (op.field == 0 || write.unit.number != op.field)
        return invalid(work.bench, "an operation that does not name a unit by its first field");
    const bool known = work.type != nullptr && work.type->field(op.field) != nullptr;
    if (!fits(op.kind, write.unit.policy, known))
        return invalid(work.bench, write.unit.label + ": this is not how the field changes");
    const std::uint32_t version = work.bench.edit().schemaVersion;
    includeNewerFields(work.type, version, op.value, write.unit);
    if (op.kind == protocol::RESOLVE || write.unit.policy == records::MOST_PROTECTIVE)
        includeFieldsOfSiblings(work.type, work.entity, write.unit);
    records::Body value;
    const auto parsed = value.setUnit(write.unit, op.value);
    if (!parsed) return invalid(work.bench, write.unit.label + ": " + parsed.error().message());
    const auto sound = records::checkStructure(work.entity.key.type, value);
    if (!sound) return invalid(work.bench, write.unit.label + ": " + sound.error().message());
    const bool whole =
        op.kind == protocol::RESOLVE &&
        takeChosenWhole(work.type, version, work.entity, op.sawSiblings, write.unit, value);
    if (!whole) keepFieldsUnknownToAuthor(work.type, version, work.entity.body, write.unit, value);
    write.value = value.encode();
    write.current = work.entity.body.unit(write.unit);
    return write;
}

base::Status applyOp(Bench& bench, std::size_t opIndex) {
    const Op& op = bench.edit().ops[opIndex];
    if (!protocol::OpKind_IsValid(op.kind) || op.kind == protocol::OP_KIND_UNSPECIFIED)
        return bench.hold(protocol::HELD_UNKNOWN_KIND, std::string(kUnknownKind));
    if (op.kind == protocol::TYPED)
        return bench.hold(protocol::HELD_TYPED,
                          "words of a form that was not saved when its case left the tablet");
    HEARTH_TRY(checkShape(bench, op));
    HEARTH_TRY(checkReviewItem(bench, op));
    if (op.kind == protocol::CREATE) return create(bench, op);
    const auto found = bench.find(op.target);
    if (!found) return found.error();
    if (*found == nullptr)
        return bench.hold(protocol::HELD_MISSING_TARGET, "changes a record that is not here");
    records::Entity& entity = **found;
    // Access is granted by scope: an operation must not name one scope and change another.
    if (entity.scope != op.scope) return invalid(bench, "names another scope than its target's");
    const Knowledge knows(bench.edit(), op, bench.received());
    Work work{bench, op, opIndex, knows, entity, records::findType(op.target.type)};
    HEARTH_TRY(dispatch(work));
    return askAboutRetired(work);
}

}  // namespace hearth::merge

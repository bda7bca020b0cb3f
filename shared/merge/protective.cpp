// MOST_PROTECTIVE: of values whose authors had not seen each other's the safest stands, and a
// person looks at it. Down it goes only by somebody who may, and who had seen what they lower.
#include <algorithm>
#include <limits>

#include <google/protobuf/descriptor.h>

#include "shared/merge/policies.hpp"
#include "shared/merge/raise.hpp"
#include "shared/merge/siblings.hpp"
#include "shared/merge/typed.hpp"

namespace hearth::merge {

using records::Sibling;

namespace {
constexpr std::uint32_t kHighest = std::numeric_limits<std::uint32_t>::max();

bool holds(const base::Bytes& value, records::FieldNumber number) {
    const auto body = records::Body::parse(value);
    return body && !body->elements(number).empty();
}

// Of the unit's most protective field. What cannot be judged counts as highest.
std::uint32_t protectionOf(const UnitWrite& write, const base::Bytes& value) {
    const records::TypeInfo* type = write.work.type;
    const auto record = type == nullptr ? nullptr : asRecord(*type, value);
    if (record == nullptr) return kHighest;
    std::uint32_t highest = 0;
    for (const records::FieldNumber number : write.unit.fields) {
        const records::FieldInfo* field = type->field(number);
        // A newer app's field of the group: it may be what makes the value the safer one.
        if (field == nullptr) {
            if (holds(value, number)) return kHighest;
            continue;
        }
        if (field->descriptor->enum_type() == nullptr || field->repeated) continue;
        const int said = record->GetReflection()->GetEnumValue(*record, field->descriptor);
        highest = std::max(highest, records::protectionOf(*field, said));
    }
    return highest;
}

bool mayLower(const UnitWrite& write) {
    Bench& bench = write.work.bench;
    return bench.surroundings().mayLowerProtection(bench.edit().author, write.work.entity.scope);
}

base::Status ask(const UnitWrite& write, std::string sentence) {
    return raise(write.work.bench, write.work.entity,
                 {write.unit.number, records::PROTECTIVE_CHOICE, std::move(sentence), {}});
}

// The safest undecided value that the author of a lowering had not seen and that is safer than
// theirs: towards it theirs is not later, only lower.
Sibling* unseenAbove(UnitWrite& write, std::uint32_t protection) {
    Sibling* safest = nullptr;
    for (Sibling& sibling : write.work.entity.siblings) {
        if (sibling.unit != write.unit.number || !isUnsettled(sibling)) continue;
        if (sawSibling(write.work, sibling)) continue;
        const std::uint32_t offered = protectionOf(write, sibling.value);
        if (offered <= protection) continue;
        if (safest == nullptr || offered > protectionOf(write, safest->value)) safest = &sibling;
    }
    return safest;
}

// The sibling becomes the current value, as its own author wrote it.
void promote(UnitWrite& write, const Sibling& chosen) {
    records::Entity& entity = write.work.entity;
    const auto written = entity.body.setUnit(write.unit, chosen.value);
    INVARIANT(written.has_value());  // it was checked when it came in
    replaceWriters(entity, write.unit.number, chosen.stamp);
    const auto at = std::find(entity.siblings.begin(), entity.siblings.end(), chosen);
    entity.siblings.erase(at);
}

base::Result<Placed> lower(UnitWrite& write, std::uint32_t protection) {
    if (!mayLower(write)) {
        HEARTH_TRY(keepIncoming(write, protocol::SIBLING_OPEN));
        HEARTH_TRY(ask(write, "a lowering by somebody who may not decide it waits for a person"));
        return Placed::Refused;
    }
    const Sibling* above = unseenAbove(write, protection);
    if (above == nullptr) return stand(write);
    promote(write, Sibling(*above));
    HEARTH_TRY(keepIncoming(write, protocol::SIBLING_LOST));
    HEARTH_TRY(ask(write, "a safer value that the lowering's author had not seen stands"));
    return Placed::Asked;
}

// Somebody's own earlier, safer value is not taken off the table by a lowering they may not make.
void settleOwnIfAllowed(UnitWrite& write, std::uint32_t protection) {
    const bool allowed = mayLower(write);
    for (Sibling& sibling : write.work.entity.siblings) {
        const bool own = sibling.unit == write.unit.number && isUnsettled(sibling) &&
                         write.work.knows.wrote(sibling.stamp);
        if (own && (allowed || protectionOf(write, sibling.value) <= protection))
            sibling.state = protocol::SIBLING_SETTLED;
    }
}

base::Result<Placed> choose(UnitWrite& write, std::uint32_t incoming, std::uint32_t held) {
    if (incoming >= held || mayLower(write)) withdrawSeen(write);
    if (incoming == held)
        return keepOpen(write, records::CONCURRENT_VALUES,
                        "two values of equal protection were given without having been seen");
    if (incoming > held) {
        HEARTH_TRY(keepCurrentAsLost(write));
        stand(write);
    } else {
        HEARTH_TRY(keepIncoming(write, protocol::SIBLING_LOST));
    }
    HEARTH_TRY(ask(write, "of two values the safer stands until a person has looked"));
    return Placed::Asked;
}
}  // namespace

base::Result<Placed> writeProtective(UnitWrite& write) {
    const bool seen = write.work.knows.sawUnit(write.work.entity, write.unit.number);
    const std::uint32_t incoming = protectionOf(write, write.value);
    const std::uint32_t held = protectionOf(write, write.current);
    if (!seen) settleOwnIfAllowed(write, incoming);
    if (write.value == write.current) return seen ? stand(write) : agree(write);
    if (!seen) return choose(write, incoming, held);
    return incoming < held ? lower(write, incoming) : stand(write);
}

}  // namespace hearth::merge

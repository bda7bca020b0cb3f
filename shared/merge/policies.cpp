#include "shared/merge/policies.hpp"

#include <tuple>

#include "shared/base/planted.hpp"
#include "shared/merge/raise.hpp"
#include "shared/merge/siblings.hpp"
#include "shared/merge/words.hpp"

namespace hearth::merge {

using records::Stamp;

namespace {
bool sawCurrent(const UnitWrite& write) {
    return write.work.knows.sawUnit(write.work.entity, write.unit.number);
}

// The edit's id decides when two times are equal, so that every server and tablet decides alike.
bool isLater(const Stamp& a, const Stamp& b) {
    return std::tie(a.effective, a.edit) > std::tie(b.effective, b.edit);
}

// For Bug::GroupFieldByField alone: the first field stays as it is, the others become what came.
base::Bytes fieldByField(const UnitWrite& write) {
    const auto incoming = records::Body::parse(write.value);
    base::Bytes mixed;
    for (const records::FieldNumber field : write.unit.fields)
        mixed += field == write.unit.number ? write.work.entity.body.field(field)
                                            : incoming->field(field);
    return mixed;
}

base::Result<Placed> writeReviewed(UnitWrite& write) {
    if (sawCurrent(write)) return stand(write);
    if (base::planted(base::Bug::GroupFieldByField) && write.unit.fields.size() > 1) {
        write.value = fieldByField(write);
        return stand(write);
    }
    settleOwn(write);
    if (write.value == write.current) return agree(write);
    withdrawSeen(write);
    return keepOpen(write, records::CONCURRENT_VALUES,
                    "two values were given without having been seen by each other's authors");
}

base::Result<Placed> writeLater(UnitWrite& write) {
    if (sawCurrent(write)) return stand(write);
    settleOwn(write);
    const Work& work = write.work;
    const Stamp held = work.entity.stampOf(write.unit.number);
    const bool incomingIsLater = isLater(work.bench.stamp(), held);
    if (write.value == write.current) {
        const Placed placed = agree(write);
        // The value's time is the latest at which somebody said it.
        if (incomingIsLater) showWriter(work.entity, write.unit.number, work.bench.stamp());
        return placed;
    }
    work.note(write.unit.number, "of two values the later stands, the other is kept beside it");
    if (!incomingIsLater) {
        HEARTH_TRY(keepIncoming(write, protocol::SIBLING_LOST));
        return Placed::Lost;
    }
    HEARTH_TRY(keepCurrentAsLost(write));
    return stand(write);
}

// IMMUTABLE and APPEND_ONLY: what stands there was said once and for all.
base::Result<Placed> writeFixed(UnitWrite& write) {
    if (write.value == write.current) return Placed::Settled;
    HEARTH_TRY(
        propose(write.work, write.unit.number, inWords(write.work.type, write.unit, write.value)));
    return Placed::Refused;
}
}  // namespace

Placed stand(UnitWrite& write) {
    records::Entity& entity = write.work.entity;
    const bool neverSaid = entity.stamps.count({write.unit.number, base::Bytes()}) == 0;
    if (write.value.empty() && write.current.empty() && neverSaid) return Placed::Settled;
    const auto written = entity.body.setUnit(write.unit, write.value);
    INVARIANT(written.has_value());  // the value was checked when it came in
    replaceWriters(entity, write.unit.number, write.work.bench.stamp());
    write.work.bench.touch(entity);
    return Placed::Settled;
}

Placed agree(UnitWrite& write) {
    joinWriters(write.work.entity, write.unit.number, write.work.bench.stamp());
    write.work.bench.touch(write.work.entity);
    write.work.note(write.unit.number, "the same value was given by somebody who had not seen it");
    return Placed::Settled;
}

void withdrawSeen(UnitWrite& write) {
    dropSeenWriters(write.work.entity, write.unit.number, {}, write.work.knows);
}

base::Result<Placed> keepOpen(UnitWrite& write, records::ReviewCause cause, std::string sentence) {
    HEARTH_TRY(keepIncoming(write, protocol::SIBLING_OPEN));
    HEARTH_TRY(raise(write.work.bench, write.work.entity,
                     {write.unit.number, cause, std::move(sentence), {}}));
    return Placed::Asked;
}

base::Result<Placed> writeValue(UnitWrite& write) {
    switch (write.unit.policy) {
        case records::LAST_WRITER:
            return writeLater(write);
        case records::MOST_PROTECTIVE:
            return writeProtective(write);
        case records::ADD_WINS_SET:
            return writeSet(write);
        case records::TEXT3:
            return writeText(write);
        case records::IMMUTABLE:
        case records::APPEND_ONLY:
            return writeFixed(write);
        default:
            return writeReviewed(write);
    }
}

}  // namespace hearth::merge

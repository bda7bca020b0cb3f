// RESOLVE: a person decides about a unit, with the siblings in view that they name. A decision is a
// write like any other: what its author had not seen it does not hide.
#include <algorithm>

#include "shared/base/planted.hpp"
#include "shared/merge/operations.hpp"
#include "shared/merge/policies.hpp"
#include "shared/merge/raise.hpp"
#include "shared/merge/siblings.hpp"
#include "shared/merge/words.hpp"

namespace hearth::merge {

using records::Sibling;

namespace {
// Returns how many were undecided until now.
std::size_t settleNamed(UnitWrite& write) {
    std::size_t settled = 0;
    const auto& named = write.work.op.sawSiblings;
    for (Sibling& sibling : write.work.entity.siblings) {
        if (sibling.unit != write.unit.number || !isUnsettled(sibling)) continue;
        const bool isNamed = std::find(named.begin(), named.end(), sibling.id) != named.end();
        if (!isNamed && !base::planted(base::Bug::ResolutionHidesUnseen)) continue;
        sibling.state = protocol::SIBLING_SETTLED;
        write.work.bench.touch(write.work.entity);
        ++settled;
    }
    return settled;
}

// When nothing undecided is left the question is settled, else it stays.
base::Status closeQuestion(UnitWrite& write) {
    Work& work = write.work;
    if (work.entity.openSiblings(write.unit.number).empty()) return settle(work, write.unit.number);
    return raise(work.bench, work.entity,
                 {write.unit.number,
                  records::CONCURRENT_VALUES,
                  "a value that this decision had not seen is still undecided",
                  {}});
}

// A sealed record may get the value of one of its own undecided siblings: they were there before
// the seal, and choosing between them adds nothing to what was sealed.
bool isAmongUndecided(const UnitWrite& write) {
    const auto open = write.work.entity.openSiblings(write.unit.number);
    return std::any_of(open.begin(), open.end(),
                       [&](const Sibling& sibling) { return sibling.value == write.value; });
}

base::Status decide(UnitWrite& write) {
    const records::Stamp writer = write.work.entity.stampOf(write.unit.number);
    const auto placed = writeValue(write);
    if (!placed) return placed.error();
    if (*placed == Placed::Refused) return {};
    const std::size_t settled = settleNamed(write);
    const bool replaced = write.work.entity.body.unit(write.unit) != write.current;
    if (settled > 0 && replaced) keepDisplaced(write, writer);
    return *placed == Placed::Settled ? closeQuestion(write) : base::Status{};
}

base::Status decideOnLocked(UnitWrite& write) {
    if (write.value == write.current) {
        settleNamed(write);
        return closeQuestion(write);
    }
    if (isAmongUndecided(write)) return decide(write);
    return propose(write.work, write.unit.number,
                   inWords(write.work.type, write.unit, write.value));
}

// A question about the whole record (its sealing, its retirement) has no value.
base::Status decideOnWhole(Work& work) {
    if (!work.op.value.empty())
        return work.bench.hold(protocol::HELD_INVALID,
                               "a decision about a whole record that has a value");
    return settle(work, kWholeRecord);
}
}  // namespace

base::Status resolve(Work& work) {
    if (work.op.field == kWholeRecord) return decideOnWhole(work);
    auto write = unitWriteOf(work);
    if (!write) return write.error();
    return work.locked() ? decideOnLocked(*write) : decide(*write);
}

}  // namespace hearth::merge

#include <algorithm>

#include "shared/base/limits.hpp"
#include "shared/merge/limits.hpp"
#include "shared/merge/operations.hpp"
#include "shared/merge/raise.hpp"

namespace hearth::merge {

using records::Body;
using records::Entity;
using records::Violation;

namespace {
base::Status applyOps(Bench& bench) {
    const std::size_t count = bench.edit().ops.size();
    if (count == 0) return bench.hold(protocol::HELD_INVALID, "an edit without operations");
    if (count > base::kEditOpsMax)
        return bench.hold(protocol::HELD_INVALID, "an edit with too many operations");
    for (std::size_t i = 0; i < count; ++i)
        HEARTH_TRY(applyOp(bench, i));
    return {};
}

// Each operation was small enough; together they may not be.
base::Status checkSizes(Bench& bench) {
    for (std::size_t i = 0; i < bench.touchedCount(); ++i) {
        const Entity& entity = bench.touched(i);
        const auto fits = Body::parse(entity.body.encode());
        if (!fits) return bench.hold(protocol::HELD_INVALID, fits.error().message());
        if (entity.stamps.size() > kEntityStampsMax)
            return bench.hold(protocol::HELD_INVALID, "a record that was changed too often");
    }
    return {};
}

// Not again what stood there before: a person may have decided to leave it so.
bool isNew(const Violation& violation, const Entity& entity, const Body* before) {
    if (before == nullptr) return true;
    const auto unit = records::unitOf(records::findType(entity.key.type), violation.unit);
    if (before->unit(unit) != entity.body.unit(unit)) return true;
    for (const Violation& old : records::contradictions(entity.key.type, *before))
        if (old.unit == violation.unit && old.sentence == violation.sentence) return false;
    return true;
}

base::Status askAboutContradictions(Bench& bench) {
    for (std::size_t i = 0; i < bench.touchedCount(); ++i) {
        Entity& entity = bench.touched(i);
        const Body* before = bench.before(entity.key);
        if (before != nullptr && *before == entity.body) continue;
        for (const Violation& violation : records::contradictions(entity.key.type, entity.body)) {
            if (!isNew(violation, entity, before)) continue;
            const std::string label =
                records::unitOf(records::findType(entity.key.type), violation.unit).label;
            HEARTH_TRY(raise(bench, entity,
                             {violation.unit, records::CONTRADICTION,
                              label + ": the record contradicts itself", violation.sentence}));
        }
    }
    return {};
}

// One question a case, about the record the edit names first in it: further edits of the same
// record join it, so a long visit is one thing to read.
base::Status askNewOwners(Bench& bench) {
    for (const base::ScopeId& scope : bench.received().handedOver) {
        const auto& ops = bench.edit().ops;
        const auto first = std::find_if(ops.begin(), ops.end(),
                                        [&](const records::Op& op) { return op.scope == scope; });
        if (first == ops.end()) continue;
        const auto entity = bench.find(first->target);
        INVARIANT(entity && *entity != nullptr);  // its operation found or made it
        HEARTH_TRY(raise(bench, **entity,
                         {kWholeRecord, records::AFTER_HANDOVER,
                          "recorded before the case was handed over, received after",
                          "Recorded while the case was somebody else's, received after it was "
                          "handed over."}));
    }
    return {};
}

base::Status applyAll(Bench& bench) {
    HEARTH_TRY(applyOps(bench));
    HEARTH_TRY(askNewOwners(bench));
    HEARTH_TRY(askAboutContradictions(bench));
    return checkSizes(bench);
}
}  // namespace

base::Result<Outcome> applyEdit(const records::Edit& edit, const Received& received,
                                Surroundings& surroundings) {
    Bench bench(edit, received, surroundings);
    const auto done = applyAll(bench);
    if (done) return bench.applied();
    // A store's error is no verdict: nothing is decided, and the edit is tried again.
    if (auto held = bench.held()) return std::move(*held);
    return done.error();
}

}  // namespace hearth::merge

// What happens to a family in two years, as actions on the timeline: the file is opened, visits are
// made and sealed, tasks set and done, the case moves or closes, telephone numbers change.
// Owner: makeAuthority, for one run. Threads: one.
#pragma once

#include "schema/records/visit.pb.h"
#include "shared/records/change.hpp"
#include "shared/synthetic/household.hpp"

namespace hearth::synthetic {

// What every part of the story needs.
struct Scene {
    const Staff& staff;
    const Household& family;
    const Period& period;
    Timeline& timeline;
    Dice& dice;

    [[nodiscard]] const WorkerPlan& manager() const {
        return staff.workers[staff.teams[family.team].manager];
    }
    [[nodiscard]] std::int64_t begun() const { return std::max(family.openedDay, period.firstDay); }
    // The first day that is not the family's any more.
    [[nodiscard]] std::int64_t end() const {
        return family.closedDay == 0 ? period.today : family.closedDay;
    }
};

template <class Record>
[[nodiscard]] records::EntityKey keyOf(const base::EntityId& id) {
    return {records::typeNumber<Record>(), id};
}

// A record as it was made earlier in the story, to be changed: the story's edits are one
// incarnation, so whatever came before was seen.
template <class Record>
[[nodiscard]] records::Opened openedAs(const Household& family, const base::EntityId& id,
                                       const Record& record) {
    return {keyOf<Record>(id), family.scope, 0, {}, records::Body::of(record)};
}

// The case file with its children, plans, involvements and alerts.
void openFile(Scene& scene);
// Ends of involvements, the move to another worker, the closing of the case.
void moveAndClose(Scene& scene);
// Visits at the plan's interval, with their observations, tasks and significant events. How many.
[[nodiscard]] unsigned makeVisits(Scene& scene);
// One child in a visit as it is recorded; `seen` false: not met.
[[nodiscard]] records::Observation observe(const Household& family, const ChildPlan& child,
                                           const base::EntityId& visit, std::int64_t day, bool seen,
                                           Dice& dice);
// Calls, chronology, a new telephone number, a raised alert, and now and then a conflict.
void liveOn(Scene& scene);

}  // namespace hearth::synthetic

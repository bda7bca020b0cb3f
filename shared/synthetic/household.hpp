// One family as it is planned: who belongs to it, why it is known, on which plans its children are,
// and who has held its case from when to when. The actions of two years are made from it.
// Owner: makeAuthority, for one run. Threads: one. Days are UK days since 1970-01-01.
#pragma once

#include <string>
#include <vector>

#include "schema/records/family.pb.h"
#include "schema/records/involvement.pb.h"
#include "shared/synthetic/staff.hpp"

namespace hearth::synthetic {

// How it goes with being seen alone.
enum class AloneHabit { Usual, Never, NotRecorded };

struct ChildPlan {
    base::EntityId id;
    records::Child record;
    std::string called;
    std::int64_t bornDay = 0;  // 0: not born yet
    bool disabled = false;
    bool withoutSpeech = false;
    AloneHabit habit = AloneHabit::Usual;
    base::EntityId planId;
    records::Plan plan;  // kind 0: on no plan of their own
};

// A worker's time with the family; untilDay 0 while it lasts.
struct Holding {
    base::EntityId id;
    std::size_t worker = 0;
    records::InvolvementRole role = records::ALLOCATED;
    std::int64_t fromDay = 0;
    std::int64_t untilDay = 0;
    std::string reason;
};

struct Household {
    unsigned index = 0;
    base::ScopeId scope;
    records::CaseFile file;
    std::string theme;  // a section of words/theme_*.txt
    std::string carer;
    std::string school;  // where a child who has none of their own would go
    std::size_t team = 0;
    std::vector<ChildPlan> children;
    std::vector<Holding> holdings;
    std::int64_t openedDay = 0;
    std::int64_t closedDay = 0;  // 0: open
    std::int64_t visitEveryDays = 0;
    std::int64_t visitsEndBefore = 0;  // days before today without a visit: overdue; 0: none
    unsigned goesWellPercent = 50;

    [[nodiscard]] base::EntityId caseFile() const noexcept { return base::rootOf(scope); }
    // Who was allocated on a day; the last who were when nobody was.
    [[nodiscard]] const Holding& allocatedOn(std::int64_t day) const;
    [[nodiscard]] Filling fillingFor(const ChildPlan& child) const {
        return {child.called, carer,
                child.record.school().empty() ? school : child.record.school()};
    }
};

struct Period {
    std::int64_t firstDay = 0;
    std::int64_t today = 0;
};

// `demo`: the family both demonstration tablets hold, with children, an alert and no mishaps.
[[nodiscard]] Household makeHousehold(unsigned index, const Staff& staff, const Period& period,
                                      std::size_t team, bool demo, Dice& dice);

}  // namespace hearth::synthetic

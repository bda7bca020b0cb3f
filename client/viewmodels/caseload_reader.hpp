// What this tablet knows of the worker's families, read in one go for Today and Caseload: who the
// children are, what plan they are on, when they were last seen and last seen alone, what is due.
// Only sealed visits count: a draft is not yet the record.
// Threads: the store thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/viewmodels/record_source.hpp"
#include "schema/records/family.pb.h"
#include "schema/records/visit.pb.h"
#include "schema/records/work.pb.h"
#include "shared/practice/visit_clock.hpp"

namespace hearth::client::viewmodels {

struct ChildFacts {
    base::EntityId id;
    records::Child child;
    records::PlanKind plan = records::PLAN_UNSPECIFIED;  // the one whose clock runs, else any
    practice::VisitClock clock;
};

struct TaskFacts {
    base::EntityId id;
    base::ScopeId scope;
    std::string familyName;
    records::Task task;
    bool pending = false;
};

struct DraftFacts {
    base::EntityId visit;
    base::WallTime arrived;
};

struct AlertFacts {
    base::EntityId id;
    records::Alert alert;
};

struct FamilyFacts {
    base::ScopeId scope;
    records::CaseFile caseFile;
    std::vector<ChildFacts> children;  // the most urgent first
    std::vector<AlertFacts> alerts;    // the most protective first
    std::optional<DraftFacts> draft;   // this worker's unsealed visit
    unsigned openReviews = 0;
    bool pending = false;  // something of it is not at the server yet

    // Of the most urgent child; null when there is no child.
    [[nodiscard]] const practice::VisitClock* clock() const;
};

struct Caseload {
    base::WallTime now;
    std::vector<FamilyFacts> families;  // by name
    std::vector<TaskFacts> tasks;       // earliest due first; of a caseload: open and own ones
};

[[nodiscard]] base::Result<Caseload> readCaseload(RecordSource& source);
// One family alone, with everybody's tasks, done ones too. NotFound if it is not on this tablet.
[[nodiscard]] base::Result<Caseload> readFamily(RecordSource& source, const base::ScopeId& scope);

// The days since a child was seen alone that a person should notice: the most protective local
// standard read in domain.md (four weeks) until the authority sets its own.
inline constexpr std::int64_t kSeenAloneNoticeDays = 28;

}  // namespace hearth::client::viewmodels

// The visit clock of one child: by when they must be seen next, and how long ago they were seen and
// seen alone. It runs on the child being seen, never on a visit being made.
// Statutory figures and the authority's own are both rows of schema/codes/visit_frequency.csv; a
// plan may set its own interval, which replaces a local one and can only shorten a statutory one.
// Unit: UK calendar days and working days. Threads: values and pure functions, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "schema/records/involvement.pb.h"
#include "schema/records/visit.pb.h"
#include "shared/practice/working_days.hpp"

namespace hearth::practice {

// Which part of a plan's life a rule is for.
enum class Phase {
    Always,
    First,    // the first time the child is seen after the start; counted from the start
    YearOne,  // counted from a day in the first year of the plan
    After,    // later
};

struct VisitRule {
    std::string name;   // "CLA_FIRST"
    std::string label;  // as a person calls it
    records::PlanKind plan = records::PLAN_UNSPECIFIED;
    Phase phase = Phase::Always;
    std::int64_t every = 0;  // days or working days, at least 1
    bool inWorkingDays = false;
    bool statutory = false;
};

class VisitRules {
public:
    // Of the code list visit_frequency. InvalidArgument, with the rule's name, for an unknown plan,
    // phase, unit or source or an interval that is not 1 to kWorkingDaysMax.
    [[nodiscard]] static base::Result<VisitRules> fromCodes(std::span<const records::Code> codes);
    // The list that is built in.
    [[nodiscard]] static const VisitRules& defaults();

    // Null when nothing is asked for.
    [[nodiscard]] const VisitRule* find(records::PlanKind plan, Phase phase) const noexcept;

private:
    std::vector<VisitRule> m_rules;
};

// What the clock needs of a plan.
struct RunningPlan {
    records::PlanKind kind = records::PLAN_UNSPECIFIED;
    std::optional<base::Date> start;    // none: not known
    std::int64_t everyWorkingDays = 0;  // 0: the rule's interval
};

// None for a plan that has ended or not begun by `today`.
[[nodiscard]] std::optional<RunningPlan> runningPlan(const records::Plan& plan, base::Date today);

// When a child was last seen, gathered from the observations in any order.
struct SeenHistory {
    std::optional<base::Date> lastSeen;
    std::optional<base::Date> lastSeenAlone;

    // `occurred`: the UK date of the visit.
    void add(const records::Observation& observation, base::Date occurred);
};

struct VisitClock {
    std::optional<base::Date> due;     // none: no plan asks for visits
    bool overdue = false;              // the due date has passed
    std::int64_t workingDaysLeft = 0;  // after today up to the due date; negative when overdue
    std::int64_t daysSinceSeen = 0;    // 0 when never seen
    std::int64_t daysSinceSeenAlone = 0;
    bool neverSeen = true;
    bool neverSeenAlone = true;
    // The plan and rule that ask for it; the earliest due date of several plans counts.
    records::PlanKind plan = records::PLAN_UNSPECIFIED;
    std::string rule;
    bool statutory = false;
};

[[nodiscard]] VisitClock visitClock(std::span<const RunningPlan> plans, const SeenHistory& seen,
                                    base::Date today,
                                    const VisitRules& rules = VisitRules::defaults(),
                                    const WorkingDays& days = WorkingDays::englandAndWales());

// The clock in words, without the child's name and without a full stop.
struct ClockWords {
    std::string due;        // "Visit due in 3 working days"; empty when no visit is asked for
    std::string seen;       // "Seen 12 days ago", "Never seen"
    std::string seenAlone;  // "Seen alone today", "Never seen alone"
};

[[nodiscard]] ClockWords inWords(const VisitClock& clock);

}  // namespace hearth::practice

#include "shared/practice/visit_clock.hpp"

#include <algorithm>

namespace hearth::practice {

namespace {
constexpr std::int64_t kDaysPerYear = 365;
// Plans outside these years are typing mistakes; their start counts as unknown.
constexpr base::Date kEarliestStart{1990, 1, 1};
constexpr base::Date kLatestStart{2200, 1, 1};

base::Date plusDays(base::Date date, std::int64_t days) {
    return base::fromDayNumber(base::toDayNumber(date) + days);
}

std::int64_t daysFrom(base::Date from, base::Date to) {
    return base::toDayNumber(to) - base::toDayNumber(from);
}

// A visit dated after today is a wrong clock: it may not push the next one further away.
std::optional<base::Date> notAfter(std::optional<base::Date> date, base::Date today) {
    return date ? std::optional(std::min(*date, today)) : date;
}

struct Due {
    base::Date date;
    const VisitRule* rule = nullptr;
};

// From which day the interval is counted, and the rule that gives the interval.
struct Anchor {
    base::Date from;
    const VisitRule* rule = nullptr;
};

Anchor anchorOf(const RunningPlan& plan, std::optional<base::Date> lastSeen, base::Date today,
                const VisitRules& rules) {
    // Without a start or a sighting nothing says how long it has been: count from today.
    const base::Date start = plan.start.value_or(lastSeen.value_or(today));
    const bool seenOnPlan = lastSeen && *lastSeen >= start;
    const base::Date from = seenOnPlan ? *lastSeen : start;
    const VisitRule* first = seenOnPlan ? nullptr : rules.find(plan.kind, Phase::First);
    if (first != nullptr) return {from, first};
    const bool yearOne = daysFrom(start, from) < kDaysPerYear;
    const VisitRule* phased = rules.find(plan.kind, yearOne ? Phase::YearOne : Phase::After);
    return {from, phased != nullptr ? phased : rules.find(plan.kind, Phase::Always)};
}

std::optional<Due> dueOf(const RunningPlan& plan, std::optional<base::Date> lastSeen,
                         base::Date today, const VisitRules& rules, const WorkingDays& days) {
    const Anchor anchor = anchorOf(plan, lastSeen, today, rules);
    if (anchor.rule == nullptr) return std::nullopt;
    const VisitRule& rule = *anchor.rule;
    const base::Date byRule =
        rule.inWorkingDays ? days.add(anchor.from, rule.every) : plusDays(anchor.from, rule.every);
    if (plan.everyWorkingDays == 0) return Due{byRule, &rule};
    const base::Date byPlan =
        days.add(anchor.from, std::clamp<std::int64_t>(plan.everyWorkingDays, 1, kWorkingDaysMax));
    return Due{rule.statutory ? std::min(byRule, byPlan) : byPlan, &rule};
}

std::string counted(std::int64_t count, const std::string& one) {
    return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

std::string ago(const std::string& what, std::int64_t days) {
    return days == 0 ? what + " today" : what + " " + counted(days, "day") + " ago";
}
}  // namespace

std::optional<RunningPlan> runningPlan(const records::Plan& plan, base::Date today) {
    const std::int64_t now = base::toDayNumber(today);
    const bool ended = plan.end_day() != 0 && plan.end_day() < now;
    if (ended || plan.start_day() > now) return std::nullopt;
    RunningPlan running;
    running.kind = plan.kind();
    running.everyWorkingDays = plan.visit_every_working_days();
    const bool known = plan.start_day() != 0 &&
                       plan.start_day() >= base::toDayNumber(kEarliestStart) &&
                       plan.start_day() <= base::toDayNumber(kLatestStart);
    if (known) running.start = base::fromDayNumber(plan.start_day());
    return running;
}

void SeenHistory::add(const records::Observation& observation, base::Date occurred) {
    if (observation.seen() != records::YES) return;
    const auto later = [&](std::optional<base::Date>& date) {
        date = date ? std::max(*date, occurred) : occurred;
    };
    later(lastSeen);
    if (observation.seen_alone() == records::YES) later(lastSeenAlone);
}

VisitClock visitClock(std::span<const RunningPlan> plans, const SeenHistory& seen, base::Date today,
                      const VisitRules& rules, const WorkingDays& days) {
    VisitClock clock;
    const auto lastSeen = notAfter(seen.lastSeen, today);
    const auto lastSeenAlone = notAfter(seen.lastSeenAlone, today);
    clock.neverSeen = !lastSeen;
    clock.neverSeenAlone = !lastSeenAlone;
    if (lastSeen) clock.daysSinceSeen = daysFrom(*lastSeen, today);
    if (lastSeenAlone) clock.daysSinceSeenAlone = daysFrom(*lastSeenAlone, today);
    for (const RunningPlan& plan : plans) {
        const auto due = dueOf(plan, lastSeen, today, rules, days);
        if (!due || (clock.due && *clock.due <= due->date)) continue;
        clock.due = due->date;
        clock.plan = plan.kind;
        clock.rule = due->rule->name;
        clock.statutory = due->rule->statutory;
    }
    if (clock.due) {
        clock.overdue = *clock.due < today;
        clock.workingDaysLeft = days.between(today, *clock.due);
    }
    return clock;
}

ClockWords inWords(const VisitClock& clock) {
    ClockWords words;
    words.seen = clock.neverSeen ? "Never seen" : ago("Seen", clock.daysSinceSeen);
    words.seenAlone =
        clock.neverSeenAlone ? "Never seen alone" : ago("Seen alone", clock.daysSinceSeenAlone);
    if (!clock.due) return words;
    if (clock.overdue)
        words.due = clock.workingDaysLeft == 0
                        ? "Visit overdue"
                        : "Visit overdue by " + counted(-clock.workingDaysLeft, "working day");
    else
        words.due = clock.workingDaysLeft == 0
                        ? "Visit due today"
                        : "Visit due in " + counted(clock.workingDaysLeft, "working day");
    return words;
}

}  // namespace hearth::practice

#include <algorithm>

#include "shared/records/validation.hpp"

namespace hearth::records {

namespace {
using Sentences = std::vector<std::string>;

// "Child refused" and the like explain why a child was not seen or spoken to in private; without a
// lawful reason the visit does not count (Care Planning Regulations 2010, reg. 29).
void checkAlone(const std::string& name, const Observation& child, Sentences& missing) {
    if (child.seen_alone() == UNANSWERED)
        missing.push_back("Say whether " + name + " was seen alone.");
    if (child.spoken_alone() == UNANSWERED)
        missing.push_back("Say whether " + name + " was spoken to alone.");
    const bool seen = child.seen_alone() != NO;
    if (seen && child.spoken_alone() != NO) return;
    if (child.not_alone_reason() == NOT_ALONE_UNSPECIFIED)
        missing.push_back("Say why " + name + " was not " + (seen ? "spoken to" : "seen") +
                          " alone.");
    if (child.not_alone_reason() == WORKER_UNABLE && child.not_alone_detail().empty())
        missing.push_back("Say what prevented you from " +
                          std::string(seen ? "speaking to " : "seeing ") + name + " alone.");
}

void checkChild(const ObservedChild& observed, Sentences& missing) {
    const std::string name = observed.name.empty() ? "the child" : observed.name;
    const Observation& child = observed.observation;
    if (child.seen() == UNANSWERED) {
        missing.push_back("Say whether " + name + " was seen.");
        checkAlone(name, child, missing);
    } else if (child.seen() != NO) {
        checkAlone(name, child, missing);
    } else if (child.not_alone_detail().empty()) {
        // Who was not seen was not seen alone either: the one question left is why.
        missing.push_back("Say why " + name + " was not seen.");
    }
    for (Violation& broken : contradictions(typeNumber<Observation>(), Body::of(child)))
        missing.push_back("Put right what is said of " + name + ": " + broken.sentence);
}

// What the kind of visit says against what is said of the children.
void checkKind(VisitKind kind, const std::vector<ObservedChild>& children, Sentences& missing) {
    const auto seen = [](const ObservedChild& child) { return child.observation.seen() == YES; };
    for (const ObservedChild& child : children)
        if (kind == NO_ACCESS && seen(child))
            missing.push_back("There was no access, yet " + child.name + " is recorded as seen.");
    if (kind == CHILD_NOT_PRESENT && !children.empty() &&
        std::all_of(children.begin(), children.end(), seen))
        missing.emplace_back("A child was not present, yet every child is recorded as seen.");
}
}  // namespace

std::vector<std::string> missingBeforeSeal(const Visit& visit,
                                           const std::vector<ObservedChild>& children) {
    Sentences missing;
    if (visit.kind() == VISIT_KIND_UNSPECIFIED)
        missing.emplace_back("Say what kind of visit it was.");
    if (visit.occurred_at() == 0) missing.emplace_back("Say when you arrived.");
    for (Violation& broken : contradictions(typeNumber<Visit>(), Body::of(visit)))
        missing.push_back(std::move(broken.sentence));
    if (children.empty())
        missing.emplace_back("No child is listed: say which children it was about.");
    for (const ObservedChild& child : children)
        checkChild(child, missing);
    checkKind(visit.kind(), children, missing);
    const bool nobody = visit.kind() == NO_ACCESS || visit.kind() == CHILD_NOT_PRESENT;
    if (nobody && visit.next_steps().empty()) missing.emplace_back("Say what happens next.");
    return missing;
}

}  // namespace hearth::records

#include "client/viewmodels/visit_steps.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <QCoreApplication>

#include "client/viewmodels/words.hpp"

namespace hearth::client::viewmodels {

namespace {

struct Say {
    Q_DECLARE_TR_FUNCTIONS(VisitSteps)
};

using Sentences = std::set<std::string>;

Sentences missingFor(const records::Visit& visit, const records::ObservedChild& child) {
    const auto found = records::missingBeforeSeal(visit, {child});
    return {found.begin(), found.end()};
}

// What is missing of the visit itself, whatever is said of the children.
Sentences missingOfVisit(const records::Visit& visit) {
    records::ObservedChild answered;
    answered.observation.set_seen(records::NO);
    answered.observation.set_not_alone_detail("-");
    return missingFor(visit, answered);
}

int progress(bool done, bool begun) {
    if (done) return VisitStep::Done;
    return begun ? VisitStep::Begun : VisitStep::Open;
}

QString childNote(const records::Observation& child) {
    if (child.seen() == records::UNANSWERED) return Say::tr("not answered yet");
    if (child.seen() == records::NO) return Say::tr("not seen");
    if (child.seen_alone() == records::YES) return Say::tr("seen alone");
    if (child.seen_alone() == records::NO) return Say::tr("seen, not alone");
    return Say::tr("seen");
}

StepRow childStep(const records::Visit& visit, const records::ObservedChild& child, int place,
                  const Sentences& ofVisit) {
    const auto missing = missingFor(visit, child);
    const auto done = std::all_of(missing.begin(), missing.end(), [&](const auto& sentence) {
        return ofVisit.count(sentence) > 0;
    });
    StepRow row;
    row.kind = VisitStep::Child;
    row.child = place;
    row.title = QString::fromStdString(child.name);
    row.note = childNote(child.observation);
    row.progress = progress(done, child.observation.seen() != records::UNANSWERED);
    return row;
}

StepRow step(int kind, const QString& title, int progress, const QString& note = {}) {
    StepRow row;
    row.kind = kind;
    row.title = title;
    row.progress = progress;
    row.note = note;
    return row;
}

QString peopleNote(const records::Visit& visit) {
    const auto count = visit.people_present_size();
    if (count == 0) return {};
    return count == 1 ? Say::tr("1 other person") : Say::tr("%1 other people").arg(count);
}

int placeOf(const std::vector<StepRow>& steps, int kind, int child = -1) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (steps[i].kind == kind && steps[i].child == child) return static_cast<int>(i);
    }
    return 0;
}

}  // namespace

bool isShort(records::VisitKind kind) noexcept {
    return kind == records::NO_ACCESS || kind == records::CHILD_NOT_PRESENT;
}

std::vector<StepRow> stepsOf(const records::Visit& visit,
                             const std::vector<records::ObservedChild>& children, int actions) {
    std::vector<StepRow> steps;
    const auto ofVisit = missingOfVisit(visit);
    const auto arrivedAt = Words::time(base::WallTime{visit.occurred_at()});
    steps.push_back(step(VisitStep::Arrive, Say::tr("Arrive"), VisitStep::Done, arrivedAt));
    if (isShort(visit.kind())) {
        const auto said = !visit.next_steps().empty();
        const auto happened = std::all_of(children.begin(), children.end(), [](const auto& child) {
            return !child.observation.not_alone_detail().empty();
        });
        steps.push_back(step(VisitStep::WhatHappened, Say::tr("What happened"),
                             progress(said && happened, said || happened)));
    } else {
        const auto people = peopleNote(visit);
        steps.push_back(step(VisitStep::People, Say::tr("Who is here"),
                             progress(!people.isEmpty(), false), people));
        for (std::size_t i = 0; i < children.size(); ++i) {
            steps.push_back(childStep(visit, children[i], static_cast<int>(i), ofVisit));
        }
        steps.push_back(step(VisitStep::Home, Say::tr("The home"),
                             progress(!visit.home_conditions().empty(), false)));
        const auto analysed = !visit.analysis().empty();
        steps.push_back(step(VisitStep::Analysis, Say::tr("Concerns and analysis"),
                             progress(analysed, !visit.concerns().empty())));
    }
    const auto actionNote = actions == 0   ? QString()
                            : actions == 1 ? Say::tr("1 action")
                                           : Say::tr("%1 actions").arg(actions);
    steps.push_back(
        step(VisitStep::Actions, Say::tr("Actions"), progress(actions > 0, false), actionNote));
    steps.push_back(step(VisitStep::Seal, Say::tr("Check and seal"), VisitStep::Open));
    return steps;
}

std::vector<MissingRow> missingOf(const records::Visit& visit,
                                  const std::vector<records::ObservedChild>& children,
                                  const std::vector<StepRow>& steps) {
    const auto ofVisit = missingOfVisit(visit);
    std::vector<MissingRow> rows;
    for (const auto& sentence : records::missingBeforeSeal(visit, children)) {
        MissingRow row;
        row.sentence = QString::fromStdString(sentence);
        if (isShort(visit.kind())) row.step = placeOf(steps, VisitStep::WhatHappened);
        for (std::size_t i = 0; i < children.size() && ofVisit.count(sentence) == 0; ++i) {
            if (missingFor(visit, children[i]).count(sentence) == 0) continue;
            if (!isShort(visit.kind())) {
                row.step = placeOf(steps, VisitStep::Child, static_cast<int>(i));
            }
            break;
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace hearth::client::viewmodels

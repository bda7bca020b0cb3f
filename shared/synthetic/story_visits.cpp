#include "schema/records/work.pb.h"
#include "shared/synthetic/story.hpp"

namespace hearth::synthetic {

namespace {

constexpr unsigned kNoAccessPercent = 7;
constexpr unsigned kAwayPercent = 6;
constexpr unsigned kTaskPercent = 25;
constexpr unsigned kTaskDonePercent = 75;
constexpr unsigned kDecisionPercent = 8;
constexpr unsigned kEventPercent = 7;
constexpr unsigned kCoWorkerVisitsPercent = 15;
// A visit of the last days may still be a draft.
constexpr std::int64_t kDraftDays = 4;
constexpr unsigned kDraftPercent = 30;
// After a visit without access the next one comes soon.
constexpr std::int64_t kAgainDaysMax = 5;
constexpr std::int64_t kMinutesPerDay = 24 * kMinutesPerHour;

struct VisitPlan {
    base::EntityId id;
    std::int64_t day = 0;
    base::WallTime arrived;
    base::WallTime left;
    base::WallTime recorded;
    base::WorkerId worker;
    records::VisitKind kind = records::HOME_VISIT;
};

const Holding& visitorOn(Scene& scene, std::int64_t day) {
    const Holding& allocated = scene.family.allocatedOn(day);
    for (const Holding& holding : scene.family.holdings)
        if (holding.role == records::CO_WORKER && holding.fromDay <= day &&
            scene.dice.chance(kCoWorkerVisitsPercent))
            return holding;
    return allocated;
}

VisitPlan planVisit(Scene& scene, std::int64_t day) {
    Dice& dice = scene.dice;
    VisitPlan visit;
    visit.day = day;
    visit.kind = dice.chance(kNoAccessPercent) ? records::NO_ACCESS
                 : dice.chance(kAwayPercent)   ? records::CHILD_NOT_PRESENT
                                               : records::HOME_VISIT;
    const std::int64_t minute = dice.between(9 * kMinutesPerHour, 17 * kMinutesPerHour + 30);
    const bool inside = visit.kind != records::NO_ACCESS;
    const std::int64_t stays = inside ? dice.between(30, 95) : dice.between(5, 15);
    visit.arrived = localTime(day, minute);
    visit.left = visit.arrived + base::minutes(stays);
    // Most notes are written on the same day, some on the next morning.
    const std::int64_t later =
        dice.chance(75) ? dice.between(10, 240) : dice.between(kMinutesPerDay / 2, kMinutesPerDay);
    visit.recorded = visit.left + base::minutes(later);
    visit.id = dice.idAt<base::EntityId>(visit.arrived);
    visit.worker = scene.staff.workers[visitorOn(scene, day).worker].id;
    return visit;
}

std::string note(Dice& dice, const Lines& lines, std::size_t most, const Filling& filling) {
    const auto count = static_cast<std::size_t>(dice.between(1, static_cast<std::int64_t>(most)));
    return filled(dice.pickSome(lines, count, " "), filling);
}

void writeInside(records::Visit& record, const Scene& scene, const Filling& filling) {
    Dice& dice = scene.dice;
    const std::string& theme = scene.family.theme;
    const bool well = dice.chance(scene.family.goesWellPercent);
    record.set_home_conditions(
        note(dice, words(well ? "visit.homegood" : "visit.homepoor"), 2, filling));
    std::string seen = note(dice, words(theme, well ? "easing" : "concerns"), 2, filling);
    // Good visits have a worry in them, and bad ones something that went well.
    if (dice.chance(40))
        seen += " " + filled(dice.pick(words(theme, well ? "concerns" : "easing")), filling);
    record.set_concerns(seen);
    record.set_analysis(note(dice, words(theme, well ? "hopeful" : "worried"), 3, filling));
    record.set_next_steps(note(dice, words("visit.next"), 2, filling));
    record.add_people_present(filling.carer);
    if (dice.chance(35)) record.add_people_present(std::string(dice.pick(words("visit.present"))));
}

records::Visit writeVisit(const VisitPlan& plan, const Scene& scene) {
    Dice& dice = scene.dice;
    const std::vector<ChildPlan>& children = scene.family.children;
    const Filling filling = scene.family.fillingFor(children[dice.below(children.size())]);
    records::Visit record;
    record.set_kind(plan.kind);
    record.set_worker_id(plan.worker.bytes());
    record.set_occurred_at(plan.arrived.millis);
    record.set_left_at(plan.left.millis);
    record.set_announced(dice.chance(70) ? records::YES : records::NO);
    if (plan.kind == records::NO_ACCESS) {
        record.set_concerns(filled(dice.pick(words("visit.noaccess")), filling));
        record.set_next_steps(filled(dice.pick(words("visit.afternoaccess")), filling));
        return record;
    }
    writeInside(record, scene, filling);
    return record;
}

struct TaskPlan {
    base::EntityId id;
    records::Task record;
};

TaskPlan addTask(const VisitPlan& plan, Scene& scene, records::ChangeBuilder& change) {
    Dice& dice = scene.dice;
    const Household& family = scene.family;
    TaskPlan task;
    task.id = dice.idAt<base::EntityId>(plan.recorded);
    task.record.set_wording(filled(dice.pick(words(family.theme, "tasks")),
                                   family.fillingFor(family.children.front())));
    task.record.set_owner_id(plan.worker.bytes());
    task.record.set_due_day(workingDayFrom(plan.day + dice.between(5, 28)));
    task.record.set_visit_id(plan.id.bytes());
    change.create(keyOf<records::Task>(task.id), family.scope, task.record);
    return task;
}

void finishTask(const TaskPlan& task, const VisitPlan& plan, Scene& scene) {
    const std::int64_t day =
        std::max(plan.day + 2, std::int64_t{task.record.due_day()} + scene.dice.between(-4, 6));
    const base::WallTime at = localTime(
        workingDayFrom(day), scene.dice.between(9 * kMinutesPerHour, 17 * kMinutesPerHour));
    records::Task done = task.record;
    done.set_done_at(at.millis);
    records::ChangeBuilder change;
    change.update(openedAs(scene.family, task.id, task.record), done);
    scene.timeline.add({plan.worker, at, change.take()});
}

void addEvent(const VisitPlan& plan, Scene& scene, records::ChangeBuilder& change) {
    const Household& family = scene.family;
    const ChildPlan& child = family.children[scene.dice.below(family.children.size())];
    records::ChronologyEvent event;
    event.set_day(plan.day);
    event.set_line(
        filled(scene.dice.pick(words(family.theme, "events")), family.fillingFor(child)));
    event.set_source_type(records::typeNumber<records::Visit>());
    event.set_source_id(plan.id.bytes());
    event.add_child_ids(child.id.bytes());
    event.set_author_id(plan.worker.bytes());
    change.create(keyOf<records::ChronologyEvent>(scene.dice.idAt<base::EntityId>(plan.recorded)),
                  family.scope, event);
}

bool isBorn(const ChildPlan& child, std::int64_t day) noexcept {
    return child.bornDay != 0 && child.bornDay <= day;
}

// The visit and each child's observation, and unless it is still a draft their seals.
void addVisit(const VisitPlan& plan, Scene& scene, records::ChangeBuilder& change) {
    Dice& dice = scene.dice;
    const Household& family = scene.family;
    const records::Visit record = writeVisit(plan, scene);
    const bool draft = plan.day + kDraftDays >= scene.period.today && dice.chance(kDraftPercent);
    change.create(keyOf<records::Visit>(plan.id), family.scope, record);
    std::vector<records::Opened> seals;
    std::size_t away = dice.below(family.children.size());
    while (!isBorn(family.children[away], plan.day))
        away = (away + 1) % family.children.size();
    for (std::size_t i = 0; i < family.children.size(); ++i) {
        const ChildPlan& child = family.children[i];
        if (!isBorn(child, plan.day)) continue;
        const bool seen = plan.kind == records::HOME_VISIT ||
                          (plan.kind == records::CHILD_NOT_PRESENT && i != away);
        const auto id = dice.idAt<base::EntityId>(plan.arrived);
        const records::Observation observation =
            observe(family, child, plan.id, plan.day, seen, dice);
        change.create(keyOf<records::Observation>(id), family.scope, observation);
        seals.push_back(openedAs(family, id, observation));
    }
    if (draft) return;
    for (const records::Opened& observation : seals)
        change.seal(observation);
    change.seal(openedAs(family, plan.id, record));
}

// The manager reads a sealed visit some days later and decides about it.
void decideAbout(const VisitPlan& plan, Scene& scene) {
    const WorkerPlan& manager = scene.manager();
    if (manager.id == plan.worker) return;
    records::Decision decision;
    decision.set_visit_id(plan.id.bytes());
    decision.set_decision(std::string(scene.dice.pick(words("decision.what"))));
    decision.set_rationale(std::string(scene.dice.pick(words("decision.why"))));
    decision.set_author_id(manager.id.bytes());
    const base::WallTime at =
        localTime(workingDayFrom(plan.day + scene.dice.between(3, 6)),
                  scene.dice.between(9 * kMinutesPerHour, 17 * kMinutesPerHour));
    records::ChangeBuilder change;
    change.create(keyOf<records::Decision>(scene.dice.idAt<base::EntityId>(at)), scene.family.scope,
                  decision);
    scene.timeline.add({manager.id, at, change.take()});
}

bool somebodyIsBorn(const Household& family, std::int64_t day) {
    return std::any_of(family.children.begin(), family.children.end(),
                       [&](const ChildPlan& child) { return isBorn(child, day); });
}

}  // namespace

unsigned makeVisits(Scene& scene) {
    Dice& dice = scene.dice;
    unsigned visits = 0;
    const std::int64_t end =
        std::min(scene.end(), scene.period.today - scene.family.visitsEndBefore);
    std::int64_t day = scene.begun() + dice.between(1, 10);
    while (true) {
        day = workingDayFrom(day);
        if (day >= end) return visits;
        const VisitPlan plan = planVisit(scene, day);
        const std::int64_t every = scene.family.visitEveryDays;
        day += plan.kind == records::HOME_VISIT ? dice.between(every * 2 / 3, every)
                                                : dice.between(1, kAgainDaysMax);
        if (plan.recorded > scene.timeline.now() || !somebodyIsBorn(scene.family, plan.day))
            continue;
        records::ChangeBuilder change;
        addVisit(plan, scene, change);
        const bool inside = plan.kind != records::NO_ACCESS;
        if (inside && dice.chance(kEventPercent)) addEvent(plan, scene, change);
        const bool withTask = inside && dice.chance(kTaskPercent);
        const TaskPlan task = withTask ? addTask(plan, scene, change) : TaskPlan{};
        scene.timeline.add({plan.worker, plan.recorded, change.take()});
        if (withTask && dice.chance(kTaskDonePercent)) finishTask(task, plan, scene);
        // A draft of the last days is not decided about.
        if (plan.day + kDraftDays < scene.period.today && dice.chance(kDecisionPercent))
            decideAbout(plan, scene);
        ++visits;
    }
}

}  // namespace hearth::synthetic

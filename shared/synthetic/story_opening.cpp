#include <fmt/format.h>

#include "schema/records/work.pb.h"
#include "shared/synthetic/story.hpp"

namespace hearth::synthetic {

namespace {

constexpr unsigned kAlertPercent = 35;
constexpr unsigned kStepUpPercent = 25;
constexpr std::int64_t kOpeningMinute = 10 * kMinutesPerHour;
// Cases that are older than the story are set up in its first days.
constexpr std::int64_t kSetUpSpreadMinutes = 6 * kMinutesPerHour;
constexpr std::int64_t kAlertReviewDays = 180;

records::Involvement involvementOf(const Scene& scene, const Holding& holding) {
    records::Involvement involvement;
    involvement.set_worker_id(scene.staff.workers[holding.worker].id.bytes());
    involvement.set_team_id(scene.staff.teams[scene.family.team].id.bytes());
    involvement.set_role(holding.role);
    involvement.set_start_day(holding.fromDay);
    return involvement;
}

void addAlert(Scene& scene, base::WallTime at, records::ChangeBuilder& change) {
    Dice& dice = scene.dice;
    const bool demo = scene.family.index == 0;
    if (!demo && !dice.chance(kAlertPercent)) return;
    records::Alert alert;
    const std::size_t kind = demo ? 0 : dice.below(10);
    if (kind < 6) {
        alert.set_level(records::HAZARD_CAUTION);
        alert.set_what(std::string(dice.pick(words("alert.caution"))));
    } else if (kind < 9) {
        alert.set_level(records::HAZARD_TWO_WORKERS);
        alert.set_what(std::string(dice.pick(words("alert.twoworkers"))));
    } else {
        alert.set_level(records::HAZARD_DO_NOT_VISIT);
        alert.set_what(std::string(dice.pick(words("alert.donotvisit"))));
    }
    alert.set_review_day(scene.period.today + dice.between(-30, kAlertReviewDays));
    change.create(keyOf<records::Alert>(dice.idAt<base::EntityId>(at)), scene.family.scope, alert);
}

void addPlans(Scene& scene, base::WallTime at, records::ChangeBuilder& change) {
    const bool steppedUp = scene.dice.chance(kStepUpPercent);
    for (const ChildPlan& child : scene.family.children) {
        if (child.plan.kind() == records::PLAN_UNSPECIFIED) continue;
        if (steppedUp && child.plan.kind() == records::CHILD_PROTECTION) {
            records::Plan before;
            before.set_child_id(child.id.bytes());
            before.set_kind(records::CHILD_IN_NEED);
            before.set_start_day(child.plan.start_day() - scene.dice.between(60, 200));
            before.set_end_day(child.plan.start_day());
            change.create(keyOf<records::Plan>(scene.dice.idAt<base::EntityId>(at)),
                          scene.family.scope, before);
        }
        change.create(keyOf<records::Plan>(child.planId), scene.family.scope, child.plan);
    }
}

void addReferral(Scene& scene, base::WallTime at, records::ChangeBuilder& change) {
    const Household& family = scene.family;
    const Filling filling = family.fillingFor(family.children.front());
    records::ChronologyEvent event;
    event.set_day(family.openedDay);
    event.set_line(filled(scene.dice.pick(words(family.theme, "referrals")), filling));
    event.set_source_type(records::typeNumber<records::CaseFile>());
    event.set_source_id(family.caseFile().bytes());
    for (const ChildPlan& child : family.children)
        event.add_child_ids(child.id.bytes());
    event.set_author_id(scene.manager().id.bytes());
    change.create(keyOf<records::ChronologyEvent>(scene.dice.idAt<base::EntityId>(at)),
                  family.scope, event);
}

// Whoever was involved at the opening; who comes later is added when they come.
bool isThereFrom(const Scene& scene, const Holding& holding) {
    return holding.fromDay <= scene.begun();
}

}  // namespace

void openFile(Scene& scene) {
    const Household& family = scene.family;
    const std::int64_t minute = kOpeningMinute + scene.dice.between(0, kSetUpSpreadMinutes);
    const base::WallTime at = localTime(scene.begun(), minute);
    records::ChangeBuilder change;
    change.create(keyOf<records::CaseFile>(family.caseFile()), family.scope, family.file);
    for (const ChildPlan& child : family.children)
        change.create(keyOf<records::Child>(child.id), family.scope, child.record);
    addPlans(scene, at, change);
    for (const Holding& holding : family.holdings)
        if (isThereFrom(scene, holding))
            change.create(keyOf<records::Involvement>(holding.id), family.scope,
                          involvementOf(scene, holding));
    addAlert(scene, at, change);
    addReferral(scene, at, change);
    scene.timeline.add({scene.manager().id, at, change.take()});

    for (const Holding& holding : family.holdings) {
        if (isThereFrom(scene, holding) || holding.role != records::CO_WORKER) continue;
        records::ChangeBuilder joins;
        joins.create(keyOf<records::Involvement>(holding.id), family.scope,
                     involvementOf(scene, holding));
        scene.timeline.add(
            {scene.manager().id, localTime(holding.fromDay, kOpeningMinute), joins.take()});
    }
}

namespace {

void move(Scene& scene, const Holding& from, const Holding& to) {
    const Household& family = scene.family;
    const base::WallTime at = localTime(from.untilDay, kOpeningMinute);
    records::ChangeBuilder change;
    const records::Involvement before = involvementOf(scene, from);
    records::Involvement ended = before;
    ended.set_end_day(from.untilDay);
    ended.set_change_reason(from.reason);
    change.update(openedAs(family, from.id, before), ended);
    change.create(keyOf<records::Involvement>(to.id), family.scope, involvementOf(scene, to));

    records::ChronologyEvent event;
    event.set_day(from.untilDay);
    event.set_line(fmt::format("Case moved from {} to {}.", scene.staff.workers[from.worker].name,
                               scene.staff.workers[to.worker].name));
    event.set_source_type(records::typeNumber<records::Involvement>());
    event.set_source_id(to.id.bytes());
    event.set_author_id(scene.manager().id.bytes());
    change.create(keyOf<records::ChronologyEvent>(scene.dice.idAt<base::EntityId>(at)),
                  family.scope, event);
    scene.timeline.add({scene.manager().id, at, change.take()});
}

void close(Scene& scene) {
    const Household& family = scene.family;
    const base::WallTime at = localTime(family.closedDay, kOpeningMinute + 60);
    records::ChangeBuilder change;
    for (const Holding& holding : family.holdings) {
        if (holding.untilDay != family.closedDay) continue;
        const records::Involvement before = involvementOf(scene, holding);
        records::Involvement ended = before;
        ended.set_end_day(std::max(family.closedDay, holding.fromDay));
        ended.set_change_reason(holding.reason);
        change.update(openedAs(family, holding.id, before), ended);
    }
    for (const ChildPlan& child : family.children) {
        if (child.plan.kind() == records::PLAN_UNSPECIFIED) continue;
        records::Plan ended = child.plan;
        ended.set_end_day(std::max<std::int64_t>(family.closedDay, ended.start_day()));
        change.update(openedAs(family, child.planId, child.plan), ended);
    }
    scene.timeline.add({scene.manager().id, at, change.take()});
}

}  // namespace

void moveAndClose(Scene& scene) {
    const std::vector<Holding>& holdings = scene.family.holdings;
    for (std::size_t i = 0; i + 1 < holdings.size(); ++i)
        if (holdings[i].role == records::ALLOCATED && holdings[i + 1].role == records::ALLOCATED)
            move(scene, holdings[i], holdings[i + 1]);
    if (scene.family.closedDay != 0) close(scene);
}

}  // namespace hearth::synthetic

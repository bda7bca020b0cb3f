#include <fmt/format.h>

#include "schema/records/work.pb.h"
#include "shared/synthetic/story.hpp"

namespace hearth::synthetic {

namespace {

constexpr std::int64_t kCallEveryDays = 75;
constexpr std::int64_t kReviewEveryDays = 180;
constexpr unsigned kNewPhonePercent = 12;
// One family in this many has a question open from the past: two people, two answers.
constexpr unsigned kConflictEvery = 23;

// A call or a note that stands by itself, with from whom it came.
void addCall(Scene& scene, std::int64_t day) {
    Dice& dice = scene.dice;
    const Household& family = scene.family;
    const ChildPlan& child = family.children[dice.below(family.children.size())];
    const base::WallTime happened =
        localTime(workingDayFrom(day), dice.between(9 * kMinutesPerHour, 17 * kMinutesPerHour));
    const base::WallTime recorded = happened + base::minutes(dice.between(5, 180));
    const WorkerPlan& author = scene.staff.workers[family.allocatedOn(day).worker];
    records::NarrativeEntry entry;
    entry.set_author_id(author.id.bytes());
    entry.set_occurred_at(happened.millis);
    entry.set_text(filled(dice.pick(words(family.theme, "calls")), family.fillingFor(child)));
    entry.add_about_ids(child.id.bytes());
    records::ChangeBuilder change;
    change.create(keyOf<records::NarrativeEntry>(dice.idAt<base::EntityId>(recorded)), family.scope,
                  entry);
    scene.timeline.add({author.id, recorded, change.take()});
}

void addReview(Scene& scene, std::int64_t day) {
    const Household& family = scene.family;
    const base::WallTime at = localTime(workingDayFrom(day), 15 * kMinutesPerHour);
    records::ChronologyEvent event;
    event.set_day(workingDayFrom(day));
    event.set_line(family.theme == "care" ? "Looked after review held: the plan was confirmed."
                                          : "Plan reviewed with the family: it goes on.");
    for (const ChildPlan& child : family.children)
        event.add_child_ids(child.id.bytes());
    event.set_author_id(scene.manager().id.bytes());
    records::ChangeBuilder change;
    change.create(keyOf<records::ChronologyEvent>(scene.dice.idAt<base::EntityId>(at)),
                  family.scope, event);
    scene.timeline.add({scene.manager().id, at, change.take()});
}

void changePhone(Scene& scene, std::int64_t day) {
    const Household& family = scene.family;
    const std::int64_t number = scene.dice.between(0, 999);
    records::CaseFile now = family.file;
    now.set_phone(fmt::format("07700 900{:03}", number));
    records::ChangeBuilder change;
    change.update(openedAs(family, family.caseFile(), family.file), now);
    const WorkerPlan& author = scene.staff.workers[family.allocatedOn(day).worker];
    scene.timeline.add(
        {author.id, localTime(workingDayFrom(day), 14 * kMinutesPerHour), change.take()});
}

// The manager, on a tablet that had not seen the file since, gives another way of communicating.
void addConflict(Scene& scene, std::int64_t day) {
    const Household& family = scene.family;
    const ChildPlan& child = family.children.front();
    records::Child now = child.record;
    now.set_communication_method(child.record.communication_method() == "SPEECH" ? "FAMILIAR_ADULT"
                                                                                 : "SPEECH");
    records::ChangeBuilder change;
    change.update(openedAs(family, child.id, child.record), now);
    SyntheticAction action{scene.manager().id, localTime(workingDayFrom(day), 16 * kMinutesPerHour),
                           change.take()};
    action.apart = true;
    scene.timeline.add(std::move(action));
}

}  // namespace

void liveOn(Scene& scene) {
    Dice& dice = scene.dice;
    const std::int64_t begun = scene.begun();
    const std::int64_t end = scene.end();
    std::int64_t day = begun + dice.between(5, kCallEveryDays);
    for (; day < end; day += dice.between(kCallEveryDays / 2, kCallEveryDays * 3 / 2))
        addCall(scene, day);
    day = scene.family.openedDay + kReviewEveryDays / 2;
    for (; day < end; day += kReviewEveryDays)
        if (day > begun) addReview(scene, day);
    // What the demonstration changes is left alone here.
    if (scene.family.index == 0) return;
    if (begun + 20 < end && dice.chance(kNewPhonePercent))
        changePhone(scene, dice.between(begun + 10, end - 1));
    if (scene.family.index % kConflictEvery == kConflictEvery / 2 && scene.family.closedDay == 0)
        addConflict(scene, std::max(begun + 1, scene.period.today - dice.between(2, 20)));
}

}  // namespace hearth::synthetic

// Chapter four: a person settles the question; a sealed visit is changed and becomes an amendment.
#include "schema/records/family.pb.h"
#include "schema/records/visit.pb.h"
#include "schema/records/work.pb.h"
#include "shared/merge/merge.hpp"
#include "tests/e2e/story/scene.hpp"

namespace hearth::story {

namespace {

constexpr auto kSeenUnit = records::Observation::kSeenFieldNumber;

records::EntityKey reviewKey(const records::EntityKey& about, records::UnitNumber unit) {
    return {records::typeNumber<records::ReviewItem>(), merge::reviewId(about, unit)};
}

// What tablet `name` shows of the question, read from its store.
void questionOn(Scene& scene, const std::string& name, std::size_t open, Check& check) {
    lookIntoTablet(scene, name, check, [&](client::store::TabletStore& store) {
        const auto held = store.find(scene.jointObservation);
        check.that(held && *held && (*held)->entity.openSiblings(kSeenUnit).size() == open,
                   "tablet " + name + " shows " + std::to_string(open) +
                       " open answers beside the current one");
        const auto item = inTablet<records::ReviewItem>(
            store, reviewKey(scene.jointObservation, kSeenUnit), check);
        check.that(item.state() == (open > 0 ? records::REVIEW_OPEN : records::REVIEW_SETTLED),
                   "its review is " + std::string(open > 0 ? "open" : "settled"));
    });
}

void settle(Scene& scene, Check& check) {
    std::string saw;
    lookIntoTablet(scene, "a", check, [&](client::store::TabletStore& store) {
        const auto held = store.find(scene.jointObservation).value();
        for (const auto& sibling : held->entity.openSiblings(kSeenUnit))
            saw = sibling.id.hex();
    });
    records::Observation settled;
    settled.set_seen(records::YES);
    settled.set_seen_alone(records::NO);
    settled.set_spoken_alone(records::NO);
    settled.set_not_alone_reason(records::CHILD_REFUSED);
    did(check, scene.town.tablet("a"),
        "resolve " + named(scene.jointObservation) + " " + std::to_string(kSeenUnit) + " " +
            toJson(settled) + " " + saw + " We spoke: she asked her sister to stay.");
    did(check, scene.town.tablet("a"), "sync");
    questionOn(scene, "a", 0, check);
}

void seenOnTheOther(Scene& scene, Check& check) {
    did(check, scene.town.tablet("b"), "sync");
    questionOn(scene, "b", 0, check);
    lookIntoTablet(scene, "b", check, [&](client::store::TabletStore& store) {
        const auto now = inTablet<records::Observation>(store, scene.jointObservation, check);
        check.that(
            now.seen_alone() == records::NO && now.not_alone_reason() == records::CHILD_REFUSED,
            "the settled answer: not alone, the child refused");
        const auto held = store.find(scene.jointObservation).value();
        check.that(held && held->entity.siblings.size() >= 1,
                   "the earlier answers are still there to read");
    });
}

// The safer level stands; a person says that it is right, with the other one in view.
void settleAlert(Scene& scene, Check& check) {
    constexpr auto kUnit = records::Alert::kLevelFieldNumber;
    std::string saw;
    lookIntoTablet(scene, "b", check, [&](client::store::TabletStore& store) {
        const auto held = store.find(scene.alert).value();
        for (const auto& sibling : held->entity.siblings) {
            if (sibling.unit == kUnit) saw = sibling.id.hex();
        }
        const auto item =
            inTablet<records::ReviewItem>(store, reviewKey(scene.alert, kUnit), check);
        check.that(item.state() == records::REVIEW_OPEN, "the alert's review waits on tablet b");
    });
    records::Alert stays;
    stays.set_level(records::HAZARD_DO_NOT_VISIT);
    did(check, scene.town.tablet("b"),
        "resolve " + named(scene.alert) + " " + std::to_string(kUnit) + " " + toJson(stays) + " " +
            saw + " The police agree with the stricter one.");
    did(check, scene.town.tablet("b"), "sync");
    did(check, scene.town.tablet("a"), "sync");
    lookIntoTablet(scene, "a", check, [&](client::store::TabletStore& store) {
        const auto item =
            inTablet<records::ReviewItem>(store, reviewKey(scene.alert, kUnit), check);
        check.that(item.state() == records::REVIEW_SETTLED, "tablet a sees that it is settled");
        const auto alert = inTablet<records::Alert>(store, scene.alert, check);
        check.that(alert.level() == records::HAZARD_DO_NOT_VISIT, "do not visit at home stands");
        const auto held = store.find(scene.alert).value();
        check.that(held && !held->entity.siblings.empty(),
                   "the other level is still there to read");
    });
}

void changeSealed(Scene& scene, Check& check) {
    records::Visit change;
    change.set_analysis("Something else than what was sealed");
    did(check, scene.town.tablet("a"), "set " + named(scene.visitA) + " " + toJson(change));
    did(check, scene.town.tablet("a"), "sync");
    lookIntoServer(scene, check, [&](server::store::Store& store) {
        check.that(inServer<records::Visit>(store, scene.visitA, check).analysis() == kTyped,
                   "the sealed visit reads as it was sealed");
        std::size_t proposed = 0;
        for (const auto& entity :
             store.entitiesOf(records::typeNumber<records::Amendment>()).value()) {
            const auto amendment = entity.body.as<records::Amendment>().value();
            proposed += amendment.target_id() == scene.visitA.id.view() &&
                                amendment.state() == records::PROPOSED
                            ? 1
                            : 0;
        }
        check.that(proposed == 1, "the change stands beside it as a proposed amendment");
    });
}

}  // namespace

void tellSettling(Story& story, Scene& scene) {
    story.step("both tablets show both answers", [&](Check& check) {
        for (const std::string name : {"a", "b"}) {
            did(check, scene.town.tablet(name), "sync");
            questionOn(scene, name, 1, check);
        }
    });
    story.step("the review is settled on tablet a, with a reason",
               [&](Check& check) { settle(scene, check); });
    story.step("tablet b sees what was settled",
               [&](Check& check) { seenOnTheOther(scene, check); });
    story.step("the alert's review is settled on tablet b and seen on tablet a",
               [&](Check& check) { settleAlert(scene, check); });
    story.step("a change to the sealed visit becomes an amendment",
               [&](Check& check) { changeSealed(scene, check); });
}

}  // namespace hearth::story

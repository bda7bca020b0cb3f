// Chapter three: the server is back, both tablets sync, and the central record is read.
#include <algorithm>

#include "schema/records/family.pb.h"
#include "schema/records/visit.pb.h"
#include "schema/records/work.pb.h"
#include "shared/merge/merge.hpp"
#include "tests/e2e/story/scene.hpp"

namespace hearth::story {

namespace {

using server::store::Store;

void backAgain(Scene& scene, Check& check) {
    check.got(scene.town.startServer(), "hearthd is back on the same store");
    for (const std::string name : {"a", "b", "a"})
        did(check, scene.town.tablet(name), "sync");
    for (const std::string name : {"a", "b"}) {
        const auto state = scene.town.tablet(name).call("state");
        check.that(state.has_value() && state->at("unsent_edits").to_number<std::uint64_t>() == 0,
                   "nothing unsent on tablet " + name);
    }
}

void sealedWhole(Scene& scene, Check& check) {
    std::map<records::EntityKey, base::Bytes> onTablet;
    const std::vector<records::EntityKey> keys{scene.visitA, scene.observationOne,
                                               scene.observationTwo};
    lookIntoTablet(scene, "a", check, [&](client::store::TabletStore& store) {
        for (const auto& key : keys) {
            const auto found = store.find(key);
            if (found && *found) onTablet[key] = (*found)->entity.body.encode();
        }
    });
    lookIntoServer(scene, check, [&](Store& store) {
        for (const auto& key : keys) {
            const auto central = store.entity(key).value();
            check.that(central && central->sealed && !onTablet[key].empty() &&
                           central->body.encode() == onTablet[key],
                       named(key).substr(0, 20) + ".. sealed, byte for byte as on the tablet");
        }
        check.that(inServer<records::Observation>(store, scene.observationOne, check).own_words() ==
                       kOwnWords,
                   "the child's own words are as they were said");
        const auto two = inServer<records::Observation>(store, scene.observationTwo, check);
        check.that(
            two.seen_alone() == records::NO && two.not_alone_reason() == records::CHILD_REFUSED,
            "the second child: not alone, with the lawful reason");
        const auto other = store.entity(scene.visitB).value();
        check.that(other && other->sealed, "tablet b's visit is there and sealed");
    });
}

bool holds(const records::Entity& entity, const std::string& text, protocol::SiblingState state) {
    return std::any_of(
        entity.siblings.begin(), entity.siblings.end(), [&](const records::Sibling& sibling) {
            return sibling.state == state && sibling.value.find(text) != std::string::npos;
        });
}

void phoneSettled(Scene& scene, Check& check) {
    lookIntoServer(scene, check, [&](Store& store) {
        const auto entity = store.entity(scene.caseFile).value();
        const std::string phone = inServer<records::CaseFile>(store, scene.caseFile, check).phone();
        check.that(phone == kPhoneB, "the later number stands");
        check.that(entity && holds(*entity, kPhoneA, protocol::SIBLING_LOST),
                   "the other number is kept beside it, with who and when");
    });
}

void peopleUnited(Scene& scene, Check& check) {
    lookIntoServer(scene, check, [&](Store& store) {
        const auto visit = inServer<records::Visit>(store, scene.jointVisit, check);
        const auto& people = visit.people_present();
        const auto there = [&](const std::string& who) {
            return std::count(people.begin(), people.end(), who) == 1;
        };
        check.that(there(kPersonA) && there(kPersonB), "both people are in the visit, once each");
    });
}

void alertProtective(Scene& scene, Check& check) {
    lookIntoServer(scene, check, [&](Store& store) {
        const auto alert = inServer<records::Alert>(store, scene.alert, check);
        check.that(alert.level() == records::HAZARD_DO_NOT_VISIT,
                   "the more protective level stands");
        const records::EntityKey review{
            records::typeNumber<records::ReviewItem>(),
            merge::reviewId(scene.alert, records::Alert::kLevelFieldNumber)};
        const auto item = inServer<records::ReviewItem>(store, review, check);
        check.that(
            item.state() == records::REVIEW_OPEN && item.cause() == records::PROTECTIVE_CHOICE,
            "a review asks a person to look at it");
        check.that(item.owner_id() == scene.workerA.view(), "its owner is the allocated worker");
    });
}

void seenAloneAsked(Scene& scene, Check& check) {
    lookIntoServer(scene, check, [&](Store& store) {
        const auto entity = store.entity(scene.jointObservation).value();
        if (!check.that(entity.has_value(), "the joint observation is there")) return;
        const auto current = entity->body.as<records::Observation>().value();
        const auto open = entity->openSiblings(records::Observation::kSeenFieldNumber);
        check.that(current.seen_alone() == records::YES, "the first answer stays: seen alone");
        check.that(open.size() == 1, "the second answer is kept beside it");
        const records::EntityKey review{
            records::typeNumber<records::ReviewItem>(),
            merge::reviewId(scene.jointObservation, records::Observation::kSeenFieldNumber)};
        const auto item = inServer<records::ReviewItem>(store, review, check);
        check.that(
            item.state() == records::REVIEW_OPEN && item.cause() == records::CONCURRENT_VALUES,
            "a review asks which one holds");
    });
}

}  // namespace

void tellReunion(Story& story, Scene& scene) {
    story.step("the server is back and both tablets sync",
               [&](Check& check) { backAgain(scene, check); });
    story.step("the sealed visits are in the central record",
               [&](Check& check) { sealedWhole(scene, check); });
    story.step("the phone number is settled by rule and its loser kept",
               [&](Check& check) { phoneSettled(scene, check); });
    story.step("the people present are united", [&](Check& check) { peopleUnited(scene, check); });
    story.step("the alert is the most protective one and a review is raised",
               [&](Check& check) { alertProtective(scene, check); });
    story.step("whether the child was seen alone is asked, not decided",
               [&](Check& check) { seenAloneAsked(scene, check); });
}

}  // namespace hearth::story

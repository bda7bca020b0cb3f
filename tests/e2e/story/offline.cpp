// Chapter two: the network is away. Both workers record visits; one tablet dies in the middle of a
// word; both change the same family's record.
#include "schema/records/family.pb.h"
#include "schema/records/visit.pb.h"
#include "tests/e2e/story/scene.hpp"

namespace hearth::story {

namespace {

constexpr std::int64_t kArrivedA = 1'763'978'400'000;
constexpr std::int64_t kArrivedB = 1'763'985'600'000;

void stopServer(Scene& scene, Check& check) {
    check.that(scene.town.stopServer() == 0, "hearthd finished what it had and ended with 0");
    check.that(!scene.town.tablet("a").call("sync").has_value(),
               "a sync now says that it cannot reach it");
    check.got(scene.town.tablet("a").call("state"), "and the tablet goes on working");
}

records::Visit visitOf(const base::WorkerId& worker, std::int64_t arrived) {
    records::Visit visit;
    visit.set_kind(records::HOME_VISIT);
    visit.set_worker_id(worker.bytes());
    visit.set_occurred_at(arrived);
    visit.set_announced(records::YES);
    visit.add_people_present("Mother");
    return visit;
}

records::Observation seenAlone(const records::EntityKey& visit, const base::EntityId& child) {
    records::Observation observation;
    observation.set_visit_id(visit.id.bytes());
    observation.set_child_id(child.bytes());
    observation.set_seen(records::YES);
    observation.set_seen_alone(records::YES);
    observation.set_spoken_alone(records::YES);
    observation.set_awake(records::YES);
    observation.set_bedroom_seen(records::YES);
    observation.set_own_words(kOwnWords);
    observation.set_presentation("Settled, talkative, drew while we spoke.");
    return observation;
}

records::Observation notAlone(const records::EntityKey& visit, const base::EntityId& child) {
    records::Observation observation = seenAlone(visit, child);
    observation.set_seen_alone(records::NO);
    observation.set_spoken_alone(records::NO);
    observation.set_not_alone_reason(records::CHILD_REFUSED);
    observation.set_not_alone_detail("Wanted the older sister to stay.");
    observation.clear_own_words();
    return observation;
}

void recordA(Scene& scene, Check& check) {
    scene.visitA = makeRecord(scene, "a", visitOf(scene.workerA, kArrivedA), check);
    scene.observationOne = makeRecord(scene, "a", seenAlone(scene.visitA, scene.childOne), check);
    scene.observationTwo = makeRecord(scene, "a", notAlone(scene.visitA, scene.childTwo), check);
    const auto state = scene.town.tablet("a").call("state");
    check.that(state.has_value() && state->at("unsent_edits").to_number<std::uint64_t>() >= 3,
               "three edits wait in the tablet's outbox");
}

void recordB(Scene& scene, Check& check) {
    scene.visitB = makeRecord(scene, "b", visitOf(scene.workerB, kArrivedB), check);
    const auto observation = makeRecord(scene, "b", seenAlone(scene.visitB, scene.childTwo), check);
    did(check, scene.town.tablet("b"), "seal " + named(scene.visitB) + " " + named(observation));
    lookIntoTablet(scene, "b", check, [&](client::store::TabletStore& store) {
        const auto visit = store.find(scene.visitB);
        check.that(visit && *visit && (*visit)->entity.sealed.has_value(),
                   "the visit is sealed on the tablet");
    });
}

void killWhileTyping(Scene& scene, Check& check) {
    const std::string form = "visit/" + scene.visitA.id.hex();
    did(check, scene.town.tablet("a"), "typing " + form + " " + kTyped);
    scene.town.tablet("a").process().writeLine("typing " + form + " " + kTyped + " and then");
    scene.town.killTablet("a");
    check.got(scene.town.readTablet(
                  "a",
                  [&](client::store::TabletStore& store) {
                      const auto typed = store.typing(form);
                      check.that(typed && *typed && (*typed)->rfind(kTyped, 0) == 0,
                                 "what was typed is in the store after kill -9");
                      check.got(store.checkIntegrity(), "the store is whole");
                      check.got(store.checkView(), "the view equals base plus pending");
                      check.that(inTablet<records::Observation>(store, scene.observationOne, check)
                                         .own_words() == kOwnWords,
                                 "the saved observation is there");
                  }),
              "the store opens again");
    check.got(scene.town.startTablet("a"), "the tablet unlocks again");
}

void sealA(Scene& scene, Check& check) {
    Town& town = scene.town;
    records::Visit visit;
    visit.set_analysis(kTyped);
    visit.set_home_conditions("Warm, tidy, food in the kitchen.");
    did(check, town.tablet("a"), "set " + named(scene.visitA) + " " + toJson(visit));
    did(check, town.tablet("a"),
        "seal " + named(scene.visitA) + " " + named(scene.observationOne) + " " +
            named(scene.observationTwo));
    const auto shown = town.tablet("a").call("show " + named(scene.visitA));
    check.that(shown.has_value() && json::serialize(*shown).find("sealed") != std::string::npos,
               "the tablet shows it as sealed");
}

// Both tablets have the forms open as they were before; neither can see the other.
void editFamily(Scene& scene, const std::string& name, Check& check) {
    const bool isA = name == "a";
    TabletProcess& tablet = scene.town.tablet(name);
    records::CaseFile contact;
    contact.set_phone(isA ? kPhoneA : kPhoneB);
    did(check, tablet, "set " + named(scene.caseFile) + " " + toJson(contact));
    records::Alert alert;
    alert.set_level(isA ? records::HAZARD_TWO_WORKERS : records::HAZARD_DO_NOT_VISIT);
    const auto raised = tablet.call("set " + named(scene.alert) + " " + toJson(alert));
    check.that(raised.has_value() && raised->at("changed").as_bool(),
               "the alert is raised on tablet " + name);
    records::Visit joint;
    joint.add_people_present(isA ? kPersonA : kPersonB);
    did(check, tablet, "set " + named(scene.jointVisit) + " " + toJson(joint));
    records::Observation seen;
    seen.set_seen(records::YES);
    seen.set_seen_alone(isA ? records::YES : records::NO);
    seen.set_spoken_alone(isA ? records::YES : records::NO);
    if (!isA) seen.set_not_alone_reason(records::CHILD_REFUSED);
    did(check, tablet, "set " + named(scene.jointObservation) + " " + toJson(seen));
    const auto state = tablet.call("state");
    check.that(state.has_value() && state->at("unsent_edits").to_number<std::uint64_t>() >= 4,
               "phone, alert, people present and the joint observation wait on tablet " + name);
}

}  // namespace

void tellOffline(Story& story, Scene& scene) {
    story.step("the server stops; the tablets carry on",
               [&](Check& check) { stopServer(scene, check); });
    story.step("tablet a records a visit: one child seen alone, one not, with the lawful reason",
               [&](Check& check) { recordA(scene, check); });
    story.step("tablet a is killed in the middle of typing; the draft is there",
               [&](Check& check) { killWhileTyping(scene, check); });
    story.step("tablet a finishes and seals the visit", [&](Check& check) { sealA(scene, check); });
    story.step("tablet b records and seals a visit to the same family",
               [&](Check& check) { recordB(scene, check); });
    story.step("tablet a changes phone, alert, people present and the joint observation",
               [&](Check& check) { editFamily(scene, "a", check); });
    story.step("tablet b changes the same things without seeing that",
               [&](Check& check) { editFamily(scene, "b", check); });
}

}  // namespace hearth::story

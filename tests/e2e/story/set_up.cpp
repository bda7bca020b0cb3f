// Chapter one: an authority, a server, two tablets, and a first sync.
#include "schema/records/family.pb.h"
#include "schema/records/visit.pb.h"
#include "tests/e2e/story/scene.hpp"

namespace hearth::story {

namespace {

constexpr auto kSecretMode = fs::perms::owner_read | fs::perms::owner_write;

template <class IdType>
IdType idField(const json::object& object, const char* name) {
    if (!object.contains(name)) return {};
    const auto& text = object.at(name).as_string();
    const auto id = IdType::fromHex({text.data(), text.size()});
    return id ? *id : IdType{};
}

void makeKeys(Scene& scene, Check& check) {
    Town& town = scene.town;
    const auto made =
        town.hearthctl({"init", "--authority", "Westmere Council", "--host", "127.0.0.1",
                        "--listen", "127.0.0.1", "--sync-port", std::to_string(town.syncPort()),
                        "--enrol-port", std::to_string(town.enrolPort())});
    check.that(made.exitCode == 0, "hearthctl init ends with 0" + made.err);
    for (const char* name : {"store.key", "issuing.key", "server.key", "offline/root.key"}) {
        const fs::path file = town.serverFolder() / "keys" / name;
        check.that(fs::exists(file) && fs::status(file).permissions() == kSecretMode,
                   std::string(name) + " is for its owner's eyes only");
    }
    check.that(town.hearthctl({"init", "--authority", "Other"}).exitCode != 0,
               "a second init is refused");
}

void seed(Scene& scene, Check& check) {
    const auto facts = scene.town.ask({"seed", "--seed", "7"});
    if (!check.got(facts, "hearthctl seed")) return;
    scene.workerA = idField<base::WorkerId>(*facts, "demo_worker");
    scene.workerB = idField<base::WorkerId>(*facts, "demo_co_worker");
    scene.family = idField<base::ScopeId>(*facts, "demo_case_file");
    scene.caseFile = {records::typeNumber<records::CaseFile>(), base::rootOf(scene.family)};
    const auto read = scene.town.readServer([&](server::store::Store& store) {
        const auto count = [&](records::TypeNumber type) {
            return store.entitiesOf(type).value().size();
        };
        check.that(count(records::typeNumber<records::CaseFile>()) >= 250, "at least 250 families");
        check.that(count(records::typeNumber<records::Child>()) >= 450, "at least 450 children");
        const auto alerts = store.entitiesIn(scene.family).value();
        std::vector<base::EntityId> children;
        for (const records::Entity& entity : alerts) {
            if (entity.key.type == records::typeNumber<records::Alert>()) scene.alert = entity.key;
            if (entity.key.type == records::typeNumber<records::Child>())
                children.push_back(entity.key.id);
        }
        if (!check.that(children.size() >= 2 && !scene.alert.id.isNil(),
                        "the family of the story has two children and an alert"))
            return;
        scene.childOne = children[0];
        scene.childTwo = children[1];
    });
    check.got(read, "the central store opens with its key");
}

std::string codeFor(Scene& scene, const base::WorkerId& worker, Check& check) {
    const auto code =
        scene.town.ask({"enrol-code", "--worker", worker.hex(), "--label", "Visiting bag"});
    if (!check.got(code, "a one-time code was issued") || !code->contains("code")) return {};
    return std::string(code->at("code").as_string());
}

void enrol(Scene& scene, const std::string& name, const base::WorkerId& worker, Check& check) {
    Town& town = scene.town;
    const std::string code = codeFor(scene, worker, check);
    const auto tablet = town.startTablet(name);
    if (!check.got(tablet, "the tablet's process started")) return;
    const std::string door = "enrol " + town.enrolAddress() + " ";
    check.that(
        !(*tablet)->call(door + "0000-0000-0000-0000-" + code.substr(20) + " bag").has_value(),
        "a wrong code is refused");
    check.got((*tablet)->call(door + code + " bag"), "enrolled");
    check.that(client::sync::Tablet::isEnrolled(town.tabletFolder(name)),
               "the tablet's folder is there");
    const auto devices = town.ask({"devices"});
    check.that(
        devices.has_value() && json::serialize(*devices).find(worker.hex()) != std::string::npos,
        "hearthctl lists the device with its worker");
}

void firstSync(Scene& scene, Check& check) {
    for (const std::string name : {"a", "b"}) {
        did(check, scene.town.tablet(name), "sync");
        check.got(scene.town.stopTablet(name), "tablet " + name + " closed its store");
    }
    std::vector<records::Entity> central;
    check.that(scene.town.stopServer() == 0, "the server stopped cleanly");
    check.got(scene.town.readServer([&](server::store::Store& store) {
        central = store.entitiesIn(scene.family).value();
    }),
              "the central store opens");
    for (const std::string name : {"a", "b"}) {
        std::size_t same = 0;
        check.got(scene.town.readTablet(name,
                                        [&](client::store::TabletStore& store) {
                                            for (const records::Entity& entity : central) {
                                                const auto held = store.find(entity.key);
                                                same += held && *held && (*held)->entity == entity
                                                            ? 1
                                                            : 0;
                                            }
                                        }),
                  "the store of tablet " + name + " opens");
        check.that(!central.empty() && same == central.size(),
                   "tablet " + name + " holds all " + std::to_string(central.size()) +
                       " records of the family exactly as the server does");
    }
    check.got(scene.town.startServer(), "the server is back");
    for (const std::string name : {"a", "b"})
        check.got(scene.town.startTablet(name), "tablet " + name + " unlocks again");
}

// A joint visit, planned together: both tablets hold the draft before the network goes away.
void planJointVisit(Scene& scene, Check& check) {
    records::Visit visit;
    visit.set_kind(records::HOME_VISIT);
    visit.set_worker_id(scene.workerA.bytes());
    scene.jointVisit = makeRecord(scene, "a", visit, check);
    records::Observation observation;
    observation.set_visit_id(scene.jointVisit.id.bytes());
    observation.set_child_id(scene.childOne.bytes());
    scene.jointObservation = makeRecord(scene, "a", observation, check);
    did(check, scene.town.tablet("a"), "sync");
    did(check, scene.town.tablet("b"), "sync");
    const auto shown = scene.town.tablet("b").call("show " + named(scene.jointVisit));
    check.got(shown, "tablet b has the draft that tablet a made");
}

}  // namespace

void tellSetUp(Story& story, Scene& scene) {
    const auto tell = [&](const std::string& sentence, const std::function<void(Check&)>& step) {
        story.step(sentence, step);
    };
    tell("hearthctl makes the server's keys and its own certificate authority",
         [&](Check& check) { makeKeys(scene, check); });
    tell("hearthctl seeds the made-up authority", [&](Check& check) { seed(scene, check); });
    tell("hearthd starts and answers", [&](Check& check) {
        check.got(scene.town.startServer(), "hearthd runs");
        const auto health = e2e::runProcess({"curl", "--silent", "--insecure", "--max-time", "5",
                                             "https://" + scene.town.enrolAddress() + "/healthz"});
        check.that(health.exitCode == 0 && !health.out.empty(), "/healthz answers over TLS");
    });
    tell("the first tablet enrols with a one-time code",
         [&](Check& check) { enrol(scene, "a", scene.workerA, check); });
    tell("the second tablet enrols",
         [&](Check& check) { enrol(scene, "b", scene.workerB, check); });
    tell("both tablets sync for the first time", [&](Check& check) { firstSync(scene, check); });
    tell("a joint visit is planned on one tablet and reaches the other",
         [&](Check& check) { planJointVisit(scene, check); });
}

}  // namespace hearth::story

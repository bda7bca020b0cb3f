// Scene: who and what the story is about, found in the seeded authority, and what the chapters
// leave for each other: ids only. What is checked is read from the stores each time.
#pragma once

#include <string>

#include "shared/records/entity.hpp"
#include "tests/e2e/story/story.hpp"
#include "tests/e2e/story/town.hpp"

namespace hearth::story {

// Sentences that must be in no file anywhere, because every store is encrypted.
inline const std::string kOwnWords = "I like it when Nan reads the blue whale book to me";
inline const std::string kTyped = "Mother said the front door lock was mended on Tuesday";
inline const std::string kPhoneA = "01632 960 101";
inline const std::string kPhoneB = "01632 960 202";
inline const std::string kPersonA = "Grandmother, Joan";
inline const std::string kPersonB = "Health visitor";

struct Scene {
    Town& town;
    base::WorkerId workerA;
    base::WorkerId workerB;
    base::ScopeId family;
    records::EntityKey caseFile;
    records::EntityKey alert;
    base::EntityId childOne;
    base::EntityId childTwo;
    // A joint visit that both tablets hold as a draft before the server goes away.
    records::EntityKey jointVisit;
    records::EntityKey jointObservation;
    // Each worker's own visit, recorded offline and sealed.
    records::EntityKey visitA;
    records::EntityKey visitB;
    records::EntityKey observationOne;  // of A's visit: seen alone
    records::EntityKey observationTwo;  // of A's visit: not alone, with the lawful reason
};

// The chapters, in order.
void tellSetUp(Story& story, Scene& scene);
void tellOffline(Story& story, Scene& scene);
void tellReunion(Story& story, Scene& scene);
void tellDrawing(Story& story, Scene& scene);
void tellSettling(Story& story, Scene& scene);
void tellProof(Story& story, Scene& scene, bool screenshots);

// Words for command lines: "Visit 0190...".
[[nodiscard]] std::string named(const records::EntityKey& key);
// The id in a headless tablet's answer.
[[nodiscard]] base::Result<base::EntityId> idIn(const base::Result<json::object>& answer);
// Makes a record on a tablet; the new key, nil id when it failed (the check says why).
[[nodiscard]] records::EntityKey makeRecord(Scene& scene, const std::string& tablet,
                                            const google::protobuf::Message& record, Check& check);
// Looks into a real store while its owner is stopped, and starts the owner again.
void lookIntoServer(Scene& scene, Check& check,
                    const std::function<void(server::store::Store&)>& read);
void lookIntoTablet(Scene& scene, const std::string& name, Check& check,
                    const std::function<void(client::store::TabletStore&)>& read);
// Calls and notes a failure; true when it worked.
bool did(Check& check, TabletProcess& tablet, const std::string& line);

// Reads a typed record from a real store; a default one, and a failed check, when it is not there.
template <class Record>
Record inTablet(client::store::TabletStore& store, const records::EntityKey& key, Check& check) {
    const auto found = store.find(key);
    if (!check.that(found.has_value() && found->has_value(), "the tablet has " + named(key)))
        return {};
    return (*found)->entity.body.as<Record>().value();
}
template <class Record>
Record inServer(server::store::Store& store, const records::EntityKey& key, Check& check) {
    const auto found = store.entity(key);
    if (!check.that(found.has_value() && found->has_value(),
                    "the central record has " + named(key)))
        return {};
    return (*found)->body.as<Record>().value();
}

}  // namespace hearth::story

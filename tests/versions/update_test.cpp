// A server and a tablet that are updated in place, and a server that asks for a newer app.
#include "tests/versions/newer_app.hpp"
#include "tests/versions/two_versions.hpp"

namespace hearth::versions {
namespace {

const records::TypeNumber kVisit = records::typeNumber<records::Visit>();
const records::TypeNumber kObservation = records::typeNumber<records::Observation>();
const records::TypeNumber kAlert = records::typeNumber<records::Alert>();

class Update : public TwoVersions {
protected:
    // A new tablet's visit with something new in it.
    std::string visitOf(const std::string& tablet) {
        return make(tablet, "Visit", R"({"kind":"HOME_VISIT","topics":["School"]})");
    }
    // An operation of a kind that only the next version has: the visit's concerns, corrected.
    void correct(const std::string& tablet, const std::string& visit) {
        constexpr records::FieldNumber kConcerns = 8;
        ask(tablet, "op " + std::to_string(static_cast<int>(kCorrect)) + " " +
                        std::to_string(kVisit) + " " + visit + " " + family() + " " +
                        std::to_string(kConcerns) + " " +
                        base::toHex(records::encodeText(kConcerns, "None after all")));
    }
    std::string levelOf(const std::string& tablet, const std::string& alert) {
        return textOf(record(tablet, "Alert " + alert), "level");
    }
    // Ben says "do not visit", Ann, who has not heard it, "telephone first".
    std::string disagreeAboutAHazard() {
        const auto alert = make(kBen, "Alert", R"({"level":"HAZARD_CAUTION","what":"A dog"})");
        sync(kBen);
        sync(kAnn);
        ask(kBen, "set Alert " + alert + R"( {"level":"HAZARD_DO_NOT_VISIT"})");
        ask(kAnn, "set Alert " + alert + R"( {"level":"HAZARD_TELEPHONE_FIRST"})");
        sync(kBen);
        syncBoth();
        return alert;
    }
};

TEST_F(Update, AnOperationThatAnOldServerDoesNotKnowIsHeldWithAReasonAndAnOwnerAndStopsNobody) {
    startServer(Version::Shipped);
    startTablet(kAnn, Version::Next);
    const auto visit = visitOf(kAnn);
    sync(kAnn);
    correct(kAnn, visit);
    const auto after = make(kAnn, "Task", R"({"wording":"Ring the school"})");
    sync(kAnn);
    EXPECT_EQ(textOf(record(kAnn, "Task " + after), "wording"), "Ring the school");
    EXPECT_EQ(textOf(record(kAnn, "Visit " + visit), "concerns"), "")
        << "not applied, and not shown";
    EXPECT_EQ(textOf(ask(kAnn, "state"), "held_edits"), "1") << "the worker sees it";

    const auto expectHeld = [&] {
        const auto edits = held();
        ASSERT_EQ(edits.size(), 1U);
        EXPECT_EQ(textOf(edits.at(0).as_object(), "reason"), "HELD_UNKNOWN_KIND");
        EXPECT_EQ(textOf(edits.at(0).as_object(), "owner_id"), small.workerA.hex());
    };
    expectHeld();
    replaceServer(Version::Next);
    expectHeld();
    expectServerProves();
    // Written again by somebody who sees it, it is what it says.
    correct(kAnn, visit);
    sync(kAnn);
    EXPECT_EQ(textOf(record(kAnn, "Visit " + visit), "concerns"), "None after all");
    EXPECT_EQ(held().size(), 1U);
    expectServerProves();
}

TEST_F(Update, AnOldServersRecordIsWholeAgainWhenTheServerIsUpdated) {
    startServer(Version::Shipped);
    startTablet(kAnn, Version::Next);
    startTablet(kBen, Version::Shipped);
    const auto visit = visitOf(kAnn);
    const auto plan = make(kAnn, "SafetyPlan", R"({"aim":"Safe evenings"})");
    syncBoth();
    const std::string before = bytesOf(kAnn, kVisit, visit) + bytesOf(kAnn, kSafetyPlan, plan);
    replaceServer(Version::Next);
    expectServerProves();
    ask(kBen, "set Visit " + visit + R"( {"concerns":"Written on an old tablet"})");
    ask(kAnn, "set SafetyPlan " + plan + R"( {"steps":["Nan comes"]})");
    syncBoth();
    EXPECT_NE(bytesOf(kAnn, kVisit, visit) + bytesOf(kAnn, kSafetyPlan, plan), before);
    EXPECT_EQ(bytesOf(kAnn, kVisit, visit), bytesOf(kBen, kVisit, visit));
    EXPECT_EQ(bytesOf(kAnn, kSafetyPlan, plan), bytesOf(kBen, kSafetyPlan, plan));
    EXPECT_EQ(textOf(record(kAnn, "Visit " + visit), "topics"), R"(["School"])");
    expectServerProves();
    expectWhole(kAnn);
    expectWhole(kBen);
}

TEST_F(Update, AHazardThatAnOldServerDoesNotKnowCountsAsTheMostProtective) {
    startServer(Version::Shipped);
    startTablet(kAnn, Version::Next);
    startTablet(kBen, Version::Shipped);
    const auto alert = disagreeAboutAHazard();
    EXPECT_EQ(levelOf(kAnn, alert), "HAZARD_TELEPHONE_FIRST");
    EXPECT_EQ(levelOf(kBen, alert), std::to_string(kTelephoneFirst)) << "as a number, not as none";
    EXPECT_EQ(openReviews(kBen), 1U) << "a person looks";
    EXPECT_EQ(ask(kBen, "show Alert " + alert).at("siblings").as_array().size(), 1U)
        << "the other is kept";
    EXPECT_EQ(bytesOf(kAnn, kAlert, alert), bytesOf(kBen, kAlert, alert));
    // What was decided stays decided, and is proved by the rules it was decided by.
    replaceServer(Version::Next);
    expectServerProves();
    syncBoth();
    EXPECT_EQ(levelOf(kAnn, alert), "HAZARD_TELEPHONE_FIRST");
    EXPECT_EQ(openReviews(kAnn), 1U);
    // A server that knows the value ranks it.
    const auto second = disagreeAboutAHazard();
    EXPECT_EQ(levelOf(kAnn, second), "HAZARD_DO_NOT_VISIT");
    expectServerProves();
}

TEST_F(Update, ATabletThatIsUpdatedWithUnsentWorkShowsFindsAndSendsAllOfIt) {
    startServer(Version::Next);
    startTablet(kAnn, Version::Next);
    startTablet(kBen, Version::Shipped);
    const auto observation = make(
        kAnn, "Observation", R"({"seen":"YES","sibling_present":"YES","interpreter":"Ukrainian"})");
    syncBoth();
    ask(kBen, "set Observation " + observation + R"( {"seen_alone":"YES"})");
    const auto task = make(kBen, "Task", R"({"wording":"Recorded before the update"})");
    ask(kBen, "typing visit/new Half a sentence");
    EXPECT_TRUE(ask(kBen, "search Ukrainian").at("hits").as_array().empty());

    replaceTablet(kBen, Version::Next);
    expectWhole(kBen);
    EXPECT_EQ(textOf(ask(kBen, "state"), "unsent_edits"), "2");
    EXPECT_EQ(textOf(ask(kBen, "typing? visit/new"), "text"), "Half a sentence");
    EXPECT_EQ(ask(kBen, "search Ukrainian").at("hits").as_array().size(), 1U)
        << "in a field that the old app did not know";
    const auto shown = record(kBen, "Observation " + observation);
    EXPECT_EQ(textOf(shown, "sibling_present"), "YES");
    EXPECT_EQ(textOf(shown, "seen_alone"), "YES");

    syncBoth();
    sync(kBen);
    EXPECT_EQ(textOf(record(kAnn, "Task " + task), "wording"), "Recorded before the update");
    EXPECT_EQ(bytesOf(kAnn, kObservation, observation), bytesOf(kBen, kObservation, observation));
    EXPECT_EQ(textOf(record(kAnn, "Observation " + observation), "sibling_present"), "YES");
    expectWhole(kBen);
    expectServerProves();
}

TEST_F(Update, AServerThatAsksForANewerAppTakesWhatWasRecordedAndSaysInWordsWhatItDoesNot) {
    startServer(Version::Shipped);
    startTablet(kBen, Version::Shipped);
    const auto task = make(kBen, "Task", R"({"wording":"Recorded before anybody said so"})");
    stopServer();
    startServer(Version::Next, "minimum_schema_for_writing = 2");
    const auto run = ask(kBen, "sync");
    EXPECT_EQ(textOf(run, "edits_sent"), "1");
    EXPECT_NE(textOf(run, "notices").find("too old to record anything new"), std::string::npos);
    EXPECT_EQ(textOf(ask(kBen, "state"), "update_needed"), "true");
    EXPECT_EQ(textOf(ask(kBen, "state"), "unsent_edits"), "0");
    EXPECT_TRUE(held().empty());

    ask(kBen, "typing visit/new What I saw today");
    const auto sentence = refusal(kBen, "new Task " + family() + R"( {"wording":"Not taken"})");
    EXPECT_NE(sentence.find("too old to record anything new"), std::string::npos) << sentence;
    EXPECT_EQ(textOf(ask(kBen, "typing? visit/new"), "text"), "What I saw today");
    sync(kBen);

    replaceTablet(kBen, Version::Next);
    EXPECT_EQ(textOf(ask(kBen, "state"), "update_needed"), "false");
    EXPECT_EQ(textOf(ask(kBen, "typing? visit/new"), "text"), "What I saw today");
    make(kBen, "Task", R"({"wording":"Taken now"})");
    sync(kBen);
    EXPECT_EQ(textOf(ask(kBen, "state"), "unsent_edits"), "0");
    EXPECT_EQ(textOf(record(kBen, "Task " + task), "wording"), "Recorded before anybody said so");
    expectServerProves();
}

TEST_F(Update, AnOldProgramRefusesTheStoreOfANewerOneAndLeavesItWhole) {
    startServer(Version::Next);
    startTablet(kAnn, Version::Next);
    const auto visit = visitOf(kAnn);
    sync(kAnn);
    ASSERT_TRUE(town.stopTablet(kAnn).has_value());
    stopServer();
    const auto opened = town.readServer([](server::store::Store&) { ADD_FAILURE(); });
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code(), base::ErrorCode::UnsupportedVersion);
    const auto tablet = town.readTablet(kAnn, [](client::store::TabletStore&) { ADD_FAILURE(); });
    ASSERT_FALSE(tablet);
    EXPECT_EQ(tablet.error().code(), base::ErrorCode::UnsupportedVersion);
    startServer(Version::Next);
    startTablet(kAnn, Version::Next);
    EXPECT_EQ(textOf(record(kAnn, "Visit " + visit), "topics"), R"(["School"])");
    expectWhole(kAnn);
    expectServerProves();
}

}  // namespace
}  // namespace hearth::versions

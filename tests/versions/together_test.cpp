// An old tablet and a new one on one case, at an old server and at a new one: what the newer app
// recorded is there byte for byte, whatever the older one does beside it.
#include "tests/versions/newer_app.hpp"
#include "tests/versions/two_versions.hpp"

namespace hearth::versions {
namespace {

const records::TypeNumber kVisit = records::typeNumber<records::Visit>();
const records::TypeNumber kObservation = records::typeNumber<records::Observation>();
const records::TypeNumber kAlert = records::typeNumber<records::Alert>();

// JSON leaves out what is not answered.
const std::string kNoAnswer;

// Ann has the next version, Ben the shipped one.
class Together : public TwoVersions, public testing::WithParamInterface<Version> {
protected:
    void SetUp() override {
        startServer(GetParam());
        startTablet(kAnn, Version::Next);
        startTablet(kBen, Version::Shipped);
    }
    void annRecordsEverythingNew() {
        visit = make(kAnn, "Visit",
                     R"({"kind":"HOME_VISIT","people_present":["Mother"],"topics":["School"],)"
                     R"("log_lines":["Rang the bell"],"shared_note":"First.\n\nSecond."})");
        observation = make(kAnn, "Observation",
                           R"({"seen":"YES","seen_alone":"NO","spoken_alone":"NO",)"
                           R"("not_alone_reason":"ADULT_STAYED","sibling_present":"YES",)"
                           R"("interpreter":"Ukrainian"})");
        alert = make(kAnn, "Alert", R"({"level":"HAZARD_POLICE_FIRST","what":"A dog"})");
        plan = make(kAnn, "SafetyPlan", R"({"aim":"Safe evenings","steps":["Nan comes"]})");
    }
    void expectTheSameOnBoth() {
        const std::pair<records::TypeNumber, std::string> all[] = {
            {kVisit, visit}, {kObservation, observation}, {kAlert, alert}, {kSafetyPlan, plan}};
        for (const auto& [type, id] : all)
            EXPECT_EQ(bytesOf(kAnn, type, id), bytesOf(kBen, type, id)) << type;
        expectWhole(kAnn);
        expectWhole(kBen);
        expectServerProves();
    }

    std::string visit;
    std::string observation;
    std::string alert;
    std::string plan;
};

TEST_P(Together, TheOldTabletHoldsEveryFieldElementValueAndTypeItDoesNotKnow) {
    annRecordsEverythingNew();
    const std::string before = bytesOf(kAnn, kObservation, observation);
    syncBoth();
    expectTheSameOnBoth();
    EXPECT_EQ(before.substr(0, before.find(' ')),
              bytesOf(kBen, kObservation, observation).substr(0, before.find(' ')))
        << "as it was typed";
    EXPECT_TRUE(held().empty());
}

TEST_P(Together, WhatTheOldTabletChangesInTheSameRecordLeavesWhatItDoesNotKnow) {
    annRecordsEverythingNew();
    syncBoth();
    ask(kBen, "set Observation " + observation +
                  R"( {"seen_alone":"YES","not_alone_reason":"NOT_ALONE_UNSPECIFIED",)"
                  R"("own_words":"I like Nan"})");
    ask(kBen, "set Visit " + visit + R"( {"people_present":["Mother","Health visitor"]})");
    expectWhole(kBen);
    syncBoth();
    const auto now = record(kAnn, "Observation " + observation);
    EXPECT_EQ(textOf(now, "seen_alone"), "YES");
    EXPECT_EQ(textOf(now, "sibling_present"), "YES") << "of the same group of evidence";
    EXPECT_EQ(textOf(now, "interpreter"), "Ukrainian");
    const auto visited = record(kAnn, "Visit " + visit);
    EXPECT_EQ(textOf(visited, "topics"), R"(["School"])");
    EXPECT_EQ(textOf(visited, "people_present"), R"(["Mother","Health visitor"])");
    EXPECT_EQ(openReviews(kAnn), 0U) << "each had seen the other's";
    expectTheSameOnBoth();
}

TEST_P(Together, TheNewTabletGoesOnWithWhatItKnowsThroughAnOldTabletsWork) {
    annRecordsEverythingNew();
    syncBoth();
    ask(kBen, "set Visit " + visit + R"( {"concerns":"None today"})");
    ask(kAnn, "set Visit " + visit +
                  R"( {"topics":["Home"],"shared_note":"First.\n\nSecond, longer.",)"
                  R"("log_lines":["Rang the bell","Nobody came"]})");
    syncBoth();
    const auto now = record(kAnn, "Visit " + visit);
    EXPECT_EQ(textOf(now, "topics"), R"(["Home"])");
    EXPECT_EQ(textOf(now, "log_lines"), R"(["Rang the bell","Nobody came"])");
    EXPECT_EQ(textOf(now, "shared_note"), "First.\n\nSecond, longer.");
    EXPECT_EQ(textOf(now, "concerns"), "None today");
    EXPECT_TRUE(held().empty());
    expectTheSameOnBoth();
}

TEST_P(Together, AnAnswerThatTheNewTabletTakesBackIsGoneAlsoWhereNobodyKnewIt) {
    annRecordsEverythingNew();
    syncBoth();
    ask(kAnn, "set Observation " + observation + R"( {"sibling_present":"UNANSWERED"})");
    syncBoth();
    EXPECT_EQ(textOf(record(kAnn, "Observation " + observation), "sibling_present"), kNoAnswer);
    ask(kBen, "set Observation " + observation + R"( {"seen_alone":"NOT_RECORDED"})");
    syncBoth();
    EXPECT_EQ(textOf(record(kAnn, "Observation " + observation), "sibling_present"), kNoAnswer);
    expectTheSameOnBoth();
}

TEST_P(Together, TwoAnswersToOneGroupAreBothKeptAndTheOldTabletMayChooseTheNewerOneWhole) {
    annRecordsEverythingNew();
    syncBoth();
    // Neither knows of the other's; Ben's comes in first and stays current.
    ask(kBen, "set Observation " + observation + R"( {"seen":"NOT_RECORDED"})");
    ask(kAnn, "set Observation " + observation +
                  R"( {"not_alone_reason":"CHILD_REFUSED","sibling_present":"NOT_RECORDED"})");
    sync(kBen);
    syncBoth();
    const auto shown = ask(kBen, "show Observation " + observation);
    const auto& siblings = shown.at("siblings").as_array();
    ASSERT_EQ(siblings.size(), 1U);
    EXPECT_GE(openReviews(kBen), 1U);
    const std::string chosen = R"({"seen":"YES","seen_alone":"NO","spoken_alone":"NO",)"
                               R"("not_alone_reason":"CHILD_REFUSED"})";
    ask(kBen, "resolve Observation " + observation + " 3 " + chosen + " " +
                  textOf(siblings.at(0).as_object(), "id") + " Ann was there");
    syncBoth();
    const auto now = record(kAnn, "Observation " + observation);
    EXPECT_EQ(textOf(now, "seen"), "YES");
    EXPECT_EQ(textOf(now, "not_alone_reason"), "CHILD_REFUSED");
    EXPECT_EQ(textOf(now, "sibling_present"), "NOT_RECORDED")
        << "the answer that was chosen, not half of each";
    expectTheSameOnBoth();
}

std::string serverName(const testing::TestParamInfo<Version>& version) {
    return version.param == Version::Next ? "AtANewServer" : "AtAnOldServer";
}

INSTANTIATE_TEST_SUITE_P(Servers, Together, testing::Values(Version::Shipped, Version::Next),
                         &serverName);

}  // namespace
}  // namespace hearth::versions

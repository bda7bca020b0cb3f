#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "schema/records/family.pb.h"
#include "schema/records/involvement.pb.h"
#include "shared/records/validation.hpp"
#include "tests/shared/records/samples.hpp"

namespace hearth::records {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

template <class Record>
std::vector<std::string> brokenIn(const Record& record) {
    std::vector<std::string> sentences;
    for (const Violation& found : contradictions(typeNumber<Record>(), Body::of(record)))
        sentences.push_back(found.sentence);
    return sentences;
}

Observation answers(Answer seen, Answer alone, Answer spoken) {
    Observation child;
    child.set_seen(seen);
    child.set_seen_alone(alone);
    child.set_spoken_alone(spoken);
    return child;
}

TEST(Contradictions, AreNoneInAnHonestObservation) {
    EXPECT_THAT(brokenIn(samples::observation()), IsEmpty());
    EXPECT_THAT(brokenIn(Observation()), IsEmpty());
    EXPECT_THAT(brokenIn(answers(YES, YES, YES)), IsEmpty());
    EXPECT_THAT(brokenIn(answers(NO, NO, NO)), IsEmpty());
    EXPECT_THAT(brokenIn(answers(YES, NOT_RECORDED, NOT_RECORDED)), IsEmpty());
}

TEST(Contradictions, SeenAloneWithAReasonForNotBeingAlone) {
    Observation child = answers(YES, YES, YES);
    child.set_not_alone_reason(CHILD_REFUSED);
    EXPECT_THAT(brokenIn(child),
                ElementsAre("Seen alone, yet a reason for not being alone is given."));
    child.set_spoken_alone(UNANSWERED);
    EXPECT_EQ(brokenIn(child).size(), 1U);
}

TEST(Contradictions, SeenAloneThoughSomethingPreventedIt) {
    Observation child = answers(YES, YES, YES);
    child.set_not_alone_detail("Her brother would not leave");
    EXPECT_THAT(brokenIn(child),
                ElementsAre("Seen alone, yet something is said to have prevented it."));
}

TEST(Contradictions, AreNoneWhenAChildSeenAloneRefusedToSpeak) {
    Observation child = answers(YES, YES, NO);
    child.set_not_alone_reason(CHILD_REFUSED);
    EXPECT_THAT(brokenIn(child), IsEmpty());
}

TEST(Contradictions, NotSeenYetSeenOrSpokenToAlone) {
    EXPECT_THAT(brokenIn(answers(NO, YES, YES)),
                ElementsAre("Not seen, yet seen alone.", "Not seen, yet spoken to alone."));
    EXPECT_THAT(brokenIn(answers(NOT_RECORDED, YES, UNANSWERED)),
                ElementsAre("Seen is not recorded, yet seen alone."));
    EXPECT_THAT(brokenIn(answers(YES, NO, YES)),
                ElementsAre("Not seen alone, yet spoken to alone."));
}

TEST(Contradictions, NotSeenYetAwake) {
    Observation child = answers(NO, NO, NO);
    child.set_awake(YES);
    const auto found = contradictions(typeNumber<Observation>(), Body::of(child));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].unit, 8U);
}

TEST(Contradictions, NameTheUnitThatAPersonMustLookAt) {
    const auto found = contradictions(typeNumber<Observation>(), Body::of(answers(NO, YES, NO)));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].unit, 3U);
}

TEST(Contradictions, LeftBeforeArriving) {
    Visit visit;
    visit.set_occurred_at(2'000'000);
    visit.set_left_at(1'000'000);
    EXPECT_THAT(brokenIn(visit), ElementsAre("The worker left before they arrived."));
    visit.set_left_at(2'000'000);
    EXPECT_THAT(brokenIn(visit), IsEmpty());
    visit.clear_left_at();
    EXPECT_THAT(brokenIn(visit), IsEmpty());
}

TEST(Contradictions, BornAndExpected) {
    Child child;
    child.set_born_day(18'000);
    child.set_expected_day(20'500);
    EXPECT_EQ(brokenIn(child).size(), 1U);
    child.clear_born_day();
    child.set_sex("F");
    EXPECT_THAT(brokenIn(child), ElementsAre("The child is not born yet, and a sex is recorded."));
    child.set_sex("U");
    EXPECT_THAT(brokenIn(child), IsEmpty());
}

TEST(Contradictions, NoDisabilityBesideOthers) {
    Child child;
    child.add_disability_codes("NONE");
    EXPECT_THAT(brokenIn(child), IsEmpty());
    child.add_disability_codes("AUT");
    EXPECT_THAT(brokenIn(child), ElementsAre("\"None\" stands beside other disabilities."));
}

TEST(Contradictions, AProtectedAddressThatIsTheOrdinaryOne) {
    CaseFile file;
    file.set_address("1 Example Street");
    file.set_protected_address("1 Example Street");
    file.set_protected_address_reason("A refuge");
    const auto found = brokenIn(file);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].find("Example"), std::string::npos) << "the sentence may not tell it";
    file.clear_address();
    EXPECT_THAT(brokenIn(file), IsEmpty());
    file.clear_protected_address();
    EXPECT_EQ(brokenIn(file).size(), 1U);
}

TEST(Contradictions, EndsBeforeStarts) {
    Involvement involvement;
    involvement.set_start_day(20'000);
    involvement.set_end_day(19'999);
    EXPECT_THAT(brokenIn(involvement), ElementsAre("The involvement ends before it starts."));
    Plan plan;
    plan.set_start_day(20'000);
    plan.set_end_day(19'999);
    EXPECT_THAT(brokenIn(plan), ElementsAre("The plan ends before it starts."));
    plan.clear_end_day();
    EXPECT_THAT(brokenIn(plan), IsEmpty());
}

TEST(Contradictions, ACategoryOfAbuseOutsideChildProtection) {
    Plan plan;
    plan.set_category_of_abuse("NEG");
    plan.set_kind(CHILD_IN_NEED);
    EXPECT_EQ(brokenIn(plan).size(), 1U);
    plan.set_kind(CHILD_PROTECTION);
    EXPECT_THAT(brokenIn(plan), IsEmpty());
}

TEST(Contradictions, AreNoneInWhatThisProgramCannotRead) {
    EXPECT_THAT(contradictions(9'999, Body::of(answers(NO, YES, YES))), IsEmpty());
    Body damaged;
    damaged.setElements(3, {encodeText(3, "yes")});
    EXPECT_THAT(contradictions(typeNumber<Observation>(), damaged), IsEmpty());
}

}  // namespace
}  // namespace hearth::records

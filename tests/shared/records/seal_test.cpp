#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "shared/records/validation.hpp"

namespace hearth::records {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

Visit homeVisit() {
    Visit visit;
    visit.set_kind(HOME_VISIT);
    visit.set_occurred_at(1'700'000'000'000);
    return visit;
}

ObservedChild amira(Answer seen, Answer alone, Answer spoken) {
    ObservedChild child{"Amira", {}};
    child.observation.set_seen(seen);
    child.observation.set_seen_alone(alone);
    child.observation.set_spoken_alone(spoken);
    return child;
}

TEST(Sealing, NeedsNothingMoreWhenAChildWasSeenAndSpokenToAlone) {
    EXPECT_THAT(missingBeforeSeal(homeVisit(), {amira(YES, YES, YES)}), IsEmpty());
}

TEST(Sealing, AsksForEachAnswerAboutEachChildByName) {
    EXPECT_THAT(missingBeforeSeal(homeVisit(), {{"Amira", {}}, amira(YES, YES, UNANSWERED)}),
                ElementsAre("Say whether Amira was seen.", "Say whether Amira was seen alone.",
                            "Say whether Amira was spoken to alone.",
                            "Say whether Amira was spoken to alone."));
}

TEST(Sealing, NeedsALawfulReasonWhenAChildWasNotSeenAlone) {
    ObservedChild child = amira(YES, NO, NO);
    EXPECT_THAT(missingBeforeSeal(homeVisit(), {child}),
                ElementsAre("Say why Amira was not seen alone."));
    child.observation.set_not_alone_reason(INAPPROPRIATE_AGE);
    EXPECT_THAT(missingBeforeSeal(homeVisit(), {child}), IsEmpty());
}

TEST(Sealing, NeedsALawfulReasonWhenAChildSeenAloneWasNotSpokenToAlone) {
    ObservedChild child = amira(YES, YES, NO);
    EXPECT_THAT(missingBeforeSeal(homeVisit(), {child}),
                ElementsAre("Say why Amira was not spoken to alone."));
    child.observation.set_not_alone_reason(CHILD_REFUSED);
    EXPECT_THAT(missingBeforeSeal(homeVisit(), {child}), IsEmpty());
}

TEST(Sealing, NeedsToKnowWhatPreventedTheWorker) {
    ObservedChild child = amira(YES, NO, NO);
    child.observation.set_not_alone_reason(WORKER_UNABLE);
    EXPECT_THAT(missingBeforeSeal(homeVisit(), {child}),
                ElementsAre("Say what prevented you from seeing Amira alone."));
    child.observation.set_seen_alone(YES);
    EXPECT_THAT(missingBeforeSeal(homeVisit(), {child}),
                ElementsAre("Say what prevented you from speaking to Amira alone."));
    child.observation.set_not_alone_detail("Her aunt would not leave the room");
    EXPECT_THAT(missingBeforeSeal(homeVisit(), {child}), IsEmpty());
}

TEST(Sealing, AsksOnlyWhyWhenAChildWasNotSeen) {
    ObservedChild child = amira(NO, UNANSWERED, UNANSWERED);
    EXPECT_THAT(missingBeforeSeal(homeVisit(), {child}),
                ElementsAre("Say why Amira was not seen."));
    child.observation.set_not_alone_detail("At school");
    EXPECT_THAT(missingBeforeSeal(homeVisit(), {child}), IsEmpty());
}

TEST(Sealing, TakesNotRecordedForAnAnswerOfItsOwn) {
    EXPECT_THAT(missingBeforeSeal(homeVisit(), {amira(YES, NOT_RECORDED, NOT_RECORDED)}),
                IsEmpty());
    EXPECT_THAT(missingBeforeSeal(homeVisit(), {amira(NOT_RECORDED, UNANSWERED, NOT_RECORDED)}),
                ElementsAre("Say whether Amira was seen alone."));
}

TEST(Sealing, DoesNotPassAContradiction) {
    ObservedChild child = amira(YES, YES, YES);
    child.observation.set_not_alone_reason(CHILD_REFUSED);
    EXPECT_THAT(missingBeforeSeal(homeVisit(), {child}),
                ElementsAre("Put right what is said of Amira: Seen alone, yet a reason for not "
                            "being alone is given."));
}

TEST(Sealing, NeedsTheKindTheTimeAndAChild) {
    EXPECT_THAT(missingBeforeSeal(Visit(), {}),
                ElementsAre("Say what kind of visit it was.", "Say when you arrived.",
                            "No child is listed: say which children it was about."));
}

TEST(Sealing, NeedsWhatHappensNextWhenNobodyCouldBeSeen) {
    ObservedChild child = amira(NO, NO, NO);
    child.observation.set_not_alone_detail("Nobody answered the door");
    for (const VisitKind kind : {NO_ACCESS, CHILD_NOT_PRESENT}) {
        Visit visit = homeVisit();
        visit.set_kind(kind);
        EXPECT_THAT(missingBeforeSeal(visit, {child}), ElementsAre("Say what happens next."));
        visit.set_next_steps("Back on Thursday with the health visitor");
        EXPECT_THAT(missingBeforeSeal(visit, {child}), IsEmpty());
    }
}

TEST(Sealing, ComparesTheKindOfVisitWithWhatIsSaidOfTheChildren) {
    Visit visit = homeVisit();
    visit.set_kind(NO_ACCESS);
    visit.set_next_steps("Back on Thursday");
    EXPECT_THAT(missingBeforeSeal(visit, {amira(YES, YES, YES)}),
                ElementsAre("There was no access, yet Amira is recorded as seen."));
    visit.set_kind(CHILD_NOT_PRESENT);
    EXPECT_THAT(missingBeforeSeal(visit, {amira(YES, YES, YES)}),
                ElementsAre("A child was not present, yet every child is recorded as seen."));
}

TEST(Sealing, SaysThatTheWorkerLeftBeforeTheyArrived) {
    Visit visit = homeVisit();
    visit.set_left_at(visit.occurred_at() - 1);
    EXPECT_THAT(missingBeforeSeal(visit, {amira(YES, YES, YES)}),
                ElementsAre("The worker left before they arrived."));
}

TEST(Sealing, SpeaksOfTheChildWhenNoNameIsKnown) {
    EXPECT_THAT(missingBeforeSeal(homeVisit(), {{"", {}}}),
                Contains("Say whether the child was seen."));
}

}  // namespace
}  // namespace hearth::records

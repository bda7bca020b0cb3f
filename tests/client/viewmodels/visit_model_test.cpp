#include "client/viewmodels/visit_model.hpp"

#include <QSignalSpy>

#include "tests/client/viewmodels/visit_bench.hpp"

namespace hearth::client::viewmodels {

using tests::eventually;

class VisitModelTest : public tests::VisitBench {};

TEST_F(VisitModelTest, SavesArrivalAsOneEditOfTheVisitAndEachChild) {
    arrive();
    ASSERT_EQ(edits(), 1U);
    EXPECT_EQ(records.saved()[0].size(), 3U);
    ASSERT_TRUE(savedVisit());
    EXPECT_EQ(savedVisit()->occurred_at(), tests::kTuesdayAfternoon.millis);
    EXPECT_EQ(savedVisit()->kind(), records::HOME_VISIT);
    EXPECT_EQ(visit.kept(), QStringLiteral("Kept on this tablet"));
}

TEST_F(VisitModelTest, RecordsNothingBeforeArrival) {
    visit.begin(family.scope);
    ASSERT_TRUE(eventually([this] { return visit.isLoaded(); }));
    EXPECT_EQ(edits(), 0U);
    EXPECT_EQ(visit.family(), QStringLiteral("Khan"));
    EXPECT_EQ(visit.alerts()->count(), 1);
    EXPECT_EQ(visit.cards()->count(), 2);
}

TEST_F(VisitModelTest, KeepsAKeystrokeWithinASecond) {
    arrive();
    goTo(VisitStep::Home);
    settle();
    const auto before = records.typingWrites();
    QElapsedTimer timer;
    timer.start();
    visit.setHome(QStringLiteral("W"));
    EXPECT_TRUE(visit.kept().isEmpty());
    ASSERT_TRUE(eventually([&] { return !visit.kept().isEmpty(); }));
    EXPECT_LT(timer.elapsed(), 1000);
    EXPECT_GT(records.typingWrites(), before);
}

TEST_F(VisitModelTest, KeepsTypingThatNeverPauses) {
    arrive();
    goTo(VisitStep::Home);
    settle();
    const auto before = records.typingWrites();
    QElapsedTimer timer;
    timer.start();
    QString text;
    while (timer.elapsed() < 1600) {
        visit.setHome(text += QLatin1Char('x'));
        QCoreApplication::processEvents();
        QThread::msleep(50);
    }
    EXPECT_GE(records.typingWrites(), before + 2);
}

TEST_F(VisitModelTest, MakesNoEditOfAKeystroke) {
    arrive();
    goTo(VisitStep::Home);
    settle();
    const auto before = edits();
    for (int i = 0; i < 30; ++i)
        visit.setHome(visit.home() + QLatin1Char('x'));
    ASSERT_TRUE(eventually([&] { return !visit.kept().isEmpty(); }));
    EXPECT_EQ(edits(), before);
    visit.next();
    settle();
    EXPECT_EQ(edits(), before + 1);
    EXPECT_EQ(savedVisit()->home_conditions().size(), 30U);
}

TEST_F(VisitModelTest, MakesOneEditOfARowOfTaps) {
    arrive();
    auto& amira = childStep("Amira");
    settle();
    const auto before = edits();
    amira.setSpokenAlone(Answers::Yes);
    amira.setAwake(Answers::Yes);
    amira.setBedroom(Answers::Yes);
    ASSERT_TRUE(eventually([&] { return edits() > before; }));
    settle();
    EXPECT_EQ(edits(), before + 1);
}

TEST_F(VisitModelTest, SendsOnlyWhatChangedSinceTheLastSave) {
    arrive();
    auto& amira = childStep("Amira");
    amira.setSpokenAlone(Answers::Yes);
    visit.next();
    settle();
    childStep("Amira").setAwake(Answers::Yes);
    visit.next();
    settle();
    ASSERT_EQ(records.saved().back().size(), 1U);
}

TEST_F(VisitModelTest, ComesBackAfterACrashToTheVeryWordsAndStep) {
    arrive();
    auto& amira = childStep("Amira");
    amira.setSpokenAlone(Answers::Yes);
    amira.setOwnWords(QStringLiteral("I like it when N"));
    const auto step = visit.step();
    ASSERT_TRUE(eventually([&] { return !visit.kept().isEmpty(); }));
    settle();
    // The program ends here without another word; a new one opens the same tablet.
    VisitModel after(session);
    const auto form = records.typingForms()->front();
    after.resume(visitOfForm(form));
    ASSERT_TRUE(eventually([&] { return after.isLoaded(); }));
    EXPECT_EQ(after.step(), step);
    ASSERT_NE(after.child(), nullptr);
    EXPECT_EQ(after.child()->ownWords(), QStringLiteral("I like it when N"));
    EXPECT_EQ(after.child()->seenAlone(), Answers::Yes);
}

TEST_F(VisitModelTest, LeavesADraftAndNoTypingBehindWhenLeftForNow) {
    arrive();
    goTo(VisitStep::Home);
    visit.setHome(QStringLiteral("Warm."));
    QSignalSpy closed(&visit, &VisitModel::closed);
    visit.leaveForNow();
    ASSERT_TRUE(eventually([&] { return closed.size() == 1; }));
    EXPECT_EQ(savedVisit()->home_conditions(), "Warm.");
    EXPECT_EQ(typings(), 0U);
    EXPECT_FALSE(visit.hasArrived());
}

TEST_F(VisitModelTest, SaysInWordsThatAFullDiskKeptNothingAndTriesAgain) {
    arrive();
    goTo(VisitStep::Home);
    settle();
    records.failNextWrite(base::ErrorCode::DiskFull);
    visit.setHome(QStringLiteral("Warm."));
    ASSERT_TRUE(eventually([&] { return !visit.failure().isEmpty(); }));
    EXPECT_TRUE(visit.failure().contains(QStringLiteral("full")));
    EXPECT_TRUE(visit.kept().isEmpty());
    visit.setHome(QStringLiteral("Warm. Clean."));
    ASSERT_TRUE(eventually([&] { return visit.failure().isEmpty(); }));
    visit.next();
    settle();
    EXPECT_EQ(savedVisit()->home_conditions(), "Warm. Clean.");
}

TEST_F(VisitModelTest, OffersTheHouseholdAsPeopleWhoMayBeHere) {
    arrive();
    ASSERT_EQ(visit.people()->count(), 1);
    visit.togglePerson(QStringLiteral("Mother, Sana"));
    visit.addPerson(QStringLiteral("  Health visitor "));
    visit.addPerson(QStringLiteral("Health visitor"));
    visit.next();
    settle();
    const auto saved = savedVisit();
    const auto& present = saved->people_present();
    ASSERT_EQ(present.size(), 2);
    EXPECT_EQ(present[1], "Health visitor");
}

TEST_F(VisitModelTest, NeverMovesArrivalIntoTheFuture) {
    arrive();
    visit.moveArrival(5);
    EXPECT_EQ(visit.arrived(), QStringLiteral("today 14:05"));
    visit.moveArrival(-65);
    EXPECT_EQ(visit.arrived(), QStringLiteral("today 13:00"));
}

TEST_F(VisitModelTest, KeepsActionsWithOwnerAndDate) {
    arrive();
    goTo(VisitStep::Actions);
    visit.setActionWording(QStringLiteral("Ring the school"));
    visit.setActionDueDay(20'790);
    visit.addAction();
    ASSERT_TRUE(eventually([&] { return visit.actions()->count() == 1; }));
    const auto tasks = records.entities(records::typeNumber<records::Task>());
    ASSERT_EQ(tasks.size(), 1U);
    const auto task = tasks[0]->body.as<records::Task>().value();
    EXPECT_EQ(task.wording(), "Ring the school");
    EXPECT_EQ(task.owner_id(), family.worker.bytes());
    EXPECT_EQ(task.due_day(), 20'790);
    EXPECT_TRUE(visit.actionWording().isEmpty());
}

TEST_F(VisitModelTest, OpensAnotherVisitWhileTheLastOneIsStillBeingSaved) {
    arrive();
    childStep("Amira").setSpokenAlone(Answers::Yes);
    visit.flush();
    visit.begin(family.scope);
    ASSERT_TRUE(eventually([this] { return visit.isLoaded(); }));
    settle();
    EXPECT_FALSE(visit.hasArrived());
    EXPECT_EQ(edits(), 2U);
}

}  // namespace hearth::client::viewmodels

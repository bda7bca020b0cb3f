#include "client/viewmodels/app_model.hpp"

#include <QSignalSpy>
#include <QTemporaryDir>

#include "tests/client/viewmodels/bench.hpp"

namespace hearth::client::viewmodels {

using tests::eventually;

class AppModelTest : public testing::Test {
protected:
    AppModelTest() : family(tests::makeFamily(records, clock)) {}

    std::unique_ptr<AppModel> start() {
        return std::make_unique<AppModel>(AppModel::Surroundings{door, clock, random, {}, false});
    }
    void unlock(AppModel& app) {
        app.lock()->unlock(QStringLiteral("correct-horse-battery"));
        ASSERT_TRUE(eventually([&] { return app.page() != AppModel::Unlock; }));
        ASSERT_TRUE(eventually([&] { return app.isIdle(); }));
    }
    tests::TestClock clock{tests::kTuesdayAfternoon};
    tests::MemoryRecords records{{}, clock};
    tests::Family family;
    tests::MemoryDoor door{records, "correct-horse-battery"};
    base::SeededRandom random{1};
};

TEST_F(AppModelTest, BeginsLockedOrWithEnrolment) {
    EXPECT_EQ(start()->page(), AppModel::Unlock);
    door.setEnrolled(false);
    EXPECT_EQ(start()->page(), AppModel::Enrol);
}

TEST_F(AppModelTest, ShowsTodayAfterUnlocking) {
    const auto app = start();
    unlock(*app);
    EXPECT_EQ(app->page(), AppModel::Today);
    EXPECT_EQ(app->authority(), QStringLiteral("Northvale Council"));
    EXPECT_EQ(app->todayPage()->due()->count(), 1);
}

TEST_F(AppModelTest, ComesBackToTheVisitThatWasBeingWritten) {
    {
        const auto app = start();
        unlock(*app);
        app->startVisit(family.scopeText());
        ASSERT_TRUE(eventually([&] { return app->visit()->isLoaded(); }));
        app->visit()->arrive(1);
        ASSERT_TRUE(eventually([&] { return app->visit()->hasArrived(); }));
        app->visit()->setHome(QStringLiteral("Half a sen"));
        app->flush();
    }
    const auto app = start();
    unlock(*app);
    ASSERT_TRUE(eventually([&] { return app->visit()->hasArrived(); }));
    EXPECT_EQ(app->page(), AppModel::Visit);
    EXPECT_EQ(app->visit()->home(), QStringLiteral("Half a sen"));
}

TEST_F(AppModelTest, DoesNotComeBackToAVisitThatIsSealedMeanwhile) {
    auto draft = openDraft(records, family.sealedVisit);
    ASSERT_FALSE(draft.has_value());
    VisitDraft typed;
    typed.scope = family.scope;
    typed.id = family.sealedVisit;
    const auto* visit = records.entity({records::typeNumber<records::Visit>(), family.sealedVisit});
    typed.opened.key = visit->key;
    typed.now = visit->body.as<records::Visit>().value();
    ASSERT_TRUE(records.keepTyping(typingForm(typed.id), encodeTyping(typed)).has_value());
    const auto app = start();
    unlock(*app);
    EXPECT_EQ(app->page(), AppModel::Today);
    EXPECT_TRUE(app->notice().isEmpty());
    EXPECT_TRUE(records.typingForms()->empty());
}

TEST_F(AppModelTest, GoesOnWithTheVisitInProgressInsteadOfBeginningASecond) {
    const auto app = start();
    unlock(*app);
    app->startVisit(family.scopeText());
    ASSERT_TRUE(eventually([&] { return app->visit()->isLoaded(); }));
    app->visit()->arrive(1);
    ASSERT_TRUE(eventually([&] { return app->visit()->hasArrived(); }));
    app->visit()->leaveForNow();
    ASSERT_TRUE(eventually([&] { return app->page() == AppModel::Today; }));
    ASSERT_TRUE(eventually([&] { return app->todayPage()->drafts()->count() == 1; }));
    app->startVisit(family.scopeText());
    ASSERT_TRUE(eventually([&] { return app->visit()->hasArrived(); }));
    EXPECT_EQ(records.entities(records::typeNumber<records::Visit>()).size(), 2U);
}

TEST_F(AppModelTest, FindsTheWayBack) {
    const auto app = start();
    unlock(*app);
    app->show(AppModel::Caseload);
    app->openCase(family.scopeText());
    app->openSealedVisit(QString::fromStdString(family.sealedVisit.hex()));
    app->goBack();
    EXPECT_EQ(app->page(), AppModel::CaseFile);
    app->goBack();
    EXPECT_EQ(app->page(), AppModel::Caseload);
    app->goBack();
    EXPECT_EQ(app->page(), AppModel::Today);
}

TEST_F(AppModelTest, MasksAProtectedAddressWhenThePageIsLeft) {
    const auto app = start();
    unlock(*app);
    app->openCase(family.scopeText());
    ASSERT_TRUE(eventually([&] { return app->caseFile()->isLoaded(); }));
    app->caseFile()->reveal();
    ASSERT_TRUE(eventually([&] { return app->caseFile()->isRevealed(); }));
    app->show(AppModel::Today);
    EXPECT_FALSE(app->caseFile()->isRevealed());
}

TEST_F(AppModelTest, PutsEverythingOnDiskBeforeItLocks) {
    const auto app = start();
    unlock(*app);
    app->startVisit(family.scopeText());
    ASSERT_TRUE(eventually([&] { return app->visit()->isLoaded(); }));
    app->visit()->arrive(1);
    ASSERT_TRUE(eventually([&] { return app->visit()->hasArrived(); }));
    app->visit()->setHome(QStringLiteral("Warm."));
    QSignalSpy locked(app.get(), &AppModel::lockRequested);
    app->lockNow();
    EXPECT_EQ(locked.size(), 1);
    app->finishStore();
    EXPECT_EQ(records.saved().back().size(), 1U);
}

TEST_F(AppModelTest, RemembersHowTheScreensLook) {
    const QTemporaryDir folder;
    const auto file = folder.filePath(QStringLiteral("display.ini"));
    DisplayModel(file).setDark(true);
    DisplayModel(file).setTextPercent(130);
    const DisplayModel again(file);
    EXPECT_TRUE(again.dark());
    EXPECT_EQ(again.textPercent(), 130);
}

}  // namespace hearth::client::viewmodels

#include "client/viewmodels/case_file_model.hpp"

#include <QSignalSpy>

#include "tests/client/viewmodels/bench.hpp"

namespace hearth::client::viewmodels {

using tests::eventually;

class CaseFileModelTest : public tests::Bench {
protected:
    void open() {
        file.open(family.scope);
        ASSERT_TRUE(eventually([this] { return file.isLoaded(); }));
        settle();
    }
    void begin(int form, const QString& id = {}) {
        file.editor()->begin(form, id);
        ASSERT_TRUE(eventually([&] { return file.editor()->form() == form; }));
    }
    void save() {
        file.editor()->save();
        ASSERT_TRUE(eventually([this] { return file.editor()->form() == CaseEditor::Nothing; }));
        settle();
    }
    CaseFileModel file{session};
};

TEST_F(CaseFileModelTest, ShowsWhoIsWhoAndWhereAndHowToGetIn) {
    open();
    EXPECT_EQ(file.family(), QStringLiteral("Khan"));
    EXPECT_EQ(file.address(), QStringLiteral("14 Mill Lane, ZZ1 2AB"));
    EXPECT_EQ(file.accessNote(), QStringLiteral("Side door."));
    EXPECT_EQ(file.childRows()->count(), 2);
    EXPECT_EQ(file.people()->count(), 3);
    EXPECT_EQ(file.visits()->row<VisitRow>(0).seen,
              QStringLiteral("Amira seen alone; Yusuf seen alone"));
}

TEST_F(CaseFileModelTest, ShowsHowAChildCommunicates) {
    open();
    bool found = false;
    for (int i = 0; i < file.childRows()->count(); ++i) {
        const auto row = file.childRows()->row<ChildCardRow>(i);
        if (row.name == QStringLiteral("Amira")) {
            found = true;
            EXPECT_EQ(row.method, QStringLiteral("Makaton"));
        }
    }
    EXPECT_TRUE(found);
}

TEST_F(CaseFileModelTest, OpeningItIsAudited) {
    open();
    ASSERT_FALSE(records.opened().empty());
    EXPECT_EQ(records.opened().front(), family.caseFileKey());
}

TEST_F(CaseFileModelTest, MasksAProtectedAddressUntilRevealedAndAuditsTheLook) {
    open();
    EXPECT_TRUE(file.hasProtected());
    EXPECT_TRUE(file.protectedAddress().isEmpty());
    EXPECT_TRUE(file.protectedReason().isEmpty());
    const auto before = records.opened().size();
    file.reveal();
    ASSERT_TRUE(eventually([this] { return file.isRevealed(); }));
    EXPECT_EQ(records.opened().size(), before + 1);
    EXPECT_EQ(file.protectedAddress(), QStringLiteral("Refuge, 3 Hill Road"));
    file.mask();
    EXPECT_TRUE(file.protectedAddress().isEmpty());
}

TEST_F(CaseFileModelTest, NeverPutsAProtectedAddressIntoTheHistory) {
    tests::disagreeAboutAddress(records, family, clock);
    open();
    for (int i = 0; i < file.history()->count(); ++i) {
        EXPECT_FALSE(
            file.history()->row<HistoryRow>(i).value.contains(QStringLiteral("Hill Road")));
    }
}

TEST_F(CaseFileModelTest, SavesAPhoneNumberAsTheLeastChangeOnWhatWasOpened) {
    open();
    begin(CaseEditor::Phone);
    EXPECT_EQ(file.editor()->text(), QStringLiteral("01632 960001"));
    const auto revAtOpening = records.entity(family.caseFileKey())->rev;
    // Somebody else's change arrives while the form is open.
    tests::disagreeAboutAddress(records, family, clock);
    file.editor()->setText(QStringLiteral("01632 960999"));
    save();
    ASSERT_EQ(edits(), 1U);
    ASSERT_EQ(records.saved()[0].size(), 1U);
    EXPECT_EQ(records.saved()[0][0].openRev, revAtOpening);
    EXPECT_EQ(file.phone(), QStringLiteral("01632 960999"));
}

TEST_F(CaseFileModelTest, SavesNothingWhenNothingWasChanged) {
    open();
    begin(CaseEditor::Phone);
    save();
    EXPECT_EQ(edits(), 0U);
}

TEST_F(CaseFileModelTest, ChangesAnAlertAndAddsOne) {
    open();
    begin(CaseEditor::Alert, QString::fromStdString(family.alert.hex()));
    EXPECT_EQ(file.editor()->level(), 1);
    file.editor()->setLevel(2);
    save();
    EXPECT_EQ(records.entity(family.alertKey())->body.as<records::Alert>()->level(),
              records::HAZARD_TWO_WORKERS);
    begin(CaseEditor::Alert);
    EXPECT_FALSE(file.editor()->canSave());
    file.editor()->setText(QStringLiteral("Do not use the lift."));
    file.editor()->setLevel(1);
    save();
    EXPECT_EQ(file.alerts()->count(), 2);
}

TEST_F(CaseFileModelTest, PutsTheWorstHazardFirst) {
    open();
    begin(CaseEditor::Alert);
    file.editor()->setText(QStringLiteral("Weapon seen."));
    file.editor()->setLevel(3);
    save();
    EXPECT_EQ(file.alerts()->row<AlertRow>(0).level, records::HAZARD_DO_NOT_VISIT);
}

TEST_F(CaseFileModelTest, AddsTasksAndFinishesThem) {
    open();
    begin(CaseEditor::Task);
    file.editor()->setText(QStringLiteral("Ring the school"));
    save();
    ASSERT_EQ(file.tasks()->count(), 1);
    file.finishTask(file.tasks()->row<TaskRow>(0).id);
    ASSERT_TRUE(eventually([this] { return !file.tasks()->row<TaskRow>(0).done.isEmpty(); }));
}

TEST_F(CaseFileModelTest, AddsALineToTheChronology) {
    open();
    begin(CaseEditor::Chronology);
    file.editor()->setText(QStringLiteral("Moved to Mill Lane."));
    save();
    ASSERT_EQ(file.chronology()->count(), 1);
    EXPECT_EQ(file.chronology()->row<ChronologyRow>(0).event,
              QStringLiteral("Moved to Mill Lane."));
}

TEST_F(CaseFileModelTest, ShowsWhoChangedWhatAndWhenTwice) {
    open();
    begin(CaseEditor::Phone);
    file.editor()->setText(QStringLiteral("01632 960999"));
    save();
    bool found = false;
    for (int i = 0; i < file.history()->count(); ++i) {
        const auto row = file.history()->row<HistoryRow>(i);
        if (row.what != QStringLiteral("Case file: Phone")) continue;
        found = true;
        EXPECT_EQ(row.who, QStringLiteral("You"));
        EXPECT_EQ(row.value, QStringLiteral("01632 960999"));
        EXPECT_EQ(row.recorded, QStringLiteral("today 14:05"));
        EXPECT_FALSE(row.received.isEmpty());
    }
    EXPECT_TRUE(found);
}

TEST_F(CaseFileModelTest, ShowsAValueThatDidNotStandInTheHistory) {
    tests::disagreeAboutAddress(records, family, clock);
    open();
    bool found = false;
    for (int i = 0; i < file.history()->count(); ++i) {
        const auto row = file.history()->row<HistoryRow>(i);
        if (!row.value.contains(QStringLiteral("9 Lock Street"))) continue;
        found = true;
        EXPECT_EQ(row.note, QStringLiteral("Waits for a decision"));
        EXPECT_EQ(row.who, QStringLiteral("Sam Reed"));
    }
    EXPECT_TRUE(found);
    EXPECT_EQ(file.reviews(), 1);
}

}  // namespace hearth::client::viewmodels

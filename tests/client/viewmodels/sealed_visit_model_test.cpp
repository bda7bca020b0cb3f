#include "client/viewmodels/sealed_visit_model.hpp"

#include "tests/client/viewmodels/bench.hpp"

namespace hearth::client::viewmodels {

using tests::eventually;

class SealedVisitTest : public tests::Bench {
protected:
    void open() {
        visit.open(family.sealedVisit);
        ASSERT_TRUE(eventually([this] { return visit.isLoaded(); }));
    }
    [[nodiscard]] int rowOf(const QString& label) const {
        for (int i = 0; i < visit.fields()->count(); ++i) {
            if (visit.fields()->row<SealedFieldRow>(i).label == label) return i;
        }
        return -1;
    }
    SealedVisitModel visit{session};
};

TEST_F(SealedVisitTest, ShowsWhatWasRecordedWithThreeTimes) {
    open();
    EXPECT_EQ(visit.kind(), QStringLiteral("Home visit"));
    EXPECT_EQ(visit.byline(), QStringLiteral("Your visit"));
    EXPECT_FALSE(visit.occurred().isEmpty());
    EXPECT_FALSE(visit.recorded().isEmpty());
    EXPECT_FALSE(visit.received().isEmpty());
    const auto row = visit.fields()->row<SealedFieldRow>(rowOf(QStringLiteral("Analysis")));
    EXPECT_EQ(row.value, QStringLiteral("Settled since the summer."));
}

TEST_F(SealedVisitTest, SetsTheChildsOwnWordsApart) {
    open();
    const auto row = visit.fields()->row<SealedFieldRow>(rowOf(QStringLiteral("Their own words")));
    EXPECT_TRUE(row.ownWords);
}

TEST_F(SealedVisitTest, PutsAnAmendmentBesideTheOriginalAndChangesNothing) {
    open();
    const auto before =
        records.entity({records::typeNumber<records::Visit>(), family.sealedVisit})->body;
    const auto row = rowOf(QStringLiteral("Analysis"));
    visit.beginAmendment(row);
    EXPECT_EQ(visit.original(), QStringLiteral("Settled since the summer."));
    visit.editor()->setText(0, QStringLiteral("Settled since September."));
    EXPECT_FALSE(visit.canAmend());
    visit.setReason(QStringLiteral("Wrong month."));
    EXPECT_TRUE(visit.canAmend());
    visit.amend();
    ASSERT_TRUE(
        eventually([&] { return !visit.fields()->row<SealedFieldRow>(row).amendments.isEmpty(); }));
    const auto shown = visit.fields()->row<SealedFieldRow>(row);
    EXPECT_EQ(shown.value, QStringLiteral("Settled since the summer."));
    const auto line = shown.amendments[0].value<AmendmentLine>();
    EXPECT_EQ(line.text, QStringLiteral("Settled since September."));
    EXPECT_EQ(line.reason, QStringLiteral("Wrong month."));
    EXPECT_FALSE(line.proposed);
    EXPECT_EQ(records.entity({records::typeNumber<records::Visit>(), family.sealedVisit})->body,
              before);
}

TEST_F(SealedVisitTest, AmendsAnAnswerByChoosingAnother) {
    open();
    const auto row = rowOf(QStringLiteral("Seen"));
    visit.beginAmendment(row);
    ASSERT_EQ(visit.editor()->fields()->row<EditorRow>(1).label, QStringLiteral("Seen alone"));
    visit.editor()->setChoice(1, 1);
    visit.setReason(QStringLiteral("The door stood open."));
    visit.amend();
    ASSERT_TRUE(
        eventually([&] { return !visit.fields()->row<SealedFieldRow>(row).amendments.isEmpty(); }));
    const auto line = visit.fields()->row<SealedFieldRow>(row).amendments[0].value<AmendmentLine>();
    EXPECT_TRUE(line.text.contains(QStringLiteral("Seen alone: No")));
}

TEST_F(SealedVisitTest, ShowsTheManagersDecisionAboutItAndNoOther) {
    const auto decide = [&](const base::EntityId& about, const std::string& what) {
        records::Decision decision;
        decision.set_visit_id(about.bytes());
        decision.set_decision(what);
        decision.set_rationale("Seen alone; the plan holds.");
        decision.set_author_id(family.coWorker.bytes());
        records.receive(records::ChangeBuilder()
                            .create({records::typeNumber<records::Decision>(), records.newId()},
                                    family.scope, decision)
                            .take(),
                        family.coWorker, clock.wallNow() - base::hours(2));
    };
    decide(family.sealedVisit, "Agreed");
    decide(records.newId(), "About another visit");
    open();
    ASSERT_EQ(visit.decisions()->count(), 1);
    const auto row = visit.decisions()->row<DecisionRow>(0);
    EXPECT_EQ(row.decision, QStringLiteral("Agreed"));
    EXPECT_EQ(row.rationale, QStringLiteral("Seen alone; the plan holds."));
    EXPECT_TRUE(row.byline.startsWith(QStringLiteral("Sam Reed"))) << row.byline.toStdString();
}

TEST_F(SealedVisitTest, SaysWhyADraftCannotBeReadHere) {
    visit.open(records.newId());
    ASSERT_TRUE(eventually([this] { return !visit.failure().isEmpty(); }));
    EXPECT_FALSE(visit.isLoaded());
}

}  // namespace hearth::client::viewmodels

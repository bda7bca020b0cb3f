#include "client/viewmodels/caseload_model.hpp"

#include "client/viewmodels/family_rows.hpp"
#include "client/viewmodels/today_model.hpp"
#include "tests/client/viewmodels/visit_bench.hpp"

namespace hearth::client::viewmodels {

using tests::eventually;

class CaseloadTest : public tests::VisitBench {
protected:
    void read() {
        feed.read();
        ASSERT_TRUE(eventually([this] { return today.isRead(); }));
        settle();
    }
    ChildLine child(const RowsModel* rows, const QString& name) {
        for (int i = 0; i < rows->count(); ++i) {
            for (const auto& line : rows->row<FamilyRow>(i).childLines) {
                if (line.value<ChildLine>().name == name) return line.value<ChildLine>();
            }
        }
        ADD_FAILURE() << "no such child: " << name.toStdString();
        return {};
    }
    CaseloadFeed feed{session};
    TodayModel today{session, feed};
    CaseloadModel caseload{session, feed};
};

TEST_F(CaseloadTest, SaysWhenAVisitIsOverdueByItsStatutoryClock) {
    // Seen on 9 November; ten working days later is 23 November; today is the 24th.
    read();
    EXPECT_EQ(today.date(), QStringLiteral("Tuesday 24 November"));
    EXPECT_EQ(today.summary(), QStringLiteral("1 visit overdue"));
    const auto amira = child(today.due(), QStringLiteral("Amira"));
    EXPECT_EQ(amira.due, QStringLiteral("1 working day overdue"));
    EXPECT_EQ(amira.dueLevel, Urgency::Late);
    EXPECT_EQ(amira.plan, QStringLiteral("Child protection"));
    EXPECT_EQ(amira.alone, QStringLiteral("seen alone 15 days ago"));
    EXPECT_EQ(amira.aloneLevel, Urgency::Calm);
}

TEST_F(CaseloadTest, NoticesThatAChildWasNotSeenAloneForLong) {
    clock.moveOn(base::days(16));
    read();
    const auto amira = child(today.due(), QStringLiteral("Amira"));
    EXPECT_EQ(amira.alone, QStringLiteral("not seen alone for 31 days"));
    EXPECT_EQ(amira.aloneLevel, Urgency::Soon);
    caseload.setFilter(CaseloadModel::NotSeenAlone);
    EXPECT_EQ(caseload.families()->count(), 1);
}

TEST_F(CaseloadTest, FiltersByWhatIsTrueOfAFamily) {
    read();
    EXPECT_EQ(caseload.counts(), (QList<int>{1, 1, 0, 1, 0}));
    caseload.setFilter(CaseloadModel::Disability);
    EXPECT_EQ(caseload.families()->count(), 0);
    caseload.setFilter(CaseloadModel::Overdue);
    EXPECT_EQ(caseload.families()->count(), 1);
    EXPECT_EQ(caseload.summary(), QStringLiteral("1 families, 2 children"));
}

TEST_F(CaseloadTest, PutsAnUnfinishedVisitFirstAndTheFamilyOnce) {
    arrive();
    read();
    ASSERT_EQ(today.drafts()->count(), 1);
    EXPECT_EQ(today.due()->count(), 0);
    EXPECT_EQ(today.drafts()->row<FamilyRow>(0).draftSince, QStringLiteral("today 14:05"));
}

TEST_F(CaseloadTest, CountsAVisitOnlyWhenItIsSealed) {
    arrive();
    childStep("Amira").setSpokenAlone(Answers::Yes);
    visit.flush();
    settle();
    read();
    const auto amira = child(today.drafts(), QStringLiteral("Amira"));
    EXPECT_EQ(amira.alone, QStringLiteral("seen alone 15 days ago"));
}

TEST_F(CaseloadTest, FindsWordsAndShowsThemAsText) {
    read();
    caseload.setSearchText(QStringLiteral("<b>Mill"));
    settle();
    EXPECT_TRUE(caseload.isSearching());
    caseload.setSearchText(QStringLiteral("Mill"));
    ASSERT_TRUE(eventually([this] { return caseload.hits()->count() > 0; }));
    const auto hit = caseload.hits()->row<SearchRow>(0);
    EXPECT_EQ(hit.family, QStringLiteral("Khan"));
    EXPECT_TRUE(hit.snippet.contains(QStringLiteral("<b>Mill</b>")));
}

TEST_F(CaseloadTest, ForgetsWhatWasFoundWhenTheWordsAreCleared) {
    read();
    caseload.setSearchText(QStringLiteral("Mill"));
    ASSERT_TRUE(eventually([this] { return caseload.hits()->count() > 0; }));
    caseload.setSearchText({});
    EXPECT_EQ(caseload.hits()->count(), 0);
    EXPECT_FALSE(caseload.isSearching());
}

TEST_F(CaseloadTest, ShowsTheWorkersOwnTasksThatAreDue) {
    arrive();
    visit.setActionWording(QStringLiteral("Ring the school"));
    visit.setActionDueDay(static_cast<int>(base::toDayNumber({2026, 11, 20})));
    visit.addAction();
    ASSERT_TRUE(eventually([this] { return visit.actions()->count() == 1; }));
    read();
    ASSERT_EQ(today.tasks()->count(), 1);
    EXPECT_TRUE(today.tasks()->row<TaskRow>(0).late);
    today.finishTask(today.tasks()->row<TaskRow>(0).id);
    ASSERT_TRUE(eventually([this] { return today.tasks()->count() == 0; }));
}

TEST_F(CaseloadTest, RunsNoClockForAChildWhoIsNotBornYet) {
    records::Child unborn;
    unborn.set_forename("Baby");
    unborn.set_expected_day(base::toDayNumber({2027, 2, 1}));
    const auto id = records.newId();
    records::ChangeBuilder change;
    change.create({records::typeNumber<records::Child>(), id}, family.scope, unborn);
    records::Plan plan;
    plan.set_child_id(id.bytes());
    plan.set_kind(records::CHILD_PROTECTION);
    plan.set_start_day(base::toDayNumber({2026, 6, 1}));
    change.create({records::typeNumber<records::Plan>(), records.newId()}, family.scope, plan);
    records.receive(change.take(), family.worker, clock.wallNow());
    read();
    const auto baby = child(caseload.families(), QStringLiteral("Baby"));
    EXPECT_TRUE(baby.due.isEmpty());
    EXPECT_TRUE(baby.alone.isEmpty());
    EXPECT_EQ(baby.plan, QStringLiteral("Child protection"));
}

}  // namespace hearth::client::viewmodels

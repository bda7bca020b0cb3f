#include "client/viewmodels/sync_model.hpp"

#include <QSignalSpy>

#include "tests/client/viewmodels/visit_bench.hpp"

namespace hearth::client::viewmodels {

using tests::eventually;

class SyncModelTest : public tests::VisitBench {
protected:
    void attach() {
        OpenTablet* tablet = nullptr;
        ASSERT_TRUE(session.thread().runAndWait([&] { tablet = session.thread().tablet(); }));
        runner = std::make_unique<SyncRunner>(session.thread(), *tablet);
        sync.attach(runner.get(), QStringLiteral("server:1"));
        QSignalSpy finished(runner.get(), &SyncRunner::finished);
        runner->start();
        ASSERT_TRUE(eventually([&] { return finished.size() == 1; }));
        settle();
    }
    static sync::SyncReport offline() {
        sync::SyncReport report;
        report.code = base::ErrorCode::Unreachable;
        report.sentence = "No network.";
        return report;
    }
    static sync::SyncReport complete() {
        sync::SyncReport report;
        report.complete = true;
        return report;
    }
    SyncModel sync{session};
    std::unique_ptr<SyncRunner> runner;
};

TEST_F(SyncModelTest, SaysThatEverythingIsWithTheServer) {
    door.setSyncReport(complete());
    attach();
    EXPECT_TRUE(sync.isSafe());
    EXPECT_EQ(sync.headline(), QStringLiteral("Everything you recorded is with the server"));
    EXPECT_EQ(sync.lastContact(), QStringLiteral("12 minutes ago"));
}

TEST_F(SyncModelTest, SaysWhatIsOnThisTabletOnly) {
    arrive();
    door.setSyncReport(complete());
    attach();
    EXPECT_FALSE(sync.isSafe());
    EXPECT_EQ(sync.headline(), QStringLiteral("1 change is on this tablet only"));
    ASSERT_EQ(sync.outbox()->count(), 1);
    const auto row = sync.outbox()->row<OutboxRow>(0);
    EXPECT_EQ(row.what, QStringLiteral("Visit, Observation of a child (2)"));
    EXPECT_FALSE(row.held);
}

TEST_F(SyncModelTest, TreatsADeadNetworkAsAState) {
    arrive();
    door.setSyncReport(offline());
    attach();
    ASSERT_TRUE(eventually([&] { return !sync.isReachable(); }));
    EXPECT_TRUE(sync.advice().contains(QStringLiteral("kept here safely")));
    EXPECT_FALSE(sync.advice().contains(QStringLiteral("rror")));
}

TEST_F(SyncModelTest, SyncsAgainWhenAsked) {
    door.setSyncReport(complete());
    attach();
    const auto before = door.syncRuns();
    sync.syncNow();
    ASSERT_TRUE(eventually([&] { return door.syncRuns() > before; }));
}

TEST_F(SyncModelTest, EndsItsThreadAtOnceWhenItWaits) {
    door.setSyncReport(complete());
    attach();
    EXPECT_TRUE(runner->stop(base::seconds(1)));
}

TEST_F(SyncModelTest, TellsTheOthersWhenSomethingArrived) {
    auto report = complete();
    report.progress.entitiesReceived = 3;
    door.setSyncReport(report);
    QSignalSpy changed(&session, &Session::changed);
    attach();
    EXPECT_TRUE(eventually([&] { return !changed.isEmpty(); }));
}

}  // namespace hearth::client::viewmodels

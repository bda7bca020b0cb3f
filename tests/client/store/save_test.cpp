// Saving: durable when it returns, shown at once, one edit in one chain.
#include <gtest/gtest.h>

#include "shared/crypto/hash.hpp"
#include "shared/sqlite/query.hpp"
#include "tests/client/store/kit.hpp"

namespace hearth::tests {
namespace {

std::int64_t countOf(Tablet& tablet, const std::string& sql) {
    tablet.close();
    auto connection =
        sqlite::Connection::open(tablet.file(), tablet.key(), sqlite::OpenMode::OpenExisting);
    const std::int64_t count = connection->queryInt(sql).value();
    connection = base::Error(base::ErrorCode::NotFound, "closed");
    tablet.reopen();
    return count;
}

std::vector<records::Edit> unsentEdits(Tablet& tablet) {
    auto& port = tablet->port([](base::ByteView) -> base::Result<base::Bytes> { return "none"; });
    std::vector<records::Edit> edits;
    const auto pending = port.unsent(base::kPushEditsMax, base::kPushBytesMax).value();
    for (const protocol::PendingEdit& edit : pending)
        edits.push_back(records::decodeEdit(edit.bytes).value());
    return edits;
}

TEST(TabletSave, IsStillThereAfterTheStoreWasClosedAndOpened) {
    Tablet tablet(1);
    const auto visit = tablet.create(kFamily, visitSaying("Front door mended"));
    tablet.reopen();
    EXPECT_EQ(tablet.read<records::Visit>(visit).analysis(), "Front door mended");
    EXPECT_TRUE(tablet->checkView().has_value());
    EXPECT_TRUE(tablet->checkIntegrity().has_value());
}

TEST(TabletSave, ShowsAtOnceAsNotYetSent) {
    Tablet tablet(1);
    const auto visit = tablet.create(kFamily, visitSaying("Warm and tidy"));
    const auto view = tablet->find(visit).value();
    ASSERT_TRUE(view);
    EXPECT_TRUE(view->pending);
    EXPECT_EQ(view->baseRev, 0U);
    EXPECT_EQ(tablet->list(kFamily, visit.type).value().size(), 1U);
    EXPECT_EQ(tablet->syncState().value().unsentEdits, 1U);
    EXPECT_EQ(tablet->outbox().value().front().targets, std::vector<records::EntityKey>{visit});
}

TEST(TabletSave, NumbersEditsAndChainsEachToTheOneBefore) {
    Tablet tablet(1);
    const auto visit = tablet.create(kFamily, visitSaying("first"));
    ASSERT_TRUE(tablet.change<records::Visit>(
        visit, [](records::Visit& now) { now.set_analysis("second"); }));
    tablet.create(kFamily, familyNamed("Brook"));
    const auto edits = unsentEdits(tablet);
    ASSERT_EQ(edits.size(), 3U);
    EXPECT_TRUE(edits[0].prevHash.isZero());
    for (std::size_t i = 0; i < edits.size(); ++i)
        EXPECT_EQ(edits[i].seq, i + 1);
    for (std::size_t i = 1; i < edits.size(); ++i)
        EXPECT_EQ(edits[i].prevHash, crypto::sha256(records::encodeEdit(edits[i - 1])));
    EXPECT_EQ(edits[0].incarnation, edits[2].incarnation);
    EXPECT_EQ(edits[2].author, tablet.worker());
}

TEST(TabletSave, IsOneEditForAllItsRecords) {
    Tablet tablet(1);
    records::ChangeBuilder builder;
    const records::EntityKey visit{records::typeNumber<records::Visit>(), tablet->newId()};
    const records::EntityKey child{records::typeNumber<records::Observation>(), tablet->newId()};
    records::Observation observation;
    observation.set_visit_id(visit.id.bytes());
    observation.set_own_words("I like my new room");
    builder.create(visit, kFamily, visitSaying("Settled"));
    builder.create(child, kFamily, observation);
    ASSERT_TRUE(tablet->save(builder.take()));
    EXPECT_TRUE(tablet.has(visit));
    EXPECT_TRUE(tablet.has(child));
    EXPECT_EQ(tablet->syncState().value().unsentEdits, 1U);
}

TEST(TabletSave, OfNothingIsRefused) {
    Tablet tablet(1);
    EXPECT_EQ(tablet->save({}).error().code(), base::ErrorCode::InvalidArgument);
}

TEST(TabletSave, OfWhatNoServerWouldTakeLeavesNothingBehind) {
    Tablet tablet(1);
    records::ChangeBuilder builder;
    builder.create({records::typeNumber<records::Visit>(), {}}, kFamily, visitSaying("no id"));
    EXPECT_EQ(tablet->save(builder.take()).error().code(), base::ErrorCode::InvalidArgument);
    EXPECT_EQ(tablet->syncState().value().unsentEdits, 0U);
    tablet.create(kFamily, visitSaying("the next one goes"));
    EXPECT_EQ(unsentEdits(tablet).front().seq, 1U);
    EXPECT_TRUE(tablet->checkView().has_value());
}

TEST(TabletSave, OfSomethingTooLargeSaysSoAndSavesNothing) {
    Tablet tablet(1);
    records::ChangeBuilder builder;
    builder.create({records::typeNumber<records::Visit>(), tablet->newId()}, kFamily,
                   visitSaying(std::string(base::kEditBytesMax, 'x')));
    EXPECT_EQ(tablet->save(builder.take()).error().code(), base::ErrorCode::TooLarge);
    EXPECT_TRUE(tablet->outbox().value().empty());
}

TEST(TabletSave, BeforeEnrolmentIsRefused) {
    const Folder folder;
    StillClock clock;
    base::SeededRandom random(3);
    auto opened = store::TabletStore::open(folder.path() / "store.db", keyOf(3), clock, random,
                                           sqlite::OpenMode::CreateOrOpen);
    ASSERT_TRUE(opened);
    EXPECT_FALSE(opened->identity().value().has_value());
    records::ChangeBuilder builder;
    builder.create({records::typeNumber<records::Visit>(), opened->newId()}, kFamily,
                   visitSaying("nobody's"));
    EXPECT_EQ(opened->save(builder.take()).error().code(), base::ErrorCode::InvalidArgument);
}

TEST(TabletSave, BelongsToOnePersonForGood) {
    Tablet tablet(1);
    EXPECT_TRUE(tablet->setIdentity({tablet.device(), tablet.worker()}).has_value());
    EXPECT_EQ(tablet->setIdentity({tablet.device(), idOf<base::WorkerId>(9)}).error().code(),
              base::ErrorCode::AlreadyExists);
    EXPECT_EQ(tablet->identity().value()->worker, tablet.worker());
}

TEST(TabletSave, AfterContactSaysHowFarAWrongClockWas) {
    Tablet tablet(1);
    MemoryServer server;
    grantBoth(server, tablet);
    tablet.clock.wall = server.time + base::days(400);
    tablet.create(kFamily, visitSaying("before any contact"));
    EXPECT_EQ(unsentEdits(tablet).front().serverTimeThen.millis, 0);
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_EQ(tablet->syncState().value().clockSkew, base::days(400));
    tablet.clock.pass(base::hours(2));
    tablet.create(kFamily, visitSaying("two hours later"));
    const auto edit = unsentEdits(tablet).front();
    EXPECT_EQ(edit.monoSinceServer, base::hours(2));
    EXPECT_EQ(records::correctedClaim(edit), server.time + base::hours(2));
}

TEST(TabletSave, ALockedAndOpenedTabletStillKnowsByHowMuchItsClockWasWrong) {
    MemoryServer server;
    Tablet tablet(1);
    grantBoth(server, tablet);
    ASSERT_TRUE(tablet.sync(server));
    tablet.clock.pass(base::hours(2));
    tablet.reopen();
    tablet.create(kFamily, visitSaying("after the lock"));
    const records::Edit edit = unsentEdits(tablet).front();
    EXPECT_EQ(edit.serverTimeThen, server.time);
    EXPECT_EQ(edit.monoSinceServer, base::hours(2));
}

TEST(TabletSave, AMachineThatWasRestartedOrAClockThatWasSetVouchesForNothing) {
    MemoryServer server;
    Tablet tablet(1);
    grantBoth(server, tablet);
    ASSERT_TRUE(tablet.sync(server));
    tablet.clock.pass(base::hours(2));
    const auto boot = tablet.clock.boot;
    tablet.clock.boot = {5'000};
    tablet.reopen();
    tablet.create(kFamily, visitSaying("after a restart"));
    EXPECT_EQ(unsentEdits(tablet).back().serverTimeThen.millis, 0);
    tablet.clock.boot = boot;
    tablet.clock.wall = tablet.clock.wall - base::days(3);
    tablet.reopen();
    tablet.create(kFamily, visitSaying("after the clock was set"));
    EXPECT_EQ(unsentEdits(tablet).back().serverTimeThen.millis, 0);
}

TEST(TabletSave, OpeningAndSavingLeaveAuditRowsWithIdsOnly) {
    Tablet tablet(1);
    const auto visit = tablet.create(kFamily, visitSaying("kept private"));
    ASSERT_TRUE(tablet->open(visit).value());
    EXPECT_FALSE(tablet->open({visit.type, tablet->newId()}).value());
    EXPECT_EQ(countOf(tablet, "SELECT count(*) FROM audit WHERE action = 1"), 1);
    EXPECT_EQ(countOf(tablet, "SELECT count(*) FROM audit WHERE action = 2"), 1);
    EXPECT_EQ(countOf(tablet, "SELECT count(*) FROM audit WHERE action = 1 AND id = X'" +
                                  visit.id.hex() + "'"),
              1);
}

TEST(TabletSave, ChangedValuesAreMadeOnWhatTheFormOpened) {
    Tablet tablet(1);
    MemoryServer server;
    grantBoth(server, tablet);
    const auto family = tablet.create(kFamily, familyNamed("Brook"));
    ASSERT_TRUE(tablet.sync(server));
    const auto opened = tablet->open(family).value();
    EXPECT_EQ(opened->rev, 1U);
    EXPECT_EQ(opened->epoch, server.state.epoch);
    // A pull in between does not move the base of a form that is open.
    ASSERT_TRUE(tablet.change<records::CaseFile>(
        family, [](records::CaseFile& now) { now.set_phone("01632 960 101"); }));
    ASSERT_TRUE(tablet.sync(server));
    ASSERT_TRUE(tablet.saveFrom<records::CaseFile>(
        *opened, [](records::CaseFile& now) { now.set_family_name("Brooke"); }));
    EXPECT_EQ(unsentEdits(tablet).front().ops.front().openRev, 1U);
    EXPECT_EQ(tablet.read<records::CaseFile>(family).phone(), "01632 960 101");
}

}  // namespace
}  // namespace hearth::tests

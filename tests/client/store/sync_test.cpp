// view = fold(base, pending), against a server with the real merge.
#include <gtest/gtest.h>

#include "shared/sqlite/query.hpp"
#include "tests/client/store/kit.hpp"

namespace hearth::tests {
namespace {

constexpr std::size_t kLongText = 90'000;

// The tablet's records of the family are what the server holds, byte for byte.
void expectSameAsServer(Tablet& tablet, const MemoryServer& server, const base::ScopeId& scope) {
    for (const records::Entity& entity : server.inScope(scope)) {
        const auto view = tablet->find(entity.key).value();
        ASSERT_TRUE(view) << entity.key.id.hex();
        EXPECT_EQ(view->entity, entity);
    }
    EXPECT_TRUE(tablet->checkView().has_value());
}

TEST(TabletSync, FirstSyncBringsEverythingTheServerHas) {
    MemoryServer server;
    Tablet writer(1);
    Tablet reader(2);
    grantBoth(server, writer);
    grantBoth(server, reader);
    for (int i = 0; i < 5; ++i) {
        writer.create(kFamily, visitSaying("visit"));
        writer.create(kOtherFamily, visitSaying("other"));
    }
    ASSERT_TRUE(writer.sync(server));
    ASSERT_TRUE(reader.sync(server));
    expectSameAsServer(reader, server, kFamily);
    expectSameAsServer(reader, server, kOtherFamily);
    EXPECT_EQ(reader->syncState().value().checkpointRev, server.state.log.size());
    EXPECT_EQ(reader->search("visit", 10).value().size(), 5U);
}

TEST(TabletSync, ASecondSyncWithoutNewsSaysAndChangesNothing) {
    MemoryServer server;
    Tablet tablet(1);
    grantBoth(server, tablet);
    tablet.create(kFamily, visitSaying("visit"));
    ASSERT_TRUE(tablet.sync(server));
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_EQ(tablet.progress().entitiesReceived, 0U);
    EXPECT_EQ(tablet.progress().editsSent, 0U);
    EXPECT_EQ(tablet.progress().exchanges, 1U);
}

TEST(TabletSync, ALargeScopeComesOverSeveralExchangesAndIsWhole) {
    MemoryServer server;
    Tablet writer(1);
    Tablet reader(2);
    grantBoth(server, writer);
    grantBoth(server, reader);
    for (int i = 0; i < 20; ++i)
        writer.create(kFamily, visitSaying(std::string(kLongText, 'w')));
    ASSERT_TRUE(writer.sync(server));
    server.pageBytesMax = 100'000;
    ASSERT_TRUE(reader.sync(server));
    EXPECT_GT(reader.progress().exchanges, 2U);
    expectSameAsServer(reader, server, kFamily);
}

TEST(TabletSync, OwnEditsAreShownThroughoutAndNeverTwice) {
    MemoryServer server;
    Tablet tablet(1);
    grantBoth(server, tablet);
    records::Visit visit = visitSaying("analysis");
    const auto key = tablet.create(kFamily, visit);
    ASSERT_TRUE(tablet.change<records::Visit>(
        key, [](records::Visit& now) { now.add_people_present("Mother"); }));
    EXPECT_EQ(tablet.read<records::Visit>(key).people_present_size(), 1);
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_EQ(tablet.read<records::Visit>(key).people_present_size(), 1);
    EXPECT_FALSE(tablet->find(key).value()->pending);
    ASSERT_TRUE(tablet.change<records::Visit>(
        key, [](records::Visit& now) { now.add_people_present("Aunt"); }));
    EXPECT_TRUE(tablet->find(key).value()->pending);
    EXPECT_EQ(tablet.read<records::Visit>(key).people_present_size(), 2);
    EXPECT_TRUE(tablet->checkView().has_value());
}

TEST(TabletSync, ALostAnswerDoublesNothing) {
    MemoryServer server;
    Tablet tablet(1);
    grantBoth(server, tablet);
    const auto key = tablet.create(kFamily, visitSaying("once"));
    tablet.syncAndLoseAnswer(server);
    ASSERT_EQ(server.state.log.size(), 1U);
    EXPECT_EQ(tablet->syncState().value().unsentEdits, 1U);
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_EQ(server.state.log.size(), 1U);
    EXPECT_EQ(tablet->syncState().value().unsentEdits, 0U);
    EXPECT_EQ(tablet->list(kFamily, key.type).value().size(), 1U);
    expectSameAsServer(tablet, server, kFamily);
}

TEST(TabletSync, OthersNewsArriveUnderneathWhatIsNotSentYet) {
    MemoryServer server;
    Tablet here(1);
    Tablet there(2);
    grantBoth(server, here);
    grantBoth(server, there);
    const auto family = here.create(kFamily, familyNamed("Brook"));
    ASSERT_TRUE(here.sync(server));
    ASSERT_TRUE(there.sync(server));
    ASSERT_TRUE(there.change<records::CaseFile>(
        family, [](records::CaseFile& now) { now.set_access_note("Side door"); }));
    ASSERT_TRUE(there.sync(server));
    // The other family's edit keeps this tablet's answer pending while the first scope arrives.
    ASSERT_TRUE(here.change<records::CaseFile>(
        family, [](records::CaseFile& now) { now.set_phone("01632 960 101"); }));
    ASSERT_TRUE(here.sync(server));
    EXPECT_EQ(here.read<records::CaseFile>(family).access_note(), "Side door");
    EXPECT_EQ(here.read<records::CaseFile>(family).phone(), "01632 960 101");
    expectSameAsServer(here, server, kFamily);
}

TEST(TabletSync, TwoAnswersThatDidNotSeeEachOtherAreBothKept) {
    MemoryServer server;
    Tablet one(1);
    Tablet two(2);
    grantBoth(server, one);
    grantBoth(server, two);
    const auto family = one.create(kFamily, familyNamed("Brook"));
    ASSERT_TRUE(one.sync(server));
    ASSERT_TRUE(two.sync(server));
    const auto rename = [&](Tablet& tablet, const char* name) {
        ASSERT_TRUE(tablet.change<records::CaseFile>(
            family, [&](records::CaseFile& now) { now.set_family_name(name); }));
    };
    rename(one, "Brooke");
    rename(two, "Brooks");
    ASSERT_TRUE(one.sync(server));
    ASSERT_TRUE(two.sync(server));
    ASSERT_TRUE(one.sync(server));
    EXPECT_EQ(two.progress().reviews, 1U);
    for (Tablet* tablet : {&one, &two}) {
        const auto view = (*tablet)->find(family).value();
        EXPECT_EQ(view->entity.siblings.size(), 1U);
        EXPECT_EQ((*tablet)->syncState().value().openReviews, 1U);
        expectSameAsServer(*tablet, server, kFamily);
    }
}

TEST(TabletSync, WhatIsHeldLeavesTheViewAndStaysInTheOutboxWithItsOwner) {
    MemoryServer server;
    Tablet tablet(1);
    server.grants[tablet.worker()] = {kFamily};
    const auto kept = tablet.create(kFamily, visitSaying("kept"));
    const auto strange = tablet.create(kOtherFamily, visitSaying("not my case"));
    EXPECT_TRUE(tablet.has(strange));
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_EQ(tablet.progress().held, 1U);
    EXPECT_TRUE(tablet.has(kept));
    EXPECT_FALSE(tablet.has(strange));
    EXPECT_TRUE(tablet->search("case", 10).value().empty());
    // The scope is not this worker's and has left: that something of it is held is still told.
    const auto outbox = tablet->outbox().value();
    ASSERT_EQ(outbox.size(), 1U);
    EXPECT_EQ(outbox.front().state, store::EditState::Held);
    EXPECT_EQ(outbox.front().heldReason, protocol::HELD_NOT_YOUR_CASE);
    EXPECT_EQ(outbox.front().bytes, 0U) << "its words are gone from here";
    EXPECT_TRUE(tablet->checkView().has_value());
    EXPECT_TRUE(tablet->checkIntegrity().has_value());
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_EQ(tablet.progress().exchanges, 1U);
}

TEST(TabletSync, AHeldEditOfOnesOwnCaseIsListedUntilSomebodyLooks) {
    MemoryServer server;
    Tablet tablet(1);
    grantBoth(server, tablet);
    const auto family = tablet.create(kFamily, familyNamed("Brook"));
    ASSERT_TRUE(tablet.sync(server));
    auto opened = tablet->open(family).value();
    server.state.entities.erase(family);
    ASSERT_TRUE(tablet.saveFrom<records::CaseFile>(
        *opened, [](records::CaseFile& now) { now.set_phone("01632 960 101"); }));
    // The rest of this server no longer adds up, which the tablet says.
    (void)tablet.sync(server);
    const auto outbox = tablet->outbox().value();
    ASSERT_EQ(outbox.size(), 1U);
    EXPECT_EQ(outbox.front().state, store::EditState::Held);
    EXPECT_EQ(outbox.front().heldReason, protocol::HELD_MISSING_TARGET);
    EXPECT_EQ(outbox.front().heldOwner, tablet.worker());
    EXPECT_EQ(tablet->syncState().value().heldEdits, 1U);
    EXPECT_EQ(tablet.read<records::CaseFile>(family).phone(), "");
    EXPECT_TRUE(tablet->checkView().has_value());
}

TEST(TabletSync, AnEditIsKeptUntilAVerifiedBackupHasIt) {
    MemoryServer server;
    Tablet tablet(1);
    grantBoth(server, tablet);
    tablet.create(kFamily, visitSaying("kept"));
    const auto kept = [&] {
        tablet.close();
        auto connection =
            sqlite::Connection::open(tablet.file(), tablet.key(), sqlite::OpenMode::OpenExisting)
                .value();
        return connection.queryInt("SELECT count(*) FROM outbox").value();
    };
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_EQ(kept(), 1);
    tablet.reopen();
    server.durableRev = 1;
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_EQ(kept(), 0);
    tablet.reopen();
    EXPECT_TRUE(tablet->checkIntegrity().has_value());
    // The chain goes on where it was.
    tablet.create(kFamily, visitSaying("next"));
    EXPECT_TRUE(tablet.sync(server).has_value());
    EXPECT_EQ(server.state.heads.begin()->second.seq, 2U);
}

TEST(TabletSync, ADigestThatDiffersChangesNothingAndWipesNothing) {
    MemoryServer server;
    Tablet writer(1);
    Tablet reader(2);
    grantBoth(server, writer);
    grantBoth(server, reader);
    const auto first = writer.create(kFamily, visitSaying("first"));
    ASSERT_TRUE(writer.sync(server));
    ASSERT_TRUE(reader.sync(server));
    const auto second = writer.create(kFamily, visitSaying("second"));
    ASSERT_TRUE(writer.sync(server));
    server.dropFromPages = true;
    const auto failed = reader.sync(server);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code(), base::ErrorCode::Conflict);
    EXPECT_EQ(reader.progress().digestRepairs, 2U) << "mended, then fetched anew, each once";
    EXPECT_TRUE(reader.has(first)) << "absence is never deletion";
    EXPECT_FALSE(reader.has(second));
    EXPECT_EQ(reader->syncState().value().recordsServerLacks, 1U);
    server.dropFromPages = false;
    ASSERT_TRUE(reader.sync(server));
    EXPECT_EQ(reader->syncState().value().recordsServerLacks, 0U);
    expectSameAsServer(reader, server, kFamily);
}

TEST(TabletSync, AScopeThatDiffersIsFetchedAnewWithinTheRun) {
    MemoryServer server;
    Tablet tablet(1);
    grantBoth(server, tablet);
    for (int i = 0; i < 3; ++i)
        tablet.create(kFamily, visitSaying("visit"));
    ASSERT_TRUE(tablet.sync(server));
    tablet.close();
    {
        auto connection =
            sqlite::Connection::open(tablet.file(), tablet.key(), sqlite::OpenMode::OpenExisting)
                .value();
        ASSERT_TRUE(sqlite::runSql(connection, "UPDATE scope SET digest = ? WHERE scope = ?",
                                   std::string(32, '\1'), kFamily.view()));
    }
    tablet.reopen();
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_EQ(tablet.progress().digestRepairs, 1U);
    expectSameAsServer(tablet, server, kFamily);
}

TEST(TabletSync, AnotherWorkersTabletIsRefused) {
    MemoryServer server;
    Tablet tablet(1);
    protocol::Welcome welcome;
    welcome.set_epoch(server.state.epoch.bytes());
    welcome.set_worker_id(idOf<base::WorkerId>(0x99).bytes());
    auto& port = tablet->port([](base::ByteView) -> base::Result<base::Bytes> { return ""; });
    EXPECT_EQ(port.welcomed(welcome).error().code(), base::ErrorCode::Untrusted);
    EXPECT_EQ(tablet->syncState().value().lastContact.millis, 0);
}

}  // namespace
}  // namespace hearth::tests

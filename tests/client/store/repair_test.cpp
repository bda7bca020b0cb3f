// The tablet finds itself different from the server: it fetches what differs, and nothing else.
#include <gtest/gtest.h>

#include "shared/sqlite/query.hpp"
#include "tests/client/store/kit.hpp"

namespace hearth::tests {
namespace {

class Repair : public ::testing::Test {
protected:
    Repair() {
        grantBoth(server, tablet);
        for (int i = 0; i < 30; ++i)
            last = tablet.create(kFamily, visitSaying("visit"));
        EXPECT_TRUE(tablet.sync(server));
    }
    // What a defect or a bit that tipped would do to the file.
    void spoil(const std::string& sql) {
        tablet.close();
        {
            auto file = sqlite::Connection::open(tablet.file().string(), tablet.key(),
                                                 sqlite::OpenMode::OpenExisting)
                            .value();
            ASSERT_TRUE(file.transaction([&] { return sqlite::runSql(file, sql); }).has_value());
        }
        tablet.reopen();
    }
    void loseLast() {
        spoil("DELETE FROM base WHERE row = (SELECT max(row) FROM base)");
        spoil("UPDATE scope SET digest = zeroblob(32)");
    }
    // A new revision of the scope, so that its digest is compared.
    void bringNews() {
        Tablet other(2);
        grantBoth(server, other);
        other.create(kFamily, visitSaying("news"));
        ASSERT_TRUE(other.sync(server));
    }
    void expectWhole() {
        for (const records::Entity& entity : server.inScope(kFamily)) {
            const auto view = tablet->find(entity.key).value();
            ASSERT_TRUE(view);
            EXPECT_EQ(view->entity, entity);
        }
        EXPECT_TRUE(tablet->checkView().has_value());
    }

    MemoryServer server;
    Tablet tablet{1};
    records::EntityKey last;
};

TEST_F(Repair, ARowThatWasLostIsFetchedAloneAndNotTheWholeCase) {
    loseLast();
    ASSERT_FALSE(tablet.has(last));
    bringNews();
    ASSERT_TRUE(tablet.sync(server).has_value());
    EXPECT_EQ(server.entitiesFetched, 1U);
    EXPECT_EQ(tablet.progress().digestRepairs, 1U);
    EXPECT_EQ(tablet.progress().entitiesReceived, 2U) << "as pages only what is new, twice";
    expectWhole();
}

TEST_F(Repair, ARowThatWasAlteredIsPutRight) {
    spoil("UPDATE base SET rev = rev + 5 WHERE row = (SELECT max(row) FROM base)");
    spoil("UPDATE scope SET digest = zeroblob(32)");
    bringNews();
    ASSERT_TRUE(tablet.sync(server).has_value());
    EXPECT_EQ(server.entitiesFetched, 1U);
    expectWhole();
}

TEST_F(Repair, WithoutAnyNewsTheDigestAloneTells) {
    loseLast();
    ASSERT_TRUE(tablet.sync(server).has_value());
    EXPECT_EQ(server.entitiesFetched, 1U);
    EXPECT_EQ(tablet.progress().entitiesReceived, 0U);
    expectWhole();
}

TEST_F(Repair, ADigestThatIsItselfWrongIsComputedAnewAndNotTakenOver) {
    spoil("UPDATE scope SET digest = zeroblob(32)");
    ASSERT_TRUE(tablet.sync(server).has_value());
    EXPECT_EQ(server.entitiesFetched, 0U);
    EXPECT_EQ(tablet.progress().digestRepairs, 1U);
    expectWhole();
    ASSERT_TRUE(tablet.sync(server).has_value());
    EXPECT_EQ(tablet.progress().digestRepairs, 0U) << "it stays right";
}

TEST_F(Repair, WhatTheServerDoesNotHaveStaysAndIsShown) {
    server.state.entities.erase(last);
    bringNews();
    ASSERT_TRUE(tablet.sync(server).has_value());
    EXPECT_TRUE(tablet.has(last)) << "absence is never deletion";
    EXPECT_EQ(tablet->syncState().value().recordsServerLacks, 1U);
}

TEST_F(Repair, OwnUnsentWordsAreShownThroughout) {
    loseLast();
    const auto mine = tablet.create(kFamily, visitSaying("written meanwhile"));
    ASSERT_TRUE(tablet.sync(server).has_value());
    EXPECT_EQ(tablet.read<records::Visit>(mine).analysis(), "written meanwhile");
    expectWhole();
}

TEST_F(Repair, AServerWhoseDigestIsWrongIsBelievedByNobodyAndTheTabletKeepsWhatItHas) {
    bringNews();
    server.spoilDigest = true;
    EXPECT_EQ(tablet.sync(server).error().code(), base::ErrorCode::Conflict);
    EXPECT_EQ(tablet.progress().digestRepairs, 2U) << "mended, then fetched anew, each once";
    EXPECT_TRUE(tablet.has(last));
    server.spoilDigest = false;
    ASSERT_TRUE(tablet.sync(server).has_value());
    expectWhole();
}

}  // namespace
}  // namespace hearth::tests

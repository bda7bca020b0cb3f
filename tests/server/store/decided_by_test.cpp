// A log that servers of several versions decided.
#include "server/store/decided_by.hpp"

#include "tests/server/store/kit.hpp"

namespace hearth::server::store {
namespace {

class DecidedByTest : public StoreTest {
protected:
    // In the database while nobody has it open.
    void change(const std::string& sql) {
        store.reset();
        auto connection =
            sqlite::Connection::open(file(), testKey(), sqlite::OpenMode::OpenExisting).value();
        const auto done = connection.execute(sql);
        ASSERT_TRUE(done) << done.error().message();
    }
    std::vector<DecidedFrom> deciders() {
        store.reset();
        auto connection =
            sqlite::Connection::open(file(), testKey(), sqlite::OpenMode::OpenExisting).value();
        return DecidedBy(connection).all().value();
    }
};

TEST_F(DecidedByTest, ANewRecordIsDecidedByThisProgramFromTheFirst) {
    const auto versions = deciders();
    ASSERT_EQ(versions.size(), 1U);
    EXPECT_EQ(versions[0].rev, 1U);
    EXPECT_EQ(versions[0].schemaVersion, records::kSchemaVersion);
}

TEST_F(DecidedByTest, OpeningItAgainChangesNothing) {
    reopen();
    EXPECT_EQ(deciders().size(), 1U);
}

TEST_F(DecidedByTest, AServerOfAnotherVersionDecidesFromTheNextRevisionOn) {
    const auto head = headRev();
    change("UPDATE decided_by SET schema_version = 9");
    store = engine.open(file(), clock, random).value();
    const auto versions = deciders();
    ASSERT_EQ(versions.size(), 2U);
    EXPECT_EQ(versions[1].rev, head + 1);
    EXPECT_EQ(versions[1].schemaVersion, records::kSchemaVersion);
}

TEST_F(DecidedByTest, WhatANewerServerDecidedCannotBeProvedByThisOneAndIsSaidSo) {
    change("UPDATE decided_by SET schema_version = 9");
    store = engine.open(file(), clock, random).value();
    EXPECT_TRUE(store->verifyChain());
    const auto replay = store->verifyReplay();
    ASSERT_FALSE(replay);
    EXPECT_EQ(replay.error().code(), base::ErrorCode::UnsupportedVersion);
}

}  // namespace
}  // namespace hearth::server::store

// A case leaves the tablet: first what is unsent, then everything, then a receipt.
#include <gtest/gtest.h>

#include "tests/client/store/kit.hpp"

namespace hearth::tests {
namespace {

class Revoke : public ::testing::Test {
protected:
    Revoke() { grantBoth(server, tablet); }
    void take(const base::ScopeId& scope) { server.grants[tablet.worker()].erase(scope); }

    MemoryServer server;
    Tablet tablet{1};
};

TEST_F(Revoke, TakesTheCaseAndNothingElse) {
    const auto gone = tablet.create(kFamily, visitSaying("whale"));
    const auto stays = tablet.create(kOtherFamily, visitSaying("whale"));
    ASSERT_TRUE(tablet.sync(server));
    take(kFamily);
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_FALSE(tablet.has(gone));
    EXPECT_TRUE(tablet.has(stays));
    ASSERT_EQ(tablet->search("whale", 10).value().size(), 1U);
    EXPECT_EQ(tablet->search("whale", 10).value().front().key, stays);
    ASSERT_EQ(server.receipts.size(), 1U);
    EXPECT_EQ(server.receipts.front().scope_id(), kFamily.view());
    EXPECT_EQ(server.receipts.front().last_seq(), 2U);
    EXPECT_TRUE(tablet->checkView().has_value());
    EXPECT_TRUE(tablet->checkIntegrity().has_value());
}

TEST_F(Revoke, WaitsForUnsentEdits) {
    tablet.create(kFamily, visitSaying("sent"));
    ASSERT_TRUE(tablet.sync(server));
    tablet.create(kFamily, visitSaying("not sent"));
    protocol::Revoke revoke;
    revoke.set_scope_id(kFamily.bytes());
    auto& port = tablet->port([](base::ByteView) -> base::Result<base::Bytes> { return ""; });
    EXPECT_EQ(port.revokeScope(revoke).error().code(), base::ErrorCode::Conflict);
    EXPECT_EQ(tablet->listAll(records::typeNumber<records::Visit>()).value().size(), 2U);
}

TEST_F(Revoke, GetsWhatWasUnsentFirst) {
    tablet.create(kFamily, familyNamed("Brook"));
    ASSERT_TRUE(tablet.sync(server));
    const auto last = tablet.create(kFamily, visitSaying("recorded before the handover"));
    take(kFamily);
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_EQ(server.state.log.size(), 2U) << "every word is logged before it is purged";
    EXPECT_FALSE(tablet.has(last));
    EXPECT_EQ(server.receipts.size(), 1U);
}

TEST_F(Revoke, WaitsForWordsThatAreTypedAndNotSaved) {
    const auto visit = tablet.create(kFamily, visitSaying("open"));
    ASSERT_TRUE(tablet.sync(server));
    const std::string form = "visit/" + visit.id.hex();
    ASSERT_TRUE(tablet->keepTyping(form, "said alone: "));
    take(kFamily);
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_TRUE(tablet.has(visit));
    EXPECT_EQ(tablet->typing(form).value(), "said alone: ");
    ASSERT_TRUE(tablet->forgetTyping(form));
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_FALSE(tablet.has(visit));
}

TEST_F(Revoke, OfACaseThatWasNeverHeldIsAnsweredAllTheSame) {
    protocol::Revoke revoke;
    revoke.set_scope_id(idOf<base::ScopeId>(0x77).bytes());
    auto& port = tablet->port([](base::ByteView) -> base::Result<base::Bytes> { return ""; });
    EXPECT_TRUE(port.revokeScope(revoke).has_value());
}

TEST_F(Revoke, ACaseThatComesBackComesBackWhole) {
    const auto visit = tablet.create(kFamily, visitSaying("whale"));
    ASSERT_TRUE(tablet.sync(server));
    take(kFamily);
    ASSERT_TRUE(tablet.sync(server));
    server.grants[tablet.worker()].insert(kFamily);
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_EQ(tablet->find(visit).value()->entity, server.state.entities.at(visit));
    EXPECT_EQ(tablet->search("whale", 10).value().size(), 1U);
}

}  // namespace
}  // namespace hearth::tests

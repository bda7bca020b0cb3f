// A compromised or confused server must not empty a tablet.
#include <gtest/gtest.h>

#include "tests/client/store/kit.hpp"

namespace hearth::tests {
namespace {

class Guard : public ::testing::Test {
protected:
    Guard() { grantBoth(server, tablet); }

    void fill(const base::ScopeId& scope, int records) {
        for (int i = 0; i < records; ++i)
            tablet.create(scope, visitSaying("visit"));
    }
    void take(const base::ScopeId& scope) { server.grants[tablet.worker()].erase(scope); }
    [[nodiscard]] std::size_t shown(const base::ScopeId& scope) {
        return tablet->list(scope, records::typeNumber<records::Visit>()).value().size();
    }
    // From now on the server's revocations carry the authority's signature.
    void sign() {
        server.sign = [this](base::ByteView text) { return authority.sign(text).value(); };
    }

    MemoryServer server;
    Tablet tablet{1};
    crypto::SigningKey authority = crypto::SigningKey::generate().value();
};

TEST_F(Guard, AServerThatTakesMoreThanThirtyOfAHundredRecordsWithoutASignatureIsRefused) {
    fill(kFamily, 40);
    fill(kOtherFamily, 60);
    ASSERT_TRUE(tablet.sync(server));
    take(kFamily);
    ASSERT_TRUE(tablet.sync(server)) << "the rest of the run goes on";
    EXPECT_EQ(shown(kFamily), 40U);
    EXPECT_EQ(tablet.progress().removalsRefused, 1U);
    EXPECT_TRUE(server.receipts.empty());
    fill(kOtherFamily, 1);
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_EQ(server.inScope(kOtherFamily).size(), 61U) << "work goes on";
}

TEST_F(Guard, WithTheAuthoritysSignatureTheCaseLeaves) {
    tablet->trustRevocationsOf(authority.publicDer().value());
    fill(kFamily, 40);
    ASSERT_TRUE(tablet.sync(server));
    sign();
    take(kFamily);
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_EQ(shown(kFamily), 0U);
    EXPECT_EQ(tablet.progress().removalsRefused, 0U);
    EXPECT_EQ(server.receipts.size(), 1U);
}

TEST_F(Guard, AnotherKeysSignatureCountsForNothing) {
    tablet->trustRevocationsOf(crypto::SigningKey::generate().value().publicDer().value());
    fill(kFamily, 40);
    ASSERT_TRUE(tablet.sync(server));
    sign();
    take(kFamily);
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_EQ(shown(kFamily), 40U);
    EXPECT_EQ(tablet.progress().removalsRefused, 1U);
}

TEST_F(Guard, ASignatureForAnotherCaseCountsForNothing) {
    tablet->trustRevocationsOf(authority.publicDer().value());
    fill(kFamily, 40);
    fill(kOtherFamily, 40);
    ASSERT_TRUE(tablet.sync(server));
    sign();
    auto stolen = server.revoke(tablet.peer(), kOtherFamily).value();
    stolen.set_scope_id(kFamily.bytes());
    auto& port = tablet->port(tablet.signer());
    EXPECT_EQ(port.revokeScope(stolen).error().code(), base::ErrorCode::Refused);
    EXPECT_EQ(shown(kFamily), 40U);
}

TEST_F(Guard, ASmallCaseLeavesWithoutASignature) {
    fill(kFamily, 20);
    ASSERT_TRUE(tablet.sync(server));
    take(kFamily);
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_EQ(shown(kFamily), 0U);
}

TEST_F(Guard, ALittleAtATimeIsCountedTogetherForADay) {
    const auto third = idOf<base::ScopeId>(0xFC);
    server.grants[tablet.worker()].insert(third);
    fill(kFamily, 15);
    fill(kOtherFamily, 15);
    fill(third, 1);
    ASSERT_TRUE(tablet.sync(server));
    take(kFamily);
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_EQ(shown(kFamily), 0U);
    take(kOtherFamily);
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_EQ(shown(kOtherFamily), 15U);
    tablet.clock.pass(base::days(2));
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_EQ(shown(kOtherFamily), 0U) << "two cases in two days are no raid";
}

TEST_F(Guard, AServerThatRetiresEverythingAtOnceIsRefusedAndNothingIsHidden) {
    fill(kFamily, 30);
    ASSERT_TRUE(tablet.sync(server));
    for (auto& [key, entity] : server.state.entities) {
        entity.retired = entity.created;
        entity.rev = server.state.log.size() + 1;
    }
    fill(kOtherFamily, 1);  // a revision that brings it
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_EQ(shown(kFamily), 30U);
    EXPECT_EQ(tablet.progress().removalsRefused, 1U);
    EXPECT_TRUE(tablet->checkView().has_value());
}

}  // namespace
}  // namespace hearth::tests

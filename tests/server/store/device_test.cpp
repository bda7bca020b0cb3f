// Tablets and enrolment codes.
#include "tests/server/store/contract.hpp"

namespace hearth::server::store {
namespace {

base::Digest digestOf(char fill) {
    return base::Digest::fromBytes(base::Bytes(base::Digest::kSize, fill)).value();
}

DeviceRow tablet(const Hand& hand) {
    DeviceRow row;
    row.device = hand.device;
    row.worker = hand.author;
    row.label = "Tablet of the north";
    row.publicKeyDer = "der";
    row.fingerprint = digestOf('f');
    row.enrolledAt = kTestNow;
    row.schemaVersion = 1;
    return row;
}

TEST_P(StoreContract, RemembersTabletsAndWhatChangesAboutThem) {
    ASSERT_TRUE(store->begin());
    DeviceRow row = tablet(handA);
    ASSERT_TRUE(store->putDevice(row));
    row.revoked = true;
    row.fingerprint = digestOf('g');
    ASSERT_TRUE(store->putDevice(row));
    ASSERT_TRUE(store->commit());
    reopen();
    const auto found = store->device(handA.device).value();
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->revoked);
    EXPECT_EQ(found->label, "Tablet of the north");
    EXPECT_EQ(found->fingerprint, digestOf('g'));
    EXPECT_EQ(store->devices().value().size(), 1U);
    EXPECT_EQ(store->counts().value().devices, 1U);
    EXPECT_FALSE(store->device(handB.device).value());
}

TEST_P(StoreContract, WritesDownWhenATabletWasLastHeard) {
    ASSERT_TRUE(store->begin());
    ASSERT_TRUE(store->putDevice(tablet(handA)));
    protocol::Hello hello;
    hello.set_schema_version(3);
    hello.set_last_seq(17);
    ASSERT_TRUE(store->contact(handA.peer(), hello));
    ASSERT_TRUE(store->commit());
    auto row = store->device(handA.device).value().value();
    EXPECT_EQ(row.lastContact, kTestNow);
    EXPECT_EQ(row.schemaVersion, 3U);
    EXPECT_EQ(row.lastSeq, 17U);

    // A second later nothing is worth a disk sync; two minutes later it is.
    for (const base::Millis later : {base::seconds(1), base::minutes(2)}) {
        clock.now = kTestNow + later;
        ASSERT_TRUE(store->begin());
        ASSERT_TRUE(store->contact(handA.peer(), hello));
        ASSERT_TRUE(store->commit());
        row = store->device(handA.device).value().value();
        EXPECT_EQ(row.lastContact, later == base::seconds(1) ? kTestNow : clock.now);
    }
}

TEST_P(StoreContract, KeepsEnrolmentCodesUntilTheyAreUsedUp) {
    EnrolmentRow row{digestOf('c'), small.workerA, "New tablet", kTestNow + base::hours(1), 5,
                     false};
    ASSERT_TRUE(store->begin());
    ASSERT_TRUE(store->addEnrolment(row));
    const auto twice = store->addEnrolment(row);
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().code(), base::ErrorCode::AlreadyExists);
    row.triesLeft = 4;
    row.used = true;
    ASSERT_TRUE(store->updateEnrolment(row));
    ASSERT_TRUE(store->commit());
    const auto found = store->enrolment(digestOf('c')).value();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->worker, small.workerA);
    EXPECT_EQ(found->expires, kTestNow + base::hours(1));
    EXPECT_EQ(found->triesLeft, 4U);
    EXPECT_TRUE(found->used);
    EXPECT_FALSE(store->enrolment(digestOf('d')).value());
}

TEST_P(StoreContract, RefusesToUpdateACodeThatWasNeverIssued) {
    ASSERT_TRUE(store->begin());
    const auto status =
        store->updateEnrolment({digestOf('x'), small.workerA, "", kTestNow, 1, false});
    store->rollback();
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code(), base::ErrorCode::NotFound);
}

TEST_P(StoreContract, TakesAReceiptThatACaseHasLeftATablet) {
    protocol::Purged receipt;
    receipt.set_scope_id(small.family.bytes());
    receipt.set_last_seq(3);
    ASSERT_TRUE(store->begin());
    EXPECT_TRUE(store->purged(handA.peer(), receipt));
    EXPECT_TRUE(store->purged(handA.peer(), receipt));
    receipt.set_scope_id("too short");
    EXPECT_FALSE(store->purged(handA.peer(), receipt));
    ASSERT_TRUE(store->commit());
}

}  // namespace
}  // namespace hearth::server::store

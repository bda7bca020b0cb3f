// The real machines and the real stores against each other in one process: what happens to work
// that was recorded before a case was taken away.
#include <gtest/gtest.h>

#include "tests/e2e/real_tablet.hpp"

namespace hearth::tests {
namespace {

namespace cs = client::store;
using server::store::imported;
using server::store::keyOf;
using server::store::StoreTest;

class Machines : public StoreTest {
protected:
    void SetUp() override {
        // Large enough for the guard to have something to guard.
        for (int i = 0; i < 30; ++i)
            imported(*store, small.office.write(small.addTask("Of the office"), clock.now));
        store->signRevocationsWith([this](base::ByteView text) { return authority.sign(text); });
        for (RealTablet* tablet : {&here, &there}) {
            tablet->store().trustRevocationsOf(authority.publicDer().value());
            ASSERT_TRUE(tablet->sync(*store).has_value());
        }
    }
    void pass(base::Millis span) { clock.now = clock.now + span; }
    void handOver() {
        const records::Opened opened =
            small.open(*store, keyOf<records::Involvement>(small.involvementA));
        auto record = opened.body.as<records::Involvement>().value();
        record.set_end_day(base::toDayNumber(base::ukDateOf(clock.now)));
        records::ChangeBuilder change;
        change.update(opened, record);
        change.create(keyOf<records::Involvement>(small.newId()), small.family,
                      small.involvement(small.workerB, records::ALLOCATED));
        imported(*store, small.office.write(change.take(), clock.now));
    }
    void recordFive() {
        for (int i = 0; i < 5; ++i)
            five.push_back(here.addTask(small.family, "Recorded without a signal"));
    }
    void expectNothingLeft() {
        cs::TabletStore& tablet = here.store();
        EXPECT_TRUE(
            tablet.list(small.family, records::typeNumber<records::Task>()).value().empty());
        EXPECT_TRUE(
            tablet.list(small.family, records::typeNumber<records::CaseFile>()).value().empty());
        EXPECT_TRUE(tablet.search("recorded", 10).value().empty());
        EXPECT_TRUE(tablet.checkView().has_value());
        const auto receipts = store->purgeReceipts().value();
        ASSERT_EQ(receipts.size(), 1U);
        EXPECT_EQ(receipts[0].scope, small.family);
    }

    crypto::SigningKey authority = crypto::SigningKey::generate().value();
    RealTablet here{small.workerA, 201, clock};
    RealTablet there{small.workerB, 202, clock};
    std::vector<records::EntityKey> five;
};

TEST_F(Machines, AccessRevokedWithFiveUnsentRecordsFiveOfFiveCountAtTheServerAndTheCaseLeaves) {
    pass(base::hours(1));
    recordFive();
    pass(base::hours(1));
    handOver();
    pass(base::hours(1));
    const auto run = here.sync(*store);
    ASSERT_TRUE(run) << run.error().message();
    EXPECT_EQ(run->scopesLeft, 1U) << "the worker is told";
    for (const auto& key : five) {
        const auto entity = store->entity(key).value();
        ASSERT_TRUE(entity);
        EXPECT_TRUE(entity->created.afterHandover);
    }
    expectNothingLeft();
    // The new owner has them, with the mark, and is asked to read them.
    ASSERT_TRUE(there.sync(*store).has_value());
    for (const auto& key : five)
        EXPECT_TRUE(there.store().find(key).value()->entity.created.afterHandover);
    EXPECT_EQ(there.store().syncState().value().openReviews, 5U);
    EXPECT_TRUE(store->verifyReplay());
}

TEST_F(Machines, RecordedAfterTheCaseWasGoneFiveOfFiveAreHeldWithThePresentOwner) {
    pass(base::hours(1));
    handOver();
    pass(base::hours(1));
    recordFive();
    const auto run = here.sync(*store);
    ASSERT_TRUE(run) << run.error().message();
    EXPECT_EQ(run->held, 5U);
    const auto held = store->held().value();
    ASSERT_EQ(held.size(), 5U);
    for (const auto& row : held)
        EXPECT_EQ(row.owner, small.workerB);
    EXPECT_EQ(here.store().departures(1).value().at(0).held, 5U);
    EXPECT_EQ(here.store().syncState().value().heldEdits, 5U);
    expectNothingLeft();
    EXPECT_TRUE(store->verifyReplay());
}

TEST_F(Machines, AStoreThatNeverKnewTheWorkerToHaveTheCaseTakesNothingFromTheTablet) {
    const auto other = engine.open(folder.file("other.db"), clock, random).value();
    other->signRevocationsWith([this](base::ByteView text) { return authority.sign(text); });
    const auto run = here.sync(*other);
    ASSERT_TRUE(run) << run.error().message();
    EXPECT_EQ(run->removalsRefused, 1U);
    EXPECT_EQ(here.store().list(small.family, records::typeNumber<records::Task>()).value().size(),
              30U);
}

}  // namespace
}  // namespace hearth::tests

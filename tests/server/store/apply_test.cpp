// One apply path: what is applied, what is held, what was there before.
#include "shared/crypto/hash.hpp"
#include "tests/server/store/contract.hpp"

namespace hearth::server::store {
namespace {

INSTANTIATE_TEST_SUITE_P(Engines, StoreContract, testing::Values(sqlcipherEngine()), engineName);

TEST_P(StoreContract, GivesEachEditTheNextRevisionWithoutAGap) {
    for (int i = 0; i < 20; ++i) {
        const records::Rev before = headRev();
        const auto ack = applied(*store, handA, handA.write(small.addTask("Ring the school")));
        EXPECT_EQ(ack.verdict(), protocol::APPLIED);
        EXPECT_EQ(ack.rev(), before + 1);
        EXPECT_EQ(headRev(), before + 1);
    }
    records::Rev expected = 0;
    ASSERT_TRUE(store->readLog(0, [&](const LogRow& row) {
        EXPECT_EQ(row.rev, ++expected);
        return true;
    }));
    EXPECT_EQ(expected, headRev());
}

TEST_P(StoreContract, KeepsTheEditInExactlyTheBytesThatWereSent) {
    const SentEdit sent = handA.write(small.addTask("Ring the school"));
    const auto ack = applied(*store, handA, sent);
    bool found = false;
    ASSERT_TRUE(store->readLog(ack.rev(), [&](const LogRow& row) {
        found = row.bytes == sent.bytes && row.edit == sent.edit.id &&
                row.editHash == crypto::sha256(sent.bytes) && row.received == clock.now;
        return true;
    }));
    EXPECT_TRUE(found);
}

TEST_P(StoreContract, AnswersTheSameEditSentAgainWithDuplicateAndItsFirstRevision) {
    const SentEdit sent = handA.write(small.addTask("Ring the school"));
    const auto first = applied(*store, handA, sent);
    applied(*store, handA, handA.write(small.addTask("Ring the nurse")));
    const records::Rev head = headRev();
    clock.now = clock.now + base::hours(1);
    const auto again = applied(*store, handA, sent);
    EXPECT_EQ(again.verdict(), protocol::DUPLICATE);
    EXPECT_EQ(again.rev(), first.rev());
    EXPECT_EQ(again.received_time(), first.received_time());
    EXPECT_EQ(headRev(), head);
}

TEST_P(StoreContract, TellsAgainWhyAnEditIsHeldWhenItIsSentAgain) {
    const SentEdit sent = handB.write(small.addTask("Not mine"));
    const auto first = applied(*store, handB, sent);
    const auto again = applied(*store, handB, sent);
    EXPECT_EQ(again.verdict(), protocol::DUPLICATE);
    EXPECT_EQ(again.held_reason(), protocol::HELD_NOT_YOUR_CASE);
    EXPECT_EQ(again.held_owner(), first.held_owner());
}

TEST_P(StoreContract, TakesAnActionOfAClonedTabletUnderItsNewNumberForTheSame) {
    const SentEdit sent = handA.write(small.addTask("Ring the school"));
    const auto first = applied(*store, handA, sent);
    Hand clone = handA;
    clone.incarnation = Hand(small.workerA, 500).incarnation;
    clone.forget(sent);
    const SentEdit again = clone.renumbered(sent);
    const records::Rev head = headRev();
    EXPECT_EQ(applied(*store, clone, again).verdict(), protocol::DUPLICATE);
    EXPECT_EQ(applied(*store, clone, again).rev(), first.rev());
    EXPECT_EQ(headRev(), head);
    const auto known = store->deviceHead(clone.device, clone.incarnation).value();
    EXPECT_EQ(known.seq, 1U);
    EXPECT_EQ(known.hash, crypto::sha256(again.bytes));
    // And the clone goes on from there.
    const auto next = applied(*store, clone, clone.write(small.addTask("Ring the nurse")));
    EXPECT_EQ(next.verdict(), protocol::APPLIED);
    EXPECT_TRUE(store->verifyChain());
    EXPECT_TRUE(store->verifyReplay());
}

TEST_P(StoreContract, LogsAndHoldsAnEditThatReusesAnIdWithOtherContent) {
    const SentEdit sent = handA.write(small.addTask("Ring the school"));
    applied(*store, handA, sent);
    SentEdit other = handA.write(small.addTask("Something else entirely"));
    handA.forget(other);
    other.edit.id = sent.edit.id;
    other.bytes = records::encodeEdit(other.edit);
    const auto ack = applied(*store, handA, other);
    EXPECT_EQ(ack.verdict(), protocol::HELD);
    EXPECT_EQ(ack.held_reason(), protocol::HELD_ID_REUSED);
    EXPECT_EQ(ack.rev(), headRev());
    EXPECT_EQ(store->held().value().size(), 1U);
    // Both contents are in the log, and sending it again changes nothing.
    EXPECT_EQ(applied(*store, handA, other).verdict(), protocol::DUPLICATE);
    EXPECT_EQ(applied(*store, handA, other).rev(), ack.rev());
    EXPECT_TRUE(store->verifyChain());
    EXPECT_TRUE(store->verifyReplay());
}

TEST_P(StoreContract, SaysForkedWhenAnotherEditHasThePlaceAndLogsNothing) {
    const SentEdit sent = handA.write(small.addTask("Ring the school"));
    applied(*store, handA, sent);
    handA.forget(sent);
    const records::Rev head = headRev();
    const auto ack = applied(*store, handA, handA.write(small.addTask("The clone's")));
    EXPECT_EQ(ack.verdict(), protocol::HELD);
    EXPECT_EQ(ack.held_reason(), protocol::HELD_FORKED);
    EXPECT_EQ(headRev(), head);
}

TEST_P(StoreContract, SaysForkedWhenTheIncarnationIsAnotherDevices) {
    applied(*store, handA, handA.write(small.addTask("Ring the school")));
    handB.incarnation = handA.incarnation;
    const auto ack = applied(*store, handB, handB.write(small.addTask("Borrowed")));
    EXPECT_EQ(ack.held_reason(), protocol::HELD_FORKED);
    EXPECT_EQ(store->deviceHead(handB.device, handA.incarnation).value().seq, 0U);
    EXPECT_EQ(store->deviceHead(handA.device, handA.incarnation).value().seq, 1U);
}

TEST_P(StoreContract, RefusesAGapInATabletsOrderAsAnError) {
    static_cast<void>(handA.write(small.addTask("Never sent")));
    const SentEdit second = handA.write(small.addTask("Sent too early"));
    ASSERT_TRUE(store->begin());
    const auto ack = store->apply(handA.peer(), second.bytes, second.edit);
    store->rollback();
    ASSERT_FALSE(ack);
    EXPECT_EQ(ack.error().code(), base::ErrorCode::Conflict);
}

TEST_P(StoreContract, GoesOnAfterAnEditThatIsHeld) {
    EXPECT_EQ(applied(*store, handB, handB.write(small.addTask("Not mine"))).verdict(),
              protocol::HELD);
    records::ChangeBuilder mine;
    const auto ops = mine.seal({keyOf<records::Task>(small.newId()), small.family, 0, {}, {}});
    const auto missing = applied(*store, handA, handA.write(mine.take()));
    EXPECT_EQ(missing.verdict(), protocol::HELD);
    EXPECT_EQ(applied(*store, handA, handA.write(small.addTask("Ring the school"))).verdict(),
              protocol::APPLIED);
    EXPECT_EQ(store->counts().value().heldOpen, 2U);
    EXPECT_TRUE(store->verifyReplay());
}

TEST_P(StoreContract, KeepsTheLoserOfTwoTelephoneNumbersAndRaisesNothing) {
    const auto concurrent = small.setPhone(*store, "01632 960003");
    applied(*store, handA, handA.write(small.setPhone(*store, "01632 960002"), kTestNow));
    ASSERT_EQ(imported(*store, small.office.write(
                                   small.involve(small.newId(), small.workerB, records::CO_WORKER)))
                  .verdict(),
              protocol::APPLIED);
    clock.now = clock.now + base::minutes(5);
    applied(*store, handB, handB.write(concurrent, clock.now));
    const auto entity =
        store->entity(keyOf<records::CaseFile>(base::rootOf(small.family))).value().value();
    EXPECT_EQ(entity.body.as<records::CaseFile>().value().phone(), "01632 960003");
    EXPECT_EQ(entity.siblings.size(), 1U);
}

TEST_P(StoreContract, PutsTwoFamilyNamesBeforeTheAllocatedWorker) {
    imported(*store,
             small.office.write(small.involve(small.newId(), small.workerB, records::CO_WORKER)));
    const auto key = keyOf<records::CaseFile>(base::rootOf(small.family));
    const records::Opened opened = small.open(*store, key);
    const auto rename = [&](const std::string& name) {
        auto file = opened.body.as<records::CaseFile>().value();
        file.set_family_name(name);
        return records::ChangeBuilder().update(opened, file).take();
    };
    applied(*store, handA, handA.write(rename("Marrowby-Pike")));
    const auto ack = applied(*store, handB, handB.write(rename("Marrowbie")));
    EXPECT_EQ(ack.verdict(), protocol::APPLIED_WITH_REVIEW);
    const auto reviews = store->entitiesOf(records::typeNumber<records::ReviewItem>()).value();
    ASSERT_EQ(reviews.size(), 1U);
    EXPECT_EQ(reviews[0].body.as<records::ReviewItem>().value().owner_id(), small.workerA.view());
    EXPECT_EQ(store->counts().value().reviewsOpen, 1U);
    EXPECT_TRUE(store->verifyReplay());
}

}  // namespace
}  // namespace hearth::server::store

// A case changes hands while a tablet is away: what was recorded before counts, whoever has the
// case now sees that it came late, and nothing else opens a door.
#include "shared/merge/merge.hpp"
#include "tests/server/store/kit.hpp"

namespace hearth::server::store {
namespace {

constexpr base::Millis kDay = base::days(1);

class StoreHandover : public StoreTest {
protected:
    StoreHandover() {
        handA.vouched = true;
        handB.vouched = true;
    }

    // Now, by the office: from worker A to worker B.
    void handOver() {
        const auto key = keyOf<records::Involvement>(small.involvementA);
        const records::Opened opened = small.open(*store, key);
        auto record = opened.body.as<records::Involvement>().value();
        record.set_end_day(base::toDayNumber(base::ukDateOf(clock.now)));
        records::ChangeBuilder change;
        change.update(opened, record);
        change.create(keyOf<records::Involvement>(small.newId()), small.family,
                      small.involvement(small.workerB, records::ALLOCATED));
        const auto ack = imported(*store, small.office.write(change.take(), clock.now));
        ASSERT_EQ(ack.verdict(), protocol::APPLIED);
    }
    void pass(base::Millis span) { clock.now = clock.now + span; }
    [[nodiscard]] SentEdit taskBy(Hand& hand, const std::string& wording) {
        return hand.write(small.addTask(wording), clock.now);
    }
    [[nodiscard]] records::Entity at(const SentEdit& sent) {
        return store->entity(sent.edit.ops.front().target).value().value();
    }
};

TEST_F(StoreHandover, AVisitRecordedBeforeItAndReceivedAfterItIsApplied) {
    pass(kDay);
    const SentEdit visit = taskBy(handA, "Saw the child on Monday");
    pass(kDay);
    handOver();
    pass(kDay);
    const auto ack = applied(*store, handA, visit);
    EXPECT_EQ(ack.verdict(), protocol::APPLIED_WITH_REVIEW);
    EXPECT_TRUE(ack.after_handover());
    EXPECT_EQ(ack.judged_time(), visit.edit.claimed.millis);
    EXPECT_TRUE(at(visit).created.afterHandover) << "the mark travels with the record";
    EXPECT_TRUE(store->held().value().empty());
    EXPECT_TRUE(store->verifyReplay());
    EXPECT_TRUE(store->verifyChain());
}

TEST_F(StoreHandover, TheNewOwnerIsAskedToReadItOnceARecord) {
    pass(kDay);
    const SentEdit visit = taskBy(handA, "Saw the child on Monday");
    const auto again =
        handA.write(records::ChangeBuilder()
                        .update({visit.edit.ops.front().target,
                                 small.family,
                                 0,
                                 {},
                                 records::Body::parse(visit.edit.ops.front().value).value()},
                                [] {
                                    records::Task task;
                                    task.set_wording("And again on Tuesday");
                                    return task;
                                }())
                        .take(),
                    clock.now);
    pass(kDay);
    handOver();
    EXPECT_TRUE(applied(*store, handA, visit).after_handover());
    EXPECT_TRUE(applied(*store, handA, again).after_handover());
    const auto items = store->entitiesOf(records::typeNumber<records::ReviewItem>()).value();
    ASSERT_EQ(items.size(), 1U);
    const auto item = items[0].body.as<records::ReviewItem>().value();
    EXPECT_EQ(item.cause(), records::AFTER_HANDOVER);
    EXPECT_EQ(item.owner_id(), small.workerB.view());
    EXPECT_EQ(item.target_id(), visit.edit.ops.front().target.id.view());
    EXPECT_EQ(items[0].scope, small.family) << "it comes to the new owner's tablet with the case";
}

TEST_F(StoreHandover, TheQuestionIsSettledWhenTheNewOwnerSaysThatTheyHaveReadIt) {
    pass(kDay);
    const SentEdit visit = taskBy(handA, "Saw the child on Monday");
    pass(kDay);
    handOver();
    applied(*store, handA, visit);
    const records::Opened opened = small.open(*store, visit.edit.ops.front().target);
    records::ChangeBuilder change;
    change.resolve(opened, 0, {}, {}, "read");
    EXPECT_EQ(applied(*store, handB, handB.write(change.take(), clock.now)).verdict(),
              protocol::APPLIED);
    const auto items = store->entitiesOf(records::typeNumber<records::ReviewItem>()).value();
    ASSERT_EQ(items.size(), 1U);
    EXPECT_EQ(items[0].body.as<records::ReviewItem>().value().state(), records::REVIEW_SETTLED);
    EXPECT_TRUE(at(visit).created.afterHandover) << "the mark stays";
}

TEST_F(StoreHandover, OnTheVeryDayOfItTheHourDecides) {
    pass(base::hours(1));
    const SentEdit before = taskBy(handA, "In the morning");
    pass(base::hours(1));
    handOver();
    pass(base::hours(1));
    const SentEdit after = taskBy(handA, "In the afternoon");
    EXPECT_TRUE(applied(*store, handA, before).after_handover());
    const auto late = applied(*store, handA, after);
    EXPECT_EQ(late.held_reason(), protocol::HELD_NOT_YOUR_CASE);
    EXPECT_EQ(late.held_owner(), small.workerB.view()) << "the present owner looks at it";
    EXPECT_TRUE(store->verifyReplay());
}

TEST_F(StoreHandover, AWrongClockOpensNoCase) {
    pass(kDay);
    handOver();
    pass(kDay);
    handA.vouched = false;
    const SentEdit backdated = handA.write(small.addTask("Dated back"), clock.now - kDay - kDay);
    const auto ack = applied(*store, handA, backdated);
    EXPECT_EQ(ack.verdict(), protocol::HELD);
    EXPECT_EQ(ack.judged_time(), clock.now.millis) << "asked at the only time anybody vouches for";
    EXPECT_TRUE(store->verifyReplay());
}

TEST_F(StoreHandover, AClockThatIsAheadIsPutRightByTheMonotonicOne) {
    pass(kDay);
    Hand ahead(small.workerA, 105);
    ahead.vouched = true;
    SentEdit visit = ahead.write(small.addTask("Saw the child"), clock.now);
    visit.edit.claimed = clock.now + kDay + kDay + kDay;
    visit.bytes = records::encodeEdit(visit.edit);
    pass(kDay);
    handOver();
    EXPECT_TRUE(applied(*store, ahead, visit).after_handover());
}

TEST_F(StoreHandover, WhatWasNeverTheAuthorsIsHeldWithThePresentOwner) {
    pass(kDay);
    const SentEdit early = taskBy(handB, "Heard about it before it was mine");
    const auto ack = applied(*store, handB, early);
    EXPECT_EQ(ack.verdict(), protocol::HELD);
    EXPECT_EQ(ack.held_owner(), small.workerA.view());
    EXPECT_FALSE(ack.after_handover());
}

TEST_F(StoreHandover, WhatIsTheAuthorsNowIsNotMarkedWheneverItWasMade) {
    pass(kDay);
    const SentEdit early = taskBy(handB, "Written before it was mine, sent when it is");
    pass(kDay);
    handOver();
    const auto ack = applied(*store, handB, early);
    EXPECT_EQ(ack.verdict(), protocol::APPLIED);
    EXPECT_EQ(ack.judged_time(), 0);
    EXPECT_FALSE(at(early).created.afterHandover);
}

TEST_F(StoreHandover, NobodyGivesThemselvesTheCaseBackFromAnOldTablet) {
    pass(kDay);
    const SentEdit grab =
        handA.write(small.involve(small.newId(), small.workerA, records::ALLOCATED), clock.now);
    pass(kDay);
    handOver();
    EXPECT_EQ(applied(*store, handA, grab).held_reason(), protocol::HELD_NOT_YOUR_CASE);
}

TEST_F(StoreHandover, AFormerManagersLateNoteCountsAsWell) {
    pass(kDay);
    Hand manager(small.manager, 106);
    manager.vouched = true;
    const SentEdit note = taskBy(manager, "Please ring the school");
    pass(kDay);
    const records::Opened opened = small.open(*store, keyOf<records::Team>(small.team));
    auto team = opened.body.as<records::Team>().value();
    team.set_manager_id(small.workerB.bytes());
    imported(*store,
             small.office.write(records::ChangeBuilder().update(opened, team).take(), clock.now));
    pass(kDay);
    EXPECT_TRUE(applied(*store, manager, note).after_handover());
    EXPECT_TRUE(store->verifyReplay());
}

TEST_F(StoreHandover, WhoeverOpenedACaseHadItUntilSomebodyWasAllocated) {
    pass(kDay);
    const auto id = small.newId();
    const base::ScopeId scope = base::scopeOf(id);
    records::CaseFile file;
    file.set_family_name("Wrenlocke");
    const SentEdit opening = handB.write(
        records::ChangeBuilder().create(keyOf<records::CaseFile>(id), scope, file).take(),
        clock.now);
    pass(base::hours(1));
    records::Task task;
    task.set_wording("First visit");
    const SentEdit visit = handB.write(
        records::ChangeBuilder().create(keyOf<records::Task>(small.newId()), scope, task).take(),
        clock.now);
    pass(kDay);
    ASSERT_EQ(applied(*store, handB, opening).verdict(), protocol::APPLIED);
    imported(*store,
             small.office.write(records::ChangeBuilder()
                                    .create(keyOf<records::Involvement>(small.newId()), scope,
                                            small.involvement(small.workerA, records::ALLOCATED))
                                    .take(),
                                clock.now));
    EXPECT_TRUE(applied(*store, handB, visit).after_handover());
    EXPECT_TRUE(store->verifyReplay());
}

}  // namespace
}  // namespace hearth::server::store

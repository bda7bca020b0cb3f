// A manager's decision is attached to a sealed visit, and nobody approves their own.
#include "schema/records/visit.pb.h"
#include "tests/server/store/kit.hpp"

namespace hearth::server::store {
namespace {

class Decisions : public StoreTest {
protected:
    // A visit by that worker, sealed or not.
    base::EntityId visitBy(const Hand& hand, Hand& writing, bool seal) {
        const base::EntityId id = small.newId();
        records::Visit visit;
        visit.set_kind(records::HOME_VISIT);
        visit.set_worker_id(hand.author.bytes());
        records::ChangeBuilder change;
        change.create(keyOf<records::Visit>(id), small.family, visit);
        if (seal) {
            const records::Opened opened{
                keyOf<records::Visit>(id), small.family, 0, {}, records::Body::of(visit)};
            change.seal(opened);
        }
        EXPECT_EQ(applied(*store, writing, writing.write(change.take())).verdict(),
                  protocol::APPLIED);
        return id;
    }
    protocol::EditAck decide(Hand& hand, const base::EntityId& visit,
                             const base::WorkerId& inTheNameOf) {
        records::Decision decision;
        decision.set_visit_id(visit.bytes());
        decision.set_decision("Agreed");
        decision.set_rationale("Seen alone; the plan holds");
        decision.set_author_id(inTheNameOf.bytes());
        return applied(
            *store, hand,
            hand.write(records::ChangeBuilder()
                           .create(keyOf<records::Decision>(small.newId()), small.family, decision)
                           .take()));
    }
    protocol::EditAck decide(Hand& hand, const base::EntityId& visit) {
        return decide(hand, visit, hand.author);
    }

    Hand manager{small.manager, 103};
};

TEST_F(Decisions, OfAManagerStandsBesideTheSealedVisit) {
    const auto visit = visitBy(handA, handA, true);
    EXPECT_EQ(decide(manager, visit).verdict(), protocol::APPLIED);
    EXPECT_EQ(store->entitiesOf(records::typeNumber<records::Decision>()).value().size(), 1U);
    EXPECT_TRUE(store->verifyReplay());
}

TEST_F(Decisions, AboutOnesOwnVisitIsHeld) {
    const auto visit = visitBy(manager, manager, true);
    const auto ack = decide(manager, visit);
    EXPECT_EQ(ack.verdict(), protocol::HELD);
    EXPECT_EQ(ack.held_reason(), protocol::HELD_INVALID);
    EXPECT_FALSE(ack.held_owner().empty());
    EXPECT_TRUE(store->entitiesOf(records::typeNumber<records::Decision>()).value().empty());
}

TEST_F(Decisions, OfAManagerWhoSealedItForSomebodyElseIsHeld) {
    const auto visit = visitBy(handA, manager, true);
    EXPECT_EQ(decide(manager, visit).held_reason(), protocol::HELD_INVALID);
}

TEST_F(Decisions, OfASocialWorkerIsHeld) {
    const auto visit = visitBy(handB, manager, true);
    EXPECT_EQ(decide(handA, visit).held_reason(), protocol::HELD_INVALID);
}

TEST_F(Decisions, BeforeTheSealIsHeld) {
    const auto visit = visitBy(handA, handA, false);
    EXPECT_EQ(decide(manager, visit).held_reason(), protocol::HELD_INVALID);
}

TEST_F(Decisions, AboutAVisitThatIsNotThereIsHeld) {
    EXPECT_EQ(decide(manager, small.newId()).held_reason(), protocol::HELD_MISSING_TARGET);
}

TEST_F(Decisions, InAnothersNameIsHeld) {
    const auto visit = visitBy(handA, handA, true);
    EXPECT_EQ(decide(manager, visit, small.workerB).held_reason(), protocol::HELD_INVALID);
}

}  // namespace
}  // namespace hearth::server::store

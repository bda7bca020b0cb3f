// Who may hold which case, and since when: membership follows the records.
#include <algorithm>

#include "tests/server/store/contract.hpp"

namespace hearth::server::store {
namespace {

class StoreMembership : public StoreTest {
protected:
    bool holds(const base::WorkerId& worker) {
        const auto scopes = store->scopesOf(worker).value();
        EXPECT_TRUE(std::is_sorted(scopes.begin(), scopes.end()));
        return std::binary_search(scopes.begin(), scopes.end(), small.family);
    }
    void endInvolvementA(std::int64_t day) {
        const auto key = keyOf<records::Involvement>(small.involvementA);
        const records::Opened opened = small.open(*store, key);
        auto record = opened.body.as<records::Involvement>().value();
        record.set_end_day(day);
        records::ChangeBuilder change;
        change.update(opened, record);
        ASSERT_EQ(imported(*store, small.office.write(change.take())).verdict(), protocol::APPLIED);
    }
    std::int64_t today() { return base::toDayNumber(base::ukDateOf(clock.now)); }
};

TEST_F(StoreMembership, EverybodyHoldsTheReferenceAndTheirOwnScope) {
    const auto scopes = store->scopesOf(small.workerB).value();
    EXPECT_EQ(scopes.size(), 2U);
    EXPECT_TRUE(std::binary_search(scopes.begin(), scopes.end(), base::kReferenceScope));
    EXPECT_TRUE(std::binary_search(scopes.begin(), scopes.end(), base::scopeOf(small.workerB)));
}

TEST_F(StoreMembership, AnInvolvementBringsACaseAndItsEndTakesIt) {
    EXPECT_TRUE(holds(small.workerA));
    EXPECT_FALSE(holds(small.workerB));
    imported(*store,
             small.office.write(small.involve(small.newId(), small.workerB, records::CO_WORKER)));
    EXPECT_TRUE(holds(small.workerB));
    endInvolvementA(today());
    EXPECT_FALSE(holds(small.workerA));
    EXPECT_TRUE(holds(small.workerB));
}

TEST_F(StoreMembership, AnEndInTheFutureTakesTheCaseWhenItsDayComes) {
    endInvolvementA(today() + 2);
    EXPECT_TRUE(holds(small.workerA));
    clock.now = clock.now + base::days(2);
    EXPECT_FALSE(holds(small.workerA));
}

TEST_F(StoreMembership, AManagerHoldsWhatTheirTeamHoldsAndHandsItOnWithTheTeam) {
    EXPECT_TRUE(holds(small.manager));
    const auto key = keyOf<records::Team>(small.team);
    const records::Opened opened = small.open(*store, key);
    auto team = opened.body.as<records::Team>().value();
    team.set_manager_id(small.workerB.bytes());
    records::ChangeBuilder change;
    change.update(opened, team);
    imported(*store, small.office.write(change.take()));
    EXPECT_FALSE(holds(small.manager));
    EXPECT_TRUE(holds(small.workerB));
}

TEST_F(StoreMembership, WhoHasLeftAndWhoRunsTheServerHoldNoCase) {
    imported(*store,
             small.office.write(small.involve(small.newId(), small.admin, records::CO_WORKER)));
    EXPECT_FALSE(holds(small.admin));
    const auto key = keyOf<records::Worker>(small.workerA);
    const records::Opened opened = small.open(*store, key);
    auto worker = opened.body.as<records::Worker>().value();
    worker.set_left_day(today());
    records::ChangeBuilder change;
    change.update(opened, worker);
    imported(*store, small.office.write(change.take()));
    EXPECT_FALSE(holds(small.workerA));
    // And what is held in their case goes to the manager.
    EXPECT_EQ(applied(*store, handB, handB.write(small.addTask("Late"))).held_owner(),
              small.manager.view());
}

TEST_F(StoreMembership, ARetiredInvolvementGrantsNothing) {
    const auto key = keyOf<records::Involvement>(small.involvementA);
    records::ChangeBuilder change;
    change.retire(small.open(*store, key), "entered by mistake");
    ASSERT_EQ(imported(*store, small.office.write(change.take())).verdict(), protocol::APPLIED);
    EXPECT_FALSE(holds(small.workerA));
}

TEST_P(StoreContract, GivesAWorkerWhoJoinsLateTheWholeCaseFromTheBeginning) {
    for (int i = 0; i < 5; ++i)
        applied(*store, handA, handA.write(small.addTask("Before B came")));
    imported(*store,
             small.office.write(small.involve(small.newId(), small.workerB, records::CO_WORKER)));
    const auto page = store->page(small.family, 0, 1'000'000).value();
    const auto head = store->scopeHead(small.family).value();
    EXPECT_EQ(static_cast<std::uint64_t>(page.entities_size()), head.count);
    EXPECT_EQ(head.count, 2U + 5U + 1U);
    EXPECT_EQ(page.next_cursor(), head.head);
}

TEST_F(StoreMembership, AnswersForALargeCaseloadByIndex) {
    // The question is put in every exchange; the plan of the engine must not walk a table.
    store.reset();
    auto connection =
        sqlite::Connection::open(file(), testKey(), sqlite::OpenMode::OpenExisting).value();
    auto* plan = connection
                     .prepare(
                         "EXPLAIN QUERY PLAN SELECT scope FROM involvement WHERE worker = ?1 "
                         "AND (end_day = 0 OR end_day > ?2) UNION SELECT i.scope FROM team t "
                         "JOIN involvement i ON i.team = t.id WHERE t.manager = ?1")
                     .value();
    plan->bind(small.workerA.view(), std::int64_t{20'000});
    bool rows = false;
    while (plan->next().value()) {
        rows = true;
        EXPECT_EQ(plan->text(3).find("SCAN"), std::string::npos) << plan->text(3);
    }
    EXPECT_TRUE(rows);
}

}  // namespace
}  // namespace hearth::server::store

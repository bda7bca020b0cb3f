// Who may write what: everything authentic is logged, what was not granted is held with an owner.
#include "tests/server/store/kit.hpp"

namespace hearth::server::store {
namespace {

class StoreGrants : public StoreTest {};

TEST_F(StoreGrants, HoldsAnEditForACaseOfSomebodyElseAndShowsItToTheAllocatedWorker) {
    const auto ack = applied(*store, handB, handB.write(small.addTask("Not mine")));
    EXPECT_EQ(ack.verdict(), protocol::HELD);
    EXPECT_EQ(ack.held_reason(), protocol::HELD_NOT_YOUR_CASE);
    EXPECT_EQ(ack.held_owner(), small.workerA.view());
    const auto held = store->held().value();
    ASSERT_EQ(held.size(), 1U);
    EXPECT_EQ(held[0].author, small.workerB);
    EXPECT_EQ(held[0].owner, small.workerA);
    EXPECT_EQ(held[0].rev, ack.rev());
}

TEST_F(StoreGrants, SaysNothingOfTheCaseInTheExplanation) {
    applied(*store, handB, handB.write(small.addTask("Mother is afraid")));
    EXPECT_EQ(store->held().value()[0].explanation.find("afraid"), std::string::npos);
}

TEST_F(StoreGrants, HoldsAnEditThatNamesAnotherAuthorThanTheTabletsWorker) {
    Hand forger = handB;
    forger.author = small.workerA;
    const SentEdit sent = forger.write(small.addTask("In another's name"));
    const auto ack = applied(*store, handB, sent);
    EXPECT_EQ(ack.held_reason(), protocol::HELD_OTHER_AUTHOR);
    EXPECT_TRUE(store->verifyReplay());
}

TEST_F(StoreGrants, LetsTheManagerOfAnInvolvedTeamWrite) {
    Hand manager(small.manager, 103);
    EXPECT_EQ(applied(*store, manager, manager.write(small.addTask("Please ring"))).verdict(),
              protocol::APPLIED);
}

TEST_F(StoreGrants, LetsASocialWorkerOpenANewCaseButNotAServerAdmin) {
    const auto openCase = [&] {
        const auto id = small.newId();
        records::CaseFile file;
        file.set_family_name("Wrenlocke");
        return records::ChangeBuilder()
            .create(keyOf<records::CaseFile>(id), base::scopeOf(id), file)
            .take();
    };
    EXPECT_EQ(applied(*store, handB, handB.write(openCase())).verdict(), protocol::APPLIED);
    Hand admin(small.admin, 104);
    EXPECT_EQ(applied(*store, admin, admin.write(openCase())).held_reason(),
              protocol::HELD_NOT_YOUR_CASE);
}

TEST_F(StoreGrants, GivesANewCaseToItsOpenerUntilSomebodyIsInvolved) {
    const auto id = small.newId();
    const base::ScopeId scope = base::scopeOf(id);
    records::CaseFile file;
    file.set_family_name("Wrenlocke");
    records::ChangeBuilder change;
    change.create(keyOf<records::CaseFile>(id), scope, file);
    applied(*store, handB, handB.write(change.take()));
    const auto holds = [&](const base::WorkerId& worker) {
        const auto scopes = store->scopesOf(worker).value();
        return std::binary_search(scopes.begin(), scopes.end(), scope);
    };
    EXPECT_TRUE(holds(small.workerB));
    records::ChangeBuilder allocate;
    allocate.create(keyOf<records::Involvement>(small.newId()), scope,
                    small.involvement(small.workerA, records::ALLOCATED));
    EXPECT_EQ(applied(*store, handB, handB.write(allocate.take())).verdict(), protocol::APPLIED);
    EXPECT_FALSE(holds(small.workerB));
    EXPECT_TRUE(holds(small.workerA));
}

TEST_F(StoreGrants, NobodyTakesAnothersOwnScopeByOpeningACaseInIt) {
    records::CaseFile file;
    file.set_family_name("A trap");
    records::ChangeBuilder change;
    change.create(keyOf<records::CaseFile>(small.workerA), base::scopeOf(small.workerA), file);
    EXPECT_EQ(applied(*store, handB, handB.write(change.take())).held_reason(),
              protocol::HELD_NOT_YOUR_CASE);
}

TEST_F(StoreGrants, NobodyMakesThemselvesAManagerFromATablet) {
    records::Worker promoted;
    promoted.set_name("Me");
    promoted.set_role(records::TEAM_MANAGER);
    promoted.set_team_id(small.team.bytes());
    records::ChangeBuilder inReference;
    inReference.create(keyOf<records::Worker>(small.newId()), base::kReferenceScope, promoted);
    EXPECT_EQ(applied(*store, handB, handB.write(inReference.take())).held_reason(),
              protocol::HELD_NOT_YOUR_CASE);
    records::Team mine;
    mine.set_manager_id(small.workerB.bytes());
    records::ChangeBuilder inMe;
    inMe.create(keyOf<records::Team>(small.newId()), base::scopeOf(small.workerB), mine);
    EXPECT_EQ(applied(*store, handB, handB.write(inMe.take())).held_reason(),
              protocol::HELD_INVALID);
}

TEST_F(StoreGrants, NobodyReachesAForeignRecordThroughAScopeOfTheirOwn) {
    const auto id = small.newId();
    records::CaseFile file;
    file.set_family_name("Wrenlocke");
    records::ChangeBuilder change;
    change.create(keyOf<records::CaseFile>(id), base::scopeOf(id), file);
    applied(*store, handB, handB.write(change.take()));

    auto foreign = small.setPhone(*store, "01632 960666");
    for (records::Op& op : foreign)
        op.scope = base::scopeOf(id);
    const auto ack = applied(*store, handB, handB.write(foreign));
    EXPECT_EQ(ack.held_reason(), protocol::HELD_INVALID);
    EXPECT_EQ(ack.held_owner(), small.workerA.view());
    const auto entity =
        store->entity(keyOf<records::CaseFile>(base::rootOf(small.family))).value().value();
    EXPECT_EQ(entity.body.as<records::CaseFile>().value().phone(), "01632 960001");
}

TEST_F(StoreGrants, AlwaysHasAnOwnerForWhatIsHeld) {
    records::Task task;
    task.set_wording("Into nowhere");
    records::ChangeBuilder change;
    change.create(keyOf<records::Task>(small.newId()), base::scopeOf(small.newId()), task);
    const auto ack = applied(*store, handB, handB.write(change.take()));
    EXPECT_EQ(ack.verdict(), protocol::HELD);
    EXPECT_EQ(ack.held_owner(), small.manager.view());
}

}  // namespace
}  // namespace hearth::server::store

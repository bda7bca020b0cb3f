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

TEST_F(Revoke, AFormThatWasLeftGoesToTheServerBeforeTheCaseDoes) {
    const auto visit = tablet.create(kFamily, visitSaying("open"));
    ASSERT_TRUE(tablet.sync(server));
    const std::string form = "visit/" + visit.id.hex();
    ASSERT_TRUE(tablet->keepTyping(form, "said alone: he is afraid"));
    take(kFamily);
    tablet.clock.pass(base::minutes(20));
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_FALSE(tablet.has(visit));
    EXPECT_FALSE(tablet->typing(form).value());
    ASSERT_EQ(server.state.log.size(), 2U);
    const auto sent = records::decodeEdit(server.state.bytes.at(server.state.log[1].id)).value();
    ASSERT_EQ(sent.ops.size(), 1U);
    EXPECT_EQ(sent.ops[0].kind, protocol::TYPED);
    EXPECT_EQ(sent.ops[0].value, "said alone: he is afraid");
    EXPECT_EQ(sent.ops[0].reason, form);
    EXPECT_EQ(server.state.log[1].ack.verdict(), protocol::HELD);
    EXPECT_EQ(tablet->syncState().value().heldEdits, 1U) << "the worker sees that it is held";
}

TEST_F(Revoke, TheLargestFormGoesInAFewPartsAndNothingOfItIsMissing) {
    const auto visit = tablet.create(kFamily, visitSaying("open"));
    ASSERT_TRUE(tablet.sync(server));
    std::string typed(700'000, 'w');
    typed.back() = 'e';
    ASSERT_TRUE(tablet->keepTyping("visit/" + visit.id.hex(), typed));
    take(kFamily);
    tablet.clock.pass(base::minutes(20));
    ASSERT_TRUE(tablet.sync(server));
    base::Bytes arrived;
    for (std::size_t i = 1; i < server.state.log.size(); ++i)
        arrived +=
            records::decodeEdit(server.state.bytes.at(server.state.log[i].id)).value().ops[0].value;
    EXPECT_EQ(arrived, typed);
    EXPECT_FALSE(tablet.has(visit));
    EXPECT_TRUE(tablet->checkIntegrity().has_value());
}

TEST_F(Revoke, TellsTheWorkerWhatLeftAndWhatIsHeld) {
    tablet.create(kFamily, visitSaying("sent"));
    ASSERT_TRUE(tablet.sync(server));
    tablet.create(kFamily, visitSaying("too late"));
    tablet.create(kFamily, visitSaying("too late as well"));
    take(kFamily);
    tablet.clock.pass(base::minutes(5));
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_EQ(tablet.progress().scopesLeft, 1U);
    const auto departures = tablet->departures(10).value();
    ASSERT_EQ(departures.size(), 1U);
    EXPECT_EQ(departures[0].scope, kFamily);
    EXPECT_EQ(departures[0].records, 1U);
    EXPECT_EQ(departures[0].held, 2U);
    EXPECT_EQ(departures[0].at, tablet.clock.wall);
}

TEST_F(Revoke, TheReceiptOutlivesALostAnswerAndARestart) {
    tablet.create(kFamily, visitSaying("sent"));
    ASSERT_TRUE(tablet.sync(server));
    auto& port = tablet->port(tablet.signer());
    protocol::Revoke revoke;
    revoke.set_scope_id(kFamily.bytes());
    ASSERT_TRUE(port.revokeScope(revoke).has_value());
    tablet.reopen();
    take(kFamily);
    tablet.syncAndLoseAnswer(server);
    tablet.reopen();
    ASSERT_TRUE(tablet.sync(server));
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_EQ(server.receipts.size(), 2U) << "said again after the lost answer, and then no more";
    EXPECT_EQ(server.receipts[0].scope_id(), kFamily.view());
}

TEST_F(Revoke, WaitsForWhatARestoredServerHasLost) {
    tablet.create(kFamily, visitSaying("in the backup"));
    ASSERT_TRUE(tablet.sync(server));
    const ServerState backup = server.state;
    const auto mine = tablet.create(kFamily, visitSaying("after it"));
    ASSERT_TRUE(tablet.sync(server));
    server.state = backup;
    server.newEpoch();
    take(kFamily);
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_EQ(server.state.log.size(), 2U) << "logged before it was purged";
    EXPECT_EQ(server.state.bytes.size(), 2U);
    EXPECT_FALSE(tablet.has(mine));
    EXPECT_EQ(server.receipts.size(), 1U);
}

TEST_F(Revoke, LeavesNoWordOfTheCaseInTheFile) {
    const std::string word = "zanzibarquartz";
    tablet.create(kFamily, visitSaying(word));
    tablet.create(kFamily, familyNamed(word));
    ASSERT_TRUE(tablet.sync(server));
    tablet.create(kFamily, visitSaying(word + " unsent"));
    take(kFamily);
    ASSERT_TRUE(tablet.sync(server));
    EXPECT_TRUE(tablet->search(word, 10).value().empty());
    EXPECT_TRUE(tablet->list(kFamily, records::typeNumber<records::Visit>()).value().empty());
    tablet.close();
    auto file = sqlite::Connection::open(tablet.file().string(), tablet.key(),
                                         sqlite::OpenMode::OpenExisting)
                    .value();
    for (const char* column : {"base WHERE body", "predicted WHERE body", "outbox WHERE bytes",
                               "search_content WHERE c0", "typing WHERE content"}) {
        const auto rows = file.queryInt("SELECT count(*) FROM " + std::string(column) +
                                        " LIKE '%zanzibarquartz%'");
        ASSERT_TRUE(rows) << column;
        EXPECT_EQ(*rows, 0) << column;
    }
}

TEST_F(Revoke, LeavesNoWordInTheIndexThatTheCaseHadBeforeItWasChanged) {
    const auto visit = tablet.create(kFamily, visitSaying("zanzibarquartz"));
    tablet.create(kOtherFamily, visitSaying("stays"));
    ASSERT_TRUE(tablet.sync(server));
    ASSERT_TRUE(tablet.change<records::Visit>(
        visit, [](records::Visit& changed) { changed.set_analysis("other words"); }));
    ASSERT_TRUE(tablet.sync(server));
    take(kFamily);
    ASSERT_TRUE(tablet.sync(server));
    tablet.close();
    auto file = sqlite::Connection::open(tablet.file().string(), tablet.key(),
                                         sqlite::OpenMode::OpenExisting)
                    .value();
    const auto blocksWith = [&](const std::string& word) {
        return file
            .queryInt("SELECT count(*) FROM search_data WHERE instr(block, CAST('" + word +
                      "' AS BLOB)) > 0")
            .value();
    };
    EXPECT_EQ(blocksWith("anzibarquart"), 0);
    EXPECT_GT(blocksWith("tays"), 0);
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

// A scope that comes over several exchanges is kept aside in the store and shown when it is whole;
// what a packed page says and a later page says better comes out right.
#include <gtest/gtest.h>

#include "shared/protocol/packing.hpp"
#include "shared/sqlite/query.hpp"
#include "tests/client/store/kit.hpp"

namespace hearth::tests {
namespace {

constexpr std::size_t kLongText = 90'000;

class Staging : public testing::Test {
protected:
    Staging() {
        grantBoth(server, writer);
        grantBoth(server, reader);
        for (int i = 0; i < 30; ++i)
            writer.create(kFamily, visitSaying(std::string(kLongText, 'w')));
        INVARIANT(writer.sync(server).has_value());
    }
    // The next exchange of a run, or none when it is complete.
    bool step(protocol::ClientSession& session) {
        const auto request = session.next().value();
        if (!request) return false;
        protocol::ServerSession answering(server, reader.peer());
        EXPECT_TRUE(answering.receive(*request));
        EXPECT_TRUE(session.receive(answering.reply().value()));
        return true;
    }
    std::int64_t stagedPages() {
        reader.close();
        std::int64_t count = 0;
        {
            auto raw = sqlite::Connection::open(reader.file(), reader.key(),
                                                sqlite::OpenMode::OpenExisting)
                           .value();
            count = raw.queryInt("SELECT count(*) FROM staged_page").value();
        }
        reader.reopen();
        return count;
    }
    std::size_t shown() {
        return reader->list(kFamily, records::typeNumber<records::Visit>()).value().size();
    }

    MemoryServer server;
    Tablet writer{1};
    Tablet reader{2};
};

TEST_F(Staging, NothingOfACaseIsShownBeforeAllOfItIsThere) {
    protocol::ClientSession session(reader->port(reader.signer()));
    ASSERT_TRUE(step(session));
    ASSERT_TRUE(step(session));
    EXPECT_EQ(shown(), 0U);
    EXPECT_TRUE(reader->search("w", 5).value().empty());
    while (step(session)) {
    }
    EXPECT_EQ(shown(), 30U);
    EXPECT_TRUE(reader->checkView());
    EXPECT_EQ(session.progress().digestRepairs, 0U);
    EXPECT_EQ(stagedPages(), 0);
}

TEST_F(Staging, ARunThatWasCutOffLeavesNothingThatTheNextOneMixesIn) {
    {
        protocol::ClientSession session(reader->port(reader.signer()));
        ASSERT_TRUE(step(session));
        ASSERT_TRUE(step(session));
    }
    EXPECT_GT(stagedPages(), 0);
    ASSERT_TRUE(reader.sync(server));
    EXPECT_EQ(reader.progress().entitiesReceived, 30U);
    EXPECT_EQ(shown(), 30U);
    EXPECT_EQ(stagedPages(), 0);
}

TEST_F(Staging, ACaseThatIsTakenAwayWhileItComesLeavesNothing) {
    protocol::ClientSession session(reader->port(reader.signer()));
    ASSERT_TRUE(step(session));
    server.grants[reader.worker()].erase(kFamily);
    while (step(session)) {
    }
    EXPECT_EQ(session.progress().scopesLeft, 1U);
    EXPECT_EQ(shown(), 0U);
    EXPECT_EQ(stagedPages(), 0);
}

TEST_F(Staging, AServerFoundToBeAnotherLeavesNothingOfWhatItHadSaid) {
    ASSERT_TRUE(reader.sync(server));
    for (int i = 0; i < 30; ++i)
        writer.create(kFamily, visitSaying(std::string(kLongText, 'v')));
    ASSERT_TRUE(writer.sync(server));
    protocol::ClientSession session(reader->port(reader.signer()));
    ASSERT_TRUE(step(session));
    server.newEpoch();
    while (step(session)) {
    }
    EXPECT_EQ(session.progress().digestRepairs, 0U);
    EXPECT_EQ(shown(), 60U);
    EXPECT_TRUE(reader->checkView());
    EXPECT_EQ(stagedPages(), 0);
}

// --- a record that comes twice ------------------------------------------------------------------

class ComesTwice : public testing::Test {
protected:
    ComesTwice() {
        grantBoth(server, writer);
        grantBoth(server, reader);
        for (int i = 0; i < 25; ++i)
            keys.push_back(writer.create(kFamily, visitSaying("earlier words")));
        INVARIANT(writer.sync(server).has_value());
        packed = server.page(kFamily, 0, SIZE_MAX).value();
    }
    void retire(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            records::ChangeBuilder change;
            change.retire(*writer->open(keys[i]).value(), "entered by mistake");
            ASSERT_TRUE(writer->save(change.take()));
        }
        ASSERT_TRUE(writer.sync(server));
    }
    // As a tablet gets it that begins with the family: what was packed, then what is.
    base::Status arrive() {
        protocol::Checkpoint checkpoint;
        checkpoint.set_epoch(server.state.epoch.bytes());
        checkpoint.set_rev(server.state.log.size());
        checkpoint.set_chain(server.head().value().chain.bytes());
        const auto head = server.scopeHead(kFamily).value();
        protocol::Done done;
        done.set_scope_id(kFamily.bytes());
        done.set_cursor(head.head);
        done.set_digest(head.digest);
        const auto kept = protocol::packPage(packed).value();
        return reader->port(reader.signer())
            .applyScope(checkpoint,
                        {protocol::unpackPage(kept.page, base::kReplyBytesMax).value(),
                         server.page(kFamily, packed.next_cursor(), SIZE_MAX).value()},
                        done, nullptr);
    }

    MemoryServer server;
    Tablet writer{1};
    Tablet reader{2};
    std::vector<records::EntityKey> keys;
    protocol::Page packed;
};

TEST_F(ComesTwice, ShowsItsNewerStateAndFindsOnlyItsNewerWords) {
    ASSERT_TRUE(writer.change<records::Visit>(
        keys[3], [](records::Visit& visit) { visit.set_analysis("later words"); }));
    ASSERT_TRUE(writer.sync(server));
    ASSERT_TRUE(arrive());
    EXPECT_EQ(reader.read<records::Visit>(keys[3]).analysis(), "later words");
    EXPECT_EQ(reader->search("later", 50).value().size(), 1U);
    EXPECT_EQ(reader->search("earlier", 50).value().size(), 24U);
    EXPECT_TRUE(reader->checkView());
}

TEST_F(ComesTwice, IsGoneFromListsWhenItWasRetiredSince) {
    retire(1);
    ASSERT_TRUE(arrive());
    EXPECT_EQ(reader->list(kFamily, records::typeNumber<records::Visit>()).value().size(), 24U);
    EXPECT_EQ(reader->search("earlier", 50).value().size(), 24U);
    EXPECT_TRUE(reader->checkView());
}

TEST_F(ComesTwice, KeepsWhatThisTabletWroteMeanwhile) {
    ASSERT_TRUE(reader.sync(server));
    ASSERT_TRUE(reader.change<records::Visit>(
        keys[5], [](records::Visit& visit) { visit.set_analysis("typed on this tablet"); }));
    ASSERT_TRUE(writer.change<records::Visit>(
        keys[5], [](records::Visit& visit) { visit.set_next_steps("school"); }));
    ASSERT_TRUE(writer.sync(server));
    ASSERT_TRUE(reader->port(reader.signer()).startAnew(kFamily));
    ASSERT_TRUE(arrive());
    const auto visit = reader.read<records::Visit>(keys[5]);
    EXPECT_EQ(visit.analysis(), "typed on this tablet");
    EXPECT_EQ(visit.next_steps(), "school");
    EXPECT_TRUE(reader->checkView());
}

TEST_F(ComesTwice, CountsOnceForTheGuardAgainstMassRetirement) {
    ASSERT_TRUE(reader.sync(server));
    retire(15);
    packed = server.page(kFamily, 0, SIZE_MAX).value();
    packed.set_next_cursor(1);  // so that all of them come a second time
    ASSERT_TRUE(reader->port(reader.signer()).startAnew(kFamily));
    EXPECT_TRUE(arrive());
    EXPECT_EQ(reader->list(kFamily, records::typeNumber<records::Visit>()).value().size(), 10U);
}

}  // namespace
}  // namespace hearth::tests

// Well-framed answers that no server of ours gives, against a tablet's real store: the run ends
// with a typed error, and what the tablet holds is what it held.
#include <functional>

#include <gtest/gtest.h>

#include "client/sync/sync_engine.hpp"
#include "shared/protocol/frame.hpp"
#include "tests/client/store/kit.hpp"

namespace hearth::tests {
namespace {

namespace sync = client::sync;
using base::Bytes;
using base::ErrorCode;
using protocol::Exchange;
using protocol::Message;

// An honest answer, spoiled on its way back.
class SpoilingTransport final : public sync::Transport {
public:
    SpoilingTransport(MemoryServer& server, Tablet& tablet) : m_server(server), m_tablet(tablet) {}
    std::function<void(Exchange&)> spoil;
    unsigned calls = 0;

    base::Result<base::Bytes> exchange(base::ByteView frame) override {
        ++calls;
        const auto request = protocol::decodeFrame(frame, base::kExchangeBytesMax);
        if (!request) return request.error();
        protocol::ServerSession session(m_server, m_tablet.peer());
        HEARTH_TRY(session.receive(*request));
        auto reply = session.reply();
        if (!reply) return reply.error();
        if (spoil) spoil(*reply);
        return protocol::encodeFrame(*reply, base::kReplyBytesMax);
    }

private:
    MemoryServer& m_server;
    Tablet& m_tablet;
};

class HostileReply : public ::testing::Test {
protected:
    // The tablet holds a family, has something to say and something to hear.
    HostileReply() {
        grantBoth(server, tablet);
        grantBoth(server, colleague);
        known = tablet.create(kFamily, visitSaying("known"));
        INVARIANT(tablet.sync(server).has_value());
        news = colleague.create(kFamily, visitSaying("news"));
        INVARIANT(colleague.sync(server).has_value());
        before = tablet->syncState().value();
    }
    [[nodiscard]] sync::SyncReport spoiled(std::function<void(Exchange&)> spoil) {
        transport.spoil = std::move(spoil);
        return engine.runOnce({});
    }
    // Nothing that was there is gone, and nothing of the answer was taken.
    void expectUnchanged() {
        EXPECT_EQ(tablet.read<records::Visit>(known).analysis(), "known");
        EXPECT_EQ(tablet.read<records::Visit>(mine).analysis(), "mine");
        EXPECT_FALSE(tablet.has(news));
        EXPECT_EQ(tablet->syncState().value().checkpointRev, before.checkpointRev);
        EXPECT_TRUE(tablet->checkView().has_value());
    }
    // And an honest answer afterwards brings everything.
    void expectHealed() {
        transport.spoil = {};
        const auto report = engine.runOnce({});
        EXPECT_TRUE(report.complete) << report.sentence;
        EXPECT_EQ(tablet.read<records::Visit>(news).analysis(), "news");
        EXPECT_EQ(tablet.read<records::Visit>(mine).analysis(), "mine");
        EXPECT_EQ(tablet->syncState().value().unsentEdits, 0U);
        EXPECT_TRUE(tablet->checkView().has_value());
    }
    void expectRefused(std::function<void(Exchange&)> spoil,
                       ErrorCode code = ErrorCode::Malformed) {
        // Something to send, whatever of the last round was acknowledged before the offence.
        mine = tablet.create(kFamily, visitSaying("mine"));
        const auto report = spoiled(std::move(spoil));
        EXPECT_FALSE(report.complete);
        EXPECT_EQ(report.code, code) << report.sentence;
        EXPECT_NE(report.sentence, "");
        EXPECT_LE(transport.calls, kCallsMax) << "it went on and on";
        transport.calls = 0;
        expectUnchanged();
    }
    // Only what the honest answer has is spoiled: one that mends a scope has no pages.
    template <class Has>
    Message& first(Exchange& exchange, Has has) {
        for (Message& message : *exchange.mutable_messages())
            if (has(message)) return message;
        elsewhere.Clear();
        return elsewhere;
    }
    protocol::Page& page(Exchange& e) {
        Message& found = first(e, [](const Message& m) { return m.has_page(); });
        if (&found == &elsewhere) elsewhere.mutable_page()->add_entities();
        return *found.mutable_page();
    }
    protocol::Done& done(Exchange& e) {
        return *first(e, [](const Message& m) {
                    return m.has_done() && m.done().scope_id() == kFamily.view();
                }).mutable_done();
    }
    protocol::Checkpoint& checkpoint(Exchange& e) {
        return *first(e, [](const Message& m) { return m.has_checkpoint(); }).mutable_checkpoint();
    }
    protocol::Welcome& welcome(Exchange& e) {
        return *first(e, [](const Message& m) { return m.has_welcome(); }).mutable_welcome();
    }
    protocol::PushAck& acks(Exchange& e) {
        Message& found = first(e, [](const Message& m) { return m.has_push_ack(); });
        if (&found == &elsewhere) elsewhere.mutable_push_ack()->add_acks();
        return *found.mutable_push_ack();
    }

    // Asked, mended by manifest (and fetched), asked again, fetched anew.
    static constexpr unsigned kCallsMax = 6;
    MemoryServer server;
    Tablet tablet{1};
    Tablet colleague{2};
    SpoilingTransport transport{server, tablet};
    sync::SyncEngine engine{*tablet, tablet.signer(), transport,
                            [](const std::function<void()>& job) { job(); }};
    records::EntityKey known;
    records::EntityKey news;
    records::EntityKey mine;
    store::SyncState before;
    Message elsewhere;
};

constexpr std::size_t kOddSizes[] = {0, 15, 17};

TEST_F(HostileReply, WithIdsOfAnotherLengthChangesNothing) {
    for (const std::size_t size : kOddSizes) {
        const Bytes odd(size, 'x');
        expectRefused([&](Exchange& e) { welcome(e).set_epoch(odd); });
        expectRefused([&](Exchange& e) { checkpoint(e).set_epoch(odd); });
        expectRefused([&](Exchange& e) { checkpoint(e).set_chain(odd); });
        expectRefused([&](Exchange& e) { page(e).set_scope_id(odd); });
        expectRefused([&](Exchange& e) { done(e).set_scope_id(odd); });
        expectRefused([&](Exchange& e) { page(e).mutable_entities(0)->set_entity_id(odd); });
        expectRefused([&](Exchange& e) { page(e).mutable_entities(0)->set_scope_id(odd); });
        expectRefused([&](Exchange& e) { acks(e).mutable_acks(0)->set_edit_id(odd); });
        expectRefused([&](Exchange& e) {
            e.clear_messages();
            e.add_messages()->mutable_revoke()->set_scope_id(odd);
        });
        expectRefused([&](Exchange& e) {
            e.clear_messages();
            e.add_messages()->mutable_diverged()->set_epoch(odd);
        });
    }
    expectHealed();
}

TEST_F(HostileReply, ForAnotherWorkerIsNotTrusted) {
    for (const std::size_t size : {0U, 15U, 16U, 17U})
        expectRefused([&](Exchange& e) { welcome(e).set_worker_id(Bytes(size, 'w')); },
                      ErrorCode::Untrusted);
    expectHealed();
}

TEST_F(HostileReply, ThatSaysNothingAtAllEndsTheRun) {
    expectRefused([](Exchange& e) { e.clear_messages(); });
    expectHealed();
}

TEST_F(HostileReply, ThatSaysNothingToATabletWithNothingToSayEndsTheRun) {
    mine = tablet.create(kFamily, visitSaying("mine"));
    expectHealed();
    transport.calls = 0;
    const auto report = spoiled([](Exchange& e) { e.clear_messages(); });
    EXPECT_FALSE(report.complete);
    EXPECT_EQ(report.code, ErrorCode::Malformed);
    EXPECT_LE(transport.calls, kCallsMax) << "it asked again and again";
    expectHealed();
}

TEST_F(HostileReply, ThatFindsTheTabletAnotherAgainAndAgainIsARefusal) {
    mine = tablet.create(kFamily, visitSaying("mine"));
    const auto report = spoiled([&](Exchange& e) {
        e.clear_messages();
        auto& diverged = *e.add_messages()->mutable_diverged();
        diverged.set_kind(protocol::SEQ_FORKED);
        diverged.set_epoch(Bytes(base::Epoch::kSize, 'e'));
    });
    EXPECT_EQ(report.code, ErrorCode::Refused) << report.sentence;
    EXPECT_LE(transport.calls, kCallsMax);
    EXPECT_EQ(tablet->syncState().value().unsentEdits, 1U);
    expectHealed();
}

TEST_F(HostileReply, WithoutTheCheckpointThatWasAskedForEndsTheRun) {
    expectRefused([](Exchange& e) {
        Exchange kept;
        for (const Message& message : e.messages())
            if (message.has_welcome() || message.has_push_ack()) *kept.add_messages() = message;
        e = kept;
    });
    expectHealed();
}

TEST_F(HostileReply, WithAPageOfAnotherScopeOrOfNoRecordChangesNothing) {
    expectRefused(
        [&](Exchange& e) { page(e).mutable_entities(0)->set_scope_id(kOtherFamily.bytes()); });
    // A type that this program does not know is kept, but it is not what the digest was made of.
    expectRefused([&](Exchange& e) { page(e).mutable_entities(0)->set_entity_type(0); },
                  ErrorCode::Conflict);
    expectRefused([&](Exchange& e) { page(e).mutable_entities(0)->set_body("no record"); });
    expectRefused([&](Exchange& e) { page(e).mutable_entities(0)->clear_created(); });
    expectHealed();
}

TEST_F(HostileReply, WithADoneWithoutItsPagesIsADifferenceAndTakesNothing) {
    expectRefused(
        [](Exchange& e) {
            Exchange kept;
            for (const Message& message : e.messages())
                if (!message.has_page()) *kept.add_messages() = message;
            e = kept;
        },
        ErrorCode::Conflict);
    expectHealed();
}

TEST_F(HostileReply, WithADigestOfAnotherLengthIsADifferenceAndTakesNothing) {
    for (const std::size_t size : {0U, 31U, 33U})
        expectRefused([&](Exchange& e) { done(e).set_digest(Bytes(size, 'z')); },
                      ErrorCode::Conflict);
    expectHealed();
}

TEST_F(HostileReply, WhosePagesComeTwiceOrAfterTheirEndLosesNothing) {
    mine = tablet.create(kFamily, visitSaying("mine"));
    // What is said twice is taken once.
    const auto twice = spoiled([](Exchange& e) {
        Exchange doubled;
        for (const Message& message : e.messages()) {
            *doubled.add_messages() = message;
            *doubled.add_messages() = message;
        }
        e = doubled;
    });
    EXPECT_TRUE(twice.complete) << twice.sentence;
    EXPECT_EQ(tablet.read<records::Visit>(news).analysis(), "news");
    EXPECT_EQ(tablet.read<records::Visit>(mine).analysis(), "mine");
    EXPECT_TRUE(tablet->checkView().has_value());
}

TEST_F(HostileReply, WithItsMessagesInAnyOrderEndsInATypedErrorOrAWholeRecord) {
    mine = tablet.create(kFamily, visitSaying("mine"));
    base::SeededRandom random(9);
    for (int round = 0; round < 30; ++round) {
        const auto report = spoiled([&](Exchange& e) {
            for (int i = e.messages_size() - 1; i > 0; --i)
                e.mutable_messages()->SwapElements(
                    i, static_cast<int>(random.below(static_cast<std::uint64_t>(i) + 1)));
        });
        ASSERT_TRUE(report.complete || report.code == ErrorCode::Malformed ||
                    report.code == ErrorCode::Conflict || report.code == ErrorCode::Refused)
            << report.sentence;
        ASSERT_EQ(tablet.read<records::Visit>(known).analysis(), "known");
        ASSERT_EQ(tablet.read<records::Visit>(mine).analysis(), "mine");
        ASSERT_TRUE(tablet->checkView().has_value());
    }
    expectHealed();
}

TEST_F(HostileReply, ThatAcknowledgesWhatItWasNotToldDoesNotLoseAnEdit) {
    mine = tablet.create(kFamily, visitSaying("mine"));
    const auto report = spoiled([&](Exchange& e) {
        acks(e).clear_acks();
        acks(e).set_acked_seq(UINT64_MAX);
    });
    EXPECT_EQ(report.code, ErrorCode::Refused);
    EXPECT_EQ(tablet->syncState().value().unsentEdits, 1U);
    expectHealed();
}

TEST_F(HostileReply, WithNumbersThatNoRevisionReachesChangesNothing) {
    expectRefused([&](Exchange& e) { checkpoint(e).set_contained_seq(UINT64_MAX); },
                  ErrorCode::InvalidArgument);
    expectRefused([&](Exchange& e) { checkpoint(e).set_rev(UINT64_MAX); },
                  ErrorCode::InvalidArgument);
    expectRefused([&](Exchange& e) { done(e).set_cursor(UINT64_MAX); }, ErrorCode::InvalidArgument);
    expectRefused([&](Exchange& e) { welcome(e).set_durable_rev(UINT64_MAX); },
                  ErrorCode::InvalidArgument);
    expectRefused([&](Exchange& e) { acks(e).mutable_acks(0)->set_rev(UINT64_MAX); },
                  ErrorCode::InvalidArgument);
    expectHealed();
}

TEST_F(HostileReply, ThatRefusesWithANumberNobodyKnowsIsARefusal) {
    for (const std::uint32_t code : {0U, 17U, UINT32_MAX})
        expectRefused(
            [&](Exchange& e) {
                e.clear_messages();
                e.add_messages()->mutable_failure()->set_code(code);
            },
            ErrorCode::Refused);
    expectHealed();
}

TEST_F(HostileReply, ThatAsksForWeeksOfPatienceIsAskedAgainWithinTheHour) {
    expectRefused(
        [](Exchange& e) {
            e.clear_messages();
            e.add_messages()->mutable_busy()->set_retry_after_millis(UINT32_MAX);
        },
        ErrorCode::Busy);
    base::SeededRandom random(1);
    EXPECT_LE(engine.nextDelay(random), base::minutes(90)) << "an hour and its jitter";
    expectHealed();
}

}  // namespace
}  // namespace hearth::tests

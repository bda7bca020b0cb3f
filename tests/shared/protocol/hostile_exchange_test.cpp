// Well-framed exchanges that no program of ours makes, at both session machines: a typed failure,
// and on the server nothing of it is taken.
#include <functional>

#include <gtest/gtest.h>

#include "tests/shared/protocol/fake_tablet.hpp"

namespace hearth::tests {
namespace {

using base::Bytes;
using base::ErrorCode;
using protocol::Exchange;
using protocol::Message;

constexpr std::size_t kOddSizes[] = {0, 15, 17};

// --- at the server ------------------------------------------------------------------------------

class HostileRequest : public ::testing::Test {
protected:
    HostileRequest() {
        tablet.write(1);
        INVARIANT(tablet.syncWith(server).has_value());
        tablet.write(2);
        protocol::ClientSession session(tablet);
        honest = *session.next().value();
    }
    // HELLO, PUSH, PULL, as the tablet says them, and then spoiled.
    [[nodiscard]] Exchange spoiled(const std::function<void(Exchange&)>& spoil) const {
        Exchange request = honest;
        spoil(request);
        return request;
    }
    void expectFailure(const std::function<void(Exchange&)>& spoil, ErrorCode code) {
        const Exchange reply = server.answer(spoiled(spoil));
        ASSERT_EQ(reply.messages_size(), 1);
        ASSERT_TRUE(reply.messages(0).has_failure()) << reply.ShortDebugString();
        EXPECT_EQ(reply.messages(0).failure().code(), static_cast<std::uint32_t>(code));
        EXPECT_NE(reply.messages(0).failure().sentence(), "");
        expectNothingTaken();
    }
    // The same of the edit that is pushed, signed again.
    void expectEditFailure(const std::function<void(protocol::Edit&)>& spoil, ErrorCode code) {
        expectFailure(
            [&](Exchange& e) {
                protocol::Edit edit;
                INVARIANT(edit.ParseFromString(push(e).edits(0)));
                spoil(edit);
                *push(e).mutable_edits(0) = edit.SerializeAsString();
                push(e).set_signature(deviceKey().sign(push(e).edits(0)).value());
            },
            code);
    }
    void expectNothingTaken() const {
        EXPECT_EQ(server.log.size(), 1U);
        EXPECT_EQ(server.forks, 0);
        EXPECT_TRUE(server.receipts.empty());
    }
    static protocol::Hello& hello(Exchange& e) { return *e.mutable_messages(0)->mutable_hello(); }
    static protocol::Push& push(Exchange& e) { return *e.mutable_messages(1)->mutable_push(); }
    static protocol::Pull& pull(Exchange& e) { return *e.mutable_messages(2)->mutable_pull(); }
    template <class Has>
    static int count(const Exchange& exchange, Has has) {
        int found = 0;
        for (const Message& message : exchange.messages())
            found += has(message) ? 1 : 0;
        return found;
    }

    FakeServer server;
    FakeTablet tablet;
    Exchange honest;
};

TEST_F(HostileRequest, WithIdsOfAnotherLengthInHelloIsMalformed) {
    for (const std::size_t size : kOddSizes) {
        const Bytes odd(size, 'x');
        expectFailure([&](Exchange& e) { hello(e).set_device_id(odd); }, ErrorCode::Malformed);
        expectFailure([&](Exchange& e) { hello(e).set_incarnation(odd); }, ErrorCode::Malformed);
    }
    expectFailure([](Exchange& e) { hello(e).Clear(); }, ErrorCode::UnsupportedVersion);
}

TEST_F(HostileRequest, WhoseEpochHasAnotherLengthIsOfAnotherHistoryAndChangesNothingHere) {
    for (const std::size_t size : {15U, 17U, 4'000U}) {
        const Exchange reply =
            server.answer(spoiled([&](Exchange& e) { hello(e).set_epoch(Bytes(size, 'x')); }));
        EXPECT_EQ(count(reply, [](const auto& m) { return m.has_diverged(); }), 1);
        EXPECT_EQ(count(reply, [](const auto& m) { return m.has_page(); }), 0);
        EXPECT_EQ(server.forks, 0) << "the server keeps its history";
    }
}

TEST_F(HostileRequest, WhoseHashesHaveAnotherLengthIsNotTakenForTheTabletItSays) {
    for (const std::size_t size : {0U, 31U, 33U}) {
        const Exchange reply = server.answer(spoiled([&](Exchange& e) {
            hello(e).set_last_seq(1);
            hello(e).set_last_hash(Bytes(size, 'x'));
        }));
        ASSERT_EQ(count(reply, [](const auto& m) { return m.has_diverged(); }), 1);
        EXPECT_EQ(count(reply, [](const auto& m) { return m.has_push_ack(); }), 0);
        expectNothingTaken();
    }
}

TEST_F(HostileRequest, WithoutHelloFirstIsMalformed) {
    expectFailure([](Exchange& e) { e.mutable_messages()->SwapElements(0, 1); },
                  ErrorCode::Malformed);
    expectFailure([](Exchange& e) { e.mutable_messages(0)->clear_hello(); }, ErrorCode::Malformed);
    expectFailure([](Exchange& e) { e.clear_messages(); }, ErrorCode::Malformed);
}

TEST_F(HostileRequest, ThatSaysAnythingTwiceIsMalformed) {
    for (const int which : {0, 1, 2})
        expectFailure(
            [&](Exchange& e) {
                const Message again = e.messages(which);
                *e.add_messages() = again;
            },
            ErrorCode::Malformed);
}

TEST_F(HostileRequest, WithASecondHelloOfAnotherDeviceIsMalformed) {
    expectFailure(
        [](Exchange& e) {
            Message second = e.messages(0);
            second.mutable_hello()->set_device_id(Bytes(16, 'q'));
            *e.add_messages() = second;
        },
        ErrorCode::Malformed);
}

TEST_F(HostileRequest, WithAnEditWhoseIdsHaveAnotherLengthIsMalformed) {
    const auto spoilEdit = [&](const std::function<void(protocol::Edit&)>& spoil) {
        expectEditFailure(spoil, ErrorCode::Malformed);
    };
    for (const std::size_t size : kOddSizes) {
        const Bytes odd(size, 'x');
        spoilEdit([&](protocol::Edit& edit) { edit.set_edit_id(odd); });
        spoilEdit([&](protocol::Edit& edit) { edit.set_device_id(odd); });
        spoilEdit([&](protocol::Edit& edit) { edit.set_incarnation(odd); });
        spoilEdit([&](protocol::Edit& edit) { edit.set_author(odd); });
        spoilEdit([&](protocol::Edit& edit) { edit.set_prev_hash(odd); });
        spoilEdit([&](protocol::Edit& edit) { edit.mutable_ops(0)->set_entity_id(odd); });
        spoilEdit([&](protocol::Edit& edit) { edit.mutable_ops(0)->set_scope_id(odd); });
    }
}

TEST_F(HostileRequest, WithAnEditOfAnotherTabletTakesNothing) {
    const auto spoilEdit = [&](const std::function<void(protocol::Edit&)>& spoil) {
        expectEditFailure(spoil, ErrorCode::Untrusted);
    };
    spoilEdit([](protocol::Edit& edit) { edit.set_device_id(Bytes(16, 'q')); });
    spoilEdit([](protocol::Edit& edit) { edit.set_incarnation(Bytes(16, 'q')); });
}

TEST_F(HostileRequest, WithoutEditsOrSignatureTakesNothing) {
    expectFailure([](Exchange& e) { push(e).clear_edits(); }, ErrorCode::Malformed);
    expectFailure([](Exchange& e) { push(e).add_edits(""); }, ErrorCode::Malformed);
    for (const std::size_t size : {0U, 1U, 71U, 5'000U})
        expectFailure([&](Exchange& e) { push(e).set_signature(Bytes(size, 'x')); },
                      ErrorCode::Untrusted);
}

TEST_F(HostileRequest, WithTheSameEditTwiceTakesNothing) {
    expectFailure(
        [](Exchange& e) {
            const Bytes again = push(e).edits(0);
            push(e).add_edits(again);
        },
        ErrorCode::Malformed);
}

TEST_F(HostileRequest, WithMoreThanTheLimitsTakesNothing) {
    expectFailure(
        [](Exchange& e) {
            for (std::size_t i = 0; i <= base::kPullScopesMax; ++i)
                pull(e).add_scopes();
        },
        ErrorCode::TooLarge);
    expectFailure(
        [](Exchange& e) {
            for (std::size_t i = 0; i <= base::kPushEditsMax; ++i)
                push(e).add_edits("x");
        },
        ErrorCode::TooLarge);
}

TEST_F(HostileRequest, WithACursorBeyondTheHeadGetsTheWholeScopeAgain) {
    for (const std::uint64_t cursor : {std::uint64_t{3}, std::uint64_t{UINT64_MAX}}) {
        const Exchange reply = server.answer(
            spoiled([&](Exchange& e) { pull(e).mutable_scopes(0)->set_cursor(cursor); }));
        int entities = 0;
        for (const Message& message : reply.messages())
            entities += message.page().entities_size();
        EXPECT_EQ(entities, 2);
        EXPECT_EQ(count(reply, [](const auto& m) { return m.has_done(); }), 1);
    }
}

TEST_F(HostileRequest, ForScopesThatAreNotTheWorkersIsToldToDropThemAndHearsNothingOfWhatIsNone) {
    for (const std::size_t size : {0U, 15U, 16U, 17U}) {
        const Exchange reply = server.answer(spoiled(
            [&](Exchange& e) { pull(e).mutable_scopes(0)->set_scope_id(Bytes(size, 'x')); }));
        EXPECT_EQ(count(reply, [](const auto& m) { return m.has_revoke(); }), size == 16 ? 1 : 0)
            << size;
        // What the worker may hold comes from its start.
        EXPECT_EQ(count(reply, [](const auto& m) { return m.has_done(); }), 1) << size;
    }
}

TEST_F(HostileRequest, WithADigestOfAnotherLengthHearsWhatItShouldBe) {
    tablet.edits.pop_back();
    protocol::ClientSession session(tablet);
    honest = *session.next().value();
    ASSERT_TRUE(honest.messages(1).has_pull());
    for (const std::size_t size : {1U, 31U, 33U}) {
        const Exchange reply = server.answer(spoiled([&](Exchange& e) {
            e.mutable_messages(1)->mutable_pull()->mutable_scopes(0)->set_digest(Bytes(size, 'x'));
        }));
        EXPECT_EQ(count(reply, [](const auto& m) { return m.has_page(); }), 0);
        EXPECT_EQ(count(reply, [](const auto& m) { return m.has_done(); }), 1);
    }
    expectNothingTaken();
}

// --- at the tablet ------------------------------------------------------------------------------

class HostileAnswer : public ::testing::Test {
protected:
    HostileAnswer() {
        tablet.write(1);
        session.emplace(tablet);
        honest = server.answer(*session->next().value());
    }
    // WELCOME, PUSH_ACK, CHECKPOINT, PAGE, DONE.
    [[nodiscard]] ErrorCode codeOf(const std::function<void(Exchange&)>& spoil) {
        Exchange reply = honest;
        spoil(reply);
        protocol::ClientSession fresh(tablet);
        static_cast<void>(fresh.next().value());
        const auto received = fresh.receive(std::move(reply));
        if (received) {
            ADD_FAILURE() << "it was taken";
            return ErrorCode::Internal;
        }
        return received.error().code();
    }
    static int at(const Exchange& exchange, Message::KindCase kind) {
        for (int i = 0; i < exchange.messages_size(); ++i)
            if (exchange.messages(i).kind_case() == kind) return i;
        INVARIANT(false);
        return -1;
    }

    FakeServer server;
    FakeTablet tablet;
    std::optional<protocol::ClientSession> session;
    Exchange honest;
};

TEST_F(HostileAnswer, WithoutAMessageIsMalformed) {
    EXPECT_EQ(codeOf([](Exchange& e) { e.clear_messages(); }), ErrorCode::Malformed);
    EXPECT_TRUE(tablet.base.empty());
}

TEST_F(HostileAnswer, WithPagesOrEndsBeforeTheirCheckpointIsMalformed) {
    for (const auto kind : {Message::kPage, Message::kDone})
        EXPECT_EQ(codeOf([&](Exchange& e) {
                      const Message early = e.messages(at(e, kind));
                      e.clear_messages();
                      *e.add_messages() = early;
                      *e.add_messages() = honest.messages(at(honest, Message::kCheckpoint));
                  }),
                  ErrorCode::Malformed);
    EXPECT_TRUE(tablet.base.empty());
}

TEST_F(HostileAnswer, WhosePagesGoBackIsMalformed) {
    EXPECT_EQ(codeOf([](Exchange& e) {
                  const int page = at(e, Message::kPage);
                  Message back = e.messages(page);
                  back.mutable_page()->set_next_cursor(0);
                  *e.mutable_messages(at(e, Message::kDone)) = back;
              }),
              ErrorCode::Malformed);
    EXPECT_TRUE(tablet.base.empty()) << "what is not complete is not applied";
}

TEST_F(HostileAnswer, WithTheEndOfAScopeWithoutItsPagesIsMendedOnceFetchedAnewOnceAndThenAnError) {
    Exchange reply = honest;
    Exchange withoutPage;
    for (const Message& message : reply.messages())
        if (!message.has_page()) *withoutPage.add_messages() = message;
    ASSERT_TRUE(session->receive(withoutPage).has_value()) << "the first time it is mended";
    EXPECT_EQ(session->progress().digestRepairs, 1U);
    static_cast<void>(session->next().value());
    withoutPage.mutable_messages()->DeleteSubrange(at(withoutPage, Message::kPushAck), 1);
    ASSERT_TRUE(session->receive(withoutPage).has_value()) << "then it is fetched anew";
    EXPECT_EQ(session->progress().digestRepairs, 2U);
    static_cast<void>(session->next().value());
    EXPECT_EQ(session->receive(withoutPage).error().code(), ErrorCode::Conflict);
}

TEST_F(HostileAnswer, SaidTwiceHasOneEffect) {
    Exchange twice;
    for (const Message& message : honest.messages()) {
        *twice.add_messages() = message;
        *twice.add_messages() = message;
    }
    ASSERT_TRUE(session->receive(twice).has_value());
    EXPECT_FALSE(session->next().value().has_value()) << "the run is complete";
    EXPECT_EQ(tablet.base[kCase.bytes()].size(), 1U);
    EXPECT_EQ(tablet.acked, 1U);
}

TEST_F(HostileAnswer, WithAFailureOfNoKnownCodeIsARefusal) {
    for (const std::uint32_t code : {0U, 17U, UINT32_MAX})
        EXPECT_EQ(codeOf([&](Exchange& e) {
                      e.clear_messages();
                      e.add_messages()->mutable_failure()->set_code(code);
                  }),
                  ErrorCode::Refused);
}

TEST_F(HostileAnswer, OfMessagesThatOnlyATabletSaysChangesNothing) {
    EXPECT_EQ(codeOf([](Exchange& e) {
                  e.clear_messages();
                  e.add_messages()->mutable_hello();
                  e.add_messages()->mutable_push()->add_edits("edit");
                  e.add_messages()->mutable_pull();
                  e.add_messages();
              }),
              ErrorCode::Refused);
    EXPECT_TRUE(tablet.base.empty());
    EXPECT_EQ(tablet.acked, 0U);
}

TEST_F(HostileAnswer, ThatNeverEndsIsGivenUp) {
    tablet.acked = 1;  // nothing to send
    protocol::ClientSession patient(tablet);
    base::Status last;
    std::size_t exchanges = 0;
    while (last) {
        auto request = patient.next();
        if (!request) {
            last = request.error();
            break;
        }
        Exchange more;
        more.add_messages()->mutable_welcome();
        more.add_messages()->mutable_checkpoint();
        more.add_messages()->mutable_more();
        last = patient.receive(more);
        ++exchanges;
        ASSERT_LE(exchanges, base::kExchangesPerRunMax);
    }
    EXPECT_EQ(last.error().code(), ErrorCode::TooLarge);
}

}  // namespace
}  // namespace hearth::tests

// Runs of several exchanges, servers that know less than the tablet, answers that come in parts.
#include <gtest/gtest.h>

#include "tests/shared/protocol/fake_tablet.hpp"

namespace hearth::tests {
namespace {

using base::ErrorCode;
using protocol::Exchange;
using protocol::Message;

const base::ScopeId kOtherCase = idOf<base::ScopeId>(0xCB);

// Without the messages that a server of an older version passes over.
Exchange without(const Exchange& exchange, std::initializer_list<Message::KindCase> unknown) {
    Exchange rest;
    for (const Message& message : exchange.messages())
        if (std::find(unknown.begin(), unknown.end(), message.kind_case()) == unknown.end())
            *rest.add_messages() = message;
    return rest;
}

// A whole run with a server that does not know some questions.
base::Result<protocol::SyncProgress> runWithout(FakeTablet& tablet, FakeServer& server,
                                                std::initializer_list<Message::KindCase> unknown) {
    protocol::ClientSession session(tablet);
    while (true) {
        auto request = session.next();
        if (!request) return request.error();
        if (!*request) return session.progress();
        HEARTH_TRY(session.receive(server.answer(without(**request, unknown))));
    }
}

void spoilRow(FakeTablet& tablet, const base::ScopeId& scope) {
    tablet.base[scope.bytes()].begin()->second.rev += 100;
    tablet.held[scope.bytes()].set_digest(base::Bytes(32, 'z'));
}

// A record of a scope, put there by another tablet.
void put(FakeServer& server, const base::ScopeId& scope, std::uint8_t n) {
    FakeTablet other;
    other.incarnation = idOf<base::Incarnation>(n);
    records::Edit edit = records::decodeEdit(makeEdit(1, "", n)).value();
    edit.incarnation = other.incarnation;
    edit.ops[0].scope = scope;
    other.edits = {records::encodeEdit(edit)};
    INVARIANT(other.syncWith(server).has_value());
}

TEST(LongRun, ACaseThatGrewBeyondOneAnswerGoesOnWhereItStopped) {
    FakeServer server;
    FakeTablet reader;
    reader.write(1);
    ASSERT_TRUE(reader.syncWith(server).has_value());
    FakeTablet writer;
    writer.edits = reader.edits;
    writer.acked = 1;
    for (std::uint8_t n = 2; n <= 13; ++n) {
        writer.write(n, 200'000);
        ASSERT_TRUE(writer.syncWith(server).has_value());
    }
    reader.edits = writer.edits;
    reader.acked = writer.acked;
    const auto progress = reader.syncWith(server);
    ASSERT_TRUE(progress) << progress.error().message();
    EXPECT_GT(progress->exchanges, 1U);
    EXPECT_EQ(progress->entitiesReceived, 12U) << "none comes twice";
    EXPECT_EQ(reader.base[kCase.bytes()].size(), 13U);
}

TEST(LongRun, CountsWhatWentToAPersonAndWhatIsHeld) {
    FakeTablet tablet;
    for (std::uint8_t n = 1; n <= 3; ++n)
        tablet.write(n);
    protocol::ClientSession session(tablet);
    ASSERT_TRUE(session.next().value().has_value());
    Exchange reply;
    protocol::PushAck& acks = *reply.add_messages()->mutable_push_ack();
    acks.add_acks()->set_verdict(protocol::APPLIED);
    acks.add_acks()->set_verdict(protocol::APPLIED_WITH_REVIEW);
    acks.add_acks()->set_verdict(protocol::HELD);
    reply.add_messages()->mutable_checkpoint();
    ASSERT_TRUE(session.receive(reply).has_value());
    EXPECT_EQ(session.progress().reviews, 1U);
    EXPECT_EQ(session.progress().held, 1U);
}

TEST(LongRun, ATabletKeepsItsLastCheckpointWhenPagesWouldTakeTooMuchFromIt) {
    FakeServer server;
    FakeTablet tablet;
    tablet.write(1);
    ASSERT_TRUE(tablet.syncWith(server).has_value());
    const auto before = tablet.checkpoint->rev();
    put(server, kCase, 0x21);
    tablet.refuseRemovals = true;
    const auto progress = tablet.syncWith(server);
    ASSERT_TRUE(progress) << progress.error().message();
    EXPECT_EQ(progress->removalsRefused, 1U);
    EXPECT_EQ(tablet.checkpoint->rev(), before);
}

TEST(LongRun, AServerThatDoesNotKnowOffersGetsTheEditsAgain) {
    FakeServer server;
    FakeTablet tablet;
    tablet.write(1);
    tablet.write(2);
    ASSERT_TRUE(tablet.syncWith(server).has_value());
    server.epoch = idOf<base::Epoch>(0xEF);
    server.log.pop_back();
    server.entities[kCase].erase(2);
    const auto progress = runWithout(tablet, server, {Message::kReoffer});
    ASSERT_TRUE(progress) << progress.error().message();
    EXPECT_EQ(tablet.known, 0U);
    EXPECT_EQ(server.log.size(), 2U);
}

TEST(LongRun, AServerThatCannotMendACaseSendsAllOfIt) {
    FakeServer server;
    FakeTablet tablet;
    tablet.write(1);
    ASSERT_TRUE(tablet.syncWith(server).has_value());
    spoilRow(tablet, kCase);
    const auto progress = runWithout(tablet, server, {Message::kManifestRequest});
    ASSERT_TRUE(progress) << progress.error().message();
    EXPECT_EQ(tablet.startedAnew, 1U);
    EXPECT_EQ(tablet.base[kCase.bytes()].begin()->second.rev, 1U) << "as the server has it";
}

TEST(LongRun, ACaseThatIsMendedIsNotFetchedAnewBecauseAnotherCannotBe) {
    FakeServer server;
    server.scopes = {kCase, kOtherCase};
    put(server, kCase, 0x21);
    put(server, kOtherCase, 0x22);
    FakeTablet tablet;
    ASSERT_TRUE(tablet.syncWith(server).has_value());
    spoilRow(tablet, kCase);
    spoilRow(tablet, kOtherCase);
    protocol::ClientSession session(tablet);
    bool mended = false;
    while (true) {
        auto request = session.next();
        ASSERT_TRUE(request) << request.error().message();
        if (!*request) break;
        const bool refuse =
            mended && without(**request, {Message::kManifestRequest}).messages_size() !=
                          (**request).messages_size();
        for (const Message& message : (**request).messages())
            mended = mended || message.has_fetch();
        const auto heard = session.receive(
            server.answer(refuse ? without(**request, {Message::kManifestRequest}) : **request));
        ASSERT_TRUE(heard) << heard.error().message();
    }
    EXPECT_TRUE(mended);
    EXPECT_EQ(tablet.startedAnew, 1U);
    for (const auto& [scope, rows] : tablet.base)
        EXPECT_LT(rows.begin()->second.rev, 100U);
}

// --- what a tablet must refuse ------------------------------------------------------------------

class OddAnswer : public ::testing::Test {
protected:
    OddAnswer() { static_cast<void>(session.next().value()); }
    [[nodiscard]] ErrorCode heard() {
        const auto status = session.receive(reply);
        return status ? ErrorCode::Internal : status.error().code();
    }
    FakeTablet tablet;
    protocol::ClientSession session{tablet};
    Exchange reply;
};

TEST_F(OddAnswer, WithStateOfACaseThatTheCheckpointDoesNotHaveEndsTheRun) {
    reply.add_messages()->mutable_checkpoint()->add_scopes(kOtherCase.bytes());
    reply.add_messages()->mutable_page()->set_scope_id(kCase.bytes());
    EXPECT_EQ(heard(), ErrorCode::Malformed);
}

TEST_F(OddAnswer, WithoutTheCheckpointThatWasAskedForEndsTheRun) {
    reply.add_messages()->mutable_welcome();
    EXPECT_EQ(heard(), ErrorCode::Malformed);
}

TEST_F(OddAnswer, ThatNamesACaseByNoIdEndsTheRunWhenItCannotBeMended) {
    for (const bool last : {false, false, true}) {
        reply.Clear();
        reply.add_messages()->mutable_checkpoint()->add_scopes("short");
        protocol::Done& done = *reply.add_messages()->mutable_done();
        done.set_scope_id("short");
        done.set_digest(base::Bytes(32, 'z'));
        const auto status = session.receive(reply);
        if (!status) {
            EXPECT_EQ(status.error().code(), ErrorCode::Malformed);
            EXPECT_EQ(tablet.startedAnew, 0U);
            return;
        }
        ASSERT_FALSE(last) << "it would ask for ever";
        ASSERT_TRUE(session.next().has_value());
    }
}

}  // namespace
}  // namespace hearth::tests

// What an enrolled tablet may say and no tablet of ours does: found by tests/fuzz.
#include <gtest/gtest.h>

#include "tests/shared/protocol/fake_tablet.hpp"

namespace hearth::protocol {
namespace {

using tests::FakeServer;
using tests::FakeTablet;

// A store that, as the real ones, cannot keep everything that a message can carry.
class StrictServer final : public FakeServer {
public:
    base::Status contact(const Peer&, const Hello& hello) override {
        if (hello.last_seq() > base::kCountMax)
            return base::Error(base::ErrorCode::InvalidArgument, "an integer over 63 bits");
        return {};
    }
    base::Status purged(const Peer&, const Purged& receipt) override {
        const auto scope = base::ScopeId::fromBytes(receipt.scope_id());
        if (!scope) return scope.error();
        if (receipt.last_seq() > base::kCountMax)
            return base::Error(base::ErrorCode::InvalidArgument, "an integer over 63 bits");
        return {};
    }
};

class SessionHostile : public testing::Test {
protected:
    SessionHostile() { *m_exchange.add_messages()->mutable_hello() = FakeTablet().hello().value(); }

    void expectRefusedAsMalformed() {
        const Exchange reply = m_server.answer(m_exchange);
        ASSERT_EQ(reply.messages_size(), 1);
        EXPECT_EQ(reply.messages(0).failure().code(),
                  static_cast<std::uint32_t>(base::ErrorCode::Malformed));
    }

    StrictServer m_server;
    Exchange m_exchange;
};

TEST_F(SessionHostile, AReceiptForNoScopeIsRefusedAndIsNoFailureOfTheStore) {
    m_exchange.add_messages()->mutable_purged()->set_scope_id("short");
    expectRefusedAsMalformed();
}

TEST_F(SessionHostile, AReceiptUpToANumberThatNoStoreHoldsIsRefused) {
    Purged& receipt = *m_exchange.add_messages()->mutable_purged();
    receipt.set_scope_id(tests::kCase.bytes());
    receipt.set_last_seq(base::kCountMax + 1);
    expectRefusedAsMalformed();
}

TEST_F(SessionHostile, AHelloWithANumberThatNoStoreHoldsIsRefused) {
    m_exchange.mutable_messages(0)->mutable_hello()->set_last_seq(base::kCountMax + 1);
    expectRefusedAsMalformed();
}

}  // namespace
}  // namespace hearth::protocol

#include "client/viewmodels/visit_draft.hpp"

#include <gtest/gtest.h>

#include "tests/support/memory_family.hpp"

namespace hearth::client::viewmodels {

namespace {
class VisitDraftTest : public testing::Test {
protected:
    VisitDraftTest() : family(tests::makeFamily(records, clock)) {}

    VisitDraft draft() {
        return newDraft(
            records,
            {family.scope, records::HOME_VISIT, clock.wallNow(), {family.amira, family.yusuf}});
    }
    tests::TestClock clock{tests::kTuesdayAfternoon};
    tests::MemoryRecords records{{}, clock};
    tests::Family family;
};
}  // namespace

TEST_F(VisitDraftTest, IsCreatedAsTheVisitAndAnObservationForEachChild) {
    const auto ops = createOps(draft());
    ASSERT_EQ(ops.size(), 3U);
    for (const auto& op : ops)
        EXPECT_EQ(op.kind, protocol::CREATE);
}

TEST_F(VisitDraftTest, OfNoAccessSaysThatNoChildWasSeen) {
    const auto made =
        newDraft(records, {family.scope, records::NO_ACCESS, clock.wallNow(), {family.amira}});
    EXPECT_EQ(made.children[0].now.seen(), records::NO);
    EXPECT_EQ(made.children[0].now.seen_alone(), records::NO);
}

TEST_F(VisitDraftTest, ChangesOnlyWhatDiffersFromWhatWasOpened) {
    auto made = draft();
    markSaved(made, made);
    EXPECT_TRUE(updateOps(made).empty());
    made.children[1].now.set_awake(records::YES);
    const auto ops = updateOps(made);
    ASSERT_EQ(ops.size(), 1U);
    EXPECT_EQ(ops[0].target, made.children[1].opened.key);
    EXPECT_EQ(ops[0].kind, protocol::SET);
}

TEST_F(VisitDraftTest, KeepsTheRevisionItWasOpenedAtThroughSaves) {
    auto made = draft();
    made.opened.rev = 41;
    auto saved = made;
    saved.now.set_analysis("x");
    markSaved(made, saved);
    EXPECT_EQ(made.opened.rev, 41U);
    EXPECT_EQ(made.opened.body, records::Body::of(saved.now));
}

TEST_F(VisitDraftTest, SealsVisitAndObservationsTogether) {
    const auto ops = sealOps(draft());
    ASSERT_EQ(ops.size(), 3U);
    for (const auto& op : ops)
        EXPECT_EQ(op.kind, protocol::SEAL);
}

TEST_F(VisitDraftTest, ComesBackFromItsTypingAsItWas) {
    auto made = draft();
    made.opened.rev = 7;
    made.step = 3;
    made.actionWording = "Ring the school";
    made.actionDueDay = 20'790;
    made.now.set_home_conditions("Warm.\n“Clean.” £ 你好");
    made.children[0].now.set_own_words("I like Nan");
    made.children[1].opened.rev = 9;
    const auto back = decodeTyping(encodeTyping(made));
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(back->id, made.id);
    EXPECT_EQ(back->scope, made.scope);
    EXPECT_EQ(back->opened.rev, 7U);
    EXPECT_EQ(back->children[1].opened.rev, 9U);
    EXPECT_EQ(back->children[1].opened.key, made.children[1].opened.key);
    EXPECT_EQ(back->step, 3);
    EXPECT_EQ(back->actionWording, made.actionWording);
    EXPECT_EQ(back->actionDueDay, made.actionDueDay);
    EXPECT_EQ(back->now.SerializeAsString(), made.now.SerializeAsString());
    EXPECT_EQ(back->children[0].now.own_words(), "I like Nan");
}

TEST_F(VisitDraftTest, RefusesTypingThatIsCutOffAtAnyPoint) {
    const auto whole = encodeTyping(draft());
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_FALSE(decodeTyping(whole.substr(0, length)).has_value()) << length;
    }
}

TEST_F(VisitDraftTest, RefusesTypingOfAnotherVersionAndRandomBytes) {
    base::SeededRandom random(5);
    for (int round = 0; round < 500; ++round) {
        base::Bytes bytes(static_cast<std::size_t>(random.below(200)), '\0');
        for (auto& byte : bytes)
            byte = static_cast<char>(random.below(256));
        EXPECT_FALSE(decodeTyping(bytes).has_value());
    }
    auto other = encodeTyping(draft());
    // {0: 1, ...}: the version is the second item of the map.
    ASSERT_EQ(other[2], '\x01');
    other[2] = '\x02';
    const auto refused = decodeTyping(other);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code(), base::ErrorCode::UnsupportedVersion);
}

TEST_F(VisitDraftTest, NamesItsFormByItsVisit) {
    const auto made = draft();
    EXPECT_EQ(visitOfForm(typingForm(made.id)), made.id);
    EXPECT_TRUE(visitOfForm("case/" + made.id.hex()).isNil());
    EXPECT_TRUE(visitOfForm("visit/zz").isNil());
}

TEST_F(VisitDraftTest, CannotBeOpenedFromASealedVisit) {
    const auto refused = openDraft(records, family.sealedVisit);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code(), base::ErrorCode::Refused);
}

}  // namespace hearth::client::viewmodels

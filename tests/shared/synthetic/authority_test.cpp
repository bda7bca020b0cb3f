#include <gtest/gtest.h>

#include "schema/records/family.pb.h"
#include "schema/records/reference.pb.h"
#include "shared/crypto/hash.hpp"
#include "shared/records/validation.hpp"
#include "shared/synthetic/edit_chain.hpp"
#include "tests/shared/synthetic/made_up.hpp"

namespace hearth::synthetic {
namespace {

base::Digest digestOf(const MadeUp& made, std::uint64_t seed) {
    EditChain chain(seed);
    base::Digest digest;
    for (const SyntheticAction& action : made.actions) {
        const ChainedEdit edit = chain.next(action);
        digest = crypto::sha256({digest.view(), edit.bytes});
    }
    return digest;
}

TEST(SyntheticAuthority, IsTheSameToTheByteForTheSameSeed) {
    const Size small{2, 8, 20, 1};
    EXPECT_EQ(digestOf(make(kSeed, small), kSeed), digestOf(make(kSeed, small), kSeed));
}

TEST(SyntheticAuthority, IsAnotherForAnotherSeed) {
    const Size small{2, 8, 20, 1};
    EXPECT_NE(digestOf(make(1, small), 1), digestOf(make(2, small), 2));
}

TEST(SyntheticAuthority, IsAtLeastAsLargeAsAnAuthorityIs) {
    const AuthorityFacts& facts = whole().facts;
    EXPECT_GE(facts.teams, 3U);
    EXPECT_GE(facts.workers, 30U);
    EXPECT_GE(facts.families, 250U);
    EXPECT_GE(facts.children, 450U);
    EXPECT_GE(facts.disabledChildren, 40U);
    EXPECT_GE(facts.visits, 5000U);
    EXPECT_LE(facts.visits, 20'000U);
}

TEST(SyntheticAuthority, CountsInItsFactsWhatItReallyMade) {
    const MadeUp& made = whole();
    EXPECT_EQ(created<records::Team>(made).size(), made.facts.teams);
    EXPECT_EQ(created<records::Worker>(made).size(), made.facts.workers);
    EXPECT_EQ(created<records::CaseFile>(made).size(), made.facts.families);
    EXPECT_EQ(created<records::Child>(made).size(), made.facts.children);
    EXPECT_EQ(created<records::Visit>(made).size(), made.facts.visits);
}

TEST(SyntheticAuthority, TellsItsStoryInOrderAndNothingOfTheFuture) {
    const MadeUp& made = whole();
    for (std::size_t i = 1; i < made.actions.size(); ++i)
        ASSERT_LE(made.actions[i - 1].at, made.actions[i].at);
    EXPECT_LE(made.actions.back().at, kNow);
    EXPECT_GT(made.actions.back().at, kNow - base::days(3));
    EXPECT_LT(made.actions.front().at, kNow - base::days(720));
}

TEST(SyntheticAuthority, GivesEachRecordAnIdOfItsOwn) {
    std::map<records::EntityKey, int> times;
    for (const SyntheticAction& action : whole().actions)
        for (const records::Op& op : action.ops)
            if (op.kind == protocol::CREATE) ++times[op.target];
    for (const auto& [key, count] : times)
        ASSERT_EQ(count, 1) << key.id.hex();
}

TEST(SyntheticAuthority, MakesEditsThatAServerTakes) {
    EditChain chain(kSeed);
    std::map<base::Incarnation, std::pair<records::Seq, base::Digest>> heads;
    for (const SyntheticAction& action : whole().actions) {
        const ChainedEdit sent = chain.next(action);
        const auto edit = records::decodeEdit(sent.bytes);
        ASSERT_TRUE(edit) << edit.error().message();
        ASSERT_EQ(*edit, sent.edit);
        auto& [seq, hash] = heads[edit->incarnation];
        ASSERT_EQ(edit->seq, seq + 1);
        ASSERT_EQ(edit->prevHash, hash);
        seq = edit->seq;
        hash = crypto::sha256(sent.bytes);
    }
    EXPECT_EQ(heads.size(), 2U);
}

TEST(SyntheticAuthority, KeepsEveryLimitAndStructureOfARecord) {
    for (const SyntheticAction& action : whole().actions)
        for (const records::Op& op : action.ops) {
            if (op.kind != protocol::CREATE) continue;
            const auto body = records::Body::parse(op.value);
            ASSERT_TRUE(body);
            ASSERT_TRUE(records::checkStructure(op.target.type, *body));
            ASSERT_TRUE(records::contradictions(op.target.type, *body).empty())
                << records::contradictions(op.target.type, *body).front().sentence;
        }
}

TEST(SyntheticAuthority, IsMadeSmallWithoutFailing) {
    for (const Size size : {Size{1, 2, 1, 1}, Size{2, 3, 3, 1}, Size{3, 12, 30, 2}}) {
        const MadeUp made = make(3, size);
        EXPECT_EQ(made.facts.families, size.families);
        EXPECT_FALSE(made.facts.demoWorker.isNil());
        EXPECT_FALSE(made.facts.demoCaseFile.isNil());
    }
}

}  // namespace
}  // namespace hearth::synthetic

// Pages that are packed once and handed out as they lie: that what a tablet ends with is the state,
// whenever they were packed and whatever changed since.
#include <map>

#include "shared/protocol/scope_digest.hpp"
#include "tests/server/store/contract.hpp"

namespace hearth::server::store {
namespace {

class PackedContract : public StoreContract {
protected:
    PackedContract() { store->setFewestPacked(1); }

    void addTasks(int count) {
        for (int i = 0; i < count; ++i)
            applied(*store, handA, handA.write(small.addTask("Task " + std::to_string(i))));
    }
    void changePhone(int number) {
        applied(*store, handA,
                handA.write(small.setPhone(*store, "01632 96" + std::to_string(number))));
    }
    // A tablet begins with the family, and then nobody waits.
    std::size_t askAndPack() {
        EXPECT_TRUE(store->packedPage(small.family, 0).has_value());
        std::size_t steps = 0;
        while (store->packOne().value())
            ++steps;
        return steps;
    }
    // What a tablet that begins with the family gets: packed pages as far as they go, then ordinary
    // ones.
    struct Begun {
        std::map<records::EntityKey, records::Entity> held;
        std::size_t packed = 0;
        std::size_t ordinary = 0;
        std::size_t twice = 0;
        base::Bytes digest;
    };
    Begun begin() {
        Begun begun;
        records::Rev cursor = 0;
        while (cursor < store->scopeHead(small.family).value().head) {
            const auto kept = store->packedPage(small.family, cursor).value();
            const auto page = kept
                                  ? protocol::unpackPage(kept->page, base::kReplyBytesMax).value()
                                  : store->page(small.family, cursor, base::kPageRoomBytes).value();
            EXPECT_GT(page.next_cursor(), cursor);
            cursor = page.next_cursor();
            (kept ? begun.packed : begun.ordinary) +=
                static_cast<std::size_t>(page.entities_size());
            for (const protocol::EntityState& state : page.entities()) {
                const auto entity = records::fromProto(state).value();
                begun.twice += begun.held.count(entity.key);
                begun.held[entity.key] = entity;
            }
        }
        protocol::ScopeDigest digest;
        for (const auto& [key, entity] : begun.held)
            digest.add(entity);
        begun.digest = digest.bytes();
        return begun;
    }
    void expectIsTheState(const Begun& begun) {
        const auto head = store->scopeHead(small.family).value();
        EXPECT_EQ(begun.held.size(), head.count);
        EXPECT_EQ(begun.digest, head.digest);
    }
};

TEST_P(PackedContract, AScopeIsPackedAfterSomebodyBeganWithItAndNotBefore) {
    addTasks(10);
    EXPECT_FALSE(store->packOne().value());
    EXPECT_EQ(begin().packed, 0U);
    EXPECT_EQ(askAndPack(), 1U);
    const Begun begun = begin();
    EXPECT_EQ(begun.packed, 12U);
    EXPECT_EQ(begun.ordinary, 0U);
    expectIsTheState(begun);
}

TEST_P(PackedContract, ASmallScopeIsNotPacked) {
    store->setFewestPacked(20);
    addTasks(10);
    EXPECT_EQ(askAndPack(), 1U);
    EXPECT_EQ(begin().packed, 0U);
}

TEST_P(PackedContract, WhatChangedSinceComesAfterThePackedPages) {
    addTasks(20);
    askAndPack();
    changePhone(1);
    addTasks(2);
    const Begun begun = begin();
    EXPECT_EQ(begun.packed, 22U);
    EXPECT_EQ(begun.ordinary, 3U);
    EXPECT_EQ(begun.twice, 1U);
    expectIsTheState(begun);
}

TEST_P(PackedContract, ARecordThatWasRetiredSinceComesAgainAsRetired) {
    addTasks(20);
    askAndPack();
    const auto task = begin().held.rbegin()->first;
    records::ChangeBuilder change;
    change.retire(small.open(*store, task), "entered by mistake");
    applied(*store, handA, handA.write(change.take()));
    const Begun begun = begin();
    EXPECT_EQ(begun.packed, 22U);
    EXPECT_TRUE(begun.held.at(task).retired.has_value());
    expectIsTheState(begun);
}

TEST_P(PackedContract, AreMadeAnewWhenAQuarterOfWhatTheyHoldHasChanged) {
    addTasks(10);
    askAndPack();
    changePhone(1);
    askAndPack();
    EXPECT_EQ(begin().twice, 1U);
    for (const auto& [key, entity] : begin().held) {
        if (key.type != records::typeNumber<records::Task>()) continue;
        const records::Opened opened = small.open(*store, key);
        auto task = opened.body.as<records::Task>().value();
        task.set_wording("Changed");
        applied(*store, handA, handA.write(records::ChangeBuilder().update(opened, task).take()));
    }
    // Until then a tablet is better off with ordinary pages.
    EXPECT_EQ(begin().packed, 0U);
    askAndPack();
    const Begun begun = begin();
    EXPECT_EQ(begun.twice, 0U);
    EXPECT_EQ(begun.packed, 12U);
    expectIsTheState(begun);
}

TEST_P(PackedContract, GoOnWhenMoreThanAQuarterOfTheScopeIsNew) {
    addTasks(10);
    askAndPack();
    addTasks(3);
    askAndPack();
    EXPECT_EQ(begin().ordinary, 3U);
    addTasks(3);
    askAndPack();
    const Begun begun = begin();
    EXPECT_EQ(begun.packed, 18U);
    EXPECT_EQ(begun.ordinary, 0U);
    expectIsTheState(begun);
}

TEST_P(PackedContract, ALargeScopeIsPackedAPageAtATimeAndMayChangeMeanwhile) {
    const std::string words(30'000, 'w');
    for (int i = 0; i < 120; ++i)
        applied(*store, handA, handA.write(small.addTask(words + std::to_string(i))));
    EXPECT_TRUE(store->packedPage(small.family, 0).has_value());
    std::size_t packed = 0;
    for (int step = 1; step <= 5; ++step) {
        EXPECT_TRUE(store->packOne().value());
        changePhone(step);
        const Begun begun = begin();
        EXPECT_GT(begun.packed, packed) << "page after page";
        packed = begun.packed;
        expectIsTheState(begun);
    }
    EXPECT_GE(packed, 122U);
}

TEST_P(PackedContract, AreStillThereAfterARestart) {
    addTasks(10);
    askAndPack();
    reopen();
    EXPECT_EQ(begin().packed, 12U);
    expectIsTheState(begin());
}

TEST_P(PackedContract, AreNotHandedOutAfterSomethingWasErased) {
    addTasks(10);
    askAndPack();
    ASSERT_TRUE(store->begin());
    ASSERT_TRUE(store->forgetPacked(small.family));
    ASSERT_TRUE(store->commit());
    EXPECT_FALSE(store->packedPage(small.family, 0).value().has_value());
    expectIsTheState(begin());
}

TEST_P(PackedContract, AreNoPartOfWhatTheLogProves) {
    addTasks(10);
    askAndPack();
    EXPECT_TRUE(store->verifyChain());
    EXPECT_TRUE(store->verifyReplay());
}

INSTANTIATE_TEST_SUITE_P(Engines, PackedContract, testing::Values(sqlcipherEngine()), engineName);

}  // namespace
}  // namespace hearth::server::store

// What tablets pull: pages of a scope by revision, and the digest they prove it with.
#include <map>

#include "shared/protocol/scope_digest.hpp"
#include "tests/server/store/contract.hpp"

namespace hearth::server::store {
namespace {

// A tablet's copy of a scope, filled page by page.
struct Copy {
    records::Rev cursor = 0;
    std::map<records::EntityKey, records::Entity> entities;

    void take(const protocol::Page& page) {
        EXPECT_GT(page.next_cursor(), cursor);
        for (const protocol::EntityState& state : page.entities()) {
            const auto entity = records::fromProto(state).value();
            EXPECT_GT(entity.rev, cursor);
            EXPECT_LE(entity.rev, page.next_cursor());
            entities[entity.key] = entity;
        }
        cursor = page.next_cursor();
    }
    [[nodiscard]] base::Bytes digest() const {
        protocol::ScopeDigest digest;
        for (const auto& [key, entity] : entities)
            digest.add(entity);
        return digest.bytes();
    }
};

TEST_P(StoreContract, PagesSkipNothingThoughTheRecordMovesBetweenThem) {
    for (int i = 0; i < 30; ++i)
        applied(*store, handA, handA.write(small.addTask("Task " + std::to_string(i))));
    Copy copy;
    int round = 0;
    while (copy.cursor < store->scopeHead(small.family).value().head) {
        copy.take(store->page(small.family, copy.cursor, 300).value());
        if (++round % 3 == 0 && round < 30)
            applied(*store, handA,
                    handA.write(small.setPhone(*store, "01632 96" + std::to_string(round))));
    }
    const auto head = store->scopeHead(small.family).value();
    EXPECT_GT(round, 10);
    EXPECT_EQ(copy.cursor, head.head);
    EXPECT_EQ(copy.entities.size(), head.count);
    EXPECT_EQ(copy.digest(), head.digest);
}

TEST_P(StoreContract, APageEndsBetweenTwoRevisionsNeverInsideOne) {
    records::ChangeBuilder many;
    for (int i = 0; i < 12; ++i) {
        records::Task task;
        task.set_wording("One of twelve");
        many.create(keyOf<records::Task>(small.newId()), small.family, task);
    }
    const auto ack = applied(*store, handA, handA.write(many.take()));
    const auto page = store->page(small.family, ack.rev() - 1, 1).value();
    EXPECT_EQ(page.entities_size(), 12);
    EXPECT_EQ(page.next_cursor(), ack.rev());
}

TEST_P(StoreContract, KeepsTheDigestOfAScopeEqualToAFullCount) {
    applied(*store, handA, handA.write(small.addTask("Ring the school")));
    applied(*store, handA, handA.write(small.setPhone(*store, "01632 960009")));
    for (const base::ScopeId& scope : {small.family, base::kReferenceScope}) {
        protocol::ScopeDigest digest;
        const auto entities = store->entitiesIn(scope).value();
        for (const records::Entity& entity : entities)
            digest.add(entity);
        const auto head = store->scopeHead(scope).value();
        EXPECT_EQ(head.digest, digest.bytes());
        EXPECT_EQ(head.count, entities.size());
    }
}

TEST_P(StoreContract, HasNothingOfAScopeNobodyWroteTo) {
    const base::ScopeId nowhere = base::scopeOf(small.newId());
    const auto head = store->scopeHead(nowhere).value();
    EXPECT_EQ(head.head, 0U);
    EXPECT_EQ(head.count, 0U);
    EXPECT_EQ(head.digest, protocol::ScopeDigest{}.bytes());
    EXPECT_EQ(store->page(nowhere, 0, 1000).value().entities_size(), 0);
}

TEST_P(StoreContract, CountsWhatItHolds) {
    const auto before = store->counts().value();
    EXPECT_EQ(before.entities, 7U);
    EXPECT_EQ(before.edits, 2U);
    applied(*store, handA, handA.write(small.addTask("Ring the school")));
    applied(*store, handB, handB.write(small.addTask("Not mine")));
    const auto after = store->counts().value();
    EXPECT_EQ(after.entities, 8U);
    EXPECT_EQ(after.edits, 4U);
    EXPECT_EQ(after.heldOpen, 1U);
}

}  // namespace
}  // namespace hearth::server::store

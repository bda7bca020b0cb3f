// Ten times the history costs a puller nothing: what a pull reads and sends depends on what is, not
// on how it came about.
#include <algorithm>

#include "server/store/pull_queries.hpp"
#include "shared/sqlite/query.hpp"
#include "tests/server/store/kit.hpp"

namespace hearth::server::store {
namespace {

class History : public StoreTest {
protected:
    History() {
        for (int i = 0; i < 40; ++i)
            imported(*store, small.office.write(small.addTask("Task 00")));
    }
    // Every task has other words of the same length, `times` times.
    void changeAll(int times) {
        for (int round = 0; round < times; ++round)
            for (const records::Entity& entity : store->entitiesIn(small.family).value()) {
                if (entity.key.type != records::typeNumber<records::Task>()) continue;
                const records::Opened opened = small.open(*store, entity.key);
                auto task = opened.body.as<records::Task>().value();
                task.set_wording("Task " + std::to_string(10 + round));
                imported(*store,
                         small.office.write(records::ChangeBuilder().update(opened, task).take()));
            }
    }
    struct Cost {
        int rows = 0;
        std::size_t bytes = 0;
    };
    static std::string planOf(sqlite::Connection& record, std::string_view sql) {
        std::string query = "EXPLAIN QUERY PLAN " + std::string(sql);
        // Whatever is asked for, the plan is the same.
        std::replace(query.begin(), query.end(), '?', '1');
        std::string plan;
        const auto read = [&](const sqlite::Statement& row) -> base::Result<bool> {
            plan += row.text(3) + "\n";
            return true;
        };
        EXPECT_TRUE(sqlite::eachRow(record, query, read));
        return plan;
    }
    // The number of a revision takes a byte more when it is larger, wherever it stands.
    static std::size_t longerNumbers(const Cost& cost) {
        constexpr std::size_t kNumbersOfARow = 6;
        return static_cast<std::size_t>(cost.rows) * kNumbersOfARow;
    }
    Cost pullFrom(records::Rev cursor) {
        Cost cost;
        const records::Rev head = store->scopeHead(small.family).value().head;
        while (cursor < head) {
            const auto page = store->page(small.family, cursor, 2'000).value();
            cursor = page.next_cursor();
            cost.rows += page.entities_size();
            cost.bytes += page.ByteSizeLong();
        }
        return cost;
    }
};

TEST_F(History, TenTimesOfItCostAPullerTheSameRowsAndBytes) {
    const records::Rev before = headRev();
    changeAll(1);
    const Cost once = pullFrom(before);
    changeAll(9);
    const Cost tenTimes = pullFrom(before);
    EXPECT_EQ(once.rows, 40);
    EXPECT_EQ(tenTimes.rows, once.rows);
    EXPECT_LE(tenTimes.bytes, once.bytes + longerNumbers(once));
}

TEST_F(History, TenTimesOfItCostAFirstSyncTheSameRowsAndBytes) {
    changeAll(1);
    const Cost once = pullFrom(0);
    changeAll(9);
    const Cost tenTimes = pullFrom(0);
    EXPECT_EQ(tenTimes.rows, once.rows);
    EXPECT_LE(tenTimes.bytes, once.bytes + longerNumbers(once));
}

TEST_F(History, WhatAPullAsksWalksAnIndexAndNeverATable) {
    store.reset();
    auto record =
        sqlite::Connection::open(file(), testKey(), sqlite::OpenMode::OpenExisting).value();
    for (const std::string_view sql :
         {kPageSql, kScopeHeadSql, kPackedPageSql, kCountUpToSql, kKeptSql, kManifestSql}) {
        const std::string plan = planOf(record, sql);
        EXPECT_NE(plan.find("SEARCH"), std::string::npos) << sql << '\n' << plan;
        EXPECT_EQ(plan.find("SCAN"), std::string::npos) << sql << '\n' << plan;
    }
    // Nothing is sorted: the index has the order that pages need.
    const std::string plan = planOf(record, kPageSql);
    EXPECT_NE(plan.find("entity_feed"), std::string::npos) << plan;
    EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << plan;
}

}  // namespace
}  // namespace hearth::server::store

// The made-up authority through the real apply path: every edit is applied, the counts are what the
// generator says, and the log replays to the state.
#include <chrono>

#include "schema/records/visit.pb.h"
#include "shared/synthetic/edit_chain.hpp"
#include "tests/server/store/kit.hpp"

namespace hearth::server::store {
namespace {

constexpr std::size_t kImportGroup = 500;
constexpr std::uint64_t kSeed = 7;
// Some seconds on an idle machine; only a scan where an index belongs takes this long.
constexpr double kImportSecondsMax = 180.0;

class ImportedAuthority : public testing::Test {
protected:
    void importAll(const synthetic::Size& size) {
        store = openSqlcipherStore(folder.file("record.db"), testKey(), clock, random,
                                   sqlite::OpenMode::CreateOrOpen)
                    .value();
        synthetic::EditChain chain(kSeed);
        std::size_t inGroup = 0;
        ASSERT_TRUE(store->begin());
        facts = synthetic::makeAuthority({kSeed, kTestNow, size}, [&](auto action) {
            const bool apart = action.apart;
            const synthetic::ChainedEdit edit = chain.next(std::move(action));
            const auto ack = store->import(edit.bytes, edit.edit);
            ASSERT_TRUE(ack) << ack.error().message();
            ASSERT_EQ(ack->verdict(), apart ? protocol::APPLIED_WITH_REVIEW : protocol::APPLIED);
            conflicts += apart ? 1 : 0;
            ++edits;
            if (++inGroup % kImportGroup != 0) return;
            ASSERT_TRUE(store->commit());
            ASSERT_TRUE(store->begin());
        });
        ASSERT_TRUE(store->commit());
    }
    // Every page of a worker's scopes, from the beginning; how many bytes.
    std::size_t pullAll(const base::WorkerId& worker) {
        constexpr std::size_t kPageBytes = 256UL * 1024UL;
        std::size_t bytes = 0;
        for (const base::ScopeId& scope : store->scopesOf(worker).value()) {
            const auto head = store->scopeHead(scope).value();
            std::uint64_t count = 0;
            records::Rev cursor = 0;
            while (cursor < head.head) {
                const auto page = store->page(scope, cursor, kPageBytes).value();
                cursor = page.next_cursor();
                count += static_cast<std::uint64_t>(page.entities_size());
                bytes += page.ByteSizeLong();
            }
            EXPECT_EQ(count, head.count);
        }
        return bytes;
    }
    template <class Record>
    std::size_t countOf() {
        return store->entitiesOf(records::typeNumber<Record>()).value().size();
    }

    Folder folder;
    TurnedClock clock;
    base::SeededRandom random{5};
    std::unique_ptr<Store> store;
    synthetic::AuthorityFacts facts;
    std::uint64_t edits = 0;
    std::uint64_t conflicts = 0;
};

TEST_F(ImportedAuthority, IsTheAuthorityThatWasMade) {
    importAll({2, 8, 30, 1});
    EXPECT_EQ(countOf<records::CaseFile>(), facts.families);
    EXPECT_EQ(countOf<records::Child>(), facts.children);
    EXPECT_EQ(countOf<records::Visit>(), facts.visits);
    EXPECT_EQ(store->counts().value().edits, edits);
    EXPECT_EQ(store->counts().value().heldOpen, 0U);
    EXPECT_EQ(store->counts().value().reviewsOpen, conflicts);
    EXPECT_GT(conflicts, 0U);
    for (const auto& visit : store->entitiesOf(records::typeNumber<records::Visit>()).value())
        ASSERT_TRUE(visit.siblings.empty());
    const auto scopes = store->scopesOf(facts.demoWorker).value();
    EXPECT_TRUE(std::binary_search(scopes.begin(), scopes.end(), facts.demoCaseFile));
    EXPECT_TRUE(store->verifyChain());
    const auto replay = store->verifyReplay();
    EXPECT_TRUE(replay) << replay.error().message();
}

TEST_F(ImportedAuthority, InFullSizeIsWholeProvenAndTakesNoTimeThatGrowsWithIt) {
    using Clock = std::chrono::steady_clock;
    const auto seconds = [](Clock::time_point from) {
        return std::chrono::duration<double>(Clock::now() - from).count();
    };
    const auto began = Clock::now();
    importAll({});
    RecordProperty("import_seconds", std::to_string(seconds(began)));
    EXPECT_LT(seconds(began), kImportSecondsMax);
    EXPECT_EQ(store->scopesOf(facts.largestCaseloadWorker).value().size(), 32U);
    EXPECT_EQ(store->counts().value().heldOpen, 0U);
    const auto pulled = Clock::now();
    const std::size_t bytes = pullAll(facts.largestCaseloadWorker);
    RecordProperty("pages_of_thirty_cases_seconds", std::to_string(seconds(pulled)));
    RecordProperty("pages_of_thirty_cases_bytes", std::to_string(bytes));
    EXPECT_TRUE(store->verifyChain());
    const auto replayed = Clock::now();
    EXPECT_TRUE(store->verifyReplay());
    RecordProperty("replay_seconds", std::to_string(seconds(replayed)));
    EXPECT_TRUE(store->backup(folder.file("backup.db")));
}

}  // namespace
}  // namespace hearth::server::store

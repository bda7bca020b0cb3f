// What was in the database is nowhere in the process's memory once it is closed.
#include "shared/sqlite/locked_memory.hpp"

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <vector>

#include <sqlcipher/sqlite3.h>

#include "tests/shared/sqlite/fixture.hpp"

namespace hearth::sqlite {
namespace {

using LockedMemoryTest = DatabaseTest;

constexpr int kRows = 500;
// Turned round, so that the test itself does not hold what it looks for.
constexpr std::string_view kTurned = "nehctik eht ni enola ot nekops";

base::Bytes needle() {
    return {kTurned.rbegin(), kTurned.rend()};
}

// How often the process's writable memory holds the turned bytes the right way round.
std::size_t copiesInMemory() {
    std::ifstream maps("/proc/self/maps");
    std::ifstream memory("/proc/self/mem", std::ios::binary);
    std::size_t found = 0;
    std::string line;
    while (std::getline(maps, line)) {
        unsigned long from = 0;
        unsigned long to = 0;
        char dash = 0;
        std::string rights;
        std::istringstream(line) >> std::hex >> from >> dash >> to >> rights;
        if (rights.substr(0, 2) != "rw" || line.find("[v") != std::string::npos) continue;
        base::Bytes content(to - from, '\0');
        memory.clear();
        memory.seekg(static_cast<std::streamoff>(from));
        memory.read(content.data(), static_cast<std::streamsize>(content.size()));
        const auto got = static_cast<std::size_t>(memory.gcount());
        // Compared backwards, byte by byte.
        for (std::size_t at = 0; at + kTurned.size() <= got; ++at) {
            std::size_t same = 0;
            while (same < kTurned.size() &&
                   content[at + same] == kTurned[kTurned.size() - 1 - same])
                ++same;
            found += same == kTurned.size() ? 1 : 0;
        }
        // Not a copy of a copy for the next region.
        explicit_bzero(content.data(), content.size());
    }
    return found;
}

TEST_F(LockedMemoryTest, HoldsNothingOfADatabaseThatWasClosed) {
    std::size_t whileOpen = 0;
    {
        Connection db = open();
        ASSERT_TRUE(db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, words BLOB)"));
        ASSERT_TRUE(db.transaction([&]() -> base::Status {
            for (int i = 0; i < kRows; ++i) {
                const auto insert = db.prepare("INSERT INTO t (words) VALUES (?)");
                HEARTH_TRY((*insert)->bind(Statement::Text{needle()}).run());
            }
            return {};
        }));
        EXPECT_EQ(number(db, "SELECT count(*) FROM t"), kRows);
        whileOpen = copiesInMemory();
    }
    EXPECT_GT(whileOpen, 0U) << "the search itself works";
    EXPECT_EQ(copiesInMemory(), 0U);
}

// Found by tests/fuzz with clang's sanitizer: the smallest blocks lay on an odd multiple of 8.
TEST_F(LockedMemoryTest, GivesEveryBlockAnAddressThatAnyTypeMayLieAt) {
    const Connection db = open();
    constexpr int kBytesMax = 300;
    std::vector<void*> blocks;
    for (int bytes = 1; bytes <= kBytesMax; ++bytes)
        for (int i = 0; i < 4; ++i) {
            void* block = blocks.emplace_back(sqlite3_malloc(bytes));
            ASSERT_NE(block, nullptr);
            EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block) % alignof(std::max_align_t), 0U)
                << bytes;
        }
    for (void* block : blocks)
        sqlite3_free(block);
}

}  // namespace
}  // namespace hearth::sqlite

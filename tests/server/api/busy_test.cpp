// A server that has too much to do spreads those who come back.
#include <set>

#include <gtest/gtest.h>

#include "server/api/sync.hpp"

namespace hearth::server::api {
namespace {

TEST(ApiBusy, TellsEachTabletAnotherTimeWithinTwentySeconds) {
    base::SeededRandom random(1);
    std::set<std::int64_t> times;
    for (int i = 0; i < 200; ++i) {
        const base::Millis retry = busyRetry(random);
        EXPECT_GE(retry, base::seconds(5));
        EXPECT_LE(retry, base::seconds(20));
        times.insert(retry.count);
    }
    EXPECT_GT(times.size(), 150U);
}

}  // namespace
}  // namespace hearth::server::api

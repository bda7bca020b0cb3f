#include "shared/base/ids.hpp"

#include <set>
#include <unordered_set>

#include <gtest/gtest.h>

namespace hearth::base {
namespace {

class FixedClock final : public Clock {
public:
    [[nodiscard]] WallTime wallNow() const override { return now; }
    [[nodiscard]] BootTime bootNow() const override { return {now.millis}; }
    WallTime now{1'795'000'000'000};
};

TEST(IdsTimeOrdered, AreVersion7WithTheMomentInTheirFirstSixOctets) {
    FixedClock clock;
    clock.now = {0x0199'1234'5678};
    SeededRandom random(3);
    IdSource source(clock, random);
    for (int i = 0; i < 100; ++i) {
        const auto id = source.timeOrdered<EntityId>();
        ASSERT_EQ(id.hex().substr(0, 12), "019912345678");
        ASSERT_EQ(id.octets[6] >> 4U, 7);
        ASSERT_EQ(id.octets[8] >> 6U, 2);
    }
}

TEST(IdsTimeOrdered, SortByTheMillisecondTheyWereMadeIn) {
    FixedClock clock;
    SeededRandom random(4);
    IdSource source(clock, random);
    EntityId previous;
    for (int i = 0; i < 1000; ++i) {
        clock.now = clock.now + Millis{1};
        const auto id = source.timeOrdered<EntityId>();
        ASSERT_LT(previous, id);
        ASSERT_LT(previous.bytes(), id.bytes()) << "as BLOBs in a table, too";
        previous = id;
    }
}

TEST(IdsTimeOrdered, DifferWithinOneMillisecond) {
    const FixedClock clock;
    SeededRandom random(5);
    IdSource source(clock, random);
    std::set<EntityId> made;
    for (int i = 0; i < 10'000; ++i)
        made.insert(source.timeOrdered<EntityId>());
    EXPECT_EQ(made.size(), 10'000U);
}

TEST(Ids, RoundTripThroughBytesAndHex) {
    const FixedClock clock;
    SeededRandom random(6);
    IdSource source(clock, random);
    const auto device = source.random<DeviceId>();
    ASSERT_FALSE(device.isNil());
    EXPECT_EQ(*DeviceId::fromBytes(device.view()), device);
    EXPECT_EQ(*DeviceId::fromHex(device.hex()), device);
    std::unordered_set<DeviceId> set{device};
    EXPECT_TRUE(set.count(*DeviceId::fromHex(device.hex())) == 1);
}

TEST(Ids, RefuseEveryOtherLength) {
    for (const std::size_t size : {0U, 1U, 15U, 17U, 32U}) {
        EXPECT_FALSE(EditId::fromBytes(Bytes(size, 'x'))) << size;
        EXPECT_FALSE(EditId::fromHex(std::string(size * 2, 'a'))) << size;
    }
    EXPECT_FALSE(EditId::fromHex(std::string(32, 'z')));
}

TEST(Ids, TellWhetherTheyAreNil) {
    EXPECT_TRUE(Epoch{}.isNil());
    EXPECT_FALSE(kReferenceScope.isNil());
    EXPECT_EQ(kReferenceScope.view().substr(0, 9), "reference");
    EXPECT_EQ(rootOf(scopeOf(EntityId{{1, 2, 3}})), (EntityId{{1, 2, 3}}));
}

}  // namespace
}  // namespace hearth::base

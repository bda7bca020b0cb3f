// What the harness has found in the real stores, each as a test of its own.
#include <gtest/gtest.h>

#include "tests/simulation/disk/machines.hpp"
#include "tests/simulation/disk/server_world.hpp"
#include "tests/simulation/disk/tablet_world.hpp"

namespace hearth::simulation {
namespace {

constexpr std::uint64_t kSeed = 3;
constexpr int kTries = 40;

class Found : public testing::Test {
protected:
    static void ok(const base::Status& status) {
        EXPECT_TRUE(status.has_value()) << status.error().message();
    }

    Machines machines;
    SimDisk disk;
    base::SeededRandom random{kSeed};
    Path machine = machines.make("machine");
};

TEST_F(Found, ABackupThatDurableRevPromisesIsThereAfterAPowerLoss) {
    for (int i = 0; i < kTries; ++i) {
        machine = machines.make("server");
        disk.forget(machine);
        ServerWorld world(kSeed);
        ok(world.begin(machine));
        ok(world.commitGroup(2));
        ok(world.backup());
        disk.losePower(machine, random);
        world.close();
        ok(world.prove(machine, world.acknowledged()));
    }
}

TEST_F(Found, AStoreIsFoundWholeThoughPagesWereTornWhileItsLogWasMoved) {
    std::uint64_t torn = 0;
    for (std::uint64_t i = 0; i < kTries; ++i) {
        machine = machines.make("tablet");
        disk.forget(machine);
        TabletWorld world(kSeed);
        ok(world.begin(machine));
        for (int visits = 0; visits < 3; ++visits)
            ok(world.saveVisit("seen at home"));
        disk.killAt(machine, 2 + i);
        static_cast<void>(world.checkpoint());
        if (!disk.isDown(machine)) break;  // the checkpoint had fewer operations
        torn += disk.losePower(machine, random).tornSectors;
        world.close();
        ok(world.prove(machine, world.acknowledged()));
    }
    EXPECT_GT(torn, 0U);
}

}  // namespace
}  // namespace hearth::simulation

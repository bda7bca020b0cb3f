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
    void newMachine(const std::string& name) {
        machine = machines.make(name);
        disk.forget(machine);
    }

    Machines machines;
    SimDisk disk;
    base::SeededRandom random{kSeed};
    Path machine = machines.make("machine");
};

TEST_F(Found, ABackupThatDurableRevPromisesIsThereAfterAPowerLoss) {
    for (int i = 0; i < kTries; ++i) {
        newMachine("server");
        ServerWorld world(kSeed);
        ok(world.begin(machine));
        ok(world.commitGroup(2));
        ok(world.backup());
        disk.losePower(machine, random);
        world.close();
        ok(world.prove(machine, world.acknowledged()));
    }
}

// The program ends between writing a save and syncing it; the next start shows the save; then the
// power goes. What somebody has seen in the record stays in it.
TEST_F(Found, ASaveThatTheNextStartShowsOutlivesThePower) {
    constexpr std::uint64_t kOperationsOfASaveMax = 1000;
    std::uint64_t shown = 0;
    for (std::uint64_t i = 0; i < kOperationsOfASaveMax; ++i) {
        newMachine("tablet");
        TabletWorld world(kSeed);
        ok(world.begin(machine));
        ok(world.saveVisit("seen at home"));
        disk.killAt(machine, 1 + i);
        static_cast<void>(world.saveVisit("seen at school"));
        if (!disk.isDown(machine)) break;  // the save had fewer operations
        disk.kill(machine);
        world.close();
        ok(world.open(machine));
        const auto kept = world.store().keptEdits();
        ASSERT_TRUE(kept.has_value());
        disk.losePower(machine, random);
        world.close();
        ok(world.open(machine));
        const auto after = world.store().keptEdits();
        ASSERT_TRUE(after.has_value());
        EXPECT_EQ(after->size(), kept->size()) << "after operation " << i;
        shown += kept->size() == 2 ? 1 : 0;
        world.close();
    }
    EXPECT_GT(shown, 0U) << "no attempt ended between writing and syncing";
}

TEST_F(Found, AStoreIsFoundWholeThoughPagesWereTornWhileItsLogWasMoved) {
    std::uint64_t torn = 0;
    for (std::uint64_t i = 0; i < kTries; ++i) {
        newMachine("tablet");
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

// The real stores, each alone on the simulated disk, lose power some thousand times. By hand:
//   hearth_tests_power_loss --seed 7 --losses 50000
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <gtest/gtest.h>

#include "tests/simulation/disk/power_loss_run.hpp"
#include "tests/simulation/disk/server_world.hpp"
#include "tests/simulation/disk/tablet_world.hpp"

namespace hearth::simulation {
namespace {

std::uint64_t seedOfRun = 20'261'124;
std::uint64_t lossesOfStore = 4'000;
// "At once": a broken promise shows within so many losses.
constexpr std::uint64_t kLossesToFind = 200;

template <class TheWorld>
WorldMaker maker() {
    return [](std::uint64_t seed) { return std::make_unique<TheWorld>(seed); };
}

RunReport runOf(const std::string& name, const WorldMaker& make, Weakness weakness) {
    const std::uint64_t losses = weakness == Weakness::None ? lossesOfStore : kLossesToFind;
    PowerLossRun run(make, {seedOfRun, losses, weakness});
    RunReport report = run.run();
    std::printf("%s\n", report.line(name).c_str());
    if (report.finding)
        std::printf("found: %s\nagain: --seed %llu --losses 1000\n", report.finding->c_str(),
                    static_cast<unsigned long long>(report.failingSeed));
    return report;
}

void expectNothingLost(const RunReport& report) {
    EXPECT_FALSE(report.finding) << *report.finding << "\n  --seed " << report.failingSeed;
    EXPECT_GE(report.losses, lossesOfStore) << "so many losses must really have happened";
    // What a run must have reached to say anything.
    EXPECT_GT(report.firstOpenings, 0U);
    EXPECT_GT(report.whileRecovering, 0U);
    EXPECT_GT(report.rightAfter, 0U);
    EXPECT_GT(report.interruptedWhole, 0U);
    EXPECT_GT(report.interruptedGone, 0U);
    EXPECT_GT(report.adopted, 0U);
    EXPECT_GT(report.savesChecked, 0U);
    EXPECT_GT(report.harm.droppedSectors, 0U);
    EXPECT_GT(report.harm.tornSectors, 0U);
    EXPECT_GT(report.harm.garbledSectors, 0U);
    EXPECT_GT(report.harm.droppedResizes, 0U);
    EXPECT_GT(report.harm.undoneNames, 0U);
}

TEST(PowerLoss, NeverTakesASaveThatTheTabletHasAcknowledged) {
    expectNothingLost(runOf("tablet", maker<TabletWorld>(), Weakness::None));
}

TEST(PowerLoss, NeverTakesACommitThatTheServerHasAcknowledged) {
    expectNothingLost(runOf("server", maker<ServerWorld>(), Weakness::None));
}

// The log is whole with NORMAL, only not on disk yet: so what is found must be a loss.
void expectFoundLost(const RunReport& report) {
    ASSERT_TRUE(report.finding) << "the harness does not find what it is for";
    EXPECT_NE(report.finding->find("lost"), std::string::npos) << *report.finding;
}

TEST(PowerLoss, IsFoundToLoseTabletSavesWithSynchronousNormal) {
    expectFoundLost(runOf("tablet, NORMAL", maker<TabletWorld>(), Weakness::SynchronousNormal));
}

TEST(PowerLoss, IsFoundToLoseServerCommitsWithSynchronousNormal) {
    expectFoundLost(runOf("server, NORMAL", maker<ServerWorld>(), Weakness::SynchronousNormal));
}

TEST(PowerLoss, IsFoundToLoseTabletSavesOnADiskThatIgnoresSyncs) {
    const auto report = runOf("tablet, lying disk", maker<TabletWorld>(), Weakness::SyncIgnored);
    EXPECT_TRUE(report.finding) << "the harness does not find what it is for";
}

TEST(PowerLoss, IsFoundToLoseServerCommitsOnADiskThatIgnoresSyncs) {
    const auto report = runOf("server, lying disk", maker<ServerWorld>(), Weakness::SyncIgnored);
    EXPECT_TRUE(report.finding) << "the harness does not find what it is for";
}

TEST(PowerLoss, ComesTheSameFromTheSameSeed) {
    const auto lived = [](const WorldMaker& make) {
        PowerLossRun run(make, {seedOfRun, kLossesToFind, Weakness::None});
        return run.run().line("run");
    };
    EXPECT_EQ(lived(maker<TabletWorld>()), lived(maker<TabletWorld>()));
    EXPECT_EQ(lived(maker<ServerWorld>()), lived(maker<ServerWorld>()));
}

void readOptions(int count, char** arguments) {
    for (int i = 1; i + 1 < count; ++i) {
        const std::string_view name = arguments[i];
        const std::uint64_t value = std::strtoull(arguments[i + 1], nullptr, 10);
        if (name == "--seed") seedOfRun = value;
        if (name == "--losses") lossesOfStore = value;
    }
}

}  // namespace
}  // namespace hearth::simulation

int main(int count, char** arguments) {
    testing::InitGoogleTest(&count, arguments);
    hearth::simulation::readOptions(count, arguments);
    return RUN_ALL_TESTS();
}

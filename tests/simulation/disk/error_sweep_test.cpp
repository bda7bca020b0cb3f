// Workflows of both stores with a failure at every operation of the disk.
#include "tests/simulation/disk/error_sweep.hpp"

#include <cstdio>

#include <gtest/gtest.h>

#include "tests/simulation/disk/server_world.hpp"
#include "tests/simulation/disk/tablet_world.hpp"

namespace hearth::simulation {
namespace {

using base::Status;
using Returned = StoreLife::Returned;

const Returned kNobody = [] {};

template <class TheWorld>
Workflow workflow(const std::string& name, std::function<Status(TheWorld&)> prepare,
                  std::function<Status(TheWorld&, const Returned&)> act) {
    Workflow made;
    made.name = name;
    made.make = [](std::uint64_t seed) { return std::make_unique<TheWorld>(seed); };
    if (prepare)
        made.prepare = [prepare](StoreLife& world) {
            return prepare(dynamic_cast<TheWorld&>(world));
        };
    if (act)
        made.act = [act](StoreLife& world, const Returned& returned) {
            return act(dynamic_cast<TheWorld&>(world), returned);
        };
    return made;
}

void expectSound(const Workflow& flow) {
    for (const Failure failure : {Failure::Io, Failure::Full}) {
        ErrorSweep sweep(flow);
        const SweepReport report = sweep.run(failure);
        std::printf(
            "%s, %s: operations %llu, failures %llu, errors %llu, overcome %llu, power "
            "lost as well %llu\n",
            flow.name.c_str(), failure == Failure::Io ? "I/O errors" : "disk full",
            static_cast<unsigned long long>(report.operations),
            static_cast<unsigned long long>(report.failures),
            static_cast<unsigned long long>(report.errors),
            static_cast<unsigned long long>(report.overcome),
            static_cast<unsigned long long>(report.powerLosses));
        EXPECT_FALSE(report.finding) << *report.finding;
        EXPECT_GT(report.failures, 0U);
        EXPECT_GT(report.errors, 0U);
        EXPECT_GT(report.powerLosses, 0U);
    }
}

Status liveABit(TabletWorld& tablet) {
    HEARTH_TRY(tablet.changeFamily("Brook", kNobody));
    HEARTH_TRY(tablet.saveVisit("seen at home"));
    return tablet.keepTyping("she said that");
}

Status liveABit(ServerWorld& server) {
    HEARTH_TRY(server.commitGroup(3));
    return server.addDevice();
}

TEST(DiskErrors, WhileATabletsStoreIsCreatedLeaveOneThatCanBeCreatedAgain) {
    expectSound(workflow<TabletWorld>("tablet, first opening", nullptr, nullptr));
}

TEST(DiskErrors, WhileAVisitIsSavedLeaveItSavedOrNot) {
    expectSound(workflow<TabletWorld>(
        "tablet, save", [](TabletWorld& tablet) { return liveABit(tablet); },
        [](TabletWorld& tablet, const Returned&) { return tablet.saveVisit("a long day"); }));
}

TEST(DiskErrors, WhileWordsAreTypedLeaveTheOldOrTheNewOnes) {
    expectSound(workflow<TabletWorld>(
        "tablet, typing", [](TabletWorld& tablet) { return liveABit(tablet); },
        [](TabletWorld& tablet, const Returned&) {
            return tablet.keepTyping(std::string(3000, 't'));
        }));
}

TEST(DiskErrors, WhileATabletSyncsLeaveNoEditHalfAcknowledgedAndNoScopeHalfApplied) {
    expectSound(workflow<TabletWorld>(
        "tablet, acknowledge and apply", [](TabletWorld& tablet) { return liveABit(tablet); },
        [](TabletWorld& tablet, const Returned& returned) { return tablet.sync(returned); }));
}

TEST(DiskErrors, WhileACaseLeavesTheTabletLeaveItThereOrGone) {
    expectSound(workflow<TabletWorld>(
        "tablet, purge",
        [](TabletWorld& tablet) -> Status {
            HEARTH_TRY(liveABit(tablet));
            HEARTH_TRY(tablet.saveVisitInOtherFamily("to be handed over"));
            HEARTH_TRY(tablet.sync(kNobody));
            tablet.giveOtherFamily(false);
            return {};
        },
        [](TabletWorld& tablet, const Returned& returned) { return tablet.sync(returned); }));
}

TEST(DiskErrors, WhileATabletsLogIsMovedLoseNothing) {
    expectSound(workflow<TabletWorld>(
        "tablet, checkpoint", [](TabletWorld& tablet) { return liveABit(tablet); },
        [](TabletWorld& tablet, const Returned&) { return tablet.checkpoint(); }));
}

TEST(DiskErrors, WhileATabletsStoreIsClosedAndOpenedLoseNothing) {
    expectSound(workflow<TabletWorld>(
        "tablet, close and open", [](TabletWorld& tablet) { return liveABit(tablet); },
        [](TabletWorld& tablet, const Returned&) { return tablet.reopen(); }));
}

TEST(DiskErrors, WhileAGroupIsCommittedLeaveAllOfItOrNothing) {
    expectSound(workflow<ServerWorld>(
        "server, group commit", [](ServerWorld& server) { return liveABit(server); },
        [](ServerWorld& server, const Returned&) { return server.commitGroup(4); }));
}

TEST(DiskErrors, WhileABackupIsMadeLeaveDurableRevAtWhatIsReallyThere) {
    auto flow = workflow<ServerWorld>(
        "server, backup",
        [](ServerWorld& server) -> Status {
            HEARTH_TRY(liveABit(server));
            HEARTH_TRY(server.backup());
            return server.commitGroup(2);
        },
        [](ServerWorld& server, const Returned&) { return server.backup(); });
    flow.checksACopy = true;
    expectSound(flow);
}

TEST(DiskErrors, WhileTheServersStoreIsCreatedLeaveOneThatCanBeCreatedAgain) {
    expectSound(workflow<ServerWorld>("server, first opening", nullptr, nullptr));
}

TEST(DiskErrors, WhileTheServersLogIsMovedLoseNothing) {
    expectSound(workflow<ServerWorld>(
        "server, checkpoint", [](ServerWorld& server) { return liveABit(server); },
        [](ServerWorld& server, const Returned&) { return server.checkpoint(); }));
}

TEST(DiskErrors, WhileTheServersStoreIsClosedAndOpenedLoseNothing) {
    expectSound(workflow<ServerWorld>(
        "server, close and open", [](ServerWorld& server) { return liveABit(server); },
        [](ServerWorld& server, const Returned&) { return server.reopen(); }));
}

}  // namespace
}  // namespace hearth::simulation

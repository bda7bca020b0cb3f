// The harness of power losses: a world lives on a simulated disk, and at random operations of it a
// branch is made of what a power loss at that moment would leave. Each branch is opened again: the
// store must be whole, hold every save that had returned, and be exactly as before or as after the
// one thing that was interrupted. Now and then the world goes on from a branch.
// Repeatable from its seed. Owner: the test. Threads: one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/disk/machines.hpp"
#include "tests/simulation/disk/store_life.hpp"

namespace hearth::simulation {

// What is done to the disk so that the harness has something to find.
enum class Weakness { None, SynchronousNormal, SyncIgnored };

struct RunOptions {
    std::uint64_t seed = 1;
    std::uint64_t losses = 0;  // ends when there were so many
    Weakness weakness = Weakness::None;
};

struct RunReport {
    std::uint64_t losses = 0;
    std::uint64_t worlds = 0;
    std::uint64_t firstOpenings = 0;    // losses while a store was created
    std::uint64_t whileRecovering = 0;  // losses while the store recovered from a loss, or closed
    std::uint64_t rightAfter = 0;       // losses when something had just returned
    std::uint64_t interruptedWhole = 0;
    std::uint64_t interruptedGone = 0;
    std::uint64_t adopted = 0;  // the world went on from there
    std::uint64_t savesChecked = 0;
    PowerLoss harm;
    // The first thing that is wrong, with the seed of the world it was found in.
    std::optional<std::string> finding;
    std::uint64_t failingSeed = 0;

    [[nodiscard]] std::string line(const std::string& name) const;
};

class PowerLossRun {
public:
    PowerLossRun(WorldMaker make, RunOptions options);
    [[nodiscard]] RunReport run();

private:
    struct Branch {
        Path folder;
        PowerLoss harm;
        std::size_t acknowledged = 0;
        bool isRightAfter = false;
    };

    void liveOne(std::uint64_t seed);
    void firstOpening();
    void watch();
    void stopWatching();
    void branchOff(bool isRightAfter);
    // Something has returned: what it makes of the store is known, and the branches are judged.
    void settle();
    void judge(const Branch& branch);
    [[nodiscard]] base::Status proveWithLosses(const Branch& branch, std::vector<Path>& more);
    void compare(const Branch& branch, const base::Bytes& content);
    void goOnSomehow();
    void goOnFrom(const Path& folder, std::size_t acknowledged);
    void restart();
    [[nodiscard]] std::optional<base::Bytes> contentNow();
    void weaken(const Path& folder, Weakness weakness);
    void weakenFromNowOn();
    void find(const std::string& what);
    [[nodiscard]] bool isOver() const;

    WorldMaker m_make;
    RunOptions m_options;
    RunReport m_report;
    Machines m_machines;
    SimDisk m_disk;
    Path m_main;
    std::optional<base::SeededRandom> m_random;  // of the world that lives
    std::unique_ptr<StoreLife> m_world;
    std::uint64_t m_worldSeed = 0;
    std::uint64_t m_step = 0;
    std::vector<Branch> m_branches;
    std::uint64_t m_moments = 0;        // at which a branch might have been made since watch()
    std::optional<Branch> m_candidate;  // to go on from, kept as it was
    // What the store held before and after; empty while it is being created.
    std::optional<base::Bytes> m_before;
    std::optional<base::Bytes> m_after;
    std::vector<base::Bytes> m_past;  // everything it held so far
};

}  // namespace hearth::simulation

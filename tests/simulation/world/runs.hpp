// Runs worlds and gathers what they came to; several processes share the work, because a simulated
// disk is one a process. Owner: hearth-sim. Threads: one; children are waited for.
#pragma once

#include <functional>

#include "tests/simulation/world/scenario.hpp"
#include "tests/simulation/world/trace.hpp"

namespace hearth::simulation {

struct Verdict {
    std::string brokenRule;  // empty: none
    std::uint64_t lastStep = 0;
    std::vector<std::string> violations;
    std::vector<std::string> lines;  // when asked for
    Points points;
    std::uint64_t hash = 0;
};

[[nodiscard]] Verdict runOne(const Scenario& scenario, bool keepTrace = false);

// Of many worlds.
struct Findings {
    std::vector<Scenario> failing;
    std::uint64_t violations = 0;
    Points points;
};

// One world, with what it finds written to standard output at once.
using RunWorld = std::function<void(const Scenario&, Findings&)>;
// Every scenario once, in `jobs` processes. A child that ends by itself counts as a violation.
[[nodiscard]] Findings runAll(const std::vector<Scenario>& scenarios, unsigned jobs,
                              const RunWorld& run);

// The least of a failing scenario that still breaks the same rule, by leaving steps out; at most
// kShrinkRunsMax worlds are run for it.
[[nodiscard]] Scenario shrink(const Scenario& failing);

}  // namespace hearth::simulation

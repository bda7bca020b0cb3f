// A world to run, written so that a person can pass it on: a seed, and which of its steps are
// taken.
//   "26"            seed 26, as many steps as a world has by itself
//   "26 0-118"      its first steps only
//   "26 4,17,80-83" these alone: what is left of a failing seed when it was shrunk
// Threads: values, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/error.hpp"

namespace hearth::simulation {

inline constexpr std::uint64_t kStepsOfAWorld = 180;
// More than a world is ever given: what a line of a corpus may name.
inline constexpr std::uint64_t kStepsMax = 100'000;

struct Scenario {
    std::uint64_t seed = 1;
    std::vector<std::uint64_t> steps;  // ascending
};

[[nodiscard]] Scenario wholeWorld(std::uint64_t seed, std::uint64_t steps = kStepsOfAWorld);
// InvalidArgument.
[[nodiscard]] base::Result<Scenario> parseScenario(std::string_view text);
[[nodiscard]] std::string toText(const Scenario& scenario);

// What failed once, or would if a bug were there again, each made short.
struct Kept {
    Scenario scenario;
    std::string remark;
};
// A line each, `#` begins the remark. InvalidArgument with the line; NotFound.
[[nodiscard]] base::Result<std::vector<Kept>> readCorpus(const std::string& file);

}  // namespace hearth::simulation

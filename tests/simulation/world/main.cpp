// hearth-sim: many worlds from many seeds.
//   hearth-sim [--seeds N] [--from SEED] [--steps N]
//   hearth-sim --seed SEED --trace       one world, every line of it
//   hearth-sim --planted                 is every bug that was planted on purpose found?
#include <array>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

#include "shared/crypto/secret.hpp"
#include "tests/simulation/world/planted_start.hpp"
#include "tests/simulation/world/world.hpp"
#include "tests/support/folder.hpp"

namespace {

using namespace hearth;
using namespace hearth::simulation;

constexpr std::uint64_t kTwiceEvery = 20;

// What many worlds must really have reached to say anything; a few seeds need not.
constexpr std::uint64_t kSeedsThatReachAll = 40;
constexpr std::array kPointsToReach{
    "answers lost",
    "backups",
    "cases left",
    "cases moved",
    "cases revoked",
    "clocks set",
    "decisions",
    "digest repairs",
    "edits",
    "edits of a newer app",
    "edits offered again",
    "ends within a sync",
    "ends within an answer",
    "ends within an operation",
    "forms kept open",
    "held",
    "pages that lack a record",
    "removals refused",
    "requests lost",
    "requests twice",
    "reviews",
    "saves that did not return and are there",
    "seals",
    "servers killed",
    "servers restored",
    "servers without power",
    "steps while a sync waits",
    "tablets cloned",
    "tablets killed",
    "tablets restored",
    "tablets without power",
    "wrong servers",
};

struct Options {
    std::uint64_t seeds = 20;
    std::uint64_t from = 1;
    std::uint64_t steps = 400;
    bool trace = false;
};

std::optional<Options> parse(int count, char** words) {
    Options options;
    for (int i = 1; i < count; ++i) {
        const std::string word = words[i];
        const auto number = [&]() -> std::uint64_t {
            return ++i < count ? std::strtoull(words[i], nullptr, 10) : 0;
        };
        if (word == "--seeds")
            options.seeds = number();
        else if (word == "--from")
            options.from = number();
        else if (word == "--steps")
            options.steps = number();
        else if (word == "--trace")
            options.trace = true;
        else if (word == "--seed") {
            options.from = number();
            options.seeds = 1;
        } else {
            return std::nullopt;
        }
    }
    return options;
}

struct Verdict {
    std::vector<std::string> violations;
    std::vector<std::string> lines;
    Points points;
    std::uint64_t hash = 0;
};

Verdict runOne(const Options& options, std::uint64_t seed) {
    const tests::Folder folder;
    WorldPlan plan;
    plan.seed = seed;
    plan.steps = options.steps;
    plan.keepTrace = options.trace;
    World world(plan, folder.path());
    world.run();
    return {world.violations(), world.trace().lines(), world.points(), world.trace().hash()};
}

// A fault that was never reached has tested nothing.
bool reachedAll(const Points& points) {
    bool all = true;
    for (const char* name : kPointsToReach) {
        if (points.of(name) != 0) continue;
        std::cout << "never reached: " << name << '\n';
        all = false;
    }
    return all;
}

}  // namespace

int main(int count, char** words) {
    if (count > 1 && std::string(words[1]) == "--planted") return startPlanted(words + 2);
    const auto options = parse(count, words);
    if (!options || !crypto::initialise()) {
        std::cerr << "hearth-sim [--seeds N] [--from SEED] [--steps N] | --seed SEED --trace\n";
        return 2;
    }
    Points all;
    std::uint64_t violations = 0;
    for (std::uint64_t seed = options->from; seed < options->from + options->seeds; ++seed) {
        const Verdict verdict = runOne(*options, seed);
        for (const std::string& line : verdict.lines)
            std::cout << line << '\n';
        for (const std::string& violation : verdict.violations)
            std::cout << "seed " << seed << ": " << violation << '\n';
        violations += verdict.violations.size();
        all.add(verdict.points);
        if (seed % kTwiceEvery == 0 && runOne(*options, seed).hash != verdict.hash) {
            std::cout << "seed " << seed << ": two runs differ\n";
            ++violations;
        }
    }
    for (const auto& [name, times] : all.all())
        std::cout << name << ": " << times << '\n';
    const bool enough = options->seeds < kSeedsThatReachAll || reachedAll(all);
    std::cout << "seeds " << options->seeds << ", steps " << all.of("steps") << ", edits "
              << all.of("edits") << ", crashes "
              << all.of("tablets killed") + all.of("servers killed") << ", power losses "
              << all.of("tablets without power") + all.of("servers without power") << ", restores "
              << all.of("servers restored") + all.of("tablets restored") << ", clones "
              << all.of("tablets cloned") << ", conflicts " << all.of("reviews") << ", violations "
              << violations << '\n';
    return violations == 0 && enough ? 0 : 1;
}

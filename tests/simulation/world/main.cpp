// hearth-sim: many worlds from many seeds.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <thread>

#include <malloc.h>

#include "shared/crypto/secret.hpp"
#include "tests/simulation/world/planted_start.hpp"
#include "tests/simulation/world/runs.hpp"

namespace {

using namespace hearth;
using namespace hearth::simulation;

constexpr const char* kUsage =
    "hearth-sim [--seeds N] [--from SEED] [--steps N]  many worlds\n"
    "hearth-sim --seed \"SEED [STEPS]\" [--trace]      one, or some of its steps: \"26 "
    "4,17,80-83\"\n"
    "hearth-sim --corpus FILE                         one a line of the file\n"
    "hearth-sim --planted [WORDS]                     is every bug planted on purpose found?\n"
    "  [--jobs N]     processes at a time (as many as there are cores)\n"
    "  [--no-shrink]  what fails is not made short\n";

constexpr std::uint64_t kTwiceEvery = 20;
constexpr std::uint64_t kJobsMax = 64;
constexpr int kKeptBytes = 32 * 1024 * 1024;

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
    "disks failed",
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
    "servers put back",
    "servers restored",
    "servers without power",
    "steps while a sync waits",
    "tablets cloned",
    "tablets killed",
    "tablets restored",
    "tablets without power",
    "typed words held by the server",
    "words typed",
    "wrong servers",
};

// Of what fails, so many are made short and shown.
constexpr std::size_t kShrunkMax = 3;

struct Options {
    std::uint64_t seeds = 20;
    std::uint64_t from = 1;
    std::uint64_t steps = kStepsOfAWorld;
    unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
    bool trace = false;
    bool shrinks = true;
    std::string scenario;
    std::string corpus;
};

std::optional<Options> parse(int count, char** words) {
    Options options;
    for (int i = 1; i < count; ++i) {
        const std::string_view word = words[i];
        const auto text = [&]() -> std::string { return ++i < count ? words[i] : ""; };
        const auto number = [&]() -> std::uint64_t {
            return std::strtoull(text().c_str(), nullptr, 10);
        };
        if (word == "--seeds")
            options.seeds = number();
        else if (word == "--from")
            options.from = number();
        else if (word == "--steps")
            options.steps = std::min(number(), kStepsMax);
        else if (word == "--jobs")
            options.jobs = static_cast<unsigned>(std::clamp<std::uint64_t>(number(), 1, kJobsMax));
        else if (word == "--seed")
            options.scenario = text();
        else if (word == "--corpus")
            options.corpus = text();
        else if (word == "--trace")
            options.trace = true;
        else if (word == "--no-shrink")
            options.shrinks = false;
        else
            return std::nullopt;
    }
    return options;
}

base::Result<std::vector<Scenario>> scenariosOf(const Options& options) {
    if (!options.corpus.empty()) {
        const auto kept = readCorpus(options.corpus);
        if (!kept) return kept.error();
        std::vector<Scenario> scenarios;
        for (const Kept& one : *kept)
            scenarios.push_back(one.scenario);
        return scenarios;
    }
    if (!options.scenario.empty()) {
        auto one = parseScenario(options.scenario);
        if (!one) return one.error();
        return std::vector{std::move(*one)};
    }
    std::vector<Scenario> scenarios;
    for (std::uint64_t seed = options.from; seed < options.from + options.seeds; ++seed)
        scenarios.push_back(wholeWorld(seed, options.steps));
    return scenarios;
}

void runAndTell(const Scenario& scenario, bool trace, Findings& findings) {
    const Verdict verdict = runOne(scenario, trace);
    std::string told;
    for (const std::string& line : verdict.lines)
        told += line + "\n";
    for (const std::string& violation : verdict.violations)
        told += "seed " + std::to_string(scenario.seed) + ": " + violation + "\n";
    findings.violations += verdict.violations.size();
    if (!verdict.violations.empty()) findings.failing.push_back(scenario);
    findings.points.add(verdict.points);
    if (scenario.seed % kTwiceEvery == 0 && runOne(scenario).hash != verdict.hash) {
        told += "seed " + std::to_string(scenario.seed) + ": two runs differ\n";
        ++findings.violations;
    }
    // At once, because several processes write.
    std::cout << told << std::flush;
}

void showShort(const Scenario& failing) {
    const Scenario least = shrink(failing);
    std::cout << "\nshrunk to " << least.steps.size() << " steps: hearth-sim --seed \""
              << toText(least) << "\" --trace\n";
    for (const std::string& line : runOne(least, true).lines)
        std::cout << "  " << line << '\n';
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

void showPoints(const Points& points) {
    for (const auto& [name, times] : points.all())
        std::cout << name << ": " << times << '\n';
}

void showSummary(std::size_t worlds, const Findings& findings) {
    const Points& all = findings.points;
    std::cout << "seeds " << worlds << ", steps " << all.of("steps") << ", edits "
              << all.of("edits") << ", crashes "
              << all.of("tablets killed") + all.of("servers killed") << ", power losses "
              << all.of("tablets without power") + all.of("servers without power") << ", restores "
              << all.of("servers restored") + all.of("tablets restored") << ", clones "
              << all.of("tablets cloned") << ", conflicts " << all.of("reviews") << ", violations "
              << findings.violations << '\n';
}

}  // namespace

int main(int count, char** words) {
    // Whole files go through memory all the time; giving it back each time costs more than the
    // rest.
    mallopt(M_MMAP_THRESHOLD, kKeptBytes);
    mallopt(M_TRIM_THRESHOLD, kKeptBytes);
    if (count > 1 && std::string_view(words[1]) == "--planted") return startPlanted(words + 2);
    const auto options = parse(count, words);
    if (!options || !crypto::initialise()) {
        std::cerr << kUsage;
        return 2;
    }
    const auto scenarios = scenariosOf(*options);
    if (!scenarios) {
        std::cerr << scenarios.error().message() << '\n';
        return 2;
    }
    const unsigned jobs = scenarios->size() == 1 ? 1 : options->jobs;
    const Findings findings =
        runAll(*scenarios, jobs, [&](const Scenario& scenario, Findings& found) {
            runAndTell(scenario, options->trace, found);
        });
    if (options->shrinks)
        for (std::size_t i = 0; i < std::min(findings.failing.size(), kShrunkMax); ++i)
            showShort(findings.failing[i]);
    showPoints(findings.points);
    const bool isSweep = options->corpus.empty() && scenarios->size() >= kSeedsThatReachAll;
    const bool enough = !isSweep || reachedAll(findings.points);
    showSummary(scenarios->size(), findings);
    return findings.violations == 0 && enough ? 0 : 1;
}

#include "tests/simulation/world/runs.hpp"

#include <array>
#include <cstdio>
#include <iostream>
#include <sstream>

#include <sys/wait.h>
#include <unistd.h>

#include "tests/simulation/world/world.hpp"
#include "tests/support/folder.hpp"

namespace hearth::simulation {

namespace {

// What a child tells its parent, a line each: "fail SCENARIO", "violations N", "point N NAME".
void tell(const Findings& findings, int pipe) {
    std::string text;
    for (const Scenario& scenario : findings.failing)
        text += "fail " + toText(scenario) + "\n";
    text += "violations " + std::to_string(findings.violations) + "\n";
    for (const auto& [name, times] : findings.points.all())
        text += "point " + std::to_string(times) + " " + name + "\n";
    std::string_view rest = text;
    while (!rest.empty()) {
        const ssize_t written = write(pipe, rest.data(), rest.size());
        INVARIANT(written > 0);
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
}

std::string readAll(int pipe) {
    std::string text;
    std::array<char, 4096> part{};
    for (ssize_t size = 0; (size = read(pipe, part.data(), part.size())) > 0;)
        text.append(part.data(), static_cast<std::size_t>(size));
    return text;
}

void hear(const std::string& text, Findings& findings) {
    std::istringstream lines(text);
    std::string word;
    while (lines >> word) {
        std::string rest;
        std::getline(lines >> std::ws, rest);
        if (word == "fail") {
            findings.failing.push_back(parseScenario(rest).value());
        } else if (word == "violations") {
            findings.violations += std::stoull(rest);
        } else {
            const auto space = rest.find(' ');
            findings.points.reached(rest.substr(space + 1), std::stoull(rest.substr(0, space)));
        }
    }
}

Findings runShare(const std::vector<Scenario>& scenarios, unsigned share, unsigned jobs,
                  const RunWorld& run) {
    Findings findings;
    for (std::size_t i = share; i < scenarios.size(); i += jobs)
        run(scenarios[i], findings);
    return findings;
}

struct Child {
    pid_t id = 0;
    int pipe = 0;
};

Child startChild(const std::function<Findings()>& work) {
    std::array<int, 2> ends{};
    INVARIANT(pipe(ends.data()) == 0);
    std::cout.flush();
    const pid_t id = fork();
    INVARIANT(id >= 0);
    if (id != 0) {
        close(ends[1]);
        return {id, ends[0]};
    }
    close(ends[0]);
    tell(work(), ends[1]);
    std::cout.flush();
    // Without the parent's destructors.
    _exit(0);
}

}  // namespace

Verdict runOne(const Scenario& scenario, bool keepTrace) {
    const tests::Folder folder;
    WorldPlan plan;
    plan.seed = scenario.seed;
    plan.steps = scenario.steps;
    plan.keepTrace = keepTrace;
    World world(plan, folder.path());
    world.run();
    return {world.brokenRule(),    world.lastStep(), world.violations(),
            world.trace().lines(), world.points(),   world.trace().hash()};
}

Findings runAll(const std::vector<Scenario>& scenarios, unsigned jobs, const RunWorld& run) {
    if (jobs <= 1) return runShare(scenarios, 0, 1, run);
    std::vector<Child> children;
    for (unsigned share = 0; share < jobs; ++share)
        children.push_back(startChild([&] { return runShare(scenarios, share, jobs, run); }));
    Findings findings;
    for (const Child& child : children) {
        hear(readAll(child.pipe), findings);
        close(child.pipe);
        int status = 0;
        INVARIANT(waitpid(child.id, &status, 0) == child.id);
        if (status == 0) continue;
        std::cout << "a process of worlds ended with status " << status << '\n';
        ++findings.violations;
    }
    return findings;
}

}  // namespace hearth::simulation

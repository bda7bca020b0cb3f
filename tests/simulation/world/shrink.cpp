// A failing seed made short: delta debugging (Zeller and Hildebrandt, 2002) over the steps of its
// world, which is possible because a step does the same whatever others are left out.
#include <algorithm>

#include "tests/simulation/world/runs.hpp"

namespace hearth::simulation {

namespace {

constexpr std::size_t kShrinkRunsMax = 400;

class Shrinker {
public:
    Shrinker(Scenario failing, std::string rule)
        : m_best(std::move(failing)), m_rule(std::move(rule)) {}

    Scenario run() {
        std::size_t chunk = std::max<std::size_t>(m_best.steps.size() / 2, 1);
        while (m_runs < kShrinkRunsMax) {
            const bool shorter = leaveOut(chunk);
            if (chunk == 1 && !shorter) break;
            if (!shorter) chunk = (chunk + 1) / 2;
            chunk = std::min(chunk, std::max<std::size_t>(m_best.steps.size() / 2, 1));
        }
        return m_best;
    }

private:
    // Every chunk of this size once, from the end: late steps rarely matter.
    bool leaveOut(std::size_t chunk) {
        bool shorter = false;
        for (std::size_t end = m_best.steps.size(); end > 0 && m_runs < kShrinkRunsMax;) {
            const std::size_t begin = end > chunk ? end - chunk : 0;
            Scenario without = m_best;
            without.steps.erase(without.steps.begin() + static_cast<std::ptrdiff_t>(begin),
                                without.steps.begin() + static_cast<std::ptrdiff_t>(end));
            ++m_runs;
            if (runOne(without).brokenRule == m_rule) {
                m_best = std::move(without);
                shorter = true;
            }
            end = begin;
        }
        return shorter;
    }

    Scenario m_best;
    std::string m_rule;
    std::size_t m_runs = 0;
};

}  // namespace

Scenario shrink(const Scenario& failing) {
    const Verdict verdict = runOne(failing);
    if (verdict.brokenRule.empty()) return failing;
    Scenario cut = failing;
    std::erase_if(cut.steps, [&](std::uint64_t step) { return step > verdict.lastStep; });
    // What only peace shows needs every step up to it; what was found before does not.
    if (runOne(cut).brokenRule != verdict.brokenRule) cut = failing;
    return Shrinker(std::move(cut), verdict.brokenRule).run();
}

}  // namespace hearth::simulation

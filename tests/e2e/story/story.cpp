#include "tests/e2e/story/story.hpp"

#include <chrono>
#include <cstdio>

#include <fmt/format.h>

namespace hearth::story {

namespace {
std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts)
        text.append(text.empty() ? "" : "; ").append(part);
    return text;
}
}  // namespace

bool Check::that(bool holds, const std::string& what) {
    (holds ? m_held : m_failed).push_back(what);
    return holds;
}

void Story::step(const std::string& sentence, const std::function<void(Check&)>& step) {
    ++m_steps;
    const auto begin = std::chrono::steady_clock::now();
    Check check;
    try {
        step(check);
    } catch (const std::exception& problem) {
        check.that(false, problem.what());
    }
    if (check.held().empty() && check.failed().empty())
        check.that(false, "the step checks something");
    const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(
                            std::chrono::steady_clock::now() - begin)
                            .count();
    const bool failed = !check.failed().empty();
    m_failed += failed ? 1 : 0;
    fmt::print("{:>2}. {} {}  [checked: {}] {} ms\n", m_steps, failed ? "FAILED" : "held  ",
               sentence, joined(check.held()), millis);
    for (const std::string& finding : check.failed())
        fmt::print("      did not hold: {}\n", finding);
    std::fflush(stdout);
}

int Story::end() const {
    fmt::print("story: {} steps, {} failed\n", m_steps, m_failed);
    return m_steps > 0 && m_failed == 0 ? 0 : 1;
}

}  // namespace hearth::story

#include "tests/simulation/world/scenario.hpp"

#include <charconv>
#include <fstream>
#include <numeric>
#include <optional>

namespace hearth::simulation {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

std::optional<std::uint64_t> numberOf(std::string_view text) {
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, code] = std::from_chars(text.data(), end, number);
    if (text.empty() || code != std::errc() || stopped != end) return std::nullopt;
    return number;
}

// Takes what stands before the first `separator` off the front.
std::string_view takeUntil(std::string_view& rest, char separator) {
    const auto end = rest.find(separator);
    const std::string_view part = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    return part;
}

Error wrong(std::string_view text) {
    return {
        ErrorCode::InvalidArgument,
        "not a scenario, which is a seed and steps as in \"26 4,17,80-83\": " + std::string(text)};
}

// "17" or "80-83", after whatever `steps` ends with.
bool addRange(std::string_view range, std::vector<std::uint64_t>& steps) {
    const auto first = numberOf(takeUntil(range, '-'));
    const auto last = range.empty() ? first : numberOf(range);
    if (!first || !last || *first > *last || *last >= kStepsMax) return false;
    if (!steps.empty() && *first <= steps.back()) return false;
    for (auto step = *first; step <= *last; ++step)
        steps.push_back(step);
    return true;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r";
    const auto begin = text.find_first_not_of(kSpace);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

}  // namespace

Scenario wholeWorld(std::uint64_t seed, std::uint64_t steps) {
    Scenario scenario{seed, std::vector<std::uint64_t>(steps)};
    std::iota(scenario.steps.begin(), scenario.steps.end(), 0);
    return scenario;
}

Result<Scenario> parseScenario(std::string_view text) {
    std::string_view rest = trimmed(text);
    const auto seed = numberOf(takeUntil(rest, ' '));
    if (!seed) return wrong(text);
    rest = trimmed(rest);
    if (rest.empty()) return wholeWorld(*seed);
    Scenario scenario{*seed, {}};
    while (!rest.empty())
        if (!addRange(takeUntil(rest, ','), scenario.steps)) return wrong(text);
    return scenario;
}

std::string toText(const Scenario& scenario) {
    std::string text = std::to_string(scenario.seed) + " ";
    const auto& steps = scenario.steps;
    for (std::size_t i = 0; i < steps.size();) {
        std::size_t end = i + 1;
        while (end < steps.size() && steps[end] == steps[end - 1] + 1)
            ++end;
        if (i > 0) text += ",";
        text += std::to_string(steps[i]);
        if (end - i > 1) text += "-" + std::to_string(steps[end - 1]);
        i = end;
    }
    return text;
}

Result<std::vector<Kept>> readCorpus(const std::string& file) {
    std::ifstream in(file);
    if (!in) return Error(ErrorCode::NotFound, "no corpus " + file);
    std::vector<Kept> kept;
    std::string line;
    while (std::getline(in, line)) {
        std::string_view remark = line;
        const std::string_view text = trimmed(takeUntil(remark, '#'));
        if (text.empty()) continue;
        auto scenario = parseScenario(text);
        if (!scenario) return scenario.error();
        kept.push_back({std::move(*scenario), std::string(trimmed(remark))});
    }
    return kept;
}

}  // namespace hearth::simulation

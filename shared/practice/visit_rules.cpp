#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "shared/practice/visit_clock.hpp"

namespace hearth::practice {

namespace {
using base::Error;
using base::ErrorCode;

template <class Value, std::size_t Size>
const Value* lookUp(const std::array<std::pair<std::string_view, Value>, Size>& table,
                    std::string_view name) {
    const auto found = std::find_if(table.begin(), table.end(),
                                    [&](const auto& entry) { return entry.first == name; });
    return found == table.end() ? nullptr : &found->second;
}

constexpr std::array<std::pair<std::string_view, Phase>, 4> kPhases{{{"ALWAYS", Phase::Always},
                                                                     {"FIRST", Phase::First},
                                                                     {"YEAR_ONE", Phase::YearOne},
                                                                     {"AFTER", Phase::After}}};
constexpr std::array<std::pair<std::string_view, bool>, 2> kInWorkingDays{
    {{"working_days", true}, {"days", false}}};
constexpr std::array<std::pair<std::string_view, bool>, 2> kStatutory{
    {{"statutory", true}, {"local", false}}};

base::Result<std::int64_t> readInterval(const records::Code& code) {
    const std::string_view text = code.column("every");
    std::int64_t every = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), every);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || every < 1 ||
        every > kWorkingDaysMax)
        return Error(ErrorCode::InvalidArgument, "the interval of visit rule " + code.code);
    return every;
}

base::Result<VisitRule> readRule(const records::Code& code) {
    const auto every = readInterval(code);
    if (!every) return every.error();
    VisitRule rule;
    const Phase* phase = lookUp(kPhases, code.column("phase"));
    const bool* inWorkingDays = lookUp(kInWorkingDays, code.column("unit"));
    const bool* statutory = lookUp(kStatutory, code.column("source"));
    const bool known = records::PlanKind_Parse(std::string(code.column("plan")), &rule.plan);
    if (!known || phase == nullptr || inWorkingDays == nullptr || statutory == nullptr)
        return Error(ErrorCode::InvalidArgument,
                     "the plan, phase, unit or source of visit rule " + code.code);
    rule.name = code.code;
    rule.label = code.label;
    rule.phase = *phase;
    rule.every = *every;
    rule.inWorkingDays = *inWorkingDays;
    rule.statutory = *statutory;
    return rule;
}
}  // namespace

base::Result<VisitRules> VisitRules::fromCodes(std::span<const records::Code> codes) {
    VisitRules rules;
    for (const records::Code& code : codes) {
        auto rule = readRule(code);
        if (!rule) return rule.error();
        rules.m_rules.push_back(std::move(*rule));
    }
    return rules;
}

const VisitRules& VisitRules::defaults() {
    static const VisitRules rules = [] {
        auto read = fromCodes(records::codeList("visit_frequency"));
        // The list is part of the program.
        INVARIANT(read.has_value());
        return std::move(*read);
    }();
    return rules;
}

const VisitRule* VisitRules::find(records::PlanKind plan, Phase phase) const noexcept {
    const auto found = std::find_if(m_rules.begin(), m_rules.end(), [&](const VisitRule& rule) {
        return rule.plan == plan && rule.phase == phase;
    });
    return found == m_rules.end() ? nullptr : &*found;
}

}  // namespace hearth::practice

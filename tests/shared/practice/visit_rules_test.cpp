#include <gtest/gtest.h>

#include "shared/practice/visit_clock.hpp"

namespace hearth::practice {
namespace {

using base::ErrorCode;
using records::Code;

Code rule(std::string plan, std::string phase, std::string every, std::string unit,
          std::string source) {
    return {"RULE",
            "A rule",
            {{"plan", std::move(plan)},
             {"phase", std::move(phase)},
             {"every", std::move(every)},
             {"unit", std::move(unit)},
             {"source", std::move(source)}}};
}

ErrorCode errorOf(const Code& code) {
    const auto rules = VisitRules::fromCodes(std::vector<Code>{code});
    return rules ? ErrorCode::Internal : rules.error().code();
}

TEST(VisitRules, HaveOneForEveryKindOfPlan) {
    const VisitRules& rules = VisitRules::defaults();
    for (int kind = records::CHILD_IN_NEED; kind <= records::PlanKind_MAX; ++kind) {
        const auto plan = static_cast<records::PlanKind>(kind);
        const bool always = rules.find(plan, Phase::Always) != nullptr;
        const bool phased = rules.find(plan, Phase::YearOne) != nullptr &&
                            rules.find(plan, Phase::After) != nullptr;
        EXPECT_TRUE(always || phased) << records::PlanKind_Name(plan);
    }
    EXPECT_EQ(rules.find(records::PLAN_UNSPECIFIED, Phase::Always), nullptr);
}

TEST(VisitRules, TellStatutoryFiguresFromTheAuthoritysOwn) {
    const VisitRules& rules = VisitRules::defaults();
    EXPECT_FALSE(rules.find(records::CHILD_PROTECTION, Phase::Always)->statutory);
    EXPECT_FALSE(rules.find(records::CHILD_IN_NEED, Phase::Always)->statutory);
    EXPECT_TRUE(rules.find(records::LOOKED_AFTER, Phase::First)->statutory);
    EXPECT_TRUE(rules.find(records::PRIVATE_FOSTERING, Phase::After)->statutory);
}

TEST(VisitRules, AreReadFromAList) {
    const auto rules = VisitRules::fromCodes(
        std::vector<Code>{rule("CHILD_IN_NEED", "ALWAYS", "15", "working_days", "local")});
    ASSERT_TRUE(rules);
    const VisitRule* read = rules->find(records::CHILD_IN_NEED, Phase::Always);
    ASSERT_NE(read, nullptr);
    EXPECT_EQ(read->every, 15);
    EXPECT_TRUE(read->inWorkingDays);
    EXPECT_EQ(read->name, "RULE");
}

TEST(VisitRules, RefuseWhatTheyCannotRead) {
    for (const Code& code :
         {rule("NO_PLAN", "ALWAYS", "15", "days", "local"),
          rule("CHILD_IN_NEED", "SOMETIMES", "15", "days", "local"),
          rule("CHILD_IN_NEED", "ALWAYS", "0", "days", "local"),
          rule("CHILD_IN_NEED", "ALWAYS", "-5", "days", "local"),
          rule("CHILD_IN_NEED", "ALWAYS", "15x", "days", "local"),
          rule("CHILD_IN_NEED", "ALWAYS", "", "days", "local"),
          rule("CHILD_IN_NEED", "ALWAYS", "2601", "days", "local"),
          rule("CHILD_IN_NEED", "ALWAYS", "15", "weeks", "local"),
          rule("CHILD_IN_NEED", "ALWAYS", "15", "days", "hearsay"), Code{"RULE", "No columns", {}}})
        EXPECT_EQ(errorOf(code), ErrorCode::InvalidArgument);
}

}  // namespace
}  // namespace hearth::practice

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "schema/records/family.pb.h"
#include "schema/records/involvement.pb.h"
#include "schema/records/reference.pb.h"
#include "shared/records/code_list.hpp"
#include "tests/shared/synthetic/made_up.hpp"

namespace hearth::synthetic {
namespace {

// Involvements after every later change: the last value of each.
std::map<base::EntityId, std::pair<base::ScopeId, records::Involvement>> involvements() {
    std::map<base::EntityId, std::pair<base::ScopeId, records::Involvement>> now;
    const records::TypeNumber type = records::typeNumber<records::Involvement>();
    for (const SyntheticAction& action : whole().actions)
        for (const records::Op& op : action.ops) {
            if (op.target.type != type) continue;
            if (op.kind == protocol::CREATE) {
                now[op.target.id] = {
                    op.scope,
                    records::Body::parse(op.value).value().as<records::Involvement>().value()};
            } else {
                records::Body body = records::Body::of(now.at(op.target.id).second);
                EXPECT_TRUE(
                    body.setUnit(records::unitOf(records::findType(type), op.field), op.value));
                now[op.target.id].second = body.as<records::Involvement>().value();
            }
        }
    return now;
}

std::set<base::ScopeId> casesOf(const base::WorkerId& worker) {
    std::set<base::ScopeId> cases;
    for (const auto& [id, held] : involvements())
        if (held.second.end_day() == 0 && held.second.worker_id() == worker.view())
            cases.insert(held.first);
    return cases;
}

TEST(SyntheticPeople, TheDemonstrationHasAnOrdinaryCaseloadPartlyShared) {
    const auto mine = casesOf(whole().facts.demoWorker);
    const auto theirs = casesOf(whole().facts.demoCoWorker);
    EXPECT_GE(mine.size(), 12U);
    EXPECT_LE(mine.size(), 30U);
    std::vector<base::ScopeId> shared;
    std::set_intersection(mine.begin(), mine.end(), theirs.begin(), theirs.end(),
                          std::back_inserter(shared));
    EXPECT_GE(shared.size(), 3U);
    EXPECT_TRUE(mine.contains(whole().facts.demoCaseFile));
    EXPECT_TRUE(theirs.contains(whole().facts.demoCaseFile));
}

TEST(SyntheticPeople, TheLargestCaseloadHasThirtyCases) {
    EXPECT_EQ(whole().facts.largestCaseload, 30U);
    EXPECT_EQ(casesOf(whole().facts.largestCaseloadWorker).size(), 30U);
}

TEST(SyntheticPeople, TheDemonstrationsFamilyHasChildrenAnAlertAndATelephone) {
    const base::ScopeId scope = whole().facts.demoCaseFile;
    const auto inScope = [&](const auto& item) { return item.scope == scope; };
    const auto children = created<records::Child>(whole());
    const auto alerts = created<records::Alert>(whole());
    const auto files = created<records::CaseFile>(whole());
    EXPECT_GE(std::count_if(children.begin(), children.end(), inScope), 2);
    EXPECT_GE(std::count_if(alerts.begin(), alerts.end(), inScope), 1);
    const auto file = std::find_if(files.begin(), files.end(), inScope);
    ASSERT_NE(file, files.end());
    EXPECT_FALSE(file->record.phone().empty());
}

TEST(SyntheticPeople, EachTeamHasItsManagerAndOneIsForDisabledChildren) {
    std::map<std::string, records::Worker> workers;
    for (const auto& worker : created<records::Worker>(whole()))
        workers[worker.id.bytes()] = worker.record;
    int disabilities = 0;
    for (const auto& team : created<records::Team>(whole())) {
        disabilities += team.record.disabilities() ? 1 : 0;
        ASSERT_TRUE(workers.contains(team.record.manager_id()));
        EXPECT_EQ(workers[team.record.manager_id()].role(), records::TEAM_MANAGER);
    }
    EXPECT_EQ(disabilities, 1);
}

TEST(SyntheticPeople, DisabledChildrenHaveCodesAMethodAndAProfile) {
    unsigned disabled = 0;
    for (const auto& child : created<records::Child>(whole())) {
        std::set<std::string> codes(child.record.disability_codes().begin(),
                                    child.record.disability_codes().end());
        EXPECT_EQ(codes.size(), static_cast<std::size_t>(child.record.disability_codes_size()));
        if (codes.empty()) continue;
        ++disabled;
        for (const std::string& code : codes)
            EXPECT_NE(records::findCode("disability", code), nullptr) << code;
        EXPECT_NE(records::findCode("communication_method", child.record.communication_method()),
                  nullptr);
        EXPECT_GT(child.record.communication_profile().size(), 80U);
    }
    EXPECT_EQ(disabled, whole().facts.disabledChildren);
}

TEST(SyntheticPeople, ManyFamiliesHaveBrothersAndSistersOfDifferentAges) {
    std::map<base::ScopeId, std::set<std::int64_t>> births;
    for (const auto& child : created<records::Child>(whole()))
        births[child.scope].insert(child.record.born_day() + child.record.expected_day());
    const auto many = std::count_if(births.begin(), births.end(),
                                    [](const auto& family) { return family.second.size() > 1; });
    EXPECT_GT(many, 120);
}

TEST(SyntheticPeople, UseTheCodesOfTheCodeLists) {
    for (const auto& child : created<records::Child>(whole())) {
        EXPECT_NE(records::findCode("sex", child.record.sex()), nullptr);
        EXPECT_NE(records::findCode("ethnicity", child.record.ethnicity()), nullptr);
    }
    std::set<int> kinds;
    for (const auto& plan : created<records::Plan>(whole())) {
        kinds.insert(plan.record.kind());
        const std::string& category = plan.record.category_of_abuse();
        EXPECT_TRUE(category.empty() || records::findCode("cp_category", category) != nullptr);
    }
    EXPECT_TRUE(kinds.contains(records::CHILD_IN_NEED));
    EXPECT_TRUE(kinds.contains(records::CHILD_PROTECTION));
    EXPECT_TRUE(kinds.contains(records::LOOKED_AFTER));
    EXPECT_TRUE(kinds.contains(records::SHORT_BREAKS));
}

TEST(SyntheticPeople, SomeCasesHaveMovedAndSomeAreClosed) {
    std::set<base::ScopeId> ended;
    std::set<base::ScopeId> open;
    for (const auto& [id, held] : involvements())
        (held.second.end_day() == 0 ? open : ended).insert(held.first);
    const auto moved = std::count_if(ended.begin(), ended.end(),
                                     [&](const auto& scope) { return open.contains(scope); });
    EXPECT_GT(moved, 15);
    EXPECT_GT(whole().facts.families - open.size(), 3U);
    EXPECT_GE(open.size(), 240U);
}

TEST(SyntheticPeople, LiveWhereNobodyDoesAndHaveNumbersNobodyHas) {
    for (const auto& file : created<records::CaseFile>(whole())) {
        EXPECT_TRUE(file.record.postcode().starts_with("ZZ"));
        const std::string& phone = file.record.phone();
        EXPECT_TRUE(phone.starts_with("07700 900") || phone.starts_with("01632 960")) << phone;
    }
}

TEST(SyntheticPeople, NoSentenceKeepsAPlaceholder) {
    for (const SyntheticAction& action : whole().actions)
        for (const records::Op& op : action.ops)
            for (const std::string_view hole : {"{child}", "{carer}", "{school}"})
                ASSERT_EQ(op.value.find(hole), std::string::npos)
                    << hole << " in type " << op.target.type;
}

}  // namespace
}  // namespace hearth::synthetic

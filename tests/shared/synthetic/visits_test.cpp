#include <set>

#include <gtest/gtest.h>

#include "schema/records/family.pb.h"
#include "schema/records/involvement.pb.h"
#include "schema/records/visit.pb.h"
#include "schema/records/work.pb.h"
#include "shared/records/validation.hpp"
#include "tests/shared/synthetic/made_up.hpp"

namespace hearth::synthetic {
namespace {

struct Recorded {
    records::Visit visit;
    std::vector<records::ObservedChild> children;
    bool sealed = false;
    base::WorkerId author;
    base::WallTime at;
};

std::map<std::string, Recorded> visits() {
    std::map<std::string, Recorded> all;
    for (const SyntheticAction& action : whole().actions)
        for (const records::Op& op : action.ops) {
            if (op.target.type != records::typeNumber<records::Visit>()) continue;
            Recorded& recorded = all[op.target.id.bytes()];
            if (op.kind == protocol::SEAL) recorded.sealed = true;
            if (op.kind != protocol::CREATE) continue;
            recorded.author = action.author;
            recorded.at = action.at;
            recorded.visit = records::Body::parse(op.value).value().as<records::Visit>().value();
        }
    for (const auto& seen : created<records::Observation>(whole()))
        all[seen.record.visit_id()].children.push_back({"the child", seen.record});
    return all;
}

TEST(SyntheticVisits, EverySealedVisitSaysWhatASealAsksFor) {
    unsigned sealed = 0;
    for (const auto& [id, recorded] : visits()) {
        if (!recorded.sealed) continue;
        ++sealed;
        const auto missing = records::missingBeforeSeal(recorded.visit, recorded.children);
        ASSERT_TRUE(missing.empty()) << missing.front();
    }
    EXPECT_GT(sealed, 5000U);
}

TEST(SyntheticVisits, AVisitAndItsObservationsAreSealedTogether) {
    std::set<records::EntityKey> sealed;
    for (const SyntheticAction& action : whole().actions)
        for (const records::Op& op : action.ops)
            if (op.kind == protocol::SEAL) sealed.insert(op.target);
    for (const auto& seen : created<records::Observation>(whole())) {
        const auto visit = base::EntityId::fromBytes(seen.record.visit_id()).value();
        ASSERT_EQ(sealed.contains({records::typeNumber<records::Observation>(), seen.id}),
                  sealed.contains({records::typeNumber<records::Visit>(), visit}));
    }
}

TEST(SyntheticVisits, ALittleIsStillADraft) {
    unsigned drafts = 0;
    for (const auto& [id, recorded] : visits())
        drafts += recorded.sealed ? 0 : 1;
    EXPECT_GE(drafts, 3U);
    EXPECT_LE(drafts, 60U);
}

TEST(SyntheticVisits, AreWrittenByWhoMadeThemAfterTheyLeft) {
    for (const auto& [id, recorded] : visits()) {
        ASSERT_EQ(recorded.visit.worker_id(), recorded.author.view());
        ASSERT_LT(recorded.visit.occurred_at(), recorded.visit.left_at());
        ASSERT_LE(recorded.visit.left_at(), recorded.at.millis);
    }
}

TEST(SyntheticVisits, OfAllKindsAreThere) {
    std::map<int, unsigned> kinds;
    for (const auto& [id, recorded] : visits())
        ++kinds[recorded.visit.kind()];
    EXPECT_GT(kinds[records::NO_ACCESS], 100U);
    EXPECT_GT(kinds[records::CHILD_NOT_PRESENT], 100U);
    EXPECT_GT(kinds[records::HOME_VISIT], 4000U);
}

TEST(SyntheticVisits, SomeChildrenWereNeverSeenAloneAndSomeAnswersAreNotRecorded) {
    std::map<std::string, unsigned> alone;
    std::map<std::string, unsigned> all;
    unsigned notRecorded = 0;
    for (const auto& seen : created<records::Observation>(whole())) {
        ++all[seen.record.child_id()];
        if (seen.record.seen_alone() == records::YES) ++alone[seen.record.child_id()];
        if (seen.record.seen_alone() == records::NOT_RECORDED) ++notRecorded;
    }
    unsigned never = 0;
    for (const auto& [child, count] : all)
        never += count >= 5 && !alone.contains(child) ? 1 : 0;
    EXPECT_GT(never, 10U);
    EXPECT_GT(notRecorded, 20U);
    EXPECT_GT(alone.size(), 250U);
}

TEST(SyntheticVisits, SomeFamiliesHaveNotBeenVisitedForTooLong) {
    std::map<base::ScopeId, std::int64_t> last;
    for (const auto& visit : created<records::Visit>(whole()))
        last[visit.scope] = std::max(last[visit.scope], visit.record.occurred_at());
    std::set<base::ScopeId> overdue;
    std::map<base::ScopeId, bool> protection;
    for (const auto& plan : created<records::Plan>(whole()))
        if (plan.record.kind() == records::CHILD_PROTECTION && plan.record.end_day() == 0)
            protection[plan.scope] = true;
    const std::int64_t threeWeeksAgo = (kNow - base::days(21)).millis;
    for (const auto& [scope, unused] : protection)
        if (last[scope] < threeWeeksAgo) overdue.insert(scope);
    EXPECT_GE(overdue.size(), 5U);
    EXPECT_LT(overdue.size(), protection.size() / 2);
}

TEST(SyntheticVisits, ChildrenSpeakInManyDifferentWords) {
    std::set<std::string> words;
    std::set<std::string> views;
    for (const auto& seen : created<records::Observation>(whole()))
        words.insert(seen.record.own_words());
    for (const auto& visit : created<records::Visit>(whole()))
        views.insert(visit.record.analysis());
    EXPECT_GT(words.size(), 40U);
    EXPECT_GT(views.size(), 1000U);
}

TEST(SyntheticVisits, LeadToTasksEventsAndEntries) {
    EXPECT_GT(created<records::Task>(whole()).size(), 500U);
    EXPECT_GT(created<records::ChronologyEvent>(whole()).size(), 500U);
    EXPECT_GT(created<records::NarrativeEntry>(whole()).size(), 500U);
    EXPECT_GT(created<records::Alert>(whole()).size(), 40U);
}

}  // namespace
}  // namespace hearth::synthetic

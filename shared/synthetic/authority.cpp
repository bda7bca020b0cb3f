#include "shared/synthetic/authority.hpp"

#include <algorithm>

#include "shared/synthetic/caseload.hpp"
#include "shared/synthetic/story.hpp"

namespace hearth::synthetic {

namespace {

constexpr std::int64_t kDaysPerYear = 365;
// Parts below this are the authority's own; each family has one of its own after them.
constexpr std::uint64_t kFirstFamilyPart = 100;

void countFamily(const Household& family, AuthorityFacts& facts) {
    ++facts.families;
    facts.children += static_cast<unsigned>(family.children.size());
    facts.disabledChildren +=
        static_cast<unsigned>(std::count_if(family.children.begin(), family.children.end(),
                                            [](const ChildPlan& child) { return child.disabled; }));
}

}  // namespace

AuthorityFacts makeAuthority(const AuthorityInput& input,
                             const std::function<void(SyntheticAction)>& take) {
    INVARIANT(input.size.families > 0);
    Timeline timeline(input.now);
    const std::int64_t today = timeline.today();
    const Period period{today - kDaysPerYear * input.size.years, today};
    const Staff staff = makeStaff(input, period.firstDay - 1, timeline);
    const Caseloads caseloads = shareOut(input, staff);

    AuthorityFacts facts;
    facts.name = staff.authorityName;
    facts.teams = input.size.teams;
    facts.workers = input.size.workers;
    facts.demoWorker = staff.workers[caseloads.demoWorker].id;
    facts.demoCoWorker = staff.workers[caseloads.demoCoWorker].id;
    std::vector<unsigned> held(staff.workers.size(), 0);
    for (unsigned i = 0; i < input.size.families; ++i) {
        Dice dice = Dice::forPart(input.seed, kFirstFamilyPart + i);
        Household family = makeHousehold(i, staff, period, caseloads.teams[i], i == 0, dice);
        giveHoldings(family, caseloads, staff, period, dice);
        Scene scene{staff, family, period, timeline, dice};
        openFile(scene);
        moveAndClose(scene);
        facts.visits += makeVisits(scene);
        liveOn(scene);
        countFamily(family, facts);
        for (const Holding& holding : family.holdings)
            if (holding.untilDay == 0) ++held[holding.worker];
        if (i == 0) facts.demoCaseFile = family.scope;
    }
    const auto most = std::max_element(held.begin(), held.end());
    facts.largestCaseload = *most;
    facts.largestCaseloadWorker = staff.workers[static_cast<std::size_t>(most - held.begin())].id;
    timeline.play(take);
    return facts;
}

}  // namespace hearth::synthetic

#include "shared/synthetic/caseload.hpp"

#include <algorithm>

namespace hearth::synthetic {

namespace {

constexpr unsigned kDemoCases = 18;
constexpr unsigned kLargestCases = 30;
// Below this an authority has not the families for a caseload of thirty.
constexpr unsigned kFamiliesForLargest = 120;
// Of the demonstration's caseload, the families that both its tablets hold.
constexpr unsigned kSharedDemoCases = 5;
constexpr unsigned kCoWorkerPercent = 12;
constexpr unsigned kMovedPercent = 15;

// Two of three families are with a safeguarding team.
std::vector<std::size_t> teamRota(const Staff& staff) {
    std::vector<std::size_t> rota;
    for (std::size_t i = 0; i < staff.teams.size(); ++i)
        rota.insert(rota.end(), staff.teams[i].work == TeamWork::Safeguarding ? 2 : 1, i);
    return rota;
}

std::int64_t daysFrom(std::int64_t first, std::int64_t last, Dice& dice) {
    return dice.between(first, std::max(first, last));
}

}  // namespace

Caseloads shareOut(const AuthorityInput& input, const Staff& staff) {
    const unsigned families = input.size.families;
    Caseloads loads;
    const std::vector<std::size_t>& first = staff.teams.front().socialWorkers;
    const std::size_t second = staff.teams.size() > 1 ? 1 : 0;
    loads.demoWorker = first.front();
    loads.demoCoWorker = first[first.size() > 1 ? 1 : 0];
    loads.largest = staff.teams[second].socialWorkers.back();
    const unsigned demo = std::min(kDemoCases, std::max(1U, families / 3));
    const bool full = families >= kFamiliesForLargest && loads.largest != loads.demoCoWorker;
    const unsigned largest = full ? kLargestCases : 0;

    const std::vector<std::size_t> rota = teamRota(staff);
    std::vector<std::size_t> next(staff.teams.size(), 0);
    for (unsigned i = 0; i < families; ++i) {
        std::size_t team = rota[i % rota.size()];
        std::size_t worker = 0;
        if (i < demo) {
            team = 0;
            worker = loads.demoWorker;
        } else if (i < demo + largest) {
            team = second;
            worker = loads.largest;
        } else {
            const std::vector<std::size_t>& people = staff.teams[team].socialWorkers;
            const auto busy = [&](std::size_t who) {
                return people.size() > 2 &&
                       (who == loads.demoWorker || (full && who == loads.largest));
            };
            do
                worker = people[next[team]++ % people.size()];
            while (busy(worker));
        }
        loads.teams.push_back(team);
        loads.allocated.push_back(worker);
    }
    return loads;
}

void giveHoldings(Household& family, const Caseloads& caseloads, const Staff& staff,
                  const Period& period, Dice& dice) {
    const std::size_t allocated = caseloads.allocated[family.index];
    const bool fixed = allocated == caseloads.demoWorker || allocated == caseloads.largest;
    if (fixed) family.closedDay = 0;
    const std::int64_t end = family.closedDay;
    const std::int64_t begun = std::max(family.openedDay, period.firstDay);
    const std::vector<std::size_t>& people = staff.teams[family.team].socialWorkers;
    const auto newId = [&] {
        return dice.idAt<base::EntityId>(localTime(begun, 10 * kMinutesPerHour));
    };
    const std::string closing = end == 0 ? "" : "Case closed";

    std::int64_t from = family.openedDay;
    const std::size_t other = people[dice.below(people.size())];
    if (family.index != 0 && dice.chance(kMovedPercent) && other != allocated) {
        const std::int64_t last = end == 0 ? period.today - 1 : end - 1;
        const std::int64_t moved = workingDayFrom(daysFrom(begun + 30, last - 30, dice));
        const std::string_view reason =
            dice.chance(50) ? "Worker left the team" : "Moved to balance caseloads";
        if (moved < last) {
            family.holdings.push_back(
                {newId(), other, records::ALLOCATED, from, moved, std::string(reason)});
            from = moved;
        }
    }
    family.holdings.push_back({newId(), allocated, records::ALLOCATED, from, end, closing});

    std::size_t coWorker = people[dice.below(people.size())];
    bool wanted = dice.chance(kCoWorkerPercent);
    if (allocated == caseloads.demoWorker && family.index < kSharedDemoCases) {
        coWorker = caseloads.demoCoWorker;
        wanted = true;
    }
    // The two measured caseloads stay as large as they were made.
    const bool measured = coWorker == caseloads.largest || coWorker == caseloads.demoWorker;
    if (wanted && !measured && coWorker != allocated)
        family.holdings.push_back({newId(), coWorker, records::CO_WORKER,
                                   daysFrom(family.openedDay, begun + 20, dice), end, closing});
}

}  // namespace hearth::synthetic

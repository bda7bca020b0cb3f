#include "shared/synthetic/staff.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "shared/records/change.hpp"

namespace hearth::synthetic {

namespace {

constexpr std::string_view kAuthorityName = "Larkmere Borough (made up)";
constexpr std::string_view kAuthorityCode = "999";
constexpr std::int64_t kSetUpMinute = 8 * kMinutesPerHour;
constexpr std::uint64_t kStaffPart = 1;
// People who hold no cases; a small authority does without them.
constexpr records::Role kOtherRoles[] = {records::DUTY_WORKER, records::DUTY_WORKER,
                                         records::OUT_OF_HOURS, records::AUDITOR,
                                         records::SERVER_ADMIN};
constexpr std::size_t kSocialWorkersPerTeamMin = 3;
constexpr std::size_t kWorkersPerEdit = 100;
constexpr std::size_t kNamesOfStaff = 120;

constexpr std::string_view kOriginsOfStaff[] = {"british", "british", "welsh",     "pakistani",
                                                "african", "irish",   "caribbean", "indian",
                                                "eastern", "mixed",   "chinese",   "bangladeshi"};

std::string teamName(unsigned index, TeamWork work) {
    static constexpr std::string_view kAreas[] = {"North", "South", "East", "West", "Central"};
    if (work == TeamWork::Disabilities) return "Children with Disabilities";
    if (work == TeamWork::LookedAfter) return "Children in Our Care";
    return fmt::format("Safeguarding and Support {}", kAreas[index % std::size(kAreas)]);
}

// The last team is for disabled children, the one before it (of four or more) for looked after
// ones.
TeamWork workOf(unsigned index, unsigned teams) {
    if (teams > 1 && index + 1 == teams) return TeamWork::Disabilities;
    if (teams > 3 && index + 2 == teams) return TeamWork::LookedAfter;
    return TeamWork::Safeguarding;
}

std::string staffName(const Staff& staff, Dice& dice) {
    const std::size_t origin = staff.workers.size() % std::size(kOriginsOfStaff);
    const std::string names = "names." + std::string(kOriginsOfStaff[origin]);
    while (true) {
        const std::string_view forename =
            dice.pick(words(names, dice.chance(75) ? "mothers" : "fathers"));
        std::string name = fmt::format("{} {}", forename, dice.pick(words(names, "surnames")));
        const bool taken = std::any_of(staff.workers.begin(), staff.workers.end(),
                                       [&](const WorkerPlan& who) { return who.name == name; });
        // More workers than names: then two share one, as they do.
        if (!taken || staff.workers.size() > kNamesOfStaff) return name;
    }
}

records::Role roleOf(std::size_t index, const Size& size) {
    if (index < size.teams) return records::TEAM_MANAGER;
    const std::size_t others = std::size(kOtherRoles);
    const bool large = size.workers >= size.teams * (1 + kSocialWorkersPerTeamMin) + others;
    if (large && index + others >= size.workers) return kOtherRoles[index + others - size.workers];
    return records::SOCIAL_WORKER;
}

// Two of three social workers protect, the rest look after and work with disabled children.
std::size_t teamFor(std::size_t socialWorker, const std::vector<TeamPlan>& teams) {
    std::vector<std::size_t> rota;
    for (std::size_t i = 0; i < teams.size(); ++i)
        rota.insert(rota.end(), teams[i].work == TeamWork::Safeguarding ? 2 : 1, i);
    return rota[socialWorker % rota.size()];
}

template <class Record>
records::EntityKey keyOf(base::EntityId id) {
    return {records::typeNumber<Record>(), id};
}

void setUp(const Staff& staff, base::EntityId authorityId, base::WallTime at, Dice& dice,
           Timeline& timeline) {
    records::ChangeBuilder change;
    records::Authority authority;
    authority.set_name(staff.authorityName);
    authority.set_la_code(std::string(kAuthorityCode));
    change.create(keyOf<records::Authority>(authorityId), base::kReferenceScope, authority);
    for (const TeamPlan& plan : staff.teams) {
        records::Team team;
        team.set_name(plan.name);
        team.set_manager_id(staff.workers[plan.manager].id.bytes());
        team.set_disabilities(plan.work == TeamWork::Disabilities);
        change.create(keyOf<records::Team>(plan.id), base::kReferenceScope, team);
    }
    for (std::size_t i = 0; i < staff.workers.size(); ++i) {
        // An edit has a limit of operations, an authority none of workers.
        if (i % kWorkersPerEdit == 0) timeline.add({{}, at, change.take()});
        const WorkerPlan& plan = staff.workers[i];
        static constexpr std::uint32_t kHours[] = {1000, 1000, 1000, 800, 600};
        records::Worker worker;
        worker.set_name(plan.name);
        worker.set_role(plan.role);
        worker.set_team_id(staff.teams[plan.team].id.bytes());
        worker.set_full_time_thousandths(kHours[dice.below(std::size(kHours))]);
        worker.set_registration_no(fmt::format("SWZ{:06}", dice.between(1, 999'999)));
        change.create(keyOf<records::Worker>(plan.id), base::kReferenceScope, worker);
    }
    timeline.add({{}, at, change.take()});
}

}  // namespace

Staff makeStaff(const AuthorityInput& input, std::int64_t firstDay, Timeline& timeline) {
    const Size& size = input.size;
    INVARIANT(size.teams > 0 && size.workers > size.teams);
    Dice dice = Dice::forPart(input.seed, kStaffPart);
    const base::WallTime at = localTime(firstDay, kSetUpMinute);
    Staff staff;
    staff.authorityName = kAuthorityName;
    for (unsigned i = 0; i < size.teams; ++i) {
        const TeamWork work = workOf(i, size.teams);
        staff.teams.push_back({dice.idAt<base::EntityId>(at), teamName(i, work), work, i, {}});
    }
    std::size_t socialWorkers = 0;
    for (std::size_t i = 0; i < size.workers; ++i) {
        const records::Role role = roleOf(i, size);
        std::size_t team = i % size.teams;
        if (role == records::SOCIAL_WORKER) {
            // Every team has somebody before any has two.
            team = socialWorkers < size.teams ? socialWorkers : teamFor(socialWorkers, staff.teams);
            ++socialWorkers;
            staff.teams[team].socialWorkers.push_back(i);
        }
        staff.workers.push_back(
            {dice.idAt<base::WorkerId>(at), staffName(staff, dice), role, team});
    }
    // A team without a social worker of its own (fewer workers than two a team) borrows one.
    for (TeamPlan& team : staff.teams)
        if (team.socialWorkers.empty()) team.socialWorkers = staff.teams.front().socialWorkers;
    setUp(staff, dice.idAt<base::EntityId>(at), at, dice, timeline);
    return staff;
}

}  // namespace hearth::synthetic

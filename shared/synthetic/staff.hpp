// The authority itself: teams, their managers and workers.
// Owner: makeAuthority. Threads: one.
#pragma once

#include <string>
#include <vector>

#include "schema/records/reference.pb.h"
#include "shared/synthetic/dice.hpp"
#include "shared/synthetic/timeline.hpp"

namespace hearth::synthetic {

enum class TeamWork { Safeguarding, LookedAfter, Disabilities };

struct TeamPlan {
    base::EntityId id;
    std::string name;
    TeamWork work = TeamWork::Safeguarding;
    std::size_t manager = 0;  // index into Staff::workers
    std::vector<std::size_t> socialWorkers;
};

struct WorkerPlan {
    base::WorkerId id;
    std::string name;
    records::Role role{};
    std::size_t team = 0;
};

struct Staff {
    std::string authorityName;
    std::vector<TeamPlan> teams;
    std::vector<WorkerPlan> workers;
};

// Plans the staff and puts their set-up at the beginning of the timeline.
[[nodiscard]] Staff makeStaff(const AuthorityInput& input, std::int64_t firstDay,
                              Timeline& timeline);

}  // namespace hearth::synthetic

// The whole made-up authority, made once, as tests look at it.
#pragma once

#include <map>
#include <vector>

#include "shared/synthetic/authority.hpp"

namespace hearth::synthetic {

inline constexpr std::uint64_t kSeed = 7;
inline constexpr base::WallTime kNow{1'764'000'000'000};  // 2025-11-24, 16:00 UTC

struct MadeUp {
    AuthorityFacts facts;
    std::vector<SyntheticAction> actions;
};

[[nodiscard]] inline MadeUp make(std::uint64_t seed, Size size = {}) {
    MadeUp made;
    made.facts = makeAuthority({seed, kNow, size}, [&](SyntheticAction action) {
        made.actions.push_back(std::move(action));
    });
    return made;
}

[[nodiscard]] inline const MadeUp& whole() {
    static const MadeUp made = make(kSeed);
    return made;
}

template <class Record>
struct Created {
    base::EntityId id;
    base::ScopeId scope;
    base::WallTime at;
    Record record;
};

// Every record of a type as it was created, in order.
template <class Record>
[[nodiscard]] std::vector<Created<Record>> created(const MadeUp& made) {
    std::vector<Created<Record>> all;
    for (const SyntheticAction& action : made.actions)
        for (const records::Op& op : action.ops) {
            if (op.kind != protocol::CREATE || op.target.type != records::typeNumber<Record>())
                continue;
            const auto record = records::Body::parse(op.value).value().as<Record>();
            all.push_back({op.target.id, op.scope, action.at, record.value()});
        }
    return all;
}

}  // namespace hearth::synthetic

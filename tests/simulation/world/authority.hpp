// The small authority of a simulated world: a team, some workers, some families; who holds which
// case at the beginning. Owner: the world. Threads: one.
#pragma once

#include <vector>

#include "server/store/store.hpp"
#include "shared/records/change.hpp"

namespace hearth::simulation {

struct FamilyFacts {
    base::ScopeId scope;
    std::vector<base::EntityId> children;
    base::EntityId alert;
    // By worker (place in AuthorityFacts::workers): the involvement record, nil when there is none.
    std::vector<base::EntityId> involvements;
};

struct AuthorityFacts {
    base::EntityId team;
    base::WorkerId manager;
    std::vector<base::WorkerId> workers;
    std::vector<FamilyFacts> families;
};

// The hand that sets things up and moves cases: no tablet sends it, no grants are asked.
class Office {
public:
    Office(base::Random& random, const base::Clock& clock) : m_random(random), m_clock(clock) {}

    // Imported in a group of its own.
    [[nodiscard]] base::Status import(server::store::Store& store, std::vector<records::Op> ops);
    // Teams, workers and families; every worker holds every family at first.
    [[nodiscard]] base::Result<AuthorityFacts> moveIn(server::store::Store& store,
                                                      std::size_t workers, std::size_t families);
    // Ends a worker's involvement today, or begins it again.
    [[nodiscard]] base::Status setInvolved(server::store::Store& store, const AuthorityFacts& facts,
                                           std::size_t family, std::size_t worker, bool involved);
    // The next edit must not follow a place in a log that is no more.
    void beginAgain();

private:
    [[nodiscard]] base::EntityId newId();

    base::Random& m_random;
    const base::Clock& m_clock;
    base::Incarnation m_incarnation;
    records::Seq m_seq = 0;
    base::Digest m_hash;
};

}  // namespace hearth::simulation

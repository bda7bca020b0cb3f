#include "schema/records/involvement.pb.h"
#include "shared/synthetic/edit_chain.hpp"
#include "tests/support/memory_records.hpp"

namespace hearth::tests {

synthetic::AuthorityFacts fillWithAuthority(MemoryRecords& records, const base::Clock& clock,
                                            std::uint64_t seed) {
    synthetic::AuthorityInput input;
    input.seed = seed;
    input.now = clock.wallNow();
    input.size = {2, 8, 24, 1};
    const auto facts = synthetic::makeAuthority(input, [&](synthetic::SyntheticAction action) {
        records.receive(std::move(action.ops), action.author, action.at, action.apart);
    });
    records.setWorker(facts.demoWorker);
    std::set<base::ScopeId> scopes;
    for (const auto* entity :
         records.entities(records::typeNumber<records::Involvement>())) {
        const auto involvement = entity->body.as<records::Involvement>();
        const auto mine = involvement && involvement->end_day() == 0 &&
                          involvement->worker_id() == facts.demoWorker.bytes();
        if (mine) scopes.insert(entity->scope);
    }
    records.keepScopes(scopes);
    return facts;
}

}  // namespace hearth::tests

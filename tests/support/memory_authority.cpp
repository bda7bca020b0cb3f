#include "schema/records/family.pb.h"
#include "schema/records/involvement.pb.h"
#include "shared/records/change.hpp"
#include "shared/synthetic/edit_chain.hpp"
#include "tests/support/memory_records.hpp"

namespace hearth::tests {

synthetic::AuthorityFacts fillWithAuthority(MemoryRecords& records, const base::Clock& clock,
                                            std::uint64_t seed) {
    synthetic::AuthorityInput input;
    input.seed = seed;
    input.now = clock.wallNow();
    input.size = {2, 8, 24, 1};
    auto facts = synthetic::makeAuthority(input, [&](synthetic::SyntheticAction action) {
        records.receive(std::move(action.ops), action.author, action.at, action.apart);
    });
    records.setWorker(facts.demoWorker);
    std::set<base::ScopeId> scopes;
    for (const auto* entity : records.entities(records::typeNumber<records::Involvement>())) {
        const auto involvement = entity->body.as<records::Involvement>();
        const auto mine = involvement && involvement->end_day() == 0 &&
                          involvement->worker_id() == facts.demoWorker.bytes();
        if (mine) scopes.insert(entity->scope);
    }
    records.keepScopes(scopes);
    return facts;
}

base::EntityId letTwoDisagree(MemoryRecords& records, const synthetic::AuthorityFacts& facts,
                              const base::Clock& clock) {
    const auto type = records::typeNumber<records::Child>();
    const auto children = records.list(facts.demoCaseFile, type);
    INVARIANT(children.has_value() && !children->empty());
    const auto key = children->front().entity.key;
    const auto opened = records.open(key);
    INVARIANT(opened.has_value() && opened->has_value());
    const auto change = [&](const char* status) {
        records::Child child;
        INVARIANT((*opened)->body.into(child).has_value());
        child.set_legal_status(status);
        records::ChangeBuilder builder;
        builder.update(**opened, child);
        return builder.take();
    };
    records.receive(change("Accommodated, section 20"), facts.demoWorker,
                    clock.wallNow() - base::hours(5));
    records.receive(change("Interim care order, section 38"), facts.demoCoWorker,
                    clock.wallNow() - base::hours(3), true);
    return key.id;
}

}  // namespace hearth::tests

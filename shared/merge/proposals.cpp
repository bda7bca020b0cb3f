// Proposed amendments: what becomes of a plain change to something that does not change any more.
#include "schema/records/visit.pb.h"
#include "shared/merge/raise.hpp"

namespace hearth::merge {

using records::Amendment;

namespace {
// Two operations of one edit may be about the same unit of the same record.
std::string kindOf(const Work& work) {
    return "amendment/" + std::to_string(work.opIndex);
}

Amendment proposalOf(const Work& work, records::UnitNumber unit, std::string words) {
    Amendment amendment;
    amendment.set_target_type(work.entity.key.type);
    amendment.set_target_id(work.entity.key.id.bytes());
    amendment.set_field_number(unit);
    amendment.set_new_text(std::move(words));
    amendment.set_new_value(work.op.value);
    amendment.set_reason(work.op.reason);
    amendment.set_author_id(work.bench.edit().author.bytes());
    amendment.set_state(records::PROPOSED);
    return amendment;
}
}  // namespace

base::Status propose(Work& work, records::UnitNumber unit, std::string words) {
    Bench& bench = work.bench;
    const records::EntityKey key{
        records::typeNumber<Amendment>(),
        derivedId(kindOf(work), bench.received().editHash, work.entity.key, unit)};
    const auto existing = bench.find(key);
    if (!existing) return existing.error();
    if (*existing == nullptr)
        bench.add(key, work.entity.scope,
                  records::Body::of(proposalOf(work, unit, std::move(words))), bench.stamp());
    return raise(bench, work.entity,
                 {unit,
                  records::SEALED_CHANGE,
                  "a change to what does not change any more is kept as a proposed amendment",
                  {}});
}

}  // namespace hearth::merge

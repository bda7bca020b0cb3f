// One operation on one entity, and one value on its way into a unit.
// Threads: as Bench.
#pragma once

#include <cstddef>

#include "shared/merge/bench.hpp"
#include "shared/merge/causality.hpp"

namespace hearth::merge {

struct Work {
    Bench& bench;
    const records::Op& op;
    std::size_t opIndex;
    const Knowledge& knows;
    records::Entity& entity;
    const records::TypeInfo* type;  // null: this program does not know the type

    // Sealed, or of a type of which nothing changes after its creation.
    [[nodiscard]] bool locked() const noexcept {
        return entity.sealed.has_value() || (type != nullptr && type->appendOnly);
    }
    // A note without a question.
    void note(records::UnitNumber unit, std::string sentence) const {
        bench.note({entity.key, unit, records::REVIEW_CAUSE_UNSPECIFIED, std::move(sentence)});
    }
};

struct UnitWrite {
    Work& work;
    records::UnitInfo unit;
    base::Bytes value;    // the unit's encoding, its fields in ascending number
    base::Bytes current;  // the same, as it stands
};

}  // namespace hearth::merge

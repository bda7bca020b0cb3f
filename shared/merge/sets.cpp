// ADD_WINS_SET, element by element, and the lists of APPEND_ONLY fields.
#include <algorithm>

#include "shared/base/limits.hpp"
#include "shared/merge/limits.hpp"
#include "shared/merge/policies.hpp"

namespace hearth::merge {

using records::FieldNumber;

namespace {
using Elements = std::vector<base::Bytes>;

bool contains(const Elements& elements, const base::Bytes& element) {
    return std::find(elements.begin(), elements.end(), element) != elements.end();
}

Elements elementsOf(const records::UnitInfo& unit, const records::Body& body) {
    Elements all;
    for (const FieldNumber number : unit.fields) {
        const Elements some = body.elements(number);
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}
}  // namespace

base::Status addElement(Work& work, const records::UnitInfo& unit, const base::Bytes& element) {
    records::Entity& entity = work.entity;
    Elements elements = entity.body.elements(unit.number);
    if (contains(elements, element)) {
        // Whoever takes it out must have seen this addition too.
        coverWriters(entity, unit.number, element, work.bench.stamp(), work.knows);
    } else {
        if (elements.size() >= base::kSetElementsMax)
            return work.bench.hold(protocol::HELD_INVALID, unit.label + ": too many elements");
        elements.push_back(element);
        entity.body.setElements(unit.number, std::move(elements));
        replaceWriters(entity, unit.number, element, work.bench.stamp());
    }
    work.bench.touch(entity);
    return {};
}

void removeElement(Work& work, const records::UnitInfo& unit, const base::Bytes& element) {
    records::Entity& entity = work.entity;
    Elements elements = entity.body.elements(unit.number);
    if (!contains(elements, element)) return;
    if (!work.knows.sawElement(entity, unit.number, element)) {
        dropSeenWriters(entity, unit.number, element, work.knows);
        work.bench.touch(entity);
        work.note(unit.number, "an element stays: who took it out had not seen who put it in");
        return;
    }
    elements.erase(std::remove(elements.begin(), elements.end(), element), elements.end());
    entity.body.setElements(unit.number, std::move(elements));
    // Who took it out, and when, stays in the record.
    replaceWriters(entity, unit.number, element, work.bench.stamp());
    work.bench.touch(entity);
}

void appendElement(Work& work, const records::UnitInfo& unit, const base::Bytes& element) {
    Elements elements = work.entity.body.elements(unit.number);
    elements.push_back(element);
    work.entity.body.setElements(unit.number, std::move(elements));
    coverWriters(work.entity, unit.number, {}, work.bench.stamp(), work.knows);
    work.bench.touch(work.entity);
}

base::Result<Placed> writeSet(UnitWrite& write) {
    Work& work = write.work;
    const auto value = records::Body::parse(write.value);
    INVARIANT(value.has_value());  // it was checked when it came in
    const Elements wanted = elementsOf(write.unit, *value);
    // A plain SET never takes anything out: its author may not have seen what is there. A decision
    // does, as far as they had.
    if (work.op.kind == protocol::RESOLVE)
        for (const base::Bytes& element : elementsOf(write.unit, work.entity.body))
            if (!contains(wanted, element)) removeElement(work, write.unit, element);
    for (const base::Bytes& element : wanted)
        HEARTH_TRY(addElement(work, write.unit, element));
    return Placed::Settled;
}

}  // namespace hearth::merge

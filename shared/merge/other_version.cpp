#include "shared/merge/other_version.hpp"

#include <algorithm>

#include "shared/records/as_of.hpp"

namespace hearth::merge {

using records::Body;
using records::FieldNumber;
using records::TypeInfo;
using records::UnitInfo;

namespace {
// What this program does not know, only a newer app can have known.
bool isKnownTo(const TypeInfo* type, std::uint32_t version, FieldNumber number) {
    const records::FieldInfo* field = type == nullptr ? nullptr : type->field(number);
    return field == nullptr ? version > records::versionInForce() : field->since <= version;
}

void include(FieldNumber number, UnitInfo& unit) {
    const auto at = std::lower_bound(unit.fields.begin(), unit.fields.end(), number);
    if (at == unit.fields.end() || *at != number) unit.fields.insert(at, number);
}

// What an app of this version would have read of the unit in `body`.
Body partKnownTo(const TypeInfo* type, std::uint32_t version, const UnitInfo& unit,
                 const Body& body) {
    Body part;
    for (const FieldNumber number : unit.fields) {
        if (isKnownTo(type, version, number)) part.setElements(number, body.elements(number));
    }
    return part;
}
}  // namespace

void keepFieldsUnknownToAuthor(const TypeInfo* type, std::uint32_t version, const Body& current,
                               const UnitInfo& unit, Body& value) {
    // A unit of one field is named by its author, so they knew it.
    if (unit.fields.size() < 2) return;
    for (const FieldNumber number : unit.fields)
        if (!isKnownTo(type, version, number) && value.elements(number).empty())
            value.setElements(number, current.elements(number));
}

void includeNewerFields(const TypeInfo* type, std::uint32_t version, base::ByteView encoded,
                        UnitInfo& unit) {
    if (type == nullptr || version <= records::versionInForce() || unit.fields.size() < 2) return;
    const auto value = Body::parse(encoded);
    if (!value) return;  // refused where it is read
    for (const FieldNumber number : value->fieldNumbers())
        if (type->field(number) == nullptr) include(number, unit);
}

void includeFieldsOfSiblings(const TypeInfo* type, const records::Entity& entity, UnitInfo& unit) {
    if (type == nullptr || unit.fields.size() < 2) return;
    for (const records::Sibling& sibling : entity.siblings) {
        if (sibling.unit != unit.number) continue;
        const auto value = Body::parse(sibling.value);
        if (!value) continue;
        for (const FieldNumber number : value->fieldNumbers())
            if (type->field(number) == nullptr) include(number, unit);
    }
}

bool takeChosenWhole(const TypeInfo* type, std::uint32_t version, const records::Entity& entity,
                     const std::vector<records::SiblingId>& named, const UnitInfo& unit,
                     Body& value) {
    if (unit.fields.size() < 2) return false;
    if (partKnownTo(type, version, unit, entity.body) == value) return false;
    for (const records::Sibling& sibling : entity.siblings) {
        const bool offered = sibling.unit == unit.number &&
                             std::find(named.begin(), named.end(), sibling.id) != named.end();
        const auto body = offered ? Body::parse(sibling.value) : Body();
        if (!offered || !body) continue;
        if (*body != value && partKnownTo(type, version, unit, *body) != value) continue;
        value = *body;
        return true;
    }
    return false;
}

}  // namespace hearth::merge

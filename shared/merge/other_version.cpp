#include "shared/merge/other_version.hpp"

#include <algorithm>

namespace hearth::merge {

using records::Body;
using records::FieldNumber;
using records::TypeInfo;
using records::UnitInfo;

namespace {
bool isKnownTo(const TypeInfo* type, std::uint32_t version, FieldNumber number) {
    const records::FieldInfo* field = type == nullptr ? nullptr : type->field(number);
    return field == nullptr || field->since <= version;
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
    if (type == nullptr || version <= records::kSchemaVersion || unit.fields.size() < 2) return;
    const auto value = Body::parse(encoded);
    if (!value) return;  // refused where it is read
    for (const FieldNumber number : value->fieldNumbers())
        if (type->field(number) == nullptr) unit.fields.push_back(number);
    std::sort(unit.fields.begin(), unit.fields.end());
}

}  // namespace hearth::merge

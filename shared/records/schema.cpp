#include "shared/records/schema.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <google/protobuf/descriptor.h>

#include "schema/records/family.pb.h"
#include "schema/records/involvement.pb.h"
#include "schema/records/reference.pb.h"
#include "schema/records/visit.pb.h"
#include "schema/records/work.pb.h"
#include "shared/records/as_of.hpp"

namespace hearth::records {

namespace {
using google::protobuf::Descriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;

FieldInfo readField(const FieldDescriptor& descriptor) {
    const FieldOptions& rules = descriptor.options().GetExtension(field_rules);
    FieldInfo field;
    field.number = static_cast<FieldNumber>(descriptor.number());
    field.unit = field.number;
    field.name = descriptor.name();
    field.label = rules.label();
    field.policy = rules.merge() == MERGE_POLICY_UNSPECIFIED ? REVIEW : rules.merge();
    field.sensitivity = rules.sensitivity();
    field.safety = rules.safety();
    field.repeated = descriptor.is_repeated();
    field.codeList = rules.code_list();
    field.freeBytes = rules.free_bytes();
    field.since = std::max(rules.since(), field.since);
    field.descriptor = &descriptor;
    return field;
}

std::string_view groupOf(const FieldInfo& field) {
    return field.descriptor->options().GetExtension(field_rules).group();
}

// `fields` ascend, so the first of a group gives the unit its number.
void gatherUnits(TypeInfo& type) {
    for (FieldInfo& field : type.fields) {
        const std::string_view group = groupOf(field);
        const auto first = std::find_if(
            type.fields.begin(), type.fields.end(),
            [&](const FieldInfo& other) { return !group.empty() && groupOf(other) == group; });
        if (first != type.fields.end()) field.unit = first->number;
        if (field.unit == field.number) {
            type.units.push_back(
                {field.number, field.policy, field.safety, field.label, {field.number}});
            continue;
        }
        const auto unit =
            std::find_if(type.units.begin(), type.units.end(),
                         [&](const UnitInfo& known) { return known.number == field.unit; });
        unit->fields.push_back(field.number);
        unit->safety = unit->safety || field.safety;
    }
}

// As version `version` knew it.
TypeInfo readType(const Descriptor& descriptor, std::uint32_t version) {
    const RecordOptions& rules = descriptor.options().GetExtension(record_rules);
    TypeInfo type;
    type.number = rules.type_number();
    type.name = descriptor.name();
    type.label = rules.label();
    type.scope = rules.scope();
    type.sealable = rules.sealable();
    type.appendOnly = rules.append_only();
    type.since = std::max(rules.since(), type.since);
    type.descriptor = &descriptor;
    for (int i = 0; i < descriptor.field_count(); ++i) {
        FieldInfo field = readField(*descriptor.field(i));
        if (field.since <= version) type.fields.push_back(std::move(field));
    }
    std::sort(type.fields.begin(), type.fields.end(),
              [](const FieldInfo& a, const FieldInfo& b) { return a.number < b.number; });
    gatherUnits(type);
    return type;
}

// A new file in schema/records is named here; a test compares this with the folder.
std::vector<TypeInfo> readAllTypes(std::uint32_t version) {
    const std::array<const FileDescriptor*, 5> files{
        Authority::descriptor()->file(), CaseFile::descriptor()->file(),
        Involvement::descriptor()->file(), Visit::descriptor()->file(), Task::descriptor()->file()};
    std::vector<TypeInfo> types;
    for (const FileDescriptor* file : files)
        for (int i = 0; i < file->message_type_count(); ++i) {
            if (!file->message_type(i)->options().HasExtension(record_rules)) continue;
            TypeInfo type = readType(*file->message_type(i), version);
            if (type.since <= version) types.push_back(std::move(type));
        }
    std::sort(types.begin(), types.end(),
              [](const TypeInfo& a, const TypeInfo& b) { return a.number < b.number; });
    return types;
}

const std::vector<TypeInfo>& currentTypes() {
    static const std::vector<TypeInfo> types = readAllTypes(kSchemaVersion);
    return types;
}

// Every version's, read when an older one is first asked for, and kept: others point into it.
const std::vector<TypeInfo>& typesOf(std::uint32_t version) {
    static const std::vector<std::vector<TypeInfo>> versions = [] {
        std::vector<std::vector<TypeInfo>> all;
        for (std::uint32_t each = 0; each <= kSchemaVersion; ++each)
            all.push_back(readAllTypes(each));
        return all;
    }();
    return versions.at(version);
}

const EnumValueDescriptor* findEnumValue(const FieldInfo& field, std::int32_t number) {
    if (field.descriptor == nullptr || field.descriptor->enum_type() == nullptr) return nullptr;
    const auto* value = field.descriptor->enum_type()->FindValueByNumber(number);
    if (value == nullptr) return nullptr;
    return value->options().GetExtension(value_rules).since() <= versionInForce() ? value : nullptr;
}

thread_local std::uint32_t tInForce = kSchemaVersion;
}  // namespace

const FieldInfo* TypeInfo::field(FieldNumber wanted) const noexcept {
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [&](const FieldInfo& f) { return f.number == wanted; });
    return found == fields.end() ? nullptr : &*found;
}

const FieldInfo* TypeInfo::fieldNamed(std::string_view wanted) const noexcept {
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [&](const FieldInfo& f) { return f.name == wanted; });
    return found == fields.end() ? nullptr : &*found;
}

const UnitInfo* TypeInfo::unit(UnitNumber wanted) const noexcept {
    const auto found = std::find_if(units.begin(), units.end(),
                                    [&](const UnitInfo& u) { return u.number == wanted; });
    return found == units.end() ? nullptr : &*found;
}

AsOf::AsOf(std::uint32_t version) noexcept : m_before(tInForce) {
    tInForce = std::min(version, kSchemaVersion);
}

AsOf::~AsOf() {
    tInForce = m_before;
}

std::uint32_t versionInForce() noexcept {
    return tInForce;
}

std::span<const TypeInfo> allTypes() {
    return tInForce == kSchemaVersion ? currentTypes() : typesOf(tInForce);
}

const TypeInfo* findType(TypeNumber number) noexcept {
    const auto types = allTypes();
    const auto found = std::find_if(types.begin(), types.end(),
                                    [&](const TypeInfo& t) { return t.number == number; });
    return found == types.end() ? nullptr : &*found;
}

// What the program itself is written in terms of, it knows in any case.
const TypeInfo& typeOf(const google::protobuf::Message& record) {
    const auto& types = currentTypes();
    const auto found = std::find_if(types.begin(), types.end(), [&](const TypeInfo& t) {
        return t.descriptor == record.GetDescriptor();
    });
    INVARIANT(found != types.end());
    return *found;
}

UnitInfo unitOf(const TypeInfo* type, FieldNumber number) {
    const FieldInfo* field = type == nullptr ? nullptr : type->field(number);
    if (field != nullptr) return *type->unit(field->unit);
    // What we do not know may be about a child's safety.
    return {number, REVIEW, true, "Field " + std::to_string(number), {number}};
}

MergePolicy policyOf(const TypeInfo* type, UnitNumber number) noexcept {
    const UnitInfo* unit = type == nullptr ? nullptr : type->unit(number);
    return unit == nullptr ? REVIEW : unit->policy;
}

std::string labelOf(const FieldInfo& field, std::int32_t enumNumber) {
    const EnumValueDescriptor* value = findEnumValue(field, enumNumber);
    if (value == nullptr) return std::to_string(enumNumber);
    const std::string& label = value->options().GetExtension(value_rules).label();
    if (!label.empty()) return label;
    return enumNumber == 0 ? "Not answered yet" : value->name();
}

std::uint32_t protectionOf(const FieldInfo& field, std::int32_t enumNumber) noexcept {
    const EnumValueDescriptor* value = findEnumValue(field, enumNumber);
    if (value == nullptr) return std::numeric_limits<std::uint32_t>::max();
    return value->options().GetExtension(value_rules).protection();
}

}  // namespace hearth::records

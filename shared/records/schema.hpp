// What the program knows of each record type, read once from the options in schema/records.
// A type or field this program does not know still has a merge rule: a unit of its own, REVIEW.
// A thread may know less for a while: shared/records/as_of.hpp.
// Threads: immutable after first use, any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schema/records/options.pb.h"
#include "schema/version.hpp"
#include "shared/base/error.hpp"

namespace google::protobuf {
class Message;
class Descriptor;
class FieldDescriptor;
}  // namespace google::protobuf

namespace hearth::records {

// The version of schema/ this program was built from (schema/version.txt); grows with every added
// type, field or enum value.
inline constexpr std::uint32_t kSchemaVersion = schema::kVersion;

using TypeNumber = std::uint32_t;
using FieldNumber = std::uint32_t;
// The first field number of a field or merge group: what a policy decides as one value.
using UnitNumber = std::uint32_t;

struct FieldInfo {
    FieldNumber number = 0;
    UnitNumber unit = 0;
    std::string name;   // as in the .proto file
    std::string label;  // as a person calls it
    MergePolicy policy = REVIEW;
    Sensitivity sensitivity = CASE;
    bool safety = false;
    bool repeated = false;
    std::string codeList;     // empty: none
    bool freeBytes = false;   // a bytes field that is not an id of 16 bytes
    std::uint32_t since = 1;  // the schema version that added it
    const google::protobuf::FieldDescriptor* descriptor = nullptr;
};

// A unit: one field, or the fields of a group in ascending number.
struct UnitInfo {
    UnitNumber number = 0;
    MergePolicy policy = REVIEW;
    bool safety = false;
    std::string label;  // the first field's
    std::vector<FieldNumber> fields;
};

struct TypeInfo {
    TypeNumber number = 0;
    std::string name;
    std::string label;
    ScopeKind scope = SCOPE_CASE_FILE;
    bool sealable = false;
    bool appendOnly = false;
    std::uint32_t since = 1;        // the schema version that added it
    std::vector<FieldInfo> fields;  // ascending
    std::vector<UnitInfo> units;    // ascending
    const google::protobuf::Descriptor* descriptor = nullptr;

    // Null for a number this program does not know.
    [[nodiscard]] const FieldInfo* field(FieldNumber number) const noexcept;
    [[nodiscard]] const FieldInfo* fieldNamed(std::string_view name) const noexcept;
    [[nodiscard]] const UnitInfo* unit(UnitNumber number) const noexcept;
};

[[nodiscard]] std::span<const TypeInfo> allTypes();
// Null for a type this program does not know.
[[nodiscard]] const TypeInfo* findType(TypeNumber number) noexcept;
[[nodiscard]] const TypeInfo& typeOf(const google::protobuf::Message& record);
template <class Record>
[[nodiscard]] TypeNumber typeNumber() {
    return typeOf(Record::default_instance()).number;
}

// The unit that a field belongs to; for an unknown type or field a unit of its own with REVIEW.
[[nodiscard]] UnitInfo unitOf(const TypeInfo* type, FieldNumber field);
[[nodiscard]] MergePolicy policyOf(const TypeInfo* type, UnitNumber unit) noexcept;

// The label of an enum value or code, as a person reads it; the bare value when it is unknown.
[[nodiscard]] std::string labelOf(const FieldInfo& field, std::int32_t enumNumber);
// For MOST_PROTECTIVE: higher is more protective; a value this program does not know is highest.
[[nodiscard]] std::uint32_t protectionOf(const FieldInfo& field, std::int32_t enumNumber) noexcept;

}  // namespace hearth::records

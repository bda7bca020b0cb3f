// Record values in words, for any record type, read from the schema's labels: what a review puts
// side by side, what the history lists, what an amendment changed. Threads: pure functions, any
// thread.
#pragma once

#include <memory>
#include <vector>

#include <QString>

#include <google/protobuf/message.h>

#include "client/viewmodels/name_book.hpp"
#include "shared/records/entity.hpp"

namespace hearth::client::viewmodels {

struct FieldWords {
    QString label;
    QString value;  // "Not answered" when it is empty
    friend bool operator==(const FieldWords&, const FieldWords&) = default;
};

// An empty record of a type.
[[nodiscard]] std::unique_ptr<google::protobuf::Message> newRecord(const records::TypeInfo& type);
// A record with one unit set, from the unit's encoding.
[[nodiscard]] base::Result<std::unique_ptr<google::protobuf::Message>> recordOfUnit(
    const records::TypeInfo& type, const records::UnitInfo& unit, base::ByteView value);

[[nodiscard]] QString fieldWords(const google::protobuf::Message& record,
                                 const records::FieldInfo& field, const NameBook& names);
// One line a field of the unit, in order.
[[nodiscard]] std::vector<FieldWords> unitWords(const records::TypeInfo& type,
                                                const records::UnitInfo& unit, base::ByteView value,
                                                const NameBook& names);
// The same in one line: "Seen: Yes, Seen alone: No", or the value alone for a unit of one field.
[[nodiscard]] QString unitLine(const records::TypeInfo& type, const records::UnitInfo& unit,
                               base::ByteView value, const NameBook& names);

// A masked field is never put in words outside the place that reveals it.
[[nodiscard]] bool isMasked(const records::FieldInfo& field) noexcept;

}  // namespace hearth::client::viewmodels

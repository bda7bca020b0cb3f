// Body: a record as the list of its field encodings, never re-serialised: an old program carries
// what a newer one wrote byte for byte. The canonical form has the fields in ascending number, the
// occurrences of one field in the order they came.
// Source of the wire format: protobuf encoding guide (varint, 64-bit, length-delimited, 32-bit;
// groups are refused). Threads: values, any thread.
#pragma once

#include <map>
#include <vector>

#include "shared/base/bytes.hpp"
#include "shared/records/schema.hpp"

namespace hearth::records {

class Body {
public:
    Body() = default;
    // Malformed on truncated or group encodings and field number 0; TooLarge above kFieldsMax,
    // kFieldBytesMax or kBodyBytesMax.
    [[nodiscard]] static base::Result<Body> parse(base::ByteView encoded);
    // From a typed record, canonical.
    [[nodiscard]] static Body of(const google::protobuf::Message& record);

    [[nodiscard]] base::Bytes encode() const;
    // Malformed if the bytes do not decode as that type (wrong wire types, invalid UTF-8).
    [[nodiscard]] base::Status into(google::protobuf::Message& record) const;
    template <class Record>
    [[nodiscard]] base::Result<Record> as() const {
        Record typed;
        HEARTH_TRY(into(typed));
        return typed;
    }

    [[nodiscard]] bool empty() const noexcept { return m_fields.empty(); }
    [[nodiscard]] std::vector<FieldNumber> fieldNumbers() const;
    // All occurrences of a field one after another; empty when absent.
    [[nodiscard]] base::Bytes field(FieldNumber number) const;
    // Each occurrence by itself.
    [[nodiscard]] std::vector<base::Bytes> elements(FieldNumber number) const;
    // Replaces the field's occurrences; none removes it.
    void setElements(FieldNumber number, std::vector<base::Bytes> elements);

    // A unit's fields one after another, ascending.
    [[nodiscard]] base::Bytes unit(const UnitInfo& unit) const;
    // Replaces the unit's fields by those of `value`; a field of the unit that is absent there is
    // cleared. InvalidArgument if `value` holds a field of another unit.
    [[nodiscard]] base::Status setUnit(const UnitInfo& unit, base::ByteView value);

    friend bool operator==(const Body&, const Body&) = default;

private:
    std::map<FieldNumber, std::vector<base::Bytes>> m_fields;
};

// One length-delimited occurrence of a field: for set elements and texts.
[[nodiscard]] base::Bytes encodeText(FieldNumber number, base::ByteView text);
// The payload of one length-delimited occurrence; Malformed otherwise.
[[nodiscard]] base::Result<base::Bytes> decodeText(base::ByteView element);

}  // namespace hearth::records

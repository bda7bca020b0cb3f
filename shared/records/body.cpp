#include "shared/records/body.hpp"

#include <algorithm>

#include <google/protobuf/message.h>

#include "shared/base/limits.hpp"
#include "shared/records/wire.hpp"

namespace hearth::records {

using base::Error;
using base::ErrorCode;

namespace {
using google::protobuf::FieldDescriptor;

struct Limits {
    std::size_t fields;
    std::size_t fieldBytes;
};
constexpr Limits kUnlimited{SIZE_MAX, SIZE_MAX};

// Splits the encoding into occurrences, in order, per field.
base::Result<std::map<FieldNumber, std::vector<base::Bytes>>> split(base::ByteView encoded,
                                                                    const Limits& limits) {
    std::map<FieldNumber, std::vector<base::Bytes>> fields;
    std::map<FieldNumber, std::size_t> bytesOf;
    while (!encoded.empty()) {
        const auto occurrence = wire::firstOccurrence(encoded);
        if (!occurrence) return occurrence.error();
        std::size_t& bytes = bytesOf[occurrence->number];
        bytes += occurrence->size;
        if (bytes > limits.fieldBytes)
            return Error(ErrorCode::TooLarge, "field " + std::to_string(occurrence->number));
        if (bytesOf.size() > limits.fields)
            return Error(ErrorCode::TooLarge, "a record with too many fields");
        fields[occurrence->number].emplace_back(encoded.substr(0, occurrence->size));
        encoded.remove_prefix(occurrence->size);
    }
    return fields;
}

wire::Type wireTypeOf(const FieldDescriptor& field) {
    switch (field.type()) {
        case FieldDescriptor::TYPE_STRING:
        case FieldDescriptor::TYPE_BYTES:
        case FieldDescriptor::TYPE_MESSAGE:
            return wire::Type::Delimited;
        case FieldDescriptor::TYPE_FIXED64:
        case FieldDescriptor::TYPE_SFIXED64:
        case FieldDescriptor::TYPE_DOUBLE:
            return wire::Type::Fixed64;
        case FieldDescriptor::TYPE_FIXED32:
        case FieldDescriptor::TYPE_SFIXED32:
        case FieldDescriptor::TYPE_FLOAT:
            return wire::Type::Fixed32;
        default:
            return wire::Type::Varint;
    }
}

// Protobuf's own parser takes a known field with another wire type for an unknown field; here it
// is damage.
bool hasExpectedWireType(const FieldDescriptor& field, const base::Bytes& occurrence) {
    const wire::Type actual = wire::firstOccurrence(occurrence)->type;
    if (actual == wireTypeOf(field)) return true;
    return field.is_packable() && actual == wire::Type::Delimited;
}

void append(base::Bytes& out, const std::vector<base::Bytes>& occurrences) {
    for (const base::Bytes& occurrence : occurrences)
        out.append(occurrence);
}
}  // namespace

base::Result<Body> Body::parse(base::ByteView encoded) {
    if (encoded.size() > base::kBodyBytesMax)
        return Error(ErrorCode::TooLarge, "the body of a record");
    auto fields = split(encoded, {base::kFieldsMax, base::kFieldBytesMax});
    if (!fields) return fields.error();
    Body body;
    body.m_fields = std::move(*fields);
    return body;
}

Body Body::of(const google::protobuf::Message& record) {
    auto fields = split(wire::serialize(record), kUnlimited);
    INVARIANT(fields.has_value());
    Body body;
    body.m_fields = std::move(*fields);
    return body;
}

base::Bytes Body::encode() const {
    base::Bytes out;
    for (const auto& [number, occurrences] : m_fields)
        append(out, occurrences);
    return out;
}

base::Status Body::into(google::protobuf::Message& record) const {
    for (const auto& [number, occurrences] : m_fields) {
        const auto* field = record.GetDescriptor()->FindFieldByNumber(static_cast<int>(number));
        if (field == nullptr) continue;
        for (const base::Bytes& occurrence : occurrences)
            if (!hasExpectedWireType(*field, occurrence))
                return Error(ErrorCode::Malformed, field->name() + " has another type");
    }
    if (!wire::parse(encode(), record))
        return Error(ErrorCode::Malformed, "not a " + record.GetDescriptor()->name());
    return {};
}

std::vector<FieldNumber> Body::fieldNumbers() const {
    std::vector<FieldNumber> numbers;
    numbers.reserve(m_fields.size());
    for (const auto& [number, occurrences] : m_fields)
        numbers.push_back(number);
    return numbers;
}

base::Bytes Body::field(FieldNumber number) const {
    base::Bytes out;
    const auto found = m_fields.find(number);
    if (found != m_fields.end()) append(out, found->second);
    return out;
}

std::vector<base::Bytes> Body::elements(FieldNumber number) const {
    const auto found = m_fields.find(number);
    return found == m_fields.end() ? std::vector<base::Bytes>{} : found->second;
}

void Body::setElements(FieldNumber number, std::vector<base::Bytes> elements) {
    if (elements.empty())
        m_fields.erase(number);
    else
        m_fields[number] = std::move(elements);
}

base::Bytes Body::unit(const UnitInfo& unit) const {
    base::Bytes out;
    for (const FieldNumber number : unit.fields)
        out.append(field(number));
    return out;
}

base::Status Body::setUnit(const UnitInfo& unit, base::ByteView value) {
    auto parsed = parse(value);
    if (!parsed) return parsed.error();
    for (const FieldNumber number : parsed->fieldNumbers())
        if (std::find(unit.fields.begin(), unit.fields.end(), number) == unit.fields.end())
            return Error(ErrorCode::InvalidArgument,
                         "field " + std::to_string(number) + " is not of this unit");
    for (const FieldNumber number : unit.fields)
        setElements(number, parsed->elements(number));
    return {};
}

base::Bytes encodeText(FieldNumber number, base::ByteView text) {
    base::Bytes out;
    wire::appendTag(out, number, wire::Type::Delimited);
    wire::appendVarint(out, text.size());
    return out.append(text);
}

base::Result<base::Bytes> decodeText(base::ByteView element) {
    const auto occurrence = wire::firstOccurrence(element);
    if (!occurrence) return occurrence.error();
    if (occurrence->type != wire::Type::Delimited || occurrence->size != element.size())
        return Error(ErrorCode::Malformed, "not one text");
    return base::Bytes(element.substr(occurrence->payloadAt));
}

}  // namespace hearth::records

#include "shared/records/validation.hpp"

#include <memory>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include "shared/base/ids.hpp"
#include "shared/base/limits.hpp"
#include "shared/records/as_of.hpp"

namespace hearth::records {

using base::Error;
using base::ErrorCode;

namespace {
using google::protobuf::FieldDescriptor;

base::Status checkElement(const FieldInfo& field, base::ByteView text) {
    if (field.descriptor->type() == FieldDescriptor::TYPE_STRING && !base::isValidText(text))
        return Error(ErrorCode::Malformed, field.name + " is not text");
    const bool isId = field.descriptor->type() == FieldDescriptor::TYPE_BYTES && !field.freeBytes;
    if (isId && !text.empty() && text.size() != base::EntityId::kSize)
        return Error(ErrorCode::InvalidArgument, field.name + " is not an id of 16 bytes");
    return {};
}

base::Status checkField(const FieldInfo& field, const Body& body) {
    if (body.field(field.number).size() > base::kFieldBytesMax)
        return Error(ErrorCode::TooLarge, field.name);
    const auto elements = body.elements(field.number);
    if (!field.repeated && elements.size() > 1)
        return Error(ErrorCode::InvalidArgument, field.name + " stands there more than once");
    if (elements.size() > base::kSetElementsMax)
        return Error(ErrorCode::TooLarge, field.name + " has too many elements");
    const auto type = field.descriptor->type();
    if (type != FieldDescriptor::TYPE_STRING && type != FieldDescriptor::TYPE_BYTES) return {};
    for (const base::Bytes& element : elements) {
        const auto text = decodeText(element);
        if (!text) return Error(ErrorCode::Malformed, field.name + " has another type");
        HEARTH_TRY(checkElement(field, *text));
    }
    return {};
}

// A field of days is named "..._day" or "day", one of milliseconds "..._at".
base::Status checkTime(const FieldInfo& field, std::int64_t value) {
    const bool isDay = base::ByteView(field.name).ends_with("day");
    const std::int64_t min = isDay ? base::kDayNumberMin : base::kTimeMillisMin;
    const std::int64_t max = isDay ? base::kDayNumberMax : base::kTimeMillisMax;
    if (value < min || value > max)
        return Error(ErrorCode::InvalidArgument, field.name + " is outside the calendar");
    return {};
}

base::Status checkTimes(const TypeInfo& type, const google::protobuf::Message& record) {
    for (const FieldInfo& field : type.fields) {
        if (field.repeated || field.descriptor->cpp_type() != FieldDescriptor::CPPTYPE_INT64)
            continue;
        HEARTH_TRY(checkTime(field, record.GetReflection()->GetInt64(record, field.descriptor)));
    }
    return {};
}

// The fields that are known alone.
Body knownPart(const TypeInfo& type, const Body& body) {
    Body known;
    for (const FieldInfo& field : type.fields)
        known.setElements(field.number, body.elements(field.number));
    return known;
}

base::Status checkDecodes(const TypeInfo& type, const Body& body) {
    const std::unique_ptr<google::protobuf::Message> record(
        google::protobuf::MessageFactory::generated_factory()
            ->GetPrototype(type.descriptor)
            ->New());
    // What an older program took unread is not refused when it is asked what it decided.
    const bool older = versionInForce() < kSchemaVersion;
    HEARTH_TRY(older ? knownPart(type, body).into(*record) : body.into(*record));
    return checkTimes(type, *record);
}
}  // namespace

base::Status checkStructure(TypeNumber number, const Body& body) {
    if (body.encode().size() > base::kBodyBytesMax)
        return Error(ErrorCode::TooLarge, "the body of a record");
    if (body.fieldNumbers().size() > base::kFieldsMax)
        return Error(ErrorCode::TooLarge, "a record with too many fields");
    const TypeInfo* type = findType(number);
    if (type == nullptr) return {};
    for (const FieldInfo& field : type->fields)
        HEARTH_TRY(checkField(field, body));
    return checkDecodes(*type, body);
}

}  // namespace hearth::records

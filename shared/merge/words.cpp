#include "shared/merge/words.hpp"

#include <google/protobuf/descriptor.h>

#include "shared/merge/limits.hpp"
#include "shared/merge/typed.hpp"
#include "shared/records/code_list.hpp"

namespace hearth::merge {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using records::FieldInfo;

namespace {
std::string readable(const FieldInfo& field, const std::string& text) {
    const records::Code* code =
        field.codeList.empty() ? nullptr : records::findCode(field.codeList, text);
    return code == nullptr ? text : code->label;
}

std::string one(const FieldInfo& field, const Message& record, int index) {
    const auto& reflection = *record.GetReflection();
    const FieldDescriptor* descriptor = field.descriptor;
    const bool repeated = descriptor->is_repeated();
    switch (descriptor->type()) {
        case FieldDescriptor::TYPE_STRING:
            return readable(field, repeated
                                       ? reflection.GetRepeatedString(record, descriptor, index)
                                       : reflection.GetString(record, descriptor));
        case FieldDescriptor::TYPE_ENUM:
            return records::labelOf(
                field, repeated ? reflection.GetRepeatedEnumValue(record, descriptor, index)
                                : reflection.GetEnumValue(record, descriptor));
        case FieldDescriptor::TYPE_BOOL:
            return (repeated ? reflection.GetRepeatedBool(record, descriptor, index)
                             : reflection.GetBool(record, descriptor))
                       ? "Yes"
                       : "No";
        default:
            return {};
    }
}

std::string inWords(const FieldInfo& field, const Message& record) {
    const auto& reflection = *record.GetReflection();
    if (!field.descriptor->is_repeated())
        return reflection.HasField(record, field.descriptor) ? one(field, record, 0)
                                                             : std::string();
    std::string words;
    for (int i = 0; i < reflection.FieldSize(record, field.descriptor); ++i) {
        const std::string element = one(field, record, i);
        if (!words.empty() && !element.empty()) words += ", ";
        words += element;
    }
    return words;
}
}  // namespace

std::string inWords(const records::TypeInfo* type, const records::UnitInfo& unit,
                    base::ByteView value) {
    if (type == nullptr) return {};
    const auto record = asRecord(*type, value);
    if (record == nullptr) return {};
    std::string words;
    for (const records::FieldNumber number : unit.fields) {
        const FieldInfo* field = type->field(number);
        const std::string said = field == nullptr ? std::string() : inWords(*field, *record);
        if (said.empty()) continue;
        if (!words.empty()) words += "; ";
        words += unit.fields.size() > 1 ? field->label + ": " + said : said;
    }
    return words.size() > kWordsBytesMax ? std::string() : words;
}

}  // namespace hearth::merge

#include "tests/bench/record_json.hpp"

#include <vector>

#include <google/protobuf/util/json_util.h>

namespace hearth::bench {

using base::Error;
using base::ErrorCode;
using base::Result;
using google::protobuf::Message;
using Record = std::unique_ptr<Message>;

namespace {

Record newRecord(const records::TypeInfo& type) {
    const Message* prototype =
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(type.descriptor);
    return Record(prototype->New());
}

}  // namespace

Result<const records::TypeInfo*> typeNamed(const std::string& name) {
    for (const records::TypeInfo& type : records::allTypes())
        if (type.name == name) return &type;
    return Error(ErrorCode::InvalidArgument, "there is no record type " + name);
}

Result<Record> recordFrom(const records::TypeInfo& type, const json::object& given) {
    Record record = newRecord(type);
    const auto read =
        google::protobuf::util::JsonStringToMessage(json::serialize(given), record.get());
    if (!read.ok())
        return Error(ErrorCode::InvalidArgument, "not a " + type.name + ": " + read.ToString());
    return record;
}

Result<Record> recordWith(const records::TypeInfo& type, const records::Body& body,
                          const json::object& given) {
    auto replacing = recordFrom(type, given);
    if (!replacing) return replacing.error();
    Record record = newRecord(type);
    HEARTH_TRY(body.into(*record));
    std::vector<const google::protobuf::FieldDescriptor*> fields;
    for (const auto& entry : given) {
        const auto* field = type.descriptor->FindFieldByName(std::string(entry.key()));
        if (field == nullptr)
            return Error(ErrorCode::InvalidArgument,
                         "a " + type.name + " has no field " + std::string(entry.key()));
        fields.push_back(field);
    }
    record->GetReflection()->SwapFields(record.get(), replacing->get(), fields);
    return record;
}

json::object toJson(records::TypeNumber number, const records::Body& body) {
    const records::TypeInfo* type = records::findType(number);
    if (type == nullptr) return {};
    const Record record = newRecord(*type);
    google::protobuf::util::JsonPrintOptions options;
    options.preserve_proto_field_names = true;
    std::string text;
    if (!body.into(*record) ||
        !google::protobuf::util::MessageToJsonString(*record, &text, options).ok())
        return {};
    boost::system::error_code problem;
    json::value value = json::parse(text, problem);
    return problem || !value.is_object() ? json::object{} : std::move(value.as_object());
}

}  // namespace hearth::bench

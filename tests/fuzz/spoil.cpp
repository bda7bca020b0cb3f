#include "tests/fuzz/spoil.hpp"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include "shared/records/wire.hpp"
#include "tests/fuzz/maker.hpp"

namespace hearth::fuzz {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

namespace {
constexpr std::size_t kIdsFrom = 0x10;
constexpr std::size_t kIds = 8;

base::Bytes spoiltBytes(const base::Bytes& was, Input& input) {
    base::Bytes bytes = was;
    switch (input.below(5)) {
        case 0:
            return {};
        case 1:
            return idOf<base::EntityId>(kIdsFrom + input.below(kIds)).bytes();
        case 2:
            return input.shortChunk();
        case 3:
            if (!bytes.empty()) bytes.pop_back();
            return bytes;
        default:
            if (!bytes.empty()) {
                char& octet = bytes[input.number(2) % bytes.size()];
                octet = static_cast<char>(octet ^ (1 << input.below(8)));
            }
            return bytes;
    }
}

void spoilElements(Message& message, const FieldDescriptor& field, Input& input) {
    const auto& reflection = *message.GetReflection();
    const int size = reflection.FieldSize(message, &field);
    const bool isMessage = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    const bool isBytes = field.cpp_type() == FieldDescriptor::CPPTYPE_STRING;
    if (size == 0 || input.chance(kIds)) {
        if (isMessage) spoil(*reflection.AddMessage(&message, &field), input);
        if (isBytes && field.type() == FieldDescriptor::TYPE_BYTES)
            reflection.AddString(&message, &field, input.shortChunk());
        return;
    }
    const int at = static_cast<int>(input.number(2) % static_cast<std::uint64_t>(size));
    const int other = static_cast<int>(input.number(2) % static_cast<std::uint64_t>(size));
    switch (input.below(4)) {
        case 0:
            reflection.SwapElements(&message, &field, at, size - 1);
            reflection.RemoveLast(&message, &field);
            return;
        case 1:
            reflection.SwapElements(&message, &field, at, other);
            return;
        default:
            if (isMessage)
                spoil(*reflection.MutableRepeatedMessage(&message, &field, at), input);
            else if (isBytes && field.type() == FieldDescriptor::TYPE_BYTES)
                reflection.SetRepeatedString(
                    &message, &field, at,
                    spoiltBytes(reflection.GetRepeatedString(message, &field, at), input));
            return;
    }
}

void spoilField(Message& message, const FieldDescriptor& field, Input& input) {
    const auto& reflection = *message.GetReflection();
    switch (field.cpp_type()) {
        case FieldDescriptor::CPPTYPE_MESSAGE:
            if (reflection.HasField(message, &field) && input.chance(kIds))
                return reflection.ClearField(&message, &field);
            return spoil(*reflection.MutableMessage(&message, &field), input);
        case FieldDescriptor::CPPTYPE_STRING:
            // A text that is no text would not come through the decoder.
            if (field.type() == FieldDescriptor::TYPE_BYTES)
                reflection.SetString(&message, &field,
                                     spoiltBytes(reflection.GetString(message, &field), input));
            return;
        case FieldDescriptor::CPPTYPE_UINT64:
            return reflection.SetUInt64(&message, &field, input.oddNumber());
        case FieldDescriptor::CPPTYPE_INT64:
            return reflection.SetInt64(&message, &field,
                                       static_cast<std::int64_t>(input.oddNumber()));
        case FieldDescriptor::CPPTYPE_UINT32:
            return reflection.SetUInt32(&message, &field,
                                        static_cast<std::uint32_t>(input.oddNumber()));
        case FieldDescriptor::CPPTYPE_ENUM:
            return reflection.SetEnumValue(&message, &field, static_cast<int>(input.below(16)));
        default:
            return;
    }
}
}  // namespace

void spoil(Message& message, Input& input) {
    const auto& descriptor = *message.GetDescriptor();
    if (descriptor.field_count() == 0) return;
    const FieldDescriptor* field = nullptr;
    // Of a message that is one of many kinds, the kind that it is: otherwise it becomes another.
    if (descriptor.oneof_decl_count() > 0 && !input.chance(kIds))
        field = message.GetReflection()->GetOneofFieldDescriptor(message, descriptor.oneof_decl(0));
    if (field == nullptr)
        field = descriptor.field(
            static_cast<int>(input.below(static_cast<std::size_t>(descriptor.field_count()))));
    if (field->is_repeated())
        spoilElements(message, *field, input);
    else
        spoilField(message, *field, input);
}

void spoilExchange(protocol::Exchange& exchange, Input& input) {
    auto& messages = *exchange.mutable_messages();
    const int size = messages.size();
    const int at = size == 0 ? 0 : static_cast<int>(input.below(static_cast<std::size_t>(size)));
    switch (input.below(6)) {
        case 0:
            if (size > 0) messages.DeleteSubrange(at, 1);
            return;
        case 1:
            if (size > 0) {
                protocol::Message copy = messages[at];
                *exchange.add_messages() = std::move(copy);
            }
            return;
        case 2:
            if (size > 0) messages.SwapElements(at, static_cast<int>(input.octet()) % size);
            return;
        case 3: {
            protocol::Message other;
            if (records::wire::parse(input.chunk(), other))
                *exchange.add_messages() = std::move(other);
            return;
        }
        default:
            if (size > 0) spoil(messages[at], input);
            return;
    }
}

}  // namespace hearth::fuzz

#include "tests/fuzz/maker.hpp"

#include <array>
#include <memory>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include "schema/records/family.pb.h"
#include "shared/crypto/hash.hpp"
#include "shared/records/change.hpp"

namespace hearth::fuzz {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using records::Op;

namespace {
constexpr std::size_t kIds = 8;
constexpr std::size_t kIdsFrom = 0x10;
constexpr std::size_t kOpsMax = 4;
constexpr records::TypeNumber kUnknownType = 9'999;
constexpr records::FieldNumber kUnknownField = 900;
constexpr unsigned kFewIn256 = 12;
constexpr unsigned kSomeIn256 = 64;
constexpr unsigned kOftenIn256 = 160;

constexpr std::array<const char*, 8> kWords{"a",
                                            "Ash",
                                            "Birch",
                                            "one\n\ntwo\n\nthree\n\nfour\n\nfive",
                                            "ONE\n\ntwo\n\nthree\n\nfour\n\nfive",
                                            "one\n\ntwo\n\nthree\n\nfour\n\nFIVE",
                                            "one\n\none\n\none",
                                            "\xC3\xA9t\xC3\xA9\n\n"};
constexpr std::array<std::int64_t, 8> kNumbers{0,  1,     2, 20'000, 20'500, 1'764'000'000'000,
                                               -1, 20'100};
// All kinds, the frequent ones more often, and one that a newer program may add.
constexpr std::array<int, 14> kKinds{protocol::CREATE,  protocol::SET,
                                     protocol::SET,     protocol::SET,
                                     protocol::ADD,     protocol::REMOVE,
                                     protocol::APPEND,  protocol::TEXT,
                                     protocol::SEAL,    protocol::RETIRE,
                                     protocol::RESOLVE, protocol::RESOLVE,
                                     protocol::SET,     17};

std::unique_ptr<Message> emptyRecord(const records::TypeInfo& type) {
    return std::unique_ptr<Message>(google::protobuf::MessageFactory::generated_factory()
                                        ->GetPrototype(type.descriptor)
                                        ->New());
}

base::EntityId someId(Input& in) {
    return idOf<base::EntityId>(kIdsFrom + in.below(kIds));
}
}  // namespace

base::Bytes Maker::content(const records::FieldInfo& field) {
    if (field.descriptor->type() == FieldDescriptor::TYPE_BYTES && !field.freeBytes)
        return someId(m_in).bytes();
    const std::size_t which = m_in.below(kWords.size() + 2);
    if (which < kWords.size()) return kWords[which];
    return which == kWords.size() ? base::Bytes() : m_in.shortChunk();
}

void Maker::fill(Message& record, const records::FieldInfo& field) {
    const auto& reflection = *record.GetReflection();
    const FieldDescriptor* to = field.descriptor;
    if (field.repeated) {
        const std::size_t count = m_in.below(4);
        for (std::size_t i = 0; i < count; ++i) {
            if (to->cpp_type() == FieldDescriptor::CPPTYPE_STRING)
                reflection.AddString(&record, to, content(field));
            else if (to->cpp_type() == FieldDescriptor::CPPTYPE_ENUM)
                reflection.AddEnumValue(&record, to, static_cast<int>(m_in.below(kIds)));
        }
        return;
    }
    switch (to->cpp_type()) {
        case FieldDescriptor::CPPTYPE_STRING:
            return reflection.SetString(&record, to, content(field));
        case FieldDescriptor::CPPTYPE_ENUM:
            return reflection.SetEnumValue(&record, to, static_cast<int>(m_in.below(kIds)));
        case FieldDescriptor::CPPTYPE_BOOL:
            return reflection.SetBool(&record, to, m_in.chance(128));
        case FieldDescriptor::CPPTYPE_INT64:
            return reflection.SetInt64(&record, to,
                                       m_in.chance(kFewIn256)
                                           ? static_cast<std::int64_t>(m_in.oddNumber())
                                           : kNumbers[m_in.below(kNumbers.size())]);
        case FieldDescriptor::CPPTYPE_INT32:
            return reflection.SetInt32(&record, to, static_cast<std::int32_t>(m_in.octet()));
        case FieldDescriptor::CPPTYPE_UINT32:
            return reflection.SetUInt32(&record, to, static_cast<std::uint32_t>(m_in.octet()));
        case FieldDescriptor::CPPTYPE_UINT64:
            return reflection.SetUInt64(&record, to, m_in.oddNumber());
        default:
            return;
    }
}

records::Body Maker::record(const records::TypeInfo* type) {
    records::Body body;
    if (type != nullptr) {
        const auto typed = emptyRecord(*type);
        const auto chosen = m_in.number(sizeof(std::uint32_t));
        for (std::size_t i = 0; i < type->fields.size(); ++i)
            if ((chosen >> (i % 32) & 1U) != 0) fill(*typed, type->fields[i]);
        body = records::Body::of(*typed);
    }
    // What a newer program wrote.
    if (type == nullptr || m_in.chance(kFewIn256))
        body.setElements(kUnknownField, {records::encodeText(kUnknownField, m_in.shortChunk())});
    return body;
}

void Maker::aim(const Known& known, Op& op, const records::Entity*& entity) {
    const bool creates = op.kind == protocol::CREATE;
    if (!known.entities.empty() && m_in.chance(creates ? kFewIn256 : 255 - kFewIn256)) {
        entity = &known.entities[m_in.below(known.entities.size())];
        op.target = entity->key;
        op.scope = entity->scope;
    } else {
        const auto types = records::allTypes();
        const std::size_t which = m_in.below(types.size() + 1);
        op.target = {which < types.size() ? types[which].number : kUnknownType, someId(m_in)};
        op.scope = known.scope;
        if (which < types.size() && types[which].scope == records::SCOPE_REFERENCE)
            op.scope = base::kReferenceScope;
        if (which < types.size() && types[which].scope == records::SCOPE_ME)
            op.scope = base::scopeOf(known.author);
        // A case file is the root of its scope.
        if (op.target.type == records::typeNumber<records::CaseFile>())
            op.target.id = base::rootOf(op.scope);
    }
    if (m_in.chance(kFewIn256)) op.scope = base::scopeOf(someId(m_in));
}

// An element of a set, a list or a text, for ADD, REMOVE, APPEND and TEXT.
bool Maker::makeElement(const records::TypeInfo& type, Op& op) {
    std::vector<const records::FieldInfo*> fields;
    for (const records::FieldInfo& field : type.fields) {
        const bool fits =
            op.kind == protocol::TEXT ? field.policy == records::TEXT3 : field.repeated;
        if (fits) fields.push_back(&field);
    }
    if (fields.empty()) return false;
    const records::FieldInfo& field = *fields[m_in.below(fields.size())];
    op.field = field.number;
    if (field.descriptor->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        op.value = records::encodeText(field.number, content(field));
        if (op.kind == protocol::TEXT)
            op.baseValue = records::encodeText(field.number, content(field));
        return true;
    }
    const auto typed = emptyRecord(type);
    fill(*typed, field);
    const auto elements = records::Body::of(*typed).elements(field.number);
    if (!elements.empty()) op.value = elements.front();
    return true;
}

void Maker::makeValue(const records::Entity* entity, Op& op) {
    const records::TypeInfo* type = records::findType(op.target.type);
    switch (op.kind) {
        case protocol::CREATE:
            op.value = record(type).encode();
            return;
        case protocol::SEAL:
        case protocol::RETIRE:
            return;
        case protocol::ADD:
        case protocol::REMOVE:
        case protocol::APPEND:
        case protocol::TEXT:
            if (type != nullptr && makeElement(*type, op)) return;
            op.kind = protocol::SET;
            break;
        default:
            break;
    }
    records::UnitInfo unit = records::unitOf(nullptr, kUnknownField);
    if (type != nullptr && !m_in.chance(kFewIn256))
        unit = type->units[m_in.below(type->units.size())];
    op.field = unit.number;
    op.value = record(type).unit(unit);
    if (op.kind == protocol::RESOLVE && entity != nullptr) {
        // A person decides where there is something to decide.
        if (!entity->siblings.empty() && m_in.chance(kOftenIn256)) {
            const auto& sibling = entity->siblings[m_in.below(entity->siblings.size())];
            op.field = sibling.unit;
            op.value = sibling.value;
        }
        for (const records::Sibling& sibling : entity->openSiblings(op.field))
            if (!m_in.chance(kSomeIn256)) op.sawSiblings.push_back(sibling.id);
    }
}

void Maker::addCircumstances(const Known& known, const records::Entity* entity, Op& op) {
    switch (m_in.below(6)) {
        case 0:
        case 1:
            op.openRev = entity == nullptr ? 0 : entity->rev;
            break;
        case 2:
            op.openRev = known.head;
            break;
        case 3:
            op.openRev = m_in.below(8);
            break;
        case 4:
            op.openRev = m_in.oddNumber();
            break;
        default:
            break;
    }
    if (op.openRev != 0)
        op.openEpoch = m_in.chance(kFewIn256) ? idOf<base::Epoch>(kIdsFrom) : known.epoch;
    if (entity != nullptr && m_in.chance(kSomeIn256)) {
        for (const records::Writer& writer : records::writersBehind(*entity))
            if (m_in.chance(kOftenIn256) && op.baseWriters.size() < base::kBaseWritersMax)
                op.baseWriters.push_back(writer.edit);
        const auto unit = records::unitOf(records::findType(op.target.type), op.field);
        op.baseValueHash = crypto::sha256(entity->body.unit(unit)).bytes();
    }
    if (op.kind == protocol::TEXT && m_in.chance(kOftenIn256)) {
        if (entity != nullptr && m_in.chance(kSomeIn256))
            op.baseValue = entity->body.field(op.field);
        op.baseValueHash = crypto::sha256(op.baseValue).bytes();
    }
    if (op.kind == protocol::RESOLVE || op.kind == protocol::RETIRE) op.reason = "talked to both";
    if (m_in.chance(kFewIn256)) op.value = m_in.shortChunk();
    if (m_in.chance(kFewIn256)) op.field = static_cast<records::FieldNumber>(m_in.octet());
}

Op Maker::op(const Known& known) {
    Op op;
    op.kind = static_cast<protocol::OpKind>(kKinds[m_in.below(kKinds.size())]);
    if (known.entities.empty()) op.kind = protocol::CREATE;
    const records::Entity* entity = nullptr;
    aim(known, op, entity);
    makeValue(entity, op);
    addCircumstances(known, entity, op);
    return op;
}

std::vector<Op> Maker::ops(const Known& known) {
    std::vector<Op> made;
    const std::size_t more = m_in.chance(kSomeIn256) ? m_in.below(kOpsMax) : 0;
    for (std::size_t i = 0; i <= more; ++i)
        made.push_back(op(known));
    return made;
}

}  // namespace hearth::fuzz

#include "client/viewmodels/record_words.hpp"

#include <QCoreApplication>
#include <QStringList>

#include <google/protobuf/descriptor.h>

#include "client/viewmodels/words.hpp"
#include "shared/records/code_list.hpp"

namespace hearth::client::viewmodels {

namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

struct Say {
    Q_DECLARE_TR_FUNCTIONS(RecordWords)
};

bool endsWith(const std::string& name, std::string_view ending) {
    return name.size() >= ending.size() &&
           name.compare(name.size() - ending.size(), ending.size(), ending) == 0;
}

QString codeWords(const records::FieldInfo& field, const std::string& code) {
    if (const auto* known = records::findCode(field.codeList, code)) {
        return QString::fromStdString(known->label);
    }
    return QString::fromStdString(code);
}

QString textWords(const records::FieldInfo& field, const std::string& value,
                  const NameBook& names) {
    if (field.descriptor->type() == FieldDescriptor::TYPE_BYTES) {
        return endsWith(field.name, "_id") || endsWith(field.name, "_ids") ||
                       endsWith(field.name, "_by")
                   ? names.name(value)
                   : Say::tr("(a value this program cannot show)");
    }
    return field.codeList.empty() ? QString::fromStdString(value) : codeWords(field, value);
}

QString numberWords(const records::FieldInfo& field, std::int64_t value) {
    if (value == 0) return {};
    if (endsWith(field.name, "_day")) return Words::day(value);
    if (endsWith(field.name, "_at")) {
        const base::WallTime when{value};
        return QStringLiteral("%1, %2").arg(Words::date(base::ukDateOf(when)), Words::time(when));
    }
    return QString::number(value);
}

QString repeatedWords(const Message& record, const records::FieldInfo& field,
                      const NameBook& names) {
    const auto& reflection = *record.GetReflection();
    QStringList parts;
    if (field.descriptor->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return {};
    for (int i = 0; i < reflection.FieldSize(record, field.descriptor); ++i) {
        parts << textWords(field, reflection.GetRepeatedString(record, field.descriptor, i), names);
    }
    return parts.join(QStringLiteral(", "));
}

}  // namespace

std::unique_ptr<Message> newRecord(const records::TypeInfo& type) {
    auto* factory = google::protobuf::MessageFactory::generated_factory();
    return std::unique_ptr<Message>(factory->GetPrototype(type.descriptor)->New());
}

base::Result<std::unique_ptr<Message>> recordOfUnit(const records::TypeInfo& type,
                                                    const records::UnitInfo& unit,
                                                    base::ByteView value) {
    records::Body body;
    HEARTH_TRY(body.setUnit(unit, value));
    auto record = newRecord(type);
    HEARTH_TRY(body.into(*record));
    return record;
}

QString fieldWords(const Message& record, const records::FieldInfo& field, const NameBook& names) {
    const auto& reflection = *record.GetReflection();
    if (field.repeated) return repeatedWords(record, field, names);
    switch (field.descriptor->cpp_type()) {
        case FieldDescriptor::CPPTYPE_STRING:
            return textWords(field, reflection.GetString(record, field.descriptor), names);
        case FieldDescriptor::CPPTYPE_ENUM: {
            const auto value = reflection.GetEnumValue(record, field.descriptor);
            return QString::fromStdString(records::labelOf(field, value));
        }
        case FieldDescriptor::CPPTYPE_BOOL:
            return reflection.GetBool(record, field.descriptor) ? Say::tr("Yes") : Say::tr("No");
        case FieldDescriptor::CPPTYPE_INT64:
            return numberWords(field, reflection.GetInt64(record, field.descriptor));
        case FieldDescriptor::CPPTYPE_UINT32:
            return numberWords(field, reflection.GetUInt32(record, field.descriptor));
        default:
            return Say::tr("(a value this program cannot show)");
    }
}

std::vector<FieldWords> unitWords(const records::TypeInfo& type, const records::UnitInfo& unit,
                                  base::ByteView value, const NameBook& names) {
    const auto record = recordOfUnit(type, unit, value);
    std::vector<FieldWords> lines;
    for (const auto number : unit.fields) {
        const auto* field = type.field(number);
        if (field == nullptr || !record) {
            lines.push_back({QString::fromStdString(unit.label),
                             Say::tr("(a value this program cannot show)")});
            continue;
        }
        auto words = fieldWords(**record, *field, names);
        if (words.isEmpty()) words = Say::tr("Nothing recorded");
        lines.push_back({QString::fromStdString(field->label), words});
    }
    return lines;
}

QString unitLine(const records::TypeInfo& type, const records::UnitInfo& unit, base::ByteView value,
                 const NameBook& names) {
    const auto lines = unitWords(type, unit, value, names);
    if (lines.size() == 1) return lines.front().value;
    QStringList parts;
    for (const auto& line : lines) {
        parts << QStringLiteral("%1: %2").arg(line.label, line.value);
    }
    return parts.join(QStringLiteral("; "));
}

bool isMasked(const records::FieldInfo& field) noexcept {
    return field.sensitivity == records::WHEREABOUTS || field.sensitivity == records::REFERRER;
}

}  // namespace hearth::client::viewmodels

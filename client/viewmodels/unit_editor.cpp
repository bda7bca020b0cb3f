#include "client/viewmodels/unit_editor.hpp"

#include <algorithm>

#include <QDate>

#include <google/protobuf/descriptor.h>

#include "client/viewmodels/record_words.hpp"
#include "shared/records/body.hpp"
#include "shared/records/code_list.hpp"

namespace hearth::client::viewmodels {

namespace {

using google::protobuf::FieldDescriptor;

QString dateFormat() {
    return QStringLiteral("dd/MM/yyyy");
}

bool isDay(const records::FieldInfo& info) {
    return info.descriptor->cpp_type() == FieldDescriptor::CPPTYPE_INT64 &&
           QString::fromStdString(info.name).endsWith(QLatin1String("_day"));
}

bool isPlainText(const records::FieldInfo& info) {
    return !info.repeated && info.descriptor->type() == FieldDescriptor::TYPE_STRING;
}

bool isWorker(const records::FieldInfo& info) {
    return info.name == "worker_id" || info.name == "owner_id";
}

QString dayText(std::int64_t day) {
    if (day == 0) return {};
    const auto date = base::fromDayNumber(day);
    return QDate(date.year, date.month, date.day).toString(dateFormat());
}

}  // namespace

UnitEditor::UnitEditor(QObject* parent) : QObject(parent), m_rows(RowsModel::of<EditorRow>(this)) {}
UnitEditor::~UnitEditor() = default;

void UnitEditor::start(const records::TypeInfo& type, const records::UnitInfo& unit,
                       base::ByteView value, const NameBook& names) {
    m_unit = unit;
    m_fields.clear();
    auto record = recordOfUnit(type, unit, value);
    m_record = record ? std::move(*record) : newRecord(type);
    for (const auto number : unit.fields) {
        if (const auto* info = type.field(number)) addField(*info, names);
    }
    refresh();
}

void UnitEditor::clear() {
    m_unit = {};
    m_record.reset();
    m_fields.clear();
    refresh();
}

void UnitEditor::addField(const records::FieldInfo& info, const NameBook& names) {
    const auto& reflection = *m_record->GetReflection();
    Field field;
    field.info = &info;
    field.row.label = QString::fromStdString(info.label);
    addOptions(field, names);
    if (!field.row.options.isEmpty()) {
        field.row.text = fieldWords(*m_record, info, names);
    } else if (isDay(info)) {
        field.row.isDate = true;
        field.row.text = dayText(reflection.GetInt64(*m_record, info.descriptor));
    } else if (isPlainText(info)) {
        field.row.text = QString::fromStdString(reflection.GetString(*m_record, info.descriptor));
    } else {
        field.row.readOnly = true;
        field.row.text = fieldWords(*m_record, info, names);
    }
    m_fields.push_back(std::move(field));
}

void UnitEditor::addOptions(Field& field, const NameBook& names) const {
    const auto& info = *field.info;
    const auto& reflection = *m_record->GetReflection();
    if (info.descriptor->cpp_type() == FieldDescriptor::CPPTYPE_ENUM && !info.repeated) {
        const auto* values = info.descriptor->enum_type();
        for (int i = 1; i < values->value_count(); ++i) {  // 0 is "not answered": not a choice
            const auto number = values->value(i)->number();
            if (number == reflection.GetEnumValue(*m_record, info.descriptor)) {
                field.row.choice = static_cast<int>(field.numbers.size());
            }
            field.numbers.push_back(number);
            field.row.options << QString::fromStdString(records::labelOf(info, number));
        }
    } else if (isPlainText(info) && !info.codeList.empty()) {
        const auto current = reflection.GetString(*m_record, info.descriptor);
        for (const auto& code : records::codeList(info.codeList)) {
            if (code.code == current) field.row.choice = static_cast<int>(field.codes.size());
            field.codes.push_back(code.code);
            field.row.options << QString::fromStdString(code.label);
        }
    } else if (isWorker(info)) {
        const auto current = reflection.GetString(*m_record, info.descriptor);
        for (const auto& [id, name] : names.workers()) {
            if (id.bytes() == current) field.row.choice = static_cast<int>(field.codes.size());
            field.codes.push_back(id.bytes());
            field.row.options << name;
        }
    }
}

void UnitEditor::setText(int row, const QString& text) {
    auto& field = m_fields.at(static_cast<std::size_t>(row));
    if (field.row.readOnly || field.row.text == text) return;
    field.row.text = text;
    const auto& reflection = *m_record->GetReflection();
    if (field.row.isDate) {
        const auto date = QDate::fromString(text, dateFormat());
        const auto day =
            date.isValid() ? base::toDayNumber({date.year(), date.month(), date.day()}) : 0;
        reflection.SetInt64(m_record.get(), field.info->descriptor, day);
    } else {
        reflection.SetString(m_record.get(), field.info->descriptor, text.toStdString());
    }
    refresh();
}

void UnitEditor::setChoice(int row, int choice) {
    auto& field = m_fields.at(static_cast<std::size_t>(row));
    if (choice < 0 || choice >= field.row.options.size()) return;
    field.row.choice = choice;
    const auto& reflection = *m_record->GetReflection();
    const auto chosen = static_cast<std::size_t>(choice);
    if (!field.numbers.empty()) {
        reflection.SetEnumValue(m_record.get(), field.info->descriptor, field.numbers.at(chosen));
    } else {
        reflection.SetString(m_record.get(), field.info->descriptor, field.codes.at(chosen));
    }
    refresh();
}

base::Bytes UnitEditor::value() const {
    return m_record == nullptr ? base::Bytes() : records::Body::of(*m_record).unit(m_unit);
}

bool UnitEditor::isValid() const {
    return std::all_of(m_fields.begin(), m_fields.end(), [](const Field& field) {
        return !field.row.isDate || field.row.text.isEmpty() ||
               QDate::fromString(field.row.text, dateFormat()).isValid();
    });
}

void UnitEditor::refresh() {
    std::vector<EditorRow> rows;
    rows.reserve(m_fields.size());
    for (const auto& field : m_fields)
        rows.push_back(field.row);
    m_rows->setRows(rows);
    emit changed();
}

}  // namespace hearth::client::viewmodels

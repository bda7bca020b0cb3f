// UnitEditor: a small form for the fields of one unit of any record type, made from the schema: the
// third answer of a review, the new value of an amendment.
// Owner: the view model that shows it. Threads: UI.
#pragma once

#include <memory>
#include <vector>

#include <QObject>
#include <QStringList>

#include <google/protobuf/message.h>

#include "client/viewmodels/name_book.hpp"
#include "client/viewmodels/rows_model.hpp"
#include "shared/records/schema.hpp"

namespace hearth::client::viewmodels {

// One field of the form.
struct EditorRow {
    Q_GADGET
    Q_PROPERTY(QString label MEMBER label)
    Q_PROPERTY(QString text MEMBER text)            // for a text or a date (dd/mm/yyyy)
    Q_PROPERTY(QStringList options MEMBER options)  // not empty: choose one of these
    Q_PROPERTY(int choice MEMBER choice)            // -1: none chosen
    Q_PROPERTY(bool isDate MEMBER isDate)
    Q_PROPERTY(bool readOnly MEMBER readOnly)  // shown, kept as it is
public:
    QString label;
    QString text;
    QStringList options;
    int choice = -1;
    bool isDate = false;
    bool readOnly = false;
    friend bool operator==(const EditorRow&, const EditorRow&) = default;
};

class UnitEditor : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by a view model")
    Q_PROPERTY(hearth::client::viewmodels::RowsModel* fields READ fields CONSTANT)

public:
    explicit UnitEditor(QObject* parent = nullptr);
    ~UnitEditor() override;

    // Starts from a unit's encoding. A value that does not decode starts empty.
    void start(const records::TypeInfo& type, const records::UnitInfo& unit, base::ByteView value,
               const NameBook& names);
    void clear();
    [[nodiscard]] bool isStarted() const noexcept { return m_record != nullptr; }
    // The unit's encoding as the form has it now.
    [[nodiscard]] base::Bytes value() const;
    // Fields that hold something that is not a date.
    [[nodiscard]] bool isValid() const;

    [[nodiscard]] RowsModel* fields() const { return m_rows; }
    Q_INVOKABLE void setText(int row, const QString& text);
    Q_INVOKABLE void setChoice(int row, int choice);

signals:
    void changed();

private:
    // The values behind EditorRow::options.
    struct Field {
        const records::FieldInfo* info = nullptr;
        EditorRow row;
        std::vector<std::string> codes;
        std::vector<int> numbers;
    };
    void addField(const records::FieldInfo& info, const NameBook& names);
    void addOptions(Field& field, const NameBook& names) const;
    void refresh();

    records::UnitInfo m_unit;
    std::unique_ptr<google::protobuf::Message> m_record;
    std::vector<Field> m_fields;
    RowsModel* m_rows;
};

}  // namespace hearth::client::viewmodels

// RowsModel: a list of equal rows for a ListView or Repeater. A row is a Q_GADGET with operator==;
// its properties are the roles. Setting new rows changes only what differs, so that a list keeps
// its place while the record under it moves on. Owner: the view model that fills it. Threads: UI.
#pragma once

#include <vector>

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

namespace hearth::client::viewmodels {

class RowsModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by a view model")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    explicit RowsModel(const QMetaObject& rowType, QObject* parent = nullptr);
    template <class Row>
    [[nodiscard]] static RowsModel* of(QObject* parent) {
        return new RowsModel(Row::staticMetaObject, parent);
    }

    template <class Row>
    void setRows(const std::vector<Row>& rows) {
        Q_ASSERT(&Row::staticMetaObject == &m_rowType);
        std::vector<QVariant> values;
        values.reserve(rows.size());
        for (const auto& row : rows)
            values.push_back(QVariant::fromValue(row));
        replace(std::move(values));
    }
    template <class Row>
    [[nodiscard]] Row row(int index) const {
        return m_rows.at(static_cast<std::size_t>(index)).value<Row>();
    }

    [[nodiscard]] int count() const { return static_cast<int>(m_rows.size()); }
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

signals:
    void countChanged();

private:
    void replace(std::vector<QVariant> rows);

    const QMetaObject& m_rowType;
    std::vector<QVariant> m_rows;
};

}  // namespace hearth::client::viewmodels

#include "client/viewmodels/rows_model.hpp"

#include <algorithm>

#include <QMetaProperty>

namespace hearth::client::viewmodels {

RowsModel::RowsModel(const QMetaObject& rowType, QObject* parent)
    : QAbstractListModel(parent), m_rowType(rowType) {}

int RowsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : count();
}

QVariant RowsModel::data(const QModelIndex& index, int role) const {
    const auto property = role - Qt::UserRole;
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || property < 0 ||
        property >= m_rowType.propertyCount()) {
        return {};
    }
    const auto& row = m_rows[static_cast<std::size_t>(index.row())];
    return m_rowType.property(property).readOnGadget(row.constData());
}

QHash<int, QByteArray> RowsModel::roleNames() const {
    QHash<int, QByteArray> names;
    for (int i = 0; i < m_rowType.propertyCount(); ++i) {
        names.insert(Qt::UserRole + i, m_rowType.property(i).name());
    }
    return names;
}

void RowsModel::replace(std::vector<QVariant> rows) {
    const auto before = m_rows.size();
    const auto shared = std::min(before, rows.size());
    for (std::size_t i = 0; i < shared; ++i) {
        if (m_rows[i] == rows[i]) continue;
        m_rows[i] = std::move(rows[i]);
        const auto changed = index(static_cast<int>(i));
        emit dataChanged(changed, changed);
    }
    if (rows.size() > before) {
        beginInsertRows({}, static_cast<int>(before), static_cast<int>(rows.size()) - 1);
        for (auto i = before; i < rows.size(); ++i)
            m_rows.push_back(std::move(rows[i]));
        endInsertRows();
    } else if (rows.size() < before) {
        beginRemoveRows({}, static_cast<int>(rows.size()), static_cast<int>(before) - 1);
        m_rows.resize(rows.size());
        endRemoveRows();
    }
    if (m_rows.size() != before) emit countChanged();
}

}  // namespace hearth::client::viewmodels

#include "client/viewmodels/display_model.hpp"

#include <algorithm>

#include <QSettings>

namespace hearth::client::viewmodels {

namespace {
constexpr int kTextPercentMin = 100;
constexpr int kTextPercentMax = 150;
}  // namespace

DisplayModel::DisplayModel(QString file, QObject* parent)
    : QObject(parent), m_file(std::move(file)) {
    if (m_file.isEmpty()) return;
    const QSettings kept(m_file, QSettings::IniFormat);
    m_dark = kept.value(QStringLiteral("dark"), false).toBool();
    m_textPercent = std::clamp(kept.value(QStringLiteral("textPercent"), kTextPercentMin).toInt(),
                               kTextPercentMin, kTextPercentMax);
}

void DisplayModel::setDark(bool dark) {
    if (dark == m_dark) return;
    m_dark = dark;
    keep();
    emit changed();
}

void DisplayModel::setTextPercent(int percent) {
    const auto wanted = std::clamp(percent, kTextPercentMin, kTextPercentMax);
    if (wanted == m_textPercent) return;
    m_textPercent = wanted;
    keep();
    emit changed();
}

void DisplayModel::keep() const {
    if (m_file.isEmpty()) return;
    QSettings kept(m_file, QSettings::IniFormat);
    kept.setValue(QStringLiteral("dark"), m_dark);
    kept.setValue(QStringLiteral("textPercent"), m_textPercent);
}

}  // namespace hearth::client::viewmodels

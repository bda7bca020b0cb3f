// DisplayModel: how the screens look: text size, dark or light. Kept in the tablet's folder; says
// nothing of any case.
// Owner: AppModel. Threads: UI.
#pragma once

#include <QObject>
#include <QString>
#include <QtQml/qqmlregistration.h>

namespace hearth::client::viewmodels {

class DisplayModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the app")
    Q_PROPERTY(bool dark READ dark WRITE setDark NOTIFY changed)
    // Hundredths of the ordinary text size: 100, 115, 130.
    Q_PROPERTY(int textPercent READ textPercent WRITE setTextPercent NOTIFY changed)

public:
    // `file`: where it is kept; empty: nowhere.
    explicit DisplayModel(QString file, QObject* parent = nullptr);

    [[nodiscard]] bool dark() const { return m_dark; }
    void setDark(bool dark);
    [[nodiscard]] int textPercent() const { return m_textPercent; }
    void setTextPercent(int percent);

signals:
    void changed();

private:
    void keep() const;

    QString m_file;
    bool m_dark = false;
    int m_textPercent = 100;
};

}  // namespace hearth::client::viewmodels

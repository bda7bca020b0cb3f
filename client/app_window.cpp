#include "client/app_window.hpp"

#include <QFont>
#include <QGuiApplication>
#include <QLocale>
#include <QtQml/qqmlextensionplugin.h>

#include "client/viewmodels/icon_provider.hpp"

Q_IMPORT_QML_PLUGIN(HearthPlugin)
Q_IMPORT_QML_PLUGIN(Hearth_ViewModelsPlugin)

namespace hearth::client {

void prepareApplication() {
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    auto font = QGuiApplication::font();
    font.setFamilies({QStringLiteral("Inter"), QStringLiteral("DejaVu Sans")});
    QGuiApplication::setFont(font);
}

void prepareEngine(QQmlEngine& engine) {
    engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
    engine.addImageProvider(QStringLiteral("icon"),
                            new viewmodels::IconProvider(QStringLiteral(":/qt/qml/Hearth/icons")));
}

AppWindow::AppWindow(viewmodels::AppModel& app) {
    prepareEngine(m_engine);
    QObject::connect(&m_engine, &QQmlEngine::warnings, &m_engine,
                     [this](const QList<QQmlError>& warnings) { m_warnings.append(warnings); });
    m_engine.setInitialProperties({{QStringLiteral("app"), QVariant::fromValue(&app)}});
    m_engine.load(QUrl(QStringLiteral("qrc:/qt/qml/Hearth/Main.qml")));
    if (m_engine.rootObjects().isEmpty()) return;
    m_window = qobject_cast<QQuickWindow*>(m_engine.rootObjects().constFirst());
}

}  // namespace hearth::client

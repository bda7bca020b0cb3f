// The tests of the screens: tst_*.qml of this folder, driven by real input events.
#include <QQmlEngine>
#include <QtQuickTest/quicktest.h>

#include "client/app_window.hpp"
#include "shared/crypto/secret.hpp"

class Setup : public QObject {
    Q_OBJECT

public slots:
    void applicationAvailable() {
        hearth::client::prepareApplication();
        if (!hearth::crypto::initialise()) qFatal("libsodium cannot run");
    }
    void qmlEngineAvailable(QQmlEngine* engine) { hearth::client::prepareEngine(*engine); }
};

QUICK_TEST_MAIN_WITH_SETUP(hearth_screens, Setup)

#include "main.moc"

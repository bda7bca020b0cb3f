// The window on a set of view models: engine, fonts, icons. The program, the gallery and the tests
// of the screens open the same one. Owner: whoever opens it; the view models must outlive it.
// Threads: UI.
#pragma once

#include <QQmlApplicationEngine>
#include <QQuickWindow>

#include "client/viewmodels/app_model.hpp"

namespace hearth::client {

// Once, before the first window: style, typeface, locale.
void prepareApplication();
// What every engine needs to find the screens and their icons.
void prepareEngine(QQmlEngine& engine);

class AppWindow {
public:
    explicit AppWindow(viewmodels::AppModel& app);

    // Null when a screen did not load; the engine has said why.
    [[nodiscard]] QQuickWindow* window() const noexcept { return m_window; }
    // Anything QML complained of since the window was opened.
    [[nodiscard]] const QList<QQmlError>& warnings() const noexcept { return m_warnings; }

private:
    QQmlApplicationEngine m_engine;
    QQuickWindow* m_window = nullptr;
    QList<QQmlError> m_warnings;
};

}  // namespace hearth::client

// The gallery: walks through every screen, in two sizes, light and dark, and saves each as a
// picture. It works on a copy of the tablet's folder and never talks to a server, so that looking
// changes nothing. Owner: main. Threads: UI.
#pragma once

#include <filesystem>
#include <functional>

#include <QDir>
#include <QStringList>

#include "client/app_window.hpp"

namespace hearth::client {

// Takes the pictures; knows nothing of what is on them.
class Camera {
public:
    Camera(const QDir& pictures, viewmodels::AppModel& app, QQuickWindow& window);

    // Saves "<screen>-<size>-<theme>.png" for every size and theme. `prepare` runs after each
    // change of size, for what a new layout begins anew.
    void take(const QString& screen, const std::function<void()>& prepare = {});
    // Lets the program run until `condition` holds. A condition that does not come is a failure.
    bool waitFor(const std::function<bool()>& condition, const QString& what);
    // Lets the program run until nothing is under way.
    void settle();
    // The visible item of that name; a failure and null when there is none.
    [[nodiscard]] QQuickItem* find(const QString& objectName);

    // What did not come up or could not be written, as sentences.
    [[nodiscard]] const QStringList& failures() const noexcept { return m_failures; }
    [[nodiscard]] int pictureCount() const noexcept { return m_count; }

private:
    QDir m_pictures;
    viewmodels::AppModel& m_app;
    QQuickWindow& m_window;
    QStringList m_failures;
    int m_count = 0;
};

// Every screen once. `passphrase` opens the tablet.
void walkThroughScreens(Camera& camera, viewmodels::AppModel& app, const QString& passphrase);

// A copy of a tablet's folder that goes away with this object.
class FolderCopy {
public:
    // The path is empty when the copy could not be made.
    explicit FolderCopy(const std::filesystem::path& folder);
    ~FolderCopy();
    FolderCopy(const FolderCopy&) = delete;
    FolderCopy& operator=(const FolderCopy&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_path; }

private:
    std::filesystem::path m_path;
};

}  // namespace hearth::client

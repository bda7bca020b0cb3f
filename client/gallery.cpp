#include "client/gallery.hpp"

#include <array>
#include <string>
#include <system_error>

#include <QElapsedTimer>
#include <QGuiApplication>
#include <QImage>
#include <QQuickItem>
#include <QThread>

namespace hearth::client {

namespace {

constexpr int kWaitMillisMax = 30'000;
constexpr int kStepMillis = 15;
// Nothing under way for this long counts as settled; timers of the form are longer and do not draw.
constexpr int kQuietMillis = 150;

struct View {
    QSize size;
    bool dark;
};
constexpr std::array<View, 4> kViews = {View{{1280, 800}, false}, View{{1280, 800}, true},
                                        View{{800, 1280}, false}, View{{800, 1280}, true}};

QQuickItem* findVisible(QQuickItem* item, const QString& name) {
    if (!item->isVisible()) return nullptr;
    if (item->objectName() == name) return item;
    for (auto* child : item->childItems()) {
        if (auto* found = findVisible(child, name)) return found;
    }
    return nullptr;
}

}  // namespace

Camera::Camera(const QDir& pictures, viewmodels::AppModel& app, QQuickWindow& window)
    : m_pictures(pictures), m_app(app), m_window(window) {}

void Camera::settle() {
    QElapsedTimer all;
    QElapsedTimer quiet;
    all.start();
    quiet.start();
    while (quiet.elapsed() < kQuietMillis && all.elapsed() < kWaitMillisMax) {
        QCoreApplication::processEvents();
        if (!m_app.isIdle()) quiet.restart();
        QThread::msleep(kStepMillis);
    }
}

bool Camera::waitFor(const std::function<bool()>& condition, const QString& what) {
    QElapsedTimer all;
    all.start();
    while (!condition()) {
        if (all.elapsed() > kWaitMillisMax) {
            m_failures << QStringLiteral("waited in vain for: %1").arg(what);
            return false;
        }
        QCoreApplication::processEvents();
        QThread::msleep(kStepMillis);
    }
    settle();
    return true;
}

QQuickItem* Camera::find(const QString& objectName) {
    auto* found = findVisible(m_window.contentItem(), objectName);
    if (found == nullptr) m_failures << QStringLiteral("not on the screen: %1").arg(objectName);
    return found;
}

void Camera::take(const QString& screen, const std::function<void()>& prepare) {
    for (const auto& view : kViews) {
        m_app.display()->setDark(view.dark);
        m_window.resize(view.size);
        settle();
        if (prepare) {
            prepare();
            settle();
        }
        const auto picture = m_window.grabWindow();
        const auto file = QStringLiteral("%1-%2x%3-%4.png")
                              .arg(screen)
                              .arg(view.size.width())
                              .arg(view.size.height())
                              .arg(view.dark ? QStringLiteral("dark") : QStringLiteral("light"));
        if (picture.size() != view.size || !picture.save(m_pictures.filePath(file))) {
            m_failures << QStringLiteral("could not take %1").arg(file);
            continue;
        }
        ++m_count;
    }
}

FolderCopy::FolderCopy(const std::filesystem::path& folder) {
    std::error_code problem;
    auto pattern =
        (std::filesystem::temp_directory_path(problem) / "hearth-gallery-XXXXXX").string();
    if (problem || mkdtemp(pattern.data()) == nullptr) return;
    m_path = pattern;
    std::filesystem::copy(folder, m_path, std::filesystem::copy_options::recursive, problem);
    if (!problem) return;
    std::filesystem::remove_all(m_path, problem);
    m_path.clear();
}

FolderCopy::~FolderCopy() {
    std::error_code ignored;
    if (!m_path.empty()) std::filesystem::remove_all(m_path, ignored);
}

}  // namespace hearth::client

// hearth, the tablet app: the one place where the pieces are put together.
//   hearth --data DIR --key-store FILE
//   hearth --data DIR --key-store FILE --gallery PICTURES --passphrase-file FILE
#include <cstdio>
#include <cstdlib>
#include <memory>

#include <QCommandLineParser>
#include <QFile>
#include <QGuiApplication>
#include <QTimer>

#include <unistd.h>

#include "client/app_window.hpp"
#include "client/gallery.hpp"
#include "client/start.hpp"
#include "client/tablet_door.hpp"

namespace {

namespace base = hearth::base;
namespace client = hearth::client;
using client::viewmodels::AppModel;

// A sync run that hangs in a dead network is not waited for: what was recorded is on disk.
constexpr base::Millis kSyncEndsWithin = base::seconds(1);

struct Options {
    QString data;
    QString keyStore;
    QString gallery;
    QString passphraseFile;
    bool exitAfterStart = false;
};

int complain(const QString& sentence) {
    std::fprintf(stderr, "hearth: %s\n", qUtf8Printable(sentence));
    return EXIT_FAILURE;
}

Options readOptions(const QCoreApplication& application) {
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Field record for children's social care."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption data(QStringLiteral("data"), QStringLiteral("The tablet's folder."),
                                  QStringLiteral("DIR"));
    const QCommandLineOption keyStore(
        QStringLiteral("key-store"),
        QStringLiteral("The file that stands for the system's key store."), QStringLiteral("FILE"));
    const QCommandLineOption gallery(QStringLiteral("gallery"),
                                     QStringLiteral("Draw every screen into this folder and exit."),
                                     QStringLiteral("PICTURES"));
    const QCommandLineOption passphraseFile(QStringLiteral("passphrase-file"),
                                            QStringLiteral("The passphrase, for the gallery only."),
                                            QStringLiteral("FILE"));
    const QCommandLineOption exitAfterStart(QStringLiteral("exit-after-start"),
                                            QStringLiteral("Exit when the first screen is drawn."));
    parser.addOptions({data, keyStore, gallery, passphraseFile, exitAfterStart});
    parser.process(application);
    return {parser.value(data), parser.value(keyStore), parser.value(gallery),
            parser.value(passphraseFile), parser.isSet(exitAfterStart)};
}

int runGallery(const Options& options, AppModel& app, client::AppWindow& window) {
    QFile file(options.passphraseFile);
    if (!file.open(QIODevice::ReadOnly)) {
        return complain(QStringLiteral("--gallery needs --passphrase-file with the passphrase."));
    }
    const auto passphrase = QString::fromUtf8(file.readLine()).trimmed();
    if (!QDir().mkpath(options.gallery)) {
        return complain(QStringLiteral("the folder for the pictures cannot be made."));
    }
    client::Camera camera(QDir(options.gallery), app, *window.window());
    client::walkThroughScreens(camera, app, passphrase);
    for (const auto& warning : window.warnings())
        complain(warning.toString());
    for (const auto& failure : camera.failures())
        complain(failure);
    std::printf("%d pictures\n", camera.pictureCount());
    return camera.failures().isEmpty() && window.warnings().isEmpty() ? EXIT_SUCCESS : EXIT_FAILURE;
}

// Replaces the program by a locked one: what was decrypted in this process goes with it.
[[noreturn]] void startAnew(char** arguments) {
    execv("/proc/self/exe", arguments);
    std::_Exit(EXIT_FAILURE);
}

int run(const QGuiApplication& application, const Options& options, char** arguments) {
    const auto isGallery = !options.gallery.isEmpty();
    const std::unique_ptr<client::FolderCopy> copy =
        isGallery ? std::make_unique<client::FolderCopy>(options.data.toStdString()) : nullptr;
    const auto folder =
        copy != nullptr ? copy->path() : std::filesystem::path(options.data.toStdString());
    if (folder.empty()) return complain(QStringLiteral("the tablet's folder cannot be copied."));

    const base::SystemClock clock;
    hearth::crypto::SystemRandom random;
    client::platform::FileKeyStore keyStore(options.keyStore.toStdString());
    client::TabletDoor door(folder, keyStore, clock, random);
    auto app = std::make_unique<AppModel>(AppModel::Surroundings{
        door, clock, random, QString::fromStdString((folder / "display.ini").string()),
        !isGallery});
    auto window = std::make_unique<client::AppWindow>(*app);
    if (window->window() == nullptr) return complain(QStringLiteral("the screens do not load."));
    if (isGallery) return runGallery(options, *app, *window);

    QObject::connect(&application, &QGuiApplication::applicationStateChanged, app.get(),
                     [&app](Qt::ApplicationState state) {
                         if (state != Qt::ApplicationActive) app->flush();
                     });
    bool lock = false;
    QObject::connect(app.get(), &AppModel::lockRequested, &application, [&lock] {
        lock = true;
        QCoreApplication::quit();
    });
    if (options.exitAfterStart) {
        QObject::connect(window->window(), &QQuickWindow::frameSwapped, &application,
                         &QCoreApplication::quit, Qt::QueuedConnection);
    }
    const auto result = QGuiApplication::exec();
    app->flush();
    window.reset();
    const auto ended = app->stopSync(kSyncEndsWithin);
    if (ended) {
        app.reset();
    } else {
        app->finishStore();
    }
    if (lock) startAnew(arguments);
    if (!ended) std::_Exit(result);
    return result;
}

}  // namespace

int main(int argc, char** argv) {
    QGuiApplication::setApplicationName(QStringLiteral("hearth"));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Hearth"));
    QGuiApplication::setApplicationVersion(QStringLiteral(HEARTH_VERSION));
    // Text needs no screen; reading the words ends the program when they ask for it.
    if (client::asksForText(argc, argv)) readOptions(QCoreApplication(argc, argv));
    const auto application = client::startOnDisplay(argc, argv);
    const auto options = readOptions(*application);
    if (options.data.isEmpty() || options.keyStore.isEmpty()) {
        return complain(
            QStringLiteral("say where the tablet's folder and its key store are: "
                           "--data DIR --key-store FILE"));
    }
    if (!hearth::crypto::initialise()) {
        return complain(QStringLiteral("the cryptographic library cannot run here."));
    }
    client::prepareApplication();
    return run(*application, options, argv);
}

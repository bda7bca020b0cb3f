// Every screen of the real app, on records in memory: each comes up, in both orientations, light
// and dark, without a complaint from QML. The pictures stay in the folder given.
#include <cstdio>
#include <cstdlib>

#include <QGuiApplication>

#include "client/app_window.hpp"
#include "client/gallery.hpp"
#include "tests/support/memory_family.hpp"
#include "tests/support/memory_tablet.hpp"

int main(int argc, char** argv) {
    namespace client = hearth::client;
    namespace tests = hearth::tests;
    const QGuiApplication application(argc, argv);
    if (argc != 2 || !hearth::crypto::initialise()) return EXIT_FAILURE;
    client::prepareApplication();

    const tests::TestClock clock(tests::kTuesdayAfternoon);
    tests::MemoryRecords records({}, clock);
    const auto facts = tests::fillWithAuthority(records, clock);
    tests::letTwoDisagree(records, facts, clock);
    tests::MemoryDoor door(records, "correct-horse-battery");
    hearth::base::SeededRandom random(1);
    client::viewmodels::AppModel app({door, clock, random, {}, false});
    client::AppWindow window(app);
    if (window.window() == nullptr) return EXIT_FAILURE;
    QDir().mkpath(QString::fromLocal8Bit(argv[1]));
    client::Camera camera(QDir(QString::fromLocal8Bit(argv[1])), app, *window.window());
    client::walkThroughScreens(camera, app, QStringLiteral("correct-horse-battery"));
    for (const auto& warning : window.warnings()) {
        std::fprintf(stderr, "%s\n", qUtf8Printable(warning.toString()));
    }
    for (const auto& failure : camera.failures()) {
        std::fprintf(stderr, "%s\n", qUtf8Printable(failure));
    }
    std::printf("%d pictures\n", camera.pictureCount());
    const auto good = camera.failures().isEmpty() && window.warnings().isEmpty();
    return good && camera.pictureCount() > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

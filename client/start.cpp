#include "client/start.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <QStringList>

namespace hearth::client {

namespace {

constexpr std::array<std::string_view, 5> kTextWords{"--help", "-h", "--help-all", "--version",
                                                     "-v"};
constexpr const char* kNoDisplay =
    "hearth: there is no display to draw on; start it in a graphical session, or on a made-up "
    "screen with: xvfb-run hearth --data DIR --key-store FILE\n";

// What Qt says while it starts. A static, because Qt's handler takes no context.
QStringList& heldBack() {
    static QStringList lines;
    return lines;
}

// A fatal message of a start is always about the screen: nothing else was begun yet.
void listenWhileStarting(QtMsgType type, const QMessageLogContext& /*context*/,
                         const QString& text) {
    if (type == QtFatalMsg) {
        std::fputs(kNoDisplay, stderr);
        std::_Exit(EXIT_FAILURE);
    }
    heldBack().append(text);
}

}  // namespace

bool asksForText(int count, char** words) {
    return std::any_of(words + 1, words + std::max(count, 1), [](std::string_view word) {
        return std::find(kTextWords.begin(), kTextWords.end(), word) != kTextWords.end();
    });
}

std::unique_ptr<QGuiApplication> startOnDisplay(int& count, char** words) {
    const auto before = qInstallMessageHandler(listenWhileStarting);
    auto application = std::make_unique<QGuiApplication>(count, words);
    qInstallMessageHandler(before);
    for (const QString& line : heldBack())
        qWarning("%s", qUtf8Printable(line));
    heldBack().clear();
    return application;
}

}  // namespace hearth::client

// Starting Qt in a way that a person at a terminal understands: help and version need no display,
// and a missing display is one sentence instead of Qt's abort.
// Owner: nobody, functions only. Threads: the main thread, before any other.
#pragma once

#include <memory>

#include <QGuiApplication>

namespace hearth::client {

// Whether the words ask for nothing but text: help or version.
[[nodiscard]] bool asksForText(int count, char** words);

// The application. When there is no display to draw on, says so in one line and ends the program
// with exit code 1: Qt cannot be asked beforehand, it ends the program itself.
// `count` and `words` must outlive it.
[[nodiscard]] std::unique_ptr<QGuiApplication> startOnDisplay(int& count, char** words);

}  // namespace hearth::client

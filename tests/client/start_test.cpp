// The app at a terminal without a screen: text where text is asked for, one sentence otherwise.
#include <algorithm>

#include <gtest/gtest.h>

#include "tests/e2e/process.hpp"

namespace hearth::tests {
namespace {

// The app with neither X nor Wayland, nor anything that would stand in for them.
e2e::Finished startWithoutDisplay(const std::vector<std::string>& words,
                                  const std::vector<std::string>& settings = {}) {
    std::vector<std::string> command{
        "env", "-u", "DISPLAY", "-u", "WAYLAND_DISPLAY", "-u", "QT_QPA_PLATFORM"};
    command.insert(command.end(), settings.begin(), settings.end());
    command.emplace_back(HEARTH_APP);
    command.insert(command.end(), words.begin(), words.end());
    return e2e::runProcess(command);
}

void expectOneSentenceOnTheDisplay(const e2e::Finished& ended) {
    EXPECT_EQ(ended.exitCode, 1);
    EXPECT_EQ(ended.out, "");
    EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << ended.err;
    EXPECT_EQ(ended.err.rfind("hearth: there is no display", 0), 0U) << ended.err;
    EXPECT_NE(ended.err.find("xvfb-run"), std::string::npos) << "it says what to do";
}

TEST(AppWithoutADisplay, PrintsItsHelp) {
    for (const char* word : {"--help", "-h"}) {
        const auto ended = startWithoutDisplay({word});
        EXPECT_EQ(ended.exitCode, 0) << ended.err;
        EXPECT_NE(ended.out.find("--data"), std::string::npos) << ended.out;
        EXPECT_NE(ended.out.find("--key-store"), std::string::npos) << ended.out;
        EXPECT_EQ(ended.err, "");
    }
}

TEST(AppWithoutADisplay, PrintsItsVersion) {
    for (const char* word : {"--version", "-v"}) {
        const auto ended = startWithoutDisplay({word});
        EXPECT_EQ(ended.exitCode, 0) << ended.err;
        EXPECT_EQ(ended.out, "hearth " HEARTH_VERSION "\n");
        EXPECT_EQ(ended.err, "");
    }
}

TEST(AppWithoutADisplay, SaysInOneSentenceWhatToDo) {
    expectOneSentenceOnTheDisplay(startWithoutDisplay({}));
    expectOneSentenceOnTheDisplay(startWithoutDisplay({"--data", "x", "--key-store", "y"}));
}

TEST(AppWithoutADisplay, SaysTheSameWhenTheNamedDisplayDoesNotAnswer) {
    expectOneSentenceOnTheDisplay(startWithoutDisplay({}, {"DISPLAY=:4711"}));
}

}  // namespace
}  // namespace hearth::tests

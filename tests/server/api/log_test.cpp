#include "server/api/log.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace hearth::server::api {

namespace {

class FixedClock final : public base::Clock {
public:
    [[nodiscard]] base::WallTime wallNow() const override { return {1'764'000'000'000}; }
    [[nodiscard]] base::BootTime bootNow() const override { return {}; }
};

struct Lines {
    FixedClock clock;
    std::vector<std::string> lines;
    Log log(Level lowest) {
        return Log(clock, lowest, [this](const std::string& line) { lines.push_back(line); });
    }
};

}  // namespace

TEST(LogLines, AreOneJsonObjectEach) {
    Lines out;
    out.log(Level::Info).info("request", {{"device", "01ab"}, {"status", 200}});
    ASSERT_EQ(out.lines.size(), 1U);
    EXPECT_EQ(out.lines[0], R"({"time":"2025-11-24T16:00:00Z","level":"info","event":"request",)"
                            R"("device":"01ab","status":200})");
}

TEST(LogLines, CannotBeForgedByWhatTheyHold) {
    Lines out;
    out.log(Level::Info).warning("x", {{"detail", "a\"}\n{\"level\":\"info\\\x01\xC3\xA9"}});
    ASSERT_EQ(out.lines.size(), 1U);
    EXPECT_EQ(out.lines[0].find('\n'), std::string::npos);
    EXPECT_NE(out.lines[0].find(R"(a\"}\u000a{\"level\":\"info\\\u0001\u00c3\u00a9)"),
              std::string::npos);
}

TEST(LogLines, AreCutWhenTheyAreTooLong) {
    Lines out;
    out.log(Level::Info).info("x", {{"detail", std::string(100'000, 'y')}});
    EXPECT_LT(out.lines[0].size(), 1000U);
}

TEST(LogLines, BelowTheLevelAreLeftOut) {
    Lines out;
    Log log = out.log(Level::Warning);
    log.info("a");
    log.warning("b");
    log.error("c");
    EXPECT_EQ(out.lines.size(), 2U);
}

}  // namespace hearth::server::api

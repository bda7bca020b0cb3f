#include "shared/base/error.hpp"

#include <set>
#include <stdexcept>

#include <gtest/gtest.h>

namespace hearth::base {
namespace {

constexpr int kLastCode = 16;

Status fail(bool doFail) {
    if (doFail) return Error(ErrorCode::DiskFull, "no room");
    return {};
}

Result<int> seven(bool doFail) {
    // A lambda inside: each HEARTH_TRY has a variable of its own, or this warns of shadowing.
    HEARTH_TRY([&]() -> Status {
        HEARTH_TRY(fail(doFail));
        return {};
    }());
    return 7;
}

TEST(Error, HasASentenceOfItsOwnForEveryCode) {
    std::set<std::string_view> sentences;
    for (int code = 1; code <= kLastCode; ++code) {
        const std::string_view sentence = describe(static_cast<ErrorCode>(code));
        EXPECT_FALSE(sentence.empty()) << code;
        EXPECT_NE(sentence, "an unknown failure") << code;
        sentences.insert(sentence);
    }
    EXPECT_EQ(sentences.size(), static_cast<std::size_t>(kLastCode));
    EXPECT_EQ(describe(static_cast<ErrorCode>(999)), "an unknown failure");
}

TEST(Error, SaysItsSentenceAndWhatExactly) {
    EXPECT_EQ(Error(ErrorCode::DiskFull, "no room").message(), "the disk is full: no room");
    EXPECT_EQ(Error(ErrorCode::NotFound, "").message(), "not found");
}

TEST(Error, TravelsOutOfTheEnclosingFunctionThroughTry) {
    EXPECT_EQ(*seven(false), 7);
    const auto failed = seven(true);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code(), ErrorCode::DiskFull);
    EXPECT_EQ(failed.error().detail(), "no room");
}

TEST(Error, MakesValueOfAFailedResultALogicError) {
    EXPECT_THROW(static_cast<void>(seven(true).value()), std::logic_error);
}

TEST(ErrorDeathTest, StopsTheProgramOnABrokenInvariantInThisBuildToo) {
    EXPECT_DEATH(INVARIANT(1 + 1 == 3), "invariant failed: 1 \\+ 1 == 3");
}

}  // namespace
}  // namespace hearth::base

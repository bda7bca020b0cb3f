// The code a person types: what is forgiven, and what is not.
#include <gtest/gtest.h>

#include "client/sync/tablet.hpp"

namespace hearth::tests {
namespace {

using client::sync::parseEnrolmentCode;

constexpr const char* kCode = "ABCD-1234-EFGH-5678-0000-0000-0000-000Z";

TEST(EnrolmentCode, IsASecretToSayAndAPinToKeep) {
    const auto code = parseEnrolmentCode(kCode);
    ASSERT_TRUE(code);
    EXPECT_EQ(code->secret, "ABCD1234EFGH5678");
    EXPECT_EQ(code->rootPin, base::Bytes("\0\0\0\0\0\0\0\0\0\x1f", 10));
}

TEST(EnrolmentCode, ReadsItsPinFromTheFirstBitOn) {
    const auto code = parseEnrolmentCode("0000000000000000ZZZZZZZZZZZZZZZZ");
    ASSERT_TRUE(code);
    EXPECT_EQ(code->rootPin, base::Bytes(10, '\xff'));
    EXPECT_EQ(base::toHex(parseEnrolmentCode("00000000000000001041061050R3GG28")->rootPin),
              "08081018202830384048");
}

TEST(EnrolmentCode, ForgivesCaseDashesSpacesAndLookAlikes) {
    const auto strict = parseEnrolmentCode(
        "0011223344556677"
        "8899AABBCCDDEEFF");
    const auto typed = parseEnrolmentCode(" oOiL 2233-4455 6677\n88 99aabb-ccddeeff ");
    ASSERT_TRUE(strict);
    ASSERT_TRUE(typed);
    EXPECT_EQ(typed->secret, strict->secret);
    EXPECT_EQ(typed->rootPin, strict->rootPin);
}

TEST(EnrolmentCode, SaysWhatIsWrong) {
    for (const char* bad :
         {"", "ABCD", "ABCD-1234-EFGH-5678-0000-0000-0000-000",
          "ABCD-1234-EFGH-5678-0000-0000-0000-000ZZ", "UBCD-1234-EFGH-5678-0000-0000-0000-000Z",
          "ABCD-1234-EFGH-5678-0000-0000-0000-000!"}) {
        const auto code = parseEnrolmentCode(bad);
        ASSERT_FALSE(code) << bad;
        EXPECT_EQ(code.error().code(), base::ErrorCode::InvalidArgument);
        EXPECT_FALSE(code.error().detail().empty());
    }
}

}  // namespace
}  // namespace hearth::tests

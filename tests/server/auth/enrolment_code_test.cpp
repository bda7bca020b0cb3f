#include "server/auth/enrolment_code.hpp"

#include <set>

#include <gtest/gtest.h>

#include "shared/crypto/hash.hpp"

namespace hearth::server::auth {

namespace {

constexpr const char* kSecret = "7K3M0123ABCDWXYZ";

}  // namespace

TEST(EnrolmentCode, IsEightGroupsOfFour) {
    base::SeededRandom random(1);
    const std::string code = formatCode(makeCodeSecret(random), "a root certificate");
    EXPECT_EQ(code.size(), 39U);
    for (std::size_t i = 4; i < code.size(); i += 5)
        EXPECT_EQ(code[i], '-');
}

TEST(EnrolmentCode, EndsWithTheSamePinForTheSameRoot) {
    base::SeededRandom random(1);
    const std::string one = formatCode(makeCodeSecret(random), "root");
    const std::string two = formatCode(makeCodeSecret(random), "root");
    const std::string other = formatCode(makeCodeSecret(random), "another root");
    EXPECT_EQ(one.substr(20), two.substr(20));
    EXPECT_NE(one.substr(0, 19), two.substr(0, 19));
    EXPECT_NE(one.substr(20), other.substr(20));
}

TEST(EnrolmentCode, UsesNoCharactersThatLookAlike) {
    base::SeededRandom random(3);
    std::set<char> seen;
    for (int i = 0; i < 200; ++i)
        for (const char c : makeCodeSecret(random))
            seen.insert(c);
    EXPECT_EQ(seen.size(), 32U);
    for (const char c : {'I', 'L', 'O', 'U'})
        EXPECT_FALSE(seen.contains(c)) << c;
}

TEST(EnrolmentCode, ForgivesCaseDashesSpacesAndLookAlikes) {
    EXPECT_EQ(normaliseSecret("7K3M-0123-ABCD-WXYZ").value(), kSecret);
    EXPECT_EQ(normaliseSecret("7k3m 0123 abcd wxyz").value(), kSecret);
    EXPECT_EQ(normaliseSecret("7k3mOI23abcdwxyz").value(), kSecret);
    EXPECT_EQ(normaliseSecret("7k3mol23abcdwxyz").value(), kSecret);
}

TEST(EnrolmentCode, RefusesWhatIsNoCode) {
    EXPECT_FALSE(normaliseSecret(""));
    EXPECT_FALSE(normaliseSecret("7K3M-0123-ABCD-WXY"));
    EXPECT_FALSE(normaliseSecret("7K3M-0123-ABCD-WXYZ-1"));
    EXPECT_FALSE(normaliseSecret("7K3M-0123-ABCD-WXYU"));
    EXPECT_FALSE(normaliseSecret("7K3M-0123-ABCD-WXY\xC3\xA9"));
    EXPECT_FALSE(normaliseSecret(std::string(100'000, 'A')));
}

TEST(EnrolmentCode, IsKeptAsAHashOnly) {
    EXPECT_EQ(hashSecret(kSecret), crypto::sha256(kSecret));
}

}  // namespace hearth::server::auth

#include "shared/crypto/secret.hpp"

#include <set>
#include <type_traits>

#include <gtest/gtest.h>

namespace hearth::crypto {
namespace {

static_assert(!std::is_copy_constructible_v<Secret>, "a secret is not copied by accident");

TEST(Secret, BeginsAsZeroes) {
    const Secret secret(64);
    ASSERT_EQ(secret.size(), 64U);
    EXPECT_EQ(secret.view(), base::Bytes(64, '\0'));
    EXPECT_TRUE(Secret().empty());
    EXPECT_TRUE(Secret(0).empty());
}

TEST(Secret, HoldsACopyOfItsOwn) {
    base::Bytes bytes("a key");
    const Secret secret = Secret::copyOf(bytes);
    bytes[0] = 'X';
    EXPECT_EQ(secret.view(), "a key");
    EXPECT_EQ(Secret::copyOf("").size(), 0U);
}

TEST(Secret, LeavesNothingBehindWhenMoved) {
    Secret from = Secret::copyOf("a key");
    const Secret to = std::move(from);
    EXPECT_EQ(to.view(), "a key");
    EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move): the promise under test
    Secret assigned = Secret::copyOf("longer than before");
    assigned = to.clone();
    EXPECT_EQ(assigned.view(), "a key");
}

TEST(Secret, IsComparedWhole) {
    const Secret secret = Secret::copyOf("a key");
    EXPECT_TRUE(secret.equals(secret.clone()));
    EXPECT_FALSE(secret.equals(Secret::copyOf("b key")));
    EXPECT_FALSE(secret.equals(Secret::copyOf("a kez")));
    EXPECT_FALSE(secret.equals(Secret::copyOf("a key ")));
    EXPECT_FALSE(secret.equals(Secret()));
    EXPECT_TRUE(Secret().equals(Secret()));
}

TEST(Secret, IsNeverTheSameTwiceWhenRandom) {
    std::set<base::Bytes> seen;
    for (int i = 0; i < 100; ++i)
        seen.insert(base::Bytes(Secret::random(32).view()));
    EXPECT_EQ(seen.size(), 100U);
}

TEST(SecretDeathTest, EndsTheProgramWhenSomebodyWritesBehindIt) {
    // The page after a secret is not mapped for anybody: an overrun is a crash, not a leak.
    EXPECT_DEATH(
        {
            Secret secret(32);
            volatile std::uint8_t* behind = secret.octets().data() + secret.size();
            *behind = 1;
        },
        "");
}

TEST(SystemRandom, FillsEveryOctet) {
    ASSERT_TRUE(initialise());
    SystemRandom random;
    std::array<std::uint8_t, 64> touched{};
    for (int round = 0; round < 64; ++round) {
        std::array<std::uint8_t, 64> out{};
        random.fill(out);
        for (std::size_t i = 0; i < out.size(); ++i)
            touched[i] = static_cast<std::uint8_t>(touched[i] | out[i]);
    }
    for (const std::uint8_t octet : touched)
        EXPECT_EQ(octet, 0xFF);
    random.fill({});
}

}  // namespace
}  // namespace hearth::crypto

#include "shared/base/base32.hpp"

#include <gtest/gtest.h>

#include "shared/base/random.hpp"

namespace hearth::base {
namespace {

TEST(Base32, BringsBackWhatItWrote) {
    SeededRandom random(5);
    for (std::size_t groups = 0; groups < 20; ++groups) {
        Bytes bytes(groups * 5, '\0');
        for (char& c : bytes)
            c = static_cast<char>(random.next());
        const std::string text = encodeBase32(bytes);
        EXPECT_EQ(text.size(), groups * 8);
        EXPECT_EQ(decodeBase32(text), bytes);
    }
}

TEST(Base32, WritesCrockfordsAlphabet) {
    // 0 to 31 in five bits each.
    const Bytes all = fromHex("00443214c74254b635cf84653a56d7c675be77df").value();
    EXPECT_EQ(encodeBase32(all), "0123456789ABCDEFGHJKMNPQRSTVWXYZ");
}

TEST(Base32, ForgivesWhatLooksAlike) {
    EXPECT_EQ(canonicalBase32('o'), '0');
    EXPECT_EQ(canonicalBase32('I'), '1');
    EXPECT_EQ(canonicalBase32('l'), '1');
    EXPECT_EQ(canonicalBase32('k'), 'K');
    EXPECT_EQ(canonicalBase32('U'), '\0');
    EXPECT_EQ(canonicalBase32('-'), '\0');
}

}  // namespace
}  // namespace hearth::base

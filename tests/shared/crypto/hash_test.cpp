#include "shared/crypto/hash.hpp"

#include <gtest/gtest.h>

#include "shared/crypto/running_hash.hpp"

namespace hearth::crypto {
namespace {

// FIPS 180-4's own examples.
TEST(HashSha256, GivesThePublishedValues) {
    EXPECT_EQ(base::toHex(sha256("").view()),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(base::toHex(sha256("abc").view()),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(
        base::toHex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").view()),
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(base::toHex(sha256(std::string(1'000'000, 'a')).view()),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(HashSha256, OfPartsIsThatOfTheirConcatenation) {
    EXPECT_EQ(sha256({"a", "", "bc"}), sha256("abc"));
    EXPECT_EQ(sha256(std::initializer_list<base::ByteView>{}), sha256(""));
}

TEST(HashSha256, RunningIsThatOfAllThatWasAdded) {
    RunningHash running;
    for (const char* part : {"a", "", "bc"})
        running.add(part);
    EXPECT_EQ(running.finish(), sha256("abc"));
    EXPECT_EQ(RunningHash().finish(), sha256(""));
}

// Computed with Python's hashlib from the definition in the header.
TEST(HashChain, FollowsItsDefinition) {
    base::Epoch epoch;
    for (std::size_t i = 0; i < epoch.octets.size(); ++i)
        epoch.octets[i] = static_cast<std::uint8_t>(i);
    const base::Digest start = chainStart(epoch);
    EXPECT_EQ(base::toHex(start.view()),
              "be45cb2605bf36bebde684841a28f0fd43c69850a3dce5fedba69928ee3a8991");
    EXPECT_EQ(base::toHex(chainNext(start, sha256("edit"), "outcome").view()),
              "ef781181fe67948fcbb3df2f364c292b7c39150913fac5dc92de3035107ba2b0");
}

TEST(HashChain, DependsOnHistoryEditAndOutcome) {
    const base::Digest start = chainStart(base::Epoch{{1}});
    const base::Digest next = chainNext(start, sha256("edit"), "applied");
    EXPECT_NE(next, chainNext(chainStart(base::Epoch{{2}}), sha256("edit"), "applied"));
    EXPECT_NE(next, chainNext(start, sha256("other"), "applied"));
    EXPECT_NE(next, chainNext(start, sha256("edit"), "held"));
}

}  // namespace
}  // namespace hearth::crypto

#include "shared/crypto/wrap.hpp"

#include <gtest/gtest.h>

namespace hearth::crypto {
namespace {

using base::Bytes;
using base::ErrorCode;

Bytes hex(std::string_view text) {
    return *base::fromHex(text);
}

Bytes counting(int from, int to) {
    Bytes bytes;
    for (int octet = from; octet < to; ++octet)
        bytes.push_back(static_cast<char>(octet));
    return bytes;
}

Bytes withBitFlipped(Bytes bytes, std::size_t bit) {
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ static_cast<char>(1U << (bit % 8)));
    return bytes;
}

Bytes derive(base::ByteView key, base::ByteView salt, base::ByteView info, std::size_t size) {
    const auto derived = hkdf(key, salt, info, size);
    return derived ? Bytes(derived->view()) : Bytes("error: " + derived.error().message());
}

// From the reference implementation's command line: argon2 -id -t 3 -k 131072 -p 1 -l 32 -r
TEST(WrapArgon2id, GivesTheReferenceImplementationsValueAtTheFloor) {
    const auto key =
        argon2id(Secret::copyOf("correct horse battery staple"), "0123456789abcdef", kArgonFloor);
    ASSERT_TRUE(key);
    EXPECT_EQ(base::toHex(key->view()),
              "47d8e5fb23784cfdee845fe02e0786ecd19ad9668d27479d0b3c87a2844aa9e7");
}

TEST(WrapArgon2id, RefusesACostOutsideFloorAndCeiling) {
    const Secret passphrase = Secret::copyOf("correct horse battery staple");
    for (const ArgonCost cost :
         {ArgonCost{0, 0}, ArgonCost{127, 3}, ArgonCost{128, 2}, ArgonCost{1025, 3},
          ArgonCost{128, 11}, ArgonCost{0xFFFFFFFF, 3}, ArgonCost{128, 0xFFFFFFFF}}) {
        const auto key = argon2id(passphrase, "0123456789abcdef", cost);
        ASSERT_FALSE(key) << cost.memoryMib << " MiB, " << cost.passes;
        EXPECT_EQ(key.error().code(), ErrorCode::InvalidArgument);
    }
}

TEST(WrapArgon2id, TakesASaltOfExactly16Bytes) {
    for (const std::size_t size : {0U, 8U, 15U, 17U}) {
        const auto key = argon2id(Secret::copyOf("p"), Bytes(size, 's'), kArgonFloor);
        ASSERT_FALSE(key) << size;
        EXPECT_EQ(key.error().code(), ErrorCode::InvalidArgument);
    }
}

// The inputs of RFC 5869's test cases 1 to 3 with SHA-512, computed with Python's hmac module from
// the RFC's definition.
TEST(WrapHkdf, GivesIndependentlyComputedValues) {
    const Bytes key(22, '\x0b');
    EXPECT_EQ(base::toHex(derive(key, counting(0, 13), counting(0xf0, 0xfa), 42)),
              "832390086cda71fb47625bb5ceb168e4c8e26a1a16ed34d9fc7fe92c1481579338da362cb8d9f925d7"
              "cb");
    EXPECT_EQ(base::toHex(derive(counting(0, 80), counting(0x60, 0xb0), counting(0xb0, 0x100), 82)),
              "ce6c97192805b346e6161e821ed165673b84f400a2b514b2fe23d84cd189ddf1b695b48cbd1c838844"
              "1137b3ce28f16aa64ba33ba466b24df6cfcb021ecff235f6a2056ce3af1de44d572097a8505d9e7a93");
    EXPECT_EQ(base::toHex(derive(key, "", "", 42)),
              "f5fa02b18298a72a8c23898a8703472c6eb179dc204c03425c970e3b164bf90fff22d04836d0e2343b"
              "ac");
    EXPECT_EQ(base::toHex(derive(Bytes(32, 'k'), Bytes(16, 's'), "csc/kek/v1", 200)).substr(368),
              "f2b6faac3a384fc71cfdaba924eaf7b6");
}

TEST(WrapHkdf, RefusesNoKeyAndImpossibleSizes) {
    EXPECT_EQ(hkdf("", "salt", "info", 32).error().code(), ErrorCode::InvalidArgument);
    EXPECT_EQ(hkdf("key", "salt", "info", 0).error().code(), ErrorCode::InvalidArgument);
    EXPECT_EQ(hkdf("key", "salt", "info", 16'321).error().code(), ErrorCode::InvalidArgument);
    EXPECT_TRUE(hkdf("key", "salt", "info", 16'320));
}

// draft-irtf-cfrg-xchacha-03, A.3.1.
TEST(WrapCipher, OpensThePublishedXChaCha20Poly1305Vector) {
    const Bytes sealed =
        hex("404142434445464748494a4b4c4d4e4f5051525354555657") +
        hex("bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3"
            "a82f4eda7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2b"
            "c369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52e"
            "c0875924c1c7987947deafd8780acf49");
    const auto plain =
        decrypt(Secret::copyOf(counting(0x80, 0xa0)), sealed, hex("50515253c0c1c2c3c4c5c6c7"));
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->view(),
              "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
              "future, sunscreen would be it.");
}

TEST(WrapCipher, RoundTripsWithAFreshNonceEachTime) {
    const Secret key = Secret::random(32);
    const auto first = encrypt(key, "the data key", "header");
    const auto second = encrypt(key, "the data key", "header");
    ASSERT_TRUE(first && second);
    EXPECT_NE(*first, *second);
    EXPECT_EQ(first->find("data key"), Bytes::npos);
    EXPECT_EQ(decrypt(key, *first, "header")->view(), "the data key");
    const auto empty = encrypt(key, "", "");
    ASSERT_TRUE(empty);
    EXPECT_TRUE(decrypt(key, *empty, "")->empty());
}

TEST(WrapCipher, SaysWrongKeyForEveryFlippedBitOfCiphertextHeaderAndKey) {
    const Bytes key(32, 'k');
    const Bytes header("slot 1 of 2");
    const auto sealed = encrypt(Secret::copyOf(key), "the data key", header);
    ASSERT_TRUE(sealed);
    const auto codeOf = [](const Bytes& k, const Bytes& s, const Bytes& h) {
        const auto plain = decrypt(Secret::copyOf(k), s, h);
        return plain ? ErrorCode::Internal : plain.error().code();
    };
    for (std::size_t bit = 0; bit < sealed->size() * 8; ++bit)
        ASSERT_EQ(codeOf(key, withBitFlipped(*sealed, bit), header), ErrorCode::WrongKey) << bit;
    for (std::size_t bit = 0; bit < header.size() * 8; ++bit)
        ASSERT_EQ(codeOf(key, *sealed, withBitFlipped(header, bit)), ErrorCode::WrongKey) << bit;
    for (std::size_t bit = 0; bit < key.size() * 8; ++bit)
        ASSERT_EQ(codeOf(withBitFlipped(key, bit), *sealed, header), ErrorCode::WrongKey) << bit;
}

TEST(WrapCipher, OpensNoTruncatedOrLengthenedBytes) {
    const Secret key = Secret::random(32);
    const auto sealed = encrypt(key, "the data key", "header");
    ASSERT_TRUE(sealed);
    for (std::size_t size = 0; size < sealed->size(); ++size) {
        const auto plain = decrypt(key, sealed->substr(0, size), "header");
        ASSERT_FALSE(plain) << size;
        ASSERT_EQ(plain.error().code(), size < 40 ? ErrorCode::Malformed : ErrorCode::WrongKey);
    }
    EXPECT_EQ(decrypt(key, *sealed + "x", "header").error().code(), ErrorCode::WrongKey);
}

TEST(WrapCipher, TakesAKeyOfExactly32Bytes) {
    for (const std::size_t size : {0U, 16U, 31U, 33U}) {
        EXPECT_EQ(encrypt(Secret(size), "x", "").error().code(), ErrorCode::InvalidArgument);
        EXPECT_EQ(decrypt(Secret(size), Bytes(64, 'x'), "").error().code(),
                  ErrorCode::InvalidArgument);
    }
}

TEST(WrapSeal, OpensWithItsOwnKeyOnly) {
    const SealKeyPair authority = makeSealKeyPair();
    const SealKeyPair other = makeSealKeyPair();
    ASSERT_EQ(authority.publicKey.size(), 32U);
    const auto sealed = seal(authority.publicKey, "escrowed key");
    ASSERT_TRUE(sealed);
    EXPECT_EQ(openSealed(authority, *sealed)->view(), "escrowed key");
    EXPECT_EQ(openSealed(other, *sealed).error().code(), ErrorCode::WrongKey);
    for (std::size_t bit = 0; bit < sealed->size() * 8; bit += 7)
        ASSERT_EQ(openSealed(authority, withBitFlipped(*sealed, bit)).error().code(),
                  ErrorCode::WrongKey)
            << bit;
    EXPECT_EQ(openSealed(authority, sealed->substr(0, 47)).error().code(), ErrorCode::Malformed);
    EXPECT_TRUE(openSealed(authority, *seal(authority.publicKey, ""))->empty());
}

TEST(WrapSeal, RefusesKeysThatAreNoneOrThatAnybodyCouldOpen) {
    EXPECT_EQ(seal(Bytes(31, 'k'), "x").error().code(), ErrorCode::InvalidArgument);
    EXPECT_EQ(seal("", "x").error().code(), ErrorCode::InvalidArgument);
    // The point of order one: its shared secret is zero for everybody.
    EXPECT_EQ(seal(Bytes(32, '\0'), "x").error().code(), ErrorCode::InvalidArgument);
    const SealKeyPair half{Bytes(32, 'k'), Secret()};
    EXPECT_EQ(openSealed(half, Bytes(64, 'x')).error().code(), ErrorCode::InvalidArgument);
}

}  // namespace
}  // namespace hearth::crypto

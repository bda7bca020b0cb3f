#include "shared/crypto/signature.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

namespace hearth::crypto {
namespace {

using base::Bytes;
using base::ErrorCode;

// RFC 6979, A.2.5: the key of the P-256 examples, and its signature of "sample" with SHA-256.
constexpr const char* kRfcPublicKey =
    "3059301306072a8648ce3d020106082a8648ce3d03010703420004"
    "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
constexpr const char* kRfcSignature =
    "3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
    "022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";

Bytes otherKeyDer(const char* type, const char* curve) {
    EVP_PKEY* key = curve == nullptr ? EVP_PKEY_Q_keygen(nullptr, nullptr, type, std::size_t{2048})
                                     : EVP_PKEY_Q_keygen(nullptr, nullptr, type, curve);
    PKCS8_PRIV_KEY_INFO* wrapped = EVP_PKEY2PKCS8(key);
    unsigned char* out = nullptr;
    const int length = i2d_PKCS8_PRIV_KEY_INFO(wrapped, &out);
    Bytes der(reinterpret_cast<const char*>(out), static_cast<std::size_t>(length));
    OPENSSL_free(out);
    PKCS8_PRIV_KEY_INFO_free(wrapped);
    EVP_PKEY_free(key);
    return der;
}

TEST(Signature, VerifiesThePublishedExample) {
    const Bytes key = *base::fromHex(kRfcPublicKey);
    const Bytes signature = *base::fromHex(kRfcSignature);
    EXPECT_TRUE(verifySignature(key, "sample", signature));
    EXPECT_EQ(verifySignature(key, "Sample", signature).error().code(), ErrorCode::Untrusted);
}

TEST(Signature, VerifiesUnderItsOwnKeyAndMessageOnly) {
    const auto key = SigningKey::generate();
    const auto other = SigningKey::generate();
    ASSERT_TRUE(key && other);
    const auto signature = key->sign("the last edit of a batch");
    ASSERT_TRUE(signature);
    EXPECT_TRUE(verifySignature(*key->publicDer(), "the last edit of a batch", *signature));
    EXPECT_EQ(
        verifySignature(*other->publicDer(), "the last edit of a batch", *signature).error().code(),
        ErrorCode::Untrusted);
    EXPECT_EQ(
        verifySignature(*key->publicDer(), "the last edit of a batcH", *signature).error().code(),
        ErrorCode::Untrusted);
    const auto ofNothing = key->sign("");
    ASSERT_TRUE(ofNothing);
    EXPECT_TRUE(verifySignature(*key->publicDer(), "", *ofNothing));
}

TEST(Signature, IsUntrustedAfterAnyFlippedBitOrCut) {
    const auto key = SigningKey::generate();
    ASSERT_TRUE(key);
    const Bytes publicDer = *key->publicDer();
    const Bytes signature = *key->sign("message");
    for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
        Bytes flipped = signature;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ static_cast<char>(1U << (bit % 8)));
        ASSERT_FALSE(verifySignature(publicDer, "message", flipped)) << bit;
    }
    for (std::size_t size = 0; size < signature.size(); ++size)
        ASSERT_EQ(verifySignature(publicDer, "message", signature.substr(0, size)).error().code(),
                  ErrorCode::Untrusted);
    EXPECT_EQ(verifySignature(publicDer, "message", signature + "x").error().code(),
              ErrorCode::Untrusted);
}

TEST(SigningKey, RoundTripsThroughItsPrivateForm) {
    const auto key = SigningKey::generate();
    ASSERT_TRUE(key);
    const auto der = key->toDer();
    ASSERT_TRUE(der);
    const auto again = SigningKey::fromDer(*der);
    ASSERT_TRUE(again);
    EXPECT_EQ(*again->publicDer(), *key->publicDer());
    EXPECT_TRUE(verifySignature(*key->publicDer(), "message", *again->sign("message")));
    EXPECT_NE(again->native(), nullptr);
}

TEST(SigningKey, RefusesOtherKindsOfKeyAndTruncatedOrLengthenedBytes) {
    for (const Bytes& der :
         {otherKeyDer("EC", "P-384"), otherKeyDer("EC", "secp256k1"), otherKeyDer("RSA", nullptr)})
        EXPECT_EQ(SigningKey::fromDer(Secret::copyOf(der)).error().code(), ErrorCode::Malformed);
    const Bytes der(SigningKey::generate()->toDer()->view());
    for (std::size_t size = 0; size < der.size(); ++size)
        ASSERT_EQ(SigningKey::fromDer(Secret::copyOf(der.substr(0, size))).error().code(),
                  ErrorCode::Malformed)
            << size;
    EXPECT_EQ(SigningKey::fromDer(Secret::copyOf(der + "x")).error().code(), ErrorCode::Malformed);
}

TEST(SigningKey, RefusesAPrivateHalfThatDoesNotBelongToThePublicOne) {
    const Bytes mine(SigningKey::generate()->toDer()->view());
    const Bytes theirs(SigningKey::generate()->toDer()->view());
    ASSERT_EQ(mine.size(), theirs.size());
    // The public point is the last 65 bytes of both.
    const Bytes mixed = mine.substr(0, mine.size() - 65) + theirs.substr(theirs.size() - 65);
    EXPECT_EQ(SigningKey::fromDer(Secret::copyOf(mixed)).error().code(), ErrorCode::Malformed);
}

TEST(Signature, CallsAVerifyingKeyMalformedThatIsNotOnP256) {
    const auto key = SigningKey::generate();
    const Bytes signature = *key->sign("message");
    const Bytes publicDer = *key->publicDer();
    for (std::size_t size = 0; size < publicDer.size(); ++size)
        ASSERT_EQ(verifySignature(publicDer.substr(0, size), "message", signature).error().code(),
                  ErrorCode::Malformed);
    EXPECT_EQ(verifySignature(publicDer + "x", "message", signature).error().code(),
              ErrorCode::Malformed);
    Bytes offCurve = publicDer;
    offCurve.back() = static_cast<char>(offCurve.back() ^ 1);
    EXPECT_EQ(verifySignature(offCurve, "message", signature).error().code(), ErrorCode::Malformed);
}

TEST(SigningKey, RequestsACertificateForItself) {
    const auto key = SigningKey::generate();
    const auto der = key->certificateRequest("tablet 7");
    ASSERT_TRUE(der);
    const auto* at = reinterpret_cast<const unsigned char*>(der->data());
    X509_REQ* request = d2i_X509_REQ(nullptr, &at, static_cast<long>(der->size()));
    ASSERT_NE(request, nullptr);
    EXPECT_EQ(X509_REQ_verify(request, X509_REQ_get0_pubkey(request)), 1);
    EXPECT_EQ(EVP_PKEY_eq(X509_REQ_get0_pubkey(request), static_cast<EVP_PKEY*>(key->native())), 1);
    X509_REQ_free(request);
    for (const std::string& name : {std::string(), std::string(65, 'x'), std::string("\xff")})
        EXPECT_EQ(key->certificateRequest(name).error().code(), ErrorCode::InvalidArgument);
}

}  // namespace
}  // namespace hearth::crypto

#include "shared/crypto/certificate.hpp"

#include <memory>
#include <set>

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "shared/crypto/hash.hpp"
#include "shared/crypto/signature.hpp"

namespace hearth::crypto {
namespace {

using base::Bytes;
using base::DeviceId;
using base::ErrorCode;
using base::WallTime;

constexpr WallTime kNow{1'795'000'000'000};  // November 2026
constexpr DeviceId kDevice{{0x01, 0xAB, 0xCD}};

struct FreeX509 {
    void operator()(X509* certificate) const { X509_free(certificate); }
};
using Parsed = std::unique_ptr<X509, FreeX509>;

Parsed parse(const Bytes& der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    return Parsed(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
}

// What OpenSSL's verifier says, X509_V_OK or its error, as `openssl verify -x509_strict` would.
int verify(const Bytes& leaf, const Bytes& issuing, const Bytes& root, int purpose, WallTime at) {
    const Parsed leafCertificate = parse(leaf);
    const Parsed issuingCertificate = parse(issuing);
    const Parsed rootCertificate = parse(root);
    X509_STORE* store = X509_STORE_new();
    X509_STORE_add_cert(store, rootCertificate.get());
    STACK_OF(X509)* chain = sk_X509_new_null();
    sk_X509_push(chain, issuingCertificate.get());
    X509_STORE_CTX* context = X509_STORE_CTX_new();
    X509_STORE_CTX_init(context, store, leafCertificate.get(), chain);
    X509_VERIFY_PARAM* rules = X509_STORE_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_X509_STRICT);
    X509_VERIFY_PARAM_set_purpose(rules, purpose);
    X509_VERIFY_PARAM_set_time(rules, static_cast<time_t>(at.millis / 1000));
    const int verified = X509_verify_cert(context);
    const int error = X509_STORE_CTX_get_error(context);
    X509_STORE_CTX_free(context);
    sk_X509_free(chain);
    X509_STORE_free(store);
    return verified == 1 ? X509_V_OK : error;
}

class Certificates : public testing::Test {
protected:
    Certificates()
        : root(*makeRoot("Northbank Council", kNow)),
          issuing(*makeIssuing(root, "Northbank Council", kNow)) {}

    [[nodiscard]] base::Result<Bytes> issue(WallTime now = kNow) const {
        return issueDevice(issuing, *key.certificateRequest("anything"), kDevice, now);
    }

    CertificateAndKey root;
    CertificateAndKey issuing;
    SigningKey key = *SigningKey::generate();
};

TEST_F(Certificates, VerifyAsAChainForTheirOwnPurposeOnly) {
    const auto server = makeServer(issuing, {"hearth.example", "192.0.2.7"}, kNow);
    const auto device = issue();
    ASSERT_TRUE(server && device);
    const auto check = [&](const Bytes& leaf, int purpose) {
        return verify(leaf, issuing.certificateDer, root.certificateDer, purpose, kNow);
    };
    EXPECT_EQ(check(server->certificateDer, X509_PURPOSE_SSL_SERVER), X509_V_OK);
    EXPECT_EQ(check(*device, X509_PURPOSE_SSL_CLIENT), X509_V_OK);
    EXPECT_EQ(check(server->certificateDer, X509_PURPOSE_SSL_CLIENT), X509_V_ERR_INVALID_PURPOSE);
    EXPECT_EQ(check(*device, X509_PURPOSE_SSL_SERVER), X509_V_ERR_INVALID_PURPOSE);
}

TEST_F(Certificates, DoNotVerifyUnderAnotherAuthorityOfTheSameName) {
    const auto otherRoot = makeRoot("Northbank Council", kNow);
    ASSERT_TRUE(otherRoot);
    EXPECT_NE(verify(*issue(), issuing.certificateDer, otherRoot->certificateDer,
                     X509_PURPOSE_SSL_CLIENT, kNow),
              X509_V_OK);
}

TEST_F(Certificates, OfADeviceLastThirtyDaysAndBeginFiveMinutesEarly) {
    const auto facts = readCertificate(*issue());
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->notBefore, kNow - base::minutes(5));
    EXPECT_EQ(facts->notAfter, kNow + base::days(30));
    const auto at = [&](WallTime time) {
        return verify(*issue(), issuing.certificateDer, root.certificateDer,
                      X509_PURPOSE_SSL_CLIENT, time);
    };
    EXPECT_EQ(at(kNow - base::minutes(4)), X509_V_OK);
    EXPECT_EQ(at(kNow + base::days(30) - base::seconds(1)), X509_V_OK);
    EXPECT_EQ(at(kNow + base::days(30) + base::seconds(1)), X509_V_ERR_CERT_HAS_EXPIRED);
    EXPECT_NE(at(kNow - base::minutes(6)), X509_V_OK);
}

TEST_F(Certificates, NeverOutliveTheirIssuer) {
    const WallTime late = kNow + base::days(360);
    const auto facts = readCertificate(*issue(late));
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->notAfter, kNow + kIssuingLifetime);
    EXPECT_EQ(issue(kNow + base::days(366)).error().code(), ErrorCode::Untrusted);
    EXPECT_EQ(issue(kNow - base::days(1)).error().code(), ErrorCode::Untrusted);
}

TEST_F(Certificates, OfADeviceTellItsIdKeyAndFingerprint) {
    const Bytes der = *issue();
    const auto facts = readCertificate(der);
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->device, kDevice);
    EXPECT_EQ(facts->publicKeyDer, *key.publicDer());
    EXPECT_EQ(facts->fingerprint, sha256(der));
}

TEST_F(Certificates, OfAServerOrAnAuthorityNameNoDevice) {
    const auto server = makeServer(issuing, {"hearth.example"}, kNow);
    ASSERT_TRUE(server);
    for (const Bytes& der : {server->certificateDer, issuing.certificateDer, root.certificateDer}) {
        const auto facts = readCertificate(der);
        ASSERT_TRUE(facts);
        EXPECT_TRUE(facts->device.isNil());
    }
}

TEST_F(Certificates, OfAServerAnswerToTheirHostNamesOnly) {
    const auto server =
        makeServer(issuing, {"hearth.example", "localhost", "192.0.2.7", "::1"}, kNow);
    ASSERT_TRUE(server);
    const Parsed certificate = parse(server->certificateDer);
    const auto answersTo = [&](const char* host) {
        return X509_check_host(certificate.get(), host, 0, 0, nullptr) == 1;
    };
    EXPECT_TRUE(answersTo("hearth.example"));
    EXPECT_TRUE(answersTo("localhost"));
    EXPECT_FALSE(answersTo("other.example"));
    EXPECT_FALSE(answersTo("Hearth server"));
    EXPECT_EQ(X509_check_ip_asc(certificate.get(), "192.0.2.7", 0), 1);
    EXPECT_EQ(X509_check_ip_asc(certificate.get(), "::1", 0), 1);
    EXPECT_EQ(X509_check_ip_asc(certificate.get(), "192.0.2.8", 0), 0);
}

TEST_F(Certificates, OfAServerRefuseHostsThatAreNone) {
    EXPECT_EQ(makeServer(issuing, {}, kNow).error().code(), ErrorCode::InvalidArgument);
    for (const std::string& host :
         {std::string(), std::string("a b"), std::string("x,DNS:y"), std::string("*.example"),
          std::string("host\0.example", 13), std::string(254, 'a')})
        EXPECT_EQ(makeServer(issuing, {host}, kNow).error().code(), ErrorCode::InvalidArgument)
            << host;
}

TEST_F(Certificates, HaveTheExtensionsAndCurvesOfTheirKind) {
    const Parsed rootCertificate = parse(root.certificateDer);
    const Parsed issuingCertificate = parse(issuing.certificateDer);
    const Parsed device = parse(*issue());
    EXPECT_EQ(EVP_PKEY_get_bits(X509_get0_pubkey(rootCertificate.get())), 384);
    EXPECT_EQ(EVP_PKEY_get_bits(X509_get0_pubkey(issuingCertificate.get())), 256);
    EXPECT_EQ(X509_get_pathlen(rootCertificate.get()), -1);
    EXPECT_EQ(X509_get_pathlen(issuingCertificate.get()), 0);
    EXPECT_EQ(X509_check_ca(rootCertificate.get()), 1);
    EXPECT_EQ(X509_check_ca(issuingCertificate.get()), 1);
    EXPECT_EQ(X509_check_ca(device.get()), 0);
    EXPECT_EQ(X509_get_key_usage(issuingCertificate.get()),
              static_cast<std::uint32_t>(KU_KEY_CERT_SIGN | KU_CRL_SIGN));
    EXPECT_EQ(X509_get_key_usage(device.get()), static_cast<std::uint32_t>(KU_DIGITAL_SIGNATURE));
    EXPECT_EQ(X509_get_extended_key_usage(device.get()),
              static_cast<std::uint32_t>(XKU_SSL_CLIENT));
    ASSERT_NE(X509_get0_authority_key_id(device.get()), nullptr);
    EXPECT_EQ(ASN1_OCTET_STRING_cmp(X509_get0_authority_key_id(device.get()),
                                    X509_get0_subject_key_id(issuingCertificate.get())),
              0);
    for (const int kind : {NID_basic_constraints, NID_key_usage}) {
        const int at = X509_get_ext_by_NID(device.get(), kind, -1);
        ASSERT_GE(at, 0);
        EXPECT_EQ(X509_EXTENSION_get_critical(X509_get_ext(device.get(), at)), 1);
    }
}

TEST_F(Certificates, HavePositiveSerialNumbersThatDoNotRepeat) {
    std::set<Bytes> seen;
    for (int i = 0; i < 200; ++i) {
        const Parsed certificate = parse(*issue());
        const ASN1_INTEGER* serial = X509_get0_serialNumber(certificate.get());
        ASSERT_EQ(ASN1_STRING_type(serial), V_ASN1_INTEGER) << "negative ones have another type";
        seen.insert(Bytes(reinterpret_cast<const char*>(ASN1_STRING_get0_data(serial)),
                          static_cast<std::size_t>(ASN1_STRING_length(serial))));
    }
    EXPECT_EQ(seen.size(), 200U);
}

TEST_F(Certificates, ForDevicesNeedAP256KeyProvenByTheRequest) {
    EVP_PKEY* rsa = EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048});
    X509_REQ* request = X509_REQ_new();
    X509_REQ_set_pubkey(request, rsa);
    X509_REQ_sign(request, rsa, EVP_sha256());
    unsigned char* out = nullptr;
    const int length = i2d_X509_REQ(request, &out);
    const Bytes csr(reinterpret_cast<const char*>(out), static_cast<std::size_t>(length));
    OPENSSL_free(out);
    X509_REQ_free(request);
    EVP_PKEY_free(rsa);
    EXPECT_EQ(issueDevice(issuing, csr, kDevice, kNow).error().code(), ErrorCode::InvalidArgument);

    Bytes forged = *key.certificateRequest("anything");
    forged.back() = static_cast<char>(forged.back() ^ 1);  // inside the signature
    EXPECT_EQ(issueDevice(issuing, forged, kDevice, kNow).error().code(), ErrorCode::Untrusted);
    EXPECT_EQ(issueDevice(issuing, *key.certificateRequest("x"), DeviceId{}, kNow).error().code(),
              ErrorCode::InvalidArgument);
}

TEST_F(Certificates, AreIssuedOnlyByAnAuthorityWithItsOwnKey) {
    const auto server = makeServer(issuing, {"hearth.example"}, kNow);
    const Bytes csr = *key.certificateRequest("anything");
    EXPECT_EQ(issueDevice(*server, csr, kDevice, kNow).error().code(), ErrorCode::InvalidArgument);
    const CertificateAndKey mixed{issuing.certificateDer, server->keyDer.clone()};
    EXPECT_EQ(issueDevice(mixed, csr, kDevice, kNow).error().code(), ErrorCode::InvalidArgument);
    EXPECT_EQ(makeIssuing(issuing, "Northbank Council", kNow).error().code(),
              ErrorCode::InvalidArgument);
    for (const std::string& name : {std::string(), std::string(65, 'x'), std::string("\xff")})
        EXPECT_EQ(makeRoot(name, kNow).error().code(), ErrorCode::InvalidArgument);
}

TEST_F(Certificates, AreMalformedWhenCutOrLengthened) {
    const Bytes der = *issue();
    for (std::size_t size = 0; size < der.size(); ++size)
        ASSERT_EQ(readCertificate(der.substr(0, size)).error().code(), ErrorCode::Malformed);
    EXPECT_EQ(readCertificate(der + "x").error().code(), ErrorCode::Malformed);
    const Bytes csr = *key.certificateRequest("anything");
    for (std::size_t size = 0; size < csr.size(); ++size)
        ASSERT_EQ(issueDevice(issuing, csr.substr(0, size), kDevice, kNow).error().code(),
                  ErrorCode::Malformed);
    EXPECT_EQ(issueDevice(issuing, csr + "x", kDevice, kNow).error().code(), ErrorCode::Malformed);
}

TEST_F(Certificates, RoundTripThroughPem) {
    const std::string pem = toPem(root.certificateDer);
    EXPECT_EQ(pem.rfind("-----BEGIN CERTIFICATE-----\n", 0), 0U);
    const auto der = certificateFromPem(pem);
    ASSERT_TRUE(der);
    EXPECT_EQ(*der, root.certificateDer);
    for (const std::string& text :
         {std::string(), std::string("no PEM"), pem.substr(0, 200), toPem("not a certificate")})
        EXPECT_EQ(certificateFromPem(text).error().code(), ErrorCode::Malformed);
}

TEST_F(Certificates, KeepTheirPrivateKeysOutOfTheCertificate) {
    const auto again = SigningKey::fromDer(issuing.keyDer);
    ASSERT_TRUE(again);
    EXPECT_EQ(*again->publicDer(), readCertificate(issuing.certificateDer)->publicKeyDer);
    // The private number: 32 bytes after the fixed start of a P-256 key in PKCS#8.
    const Bytes secret(issuing.keyDer.view().substr(36, 32));
    EXPECT_EQ(issuing.certificateDer.find(secret), Bytes::npos);
}

}  // namespace
}  // namespace hearth::crypto

// The enrolment door, which strangers reach: bodies and certificate requests that are none. Nobody
// is enrolled by them, and a code that was right before them still is.
#include <memory>

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "schema/protocol/enrol.pb.h"
#include "server/api/endpoint.hpp"
#include "shared/base/random.hpp"
#include "tests/server/net/tablet_hand.hpp"

namespace hearth::server::net {

namespace {

using base::Bytes;
using base::ErrorCode;

struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeRequest {
    void operator()(X509_REQ* request) const { X509_REQ_free(request); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;

// A request for `shown`, signed by `signer`.
Bytes requestOf(EVP_PKEY* shown, EVP_PKEY* signer, const EVP_MD* digest = EVP_sha256()) {
    const std::unique_ptr<X509_REQ, FreeRequest> request(X509_REQ_new());
    X509_REQ_set_pubkey(request.get(), shown);
    INVARIANT(X509_REQ_sign(request.get(), signer, digest) > 0);
    unsigned char* out = nullptr;
    const int size = i2d_X509_REQ(request.get(), &out);
    INVARIANT(size > 0);
    Bytes der(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
    OPENSSL_free(out);
    return der;
}

Key onCurve(const char* curve) {
    return Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve));
}

// The door takes sixty attempts a minute from all addresses together; a test stays below.
constexpr std::size_t kAttempts = 40;

class EnrolDoor : public ::testing::Test {
protected:
    EnrolDoor() : code(rig.codeFor(rig.worker())) {}
    ~EnrolDoor() override {
        EXPECT_EQ(devices(), 0U) << "somebody was enrolled";
        EXPECT_EQ(ask(enrolBody(code, key)).status, 200U) << "the code is not what it was";
    }
    [[nodiscard]] HttpAnswer ask(const Bytes& body) const {
        TlsClient client(rig.enrolPort());
        return client.ask(post("/v1/enrol", body));
    }
    // The code of the refusal of a certificate request, under a code of its own.
    [[nodiscard]] ErrorCode refusalOf(const Bytes& csr, unsigned status = 400) const {
        protocol::EnrolRequest request;
        request.set_code(rig.codeFor(rig.worker()));
        request.set_csr_der(csr);
        const HttpAnswer answer = ask(request.SerializeAsString());
        EXPECT_EQ(answer.status, status) << answer.head;
        return static_cast<ErrorCode>(failureOf(answer).code());
    }
    [[nodiscard]] std::uint64_t devices() const {
        protocol::AdminRequest request;
        request.mutable_status();
        return rig.admin(request).status().devices();
    }

    Rig rig;
    std::string code;
    crypto::SigningKey key = crypto::SigningKey::generate().value();
};

}  // namespace

TEST_F(EnrolDoor, RefusesARequestCutOffAnywhere) {
    protocol::EnrolRequest request;
    request.set_code(code);
    request.set_csr_der(key.certificateRequest("tablet").value());
    const Bytes body = request.SerializeAsString();
    for (std::size_t i = 0; i < kAttempts; ++i) {
        const std::size_t size = 1 + i * (body.size() - 1) / kAttempts;
        const HttpAnswer answer = ask(body.substr(0, size));
        ASSERT_EQ(answer.status, 400U) << size;
        ASSERT_EQ(failureOf(answer).code(), static_cast<unsigned>(ErrorCode::Malformed)) << size;
    }
    EXPECT_EQ(ask("").status, 403U) << "no code is a wrong code";
}

TEST_F(EnrolDoor, RefusesABodyAboveItsLimitUnread) {
    EXPECT_EQ(ask(Bytes(api::kEnrolBodyBytesMax + 1, 'x')).status, 413U);
    EXPECT_EQ(ask(Bytes(200'000, 'x')).status, 413U);
    // Fields that this program does not know, and no code among them.
    EXPECT_EQ(ask(Bytes(api::kEnrolBodyBytesMax, 'x')).status, 403U);
}

TEST_F(EnrolDoor, SurvivesRandomBytes) {
    base::SeededRandom random(12);
    for (std::size_t round = 0; round < kAttempts; ++round) {
        Bytes body(random.below(400), '\0');
        for (char& octet : body)
            octet = static_cast<char>(random.next());
        const HttpAnswer answer = ask(body);
        ASSERT_TRUE(answer.status == 400U || answer.status == 403U) << answer.head;
        ASSERT_NE(failureOf(answer).sentence(), "");
    }
}

TEST_F(EnrolDoor, RefusesACertificateRequestCutOffAnywhere) {
    const Bytes csr = key.certificateRequest("tablet").value();
    for (std::size_t size = 0; size < csr.size(); size += 9)
        ASSERT_EQ(refusalOf(csr.substr(0, size)), ErrorCode::Malformed) << size;
    EXPECT_EQ(refusalOf(csr + "x"), ErrorCode::Malformed);
    EXPECT_EQ(refusalOf(csr + csr), ErrorCode::Malformed);
}

TEST_F(EnrolDoor, RefusesACertificateRequestOfRandomBytes) {
    base::SeededRandom random(13);
    for (std::size_t round = 0; round < kAttempts; ++round) {
        Bytes csr = key.certificateRequest("tablet").value();
        for (int i = 0; i < 3; ++i)
            csr[random.below(csr.size())] = static_cast<char>(random.next());
        protocol::EnrolRequest request;
        request.set_code(rig.codeFor(rig.worker()));
        request.set_csr_der(csr);
        ASSERT_EQ(ask(request.SerializeAsString()).status, 400U) << base::toHex(csr);
    }
}

TEST_F(EnrolDoor, RefusesKeysOfAnotherKind) {
    for (const char* curve : {"P-384", "P-521", "secp256k1"}) {
        const Key other = onCurve(curve);
        EXPECT_EQ(refusalOf(requestOf(other.get(), other.get())), ErrorCode::InvalidArgument)
            << curve;
    }
    const Key rsa(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048}));
    EXPECT_EQ(refusalOf(requestOf(rsa.get(), rsa.get())), ErrorCode::InvalidArgument);
    const Key edwards(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
    EXPECT_EQ(refusalOf(requestOf(edwards.get(), edwards.get(), nullptr)),
              ErrorCode::InvalidArgument);
}

TEST_F(EnrolDoor, RefusesARequestThatIsNotSignedByItsOwnKey) {
    const Key mine = onCurve("P-256");
    const Key another = onCurve("P-256");
    EXPECT_EQ(refusalOf(requestOf(another.get(), mine.get())), ErrorCode::Untrusted);
    Bytes forged = key.certificateRequest("tablet").value();
    forged.back() = static_cast<char>(forged.back() ^ 1);
    EXPECT_EQ(refusalOf(forged), ErrorCode::Untrusted);
}

TEST_F(EnrolDoor, RefusesCodesAndLabelsThatAreNoText) {
    for (const std::string& wrong :
         {std::string(3'000, '0'), std::string("0000-0000-0000-000\0", 19), std::string("'; --")}) {
        EXPECT_EQ(ask(enrolBody(wrong, key)).status, 403U);
    }
    protocol::EnrolRequest request;
    request.set_csr_der(key.certificateRequest("tablet").value());
    for (const std::string& label : {std::string(81, 'x'), std::string("a\0b", 3)}) {
        request.set_code(rig.codeFor(rig.worker()));
        request.set_device_label(label);
        const HttpAnswer answer = ask(request.SerializeAsString());
        EXPECT_EQ(answer.status, 400U);
        EXPECT_EQ(failureOf(answer).code(), static_cast<unsigned>(ErrorCode::InvalidArgument));
    }
}

}  // namespace hearth::server::net

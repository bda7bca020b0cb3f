#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "tests/server/net/forger.hpp"
#include "tests/server/net/tablet_hand.hpp"

namespace hearth::server::net {

namespace {

class Tls : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        rig = std::make_unique<Rig>();
        device = std::make_unique<Device>(rig->enrol(rig->worker()));
    }
    static void TearDownTestSuite() {
        device.reset();
        rig.reset();
    }
    // The status of /healthz with this identity; 0: TLS refused it.
    static unsigned health(const Identity* identity, const TlsClient::Tweak& tweak = {}) {
        TlsClient client(rig->syncPort(), identity, tweak);
        return client.ask(get("/healthz")).status;
    }
    // A certificate for a new key, as issued at `at` by `issuing`.
    static Identity issued(const crypto::CertificateAndKey& issuing, base::WallTime at) {
        const auto key = crypto::SigningKey::generate().value();
        const auto certificate =
            crypto::issueDevice(issuing, key.certificateRequest("t").value(), device->id, at);
        return {
            certificate.value(), {issuing.certificateDer}, base::Bytes(key.toDer().value().view())};
    }
    static unsigned forgedHealth(const ForgedPlan& plan) {
        const Identity forged = forge(rig->keys().issuing, plan);
        return health(&forged);
    }
    static base::WallTime now() { return base::SystemClock().wallNow(); }

    static std::unique_ptr<Rig> rig;
    static std::unique_ptr<Device> device;
};
std::unique_ptr<Rig> Tls::rig;
std::unique_ptr<Device> Tls::device;

constexpr long kSecondsAYear = 365L * 24 * 3600;

void only12(SSL_CTX* context) {
    SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
}

}  // namespace

TEST_F(Tls, AdmitsAnEnrolledDevice) {
    EXPECT_EQ(health(&device->identity), 200U);
}

TEST_F(Tls, AdmitsADeviceThatSendsItsLeafAlone) {
    Identity leaf = device->identity;
    leaf.issuers.clear();
    EXPECT_EQ(health(&leaf), 200U);
}

TEST_F(Tls, RefusesTls12) {
    EXPECT_EQ(health(&device->identity, &only12), 0U);
    TlsClient enrolment(rig->enrolPort(), nullptr, &only12);
    EXPECT_FALSE(enrolment.connected());
}

TEST_F(Tls, RefusesAClientWithoutACertificateAtTheSyncDoor) {
    EXPECT_EQ(health(nullptr), 0U);
}

TEST_F(Tls, RefusesACertificateOfAnotherAuthority) {
    const auto root = crypto::makeRoot("Made-up Borough", now()).value();
    const auto issuing = crypto::makeIssuing(root, "Made-up Borough", now()).value();
    Identity foreign = issued(issuing, now());
    EXPECT_EQ(health(&foreign), 0U);
    foreign.issuers.push_back(root.certificateDer);
    EXPECT_EQ(health(&foreign), 0U);
}

TEST_F(Tls, AdmitsAForgersHonestWorkSoThatTheRefusalsBelowMeanSomething) {
    EXPECT_EQ(forgedHealth({device->id}), 200U);
}

TEST_F(Tls, RefusesACertificateThatEndedAMinuteAgo) {
    ForgedPlan plan{device->id};
    plan.notBefore = -3600;
    plan.notAfter = -60;
    EXPECT_EQ(forgedHealth(plan), 0U);
}

TEST_F(Tls, RefusesACertificateThatBeginsNextYear) {
    ForgedPlan plan{device->id};
    plan.notBefore = kSecondsAYear;
    plan.notAfter = 2 * kSecondsAYear;
    EXPECT_EQ(forgedHealth(plan), 0U);
}

TEST_F(Tls, RefusesACertificateThatDoesNotSayItIsForClients) {
    ForgedPlan plan{device->id};
    plan.usage = nullptr;
    EXPECT_EQ(forgedHealth(plan), 0U);
    plan.usage = "serverAuth";
    EXPECT_EQ(forgedHealth(plan), 0U);
    plan.usage = "codeSigning,emailProtection";
    EXPECT_EQ(forgedHealth(plan), 0U);
}

TEST_F(Tls, RefusesACertificateThatNamesNoDevice) {
    ForgedPlan plan{device->id};
    plan.nameScheme = "urn:somebody-else:";
    EXPECT_EQ(forgedHealth(plan), 0U);
}

TEST_F(Tls, RefusesAnUnknownCriticalExtension) {
    ForgedPlan plan{device->id};
    plan.criticalUnknown = true;
    EXPECT_EQ(forgedHealth(plan), 0U);
}

TEST_F(Tls, RefusesWeakKeysAndWeakSignatures) {
    ForgedPlan plan{device->id};
    plan.key = KeyKind::Rsa1024;
    EXPECT_EQ(forgedHealth(plan), 0U);
    plan.key = KeyKind::P224;
    EXPECT_EQ(forgedHealth(plan), 0U);
    plan.key = KeyKind::P256;
    plan.digest = "SHA1";
    EXPECT_EQ(forgedHealth(plan), 0U);
}

TEST_F(Tls, RefusesTheServersOwnCertificateAsAClients) {
    const auto keys = rig->keys();
    const Identity server{keys.server.certificateDer,
                          {keys.issuing.certificateDer},
                          base::Bytes(keys.server.keyDer.view())};
    EXPECT_EQ(health(&server), 0U);
}

TEST_F(Tls, RefusesTheIssuingAuthoritysCertificateAsAClients) {
    const auto keys = rig->keys();
    const Identity issuing{
        keys.issuing.certificateDer, {keys.rootDer}, base::Bytes(keys.issuing.keyDer.view())};
    EXPECT_EQ(health(&issuing), 0U);
}

TEST_F(Tls, RefusesACertificateWhoseKeyTheClientDoesNotHave) {
    Identity stolen = device->identity;
    stolen.keyDer = base::Bytes(crypto::SigningKey::generate().value().toDer().value().view());
    EXPECT_EQ(health(&stolen), 0U);
}

TEST_F(Tls, RefusesAnUnknownDeviceWithACertificateOfOurs) {
    const auto keys = rig->keys();
    const Identity unknown = issued(keys.issuing, now());
    TlsClient client(rig->syncPort(), &unknown);
    const TabletHand hand(*device);
    const HttpAnswer answer = client.ask(post("/v1/sync", TabletHand::frame(hand.hello())));
    EXPECT_EQ(answer.status, 403U);  // the row names another certificate
    EXPECT_EQ(failureOf(answer).code(), static_cast<unsigned>(base::ErrorCode::Refused));
}

TEST_F(Tls, ShowsLeafIssuerAndRootForTheTabletToCompareWithItsPin) {
    for (const std::uint16_t port : {rig->syncPort(), rig->enrolPort()}) {
        TlsClient client(port, &device->identity);
        const auto keys = rig->keys();
        const std::vector<base::Bytes> expected{keys.server.certificateDer,
                                                keys.issuing.certificateDer, keys.rootDer};
        EXPECT_EQ(client.serverChain(), expected);
    }
}

TEST_F(Tls, SpeaksHttp11AndNothingElse) {
    TlsClient http11(rig->syncPort(), &device->identity, [](SSL_CTX* context) {
        const unsigned char names[] = "\x02h2\x08http/1.1";
        SSL_CTX_set_alpn_protos(context, names, sizeof names - 1);
    });
    EXPECT_EQ(http11.alpn(), "http/1.1");
    TlsClient http2(rig->syncPort(), &device->identity, [](SSL_CTX* context) {
        const unsigned char names[] = "\x02h2";
        SSL_CTX_set_alpn_protos(context, names, sizeof names - 1);
    });
    EXPECT_FALSE(http2.connected());
}

TEST_F(Tls, GivesNoTickets) {
    TlsClient client(rig->syncPort(), &device->identity);
    EXPECT_EQ(client.ask(get("/healthz")).status, 200U);
    EXPECT_FALSE(client.wasGivenTicket());
}

TEST_F(Tls, RefusesGroupsAndSuitesItDoesNotName) {
    EXPECT_EQ(health(&device->identity,
                     [](SSL_CTX* context) { SSL_CTX_set1_groups_list(context, "P-521"); }),
              0U);
    EXPECT_EQ(health(&device->identity,
                     [](SSL_CTX* context) {
                         SSL_CTX_set_ciphersuites(context, "TLS_AES_128_CCM_8_SHA256");
                     }),
              0U);
}

TEST_F(Tls, ClosesOnPlainHttp) {
    TlsClient plain(rig->syncPort(), nullptr, [](SSL_CTX* context) {
        SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
    });
    EXPECT_FALSE(plain.connected());
}

TEST_F(Tls, RefusesARevokedDeviceAtOnceOnAnOpenConnection) {
    const Device other = rig->enrol(rig->otherWorker());
    const TabletHand hand(other);
    const std::string request = post("/v1/sync", TabletHand::frame(hand.hello()));
    TlsClient open(rig->syncPort(), &other.identity);
    ASSERT_EQ(open.ask(request).status, 200U);
    rig->revoke(other.id);
    const HttpAnswer answer = open.ask(request);
    EXPECT_EQ(answer.status, 403U);
    EXPECT_EQ(failureOf(answer).code(), static_cast<unsigned>(base::ErrorCode::Refused));
    EXPECT_NE(failureOf(answer).sentence().find("ended by the authority"), std::string::npos);
    EXPECT_TRUE(open.isClosed());
    TlsClient later(rig->syncPort(), &other.identity);
    EXPECT_EQ(later.ask(request).status, 403U);
}

}  // namespace hearth::server::net

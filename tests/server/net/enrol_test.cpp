#include <gtest/gtest.h>

#include "schema/protocol/enrol.pb.h"
#include "server/auth/enrolment_code.hpp"
#include "tests/server/net/tablet_hand.hpp"

namespace hearth::server::net {

namespace {

HttpAnswer ask(const Rig& rig, const base::Bytes& body) {
    TlsClient client(rig.enrolPort());
    return client.ask(post("/v1/enrol", body));
}

}  // namespace

TEST(Enrolment, GivesACertificateForTheTabletsOwnKey) {
    Rig rig;
    const auto key = crypto::SigningKey::generate().value();
    const HttpAnswer answer = ask(rig, enrolBody(rig.codeFor(rig.worker()), key));
    ASSERT_EQ(answer.status, 200U) << answer.head;
    protocol::EnrolReply reply;
    ASSERT_TRUE(reply.ParseFromString(answer.body));
    const auto facts = crypto::readCertificate(reply.certificate_der()).value();
    EXPECT_EQ(facts.publicKeyDer, key.publicDer().value());
    EXPECT_EQ(facts.device.view(), reply.device_id());
    EXPECT_EQ(reply.worker_id(), rig.worker().view());
    EXPECT_EQ(reply.authority_name(), "Made-up Borough");
    EXPECT_EQ(reply.sync_port(), rig.syncPort());
    EXPECT_EQ(reply.issuer_der(), rig.keys().issuing.certificateDer);
}

TEST(Enrolment, TakesACodeOnce) {
    Rig rig;
    const std::string code = rig.codeFor(rig.worker());
    const auto key = crypto::SigningKey::generate().value();
    ASSERT_EQ(ask(rig, enrolBody(code, key)).status, 200U);
    const HttpAnswer again = ask(rig, enrolBody(code, key));
    EXPECT_EQ(again.status, 403U);
    EXPECT_NE(failureOf(again).sentence().find("has been used"), std::string::npos);
}

TEST(Enrolment, RefusesAWrongCodeAndCountsIt) {
    Rig rig;
    const auto key = crypto::SigningKey::generate().value();
    const HttpAnswer answer = ask(rig, enrolBody("0000-0000-0000-0000", key));
    EXPECT_EQ(answer.status, 403U);
    EXPECT_EQ(failureOf(answer).code(), static_cast<unsigned>(base::ErrorCode::Refused));
    protocol::AdminRequest request;
    request.mutable_status();
    EXPECT_EQ(rig.admin(request).status().wrong_codes(), 1U);
}

TEST(Enrolment, TriesOfAnAddressAreLimited) {
    Rig rig([](Config& config) { config.limits.enrolPerMinute = 5; });
    const auto key = crypto::SigningKey::generate().value();
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(ask(rig, enrolBody("0000-0000-0000-0000", key)).status, 403U);
    const HttpAnswer sixth = ask(rig, enrolBody(rig.codeFor(rig.worker()), key));
    EXPECT_EQ(sixth.status, 429U);
    EXPECT_FALSE(sixth.field("Retry-After").empty());
}

TEST(Enrolment, RefusesBodiesThatAreNoRequest) {
    Rig rig;
    EXPECT_EQ(ask(rig, "hello").status, 400U);
    EXPECT_EQ(ask(rig, std::string(5000, 'x')).status, 413U);
    protocol::EnrolRequest request;
    request.set_code(rig.codeFor(rig.worker()));
    request.set_csr_der("not a request");
    EXPECT_EQ(ask(rig, request.SerializeAsString()).status, 400U);
}

TEST(Enrolment, ServesNothingElseAtItsDoor) {
    Rig rig;
    TlsClient client(rig.enrolPort());
    EXPECT_EQ(client.ask(get("/healthz")).status, 200U);
    EXPECT_EQ(client.ask(post("/v1/sync", "x")).status, 404U);
}

TEST(Enrolment, NeverWritesTheCodeIntoTheLog) {
    Rig rig;
    const std::string code = rig.codeFor(rig.worker());
    const auto key = crypto::SigningKey::generate().value();
    ASSERT_EQ(ask(rig, enrolBody(code, key)).status, 200U);
    EXPECT_EQ(rig.log().find(code), std::string::npos);
    EXPECT_EQ(rig.log().find(auth::normaliseSecret(code).value()), std::string::npos);
    EXPECT_NE(rig.log().find("\"enrolled\""), std::string::npos);
}

}  // namespace hearth::server::net

#include "server/auth/enrolment.hpp"

#include "tests/server/auth/kit.hpp"

namespace hearth::server::auth {

namespace {

constexpr std::size_t kSecretChars = 19;

class EnrolmentRules : public AuthTest {
protected:
    std::string secret() {
        const auto made = inGroup([&] {
            return makeEnrolmentCode(*store, {worker, "Bag"}, keys.rootDer, random);
        });
        return made.value().text.substr(0, kSecretChars);
    }
    Redemption use(const std::string& code) {
        protocol::EnrolRequest request;
        request.set_code(code);
        request.set_csr_der(csr);
        request.set_device_label(label);
        return inGroup([&] { return redeem(*store, request, keys.issuing, random); }).value();
    }
    static std::string sentence(const Redemption& redemption) {
        return redemption.refused ? redemption.refused->detail() : std::string();
    }

    base::Bytes csr = crypto::SigningKey::generate().value().certificateRequest("tablet").value();
    std::string label = "Visiting bag";
};

}  // namespace

TEST_F(EnrolmentRules, GiveADeviceRowThatNamesItsCertificate) {
    const Redemption done = use(secret());
    ASSERT_TRUE(done.enrolled);
    const auto row = store->device(done.enrolled->device.device).value();
    ASSERT_TRUE(row);
    EXPECT_EQ(row->worker, worker);
    EXPECT_EQ(row->label, "Visiting bag");
    EXPECT_FALSE(row->revoked);
    const auto facts = crypto::readCertificate(done.enrolled->certificateDer).value();
    EXPECT_EQ(row->fingerprint, facts.fingerprint);
    EXPECT_EQ(row->publicKeyDer, facts.publicKeyDer);
}

TEST_F(EnrolmentRules, TakeTheCodesLabelWhenTheTabletGivesNone) {
    label.clear();
    EXPECT_EQ(use(secret()).enrolled->device.label, "Bag");
}

TEST_F(EnrolmentRules, MakeCodesForKnownWorkersOnly) {
    base::WorkerId stranger;
    random.fill(stranger.octets);
    const auto made = inGroup([&] {
        return makeEnrolmentCode(*store, {stranger, "Bag"}, keys.rootDer, random);
    });
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code(), base::ErrorCode::NotFound);
}

TEST_F(EnrolmentRules, RefuseLabelsThatAreNoText) {
    EXPECT_FALSE(checkLabel(""));
    EXPECT_FALSE(checkLabel(std::string(81, 'x')));
    EXPECT_FALSE(checkLabel("\xC3\x28"));
    EXPECT_TRUE(checkLabel("Tablet Caerdydd \xC5\xB4"));
}

TEST_F(EnrolmentRules, RefuseAUsedCode) {
    const std::string code = secret();
    ASSERT_TRUE(use(code).enrolled);
    EXPECT_EQ(sentence(use(code)), "this code has been used; ask for a new one");
}

TEST_F(EnrolmentRules, RefuseACodeAfterTenMinutes) {
    const std::string code = secret();
    clock.turn(kCodeLifetime);
    EXPECT_EQ(sentence(use(code)), "this code has expired; ask for a new one");
}

TEST_F(EnrolmentRules, TakeACodeAMomentBeforeItsTenMinutesAreOver) {
    const std::string code = secret();
    clock.turn(base::Millis{kCodeLifetime.count - 1});
    EXPECT_TRUE(use(code).enrolled);
}

TEST_F(EnrolmentRules, RefuseAnUnknownCode) {
    const std::string right = secret();
    EXPECT_EQ(sentence(use("0000-0000-0000-0000")), "this code is not known; check what was typed");
    EXPECT_EQ(sentence(use("nonsense")), "this code is not known; check what was typed");
    EXPECT_TRUE(use(right).enrolled);
}

TEST_F(EnrolmentRules, VoidACodeAfterFiveTriesThatFailed) {
    const std::string code = secret();
    const base::Bytes good = std::exchange(csr, "not a certificate request");
    for (std::uint32_t i = 0; i < kCodeTriesMax; ++i)
        EXPECT_TRUE(use(code).refused) << i;
    csr = good;
    EXPECT_EQ(sentence(use(code)), "this code was tried too often; ask for a new one");
}

TEST_F(EnrolmentRules, CountATryWithABadLabelToo) {
    const std::string code = secret();
    label = std::string(81, 'x');
    for (std::uint32_t i = 0; i < kCodeTriesMax; ++i)
        EXPECT_EQ(use(code).refused->code(), base::ErrorCode::InvalidArgument);
    label = "Bag";
    EXPECT_TRUE(use(code).refused);
}

TEST_F(EnrolmentRules, RefuseARequestWhoseSignatureIsBroken) {
    const std::string code = secret();
    csr.back() = static_cast<char>(csr.back() ^ 1);
    EXPECT_TRUE(use(code).refused);
}

}  // namespace hearth::server::auth

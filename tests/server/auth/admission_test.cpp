// Who may speak: device rows in memory, and the limit of attempts an address.
#include "server/auth/device_registry.hpp"
#include "server/auth/rate_limit.hpp"
#include "tests/server/auth/kit.hpp"

namespace hearth::server::auth {

namespace {

store::DeviceRow row(std::uint8_t number) {
    store::DeviceRow made;
    made.device.octets[0] = number;
    made.fingerprint.octets[0] = number;
    made.worker.octets[0] = number;
    return made;
}

PresentedCertificate certificateOf(const store::DeviceRow& device) {
    return {device.device, device.fingerprint};
}

}  // namespace

TEST(DeviceRegistry, AdmitsTheDevicesOfItsRows) {
    DeviceRegistry registry;
    registry.load({row(1), row(2)});
    EXPECT_EQ(registry.admit(certificateOf(row(1))), Admission::Admitted);
    EXPECT_EQ(registry.peer(row(2).device).worker, row(2).worker);
}

TEST(DeviceRegistry, RefusesStrangersWithASentence) {
    DeviceRegistry registry;
    EXPECT_EQ(registry.admit(certificateOf(row(1))), Admission::Unknown);
    for (const Admission refusal :
         {Admission::Unknown, Admission::Revoked, Admission::OtherCertificate})
        EXPECT_FALSE(describe(refusal).empty());
}

TEST(DeviceRegistry, RefusesARevokedDeviceFromTheNextQuestionOn) {
    DeviceRegistry registry;
    store::DeviceRow device = row(1);
    registry.put(device);
    ASSERT_EQ(registry.admit(certificateOf(device)), Admission::Admitted);
    device.revoked = true;
    registry.put(device);
    EXPECT_EQ(registry.admit(certificateOf(device)), Admission::Revoked);
}

TEST(DeviceRegistry, RefusesAnOlderCertificateOfAKnownDevice) {
    DeviceRegistry registry;
    store::DeviceRow device = row(1);
    registry.put(device);
    const PresentedCertificate old = certificateOf(device);
    device.fingerprint.octets[5] = 9;
    registry.put(device);
    EXPECT_EQ(registry.admit(old), Admission::OtherCertificate);
}

TEST(RateLimit, LetsFiveTriesAMinuteThroughAndNamesTheWait) {
    TurnedClock clock;
    RateLimit limit(clock, {});
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(limit.attempt("192.0.2.1").count, 0);
        clock.turn(base::seconds(1));
    }
    EXPECT_EQ(limit.attempt("192.0.2.1"), base::seconds(55));
    EXPECT_EQ(limit.attempt("192.0.2.2").count, 0);
    clock.turn(base::seconds(55));
    EXPECT_EQ(limit.attempt("192.0.2.1").count, 0);
    EXPECT_GT(limit.attempt("192.0.2.1").count, 0);
}

TEST(RateLimit, TakesTheAddressesOfOneNetworkForOneHost) {
    TurnedClock clock;
    RateLimit limit(clock, {});
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(limit.attempt("2001:db8:1:2:3:4:5:" + std::to_string(i)).count, 0);
    EXPECT_GT(limit.attempt("2001:db8:1:2:ffff:4:5:6").count, 0);
    EXPECT_EQ(limit.attempt("2001:db8:1:3:3:4:5:6").count, 0);
}

TEST(RateLimit, KnowsANetworkHoweverItsAddressesAreWritten) {
    TurnedClock clock;
    RateLimit limit(clock, {});
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(limit.attempt("2001:db8::" + std::to_string(i)).count, 0);
    EXPECT_GT(limit.attempt("2001:db8:0:0:ffff::1").count, 0);
    EXPECT_EQ(limit.attempt("::ffff:192.0.2.1").count, 0);
    EXPECT_EQ(limit.attempt("::ffff:192.0.2.2").count, 0);
}

TEST(RateLimit, BoundsAllAddressesTogether) {
    TurnedClock clock;
    RateLimitRule rule;
    rule.togetherMax = 10;
    RateLimit limit(clock, rule);
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(limit.attempt("192.0.2." + std::to_string(i)).count, 0);
    EXPECT_GT(limit.attempt("192.0.2.99").count, 0);
    clock.turn(rule.window);
    EXPECT_EQ(limit.attempt("192.0.2.99").count, 0);
}

TEST(RateLimit, ForgetsAddressesInsteadOfGrowing) {
    TurnedClock clock;
    RateLimitRule rule;
    rule.addressesMax = 3;
    RateLimit limit(clock, rule);
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(limit.attempt("192.0.2." + std::to_string(i)).count, 0);
    EXPECT_EQ(limit.attempt("192.0.2.77"), rule.window);
    clock.turn(rule.window);
    EXPECT_EQ(limit.attempt("192.0.2.77").count, 0);
}

}  // namespace hearth::server::auth

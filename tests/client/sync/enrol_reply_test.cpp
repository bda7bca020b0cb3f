// What a server may answer to an enrolment, and what it may not: on a refusal nothing is left.
#include <functional>

#include <gtest/gtest.h>

#include "client/sync/enrolment_file.hpp"
#include "client/sync/tablet_folder.hpp"
#include "tests/client/store/kit.hpp"
#include "tests/client/sync/authority.hpp"

namespace hearth::tests {
namespace {

namespace sync = client::sync;
namespace fs = std::filesystem;
using base::Bytes;
using base::ErrorCode;

// Answers as the authority's server would, and then spoils it.
class LyingEnroller final : public sync::Enroller {
public:
    explicit LyingEnroller(FakeEnroller& honest) : m_honest(honest) {}
    std::function<void(protocol::EnrolReply&)> lie;

    [[nodiscard]] base::Result<sync::EnrolmentAnswer> enrol(
        const sync::EnrolmentDoor& door, const protocol::EnrolRequest& request) override {
        auto answer = m_honest.enrol(door, request);
        if (answer) lie(answer->reply);
        return answer;
    }

private:
    FakeEnroller& m_honest;
};

class EnrolReply : public ::testing::Test {
protected:
    [[nodiscard]] base::Status enrol() {
        return sync::Tablet::enrol({folder, "sync.westmere.example", 8444, authority.code(), "Bag",
                                    passphrase, deviceSecret, enroller},
                                   clock, random);
    }
    // The code of an enrolment with this lie; the folder is as before.
    [[nodiscard]] ErrorCode lying(std::function<void(protocol::EnrolReply&)> lie) {
        enroller.lie = std::move(lie);
        const base::Status enrolled = enrol();
        EXPECT_FALSE(sync::Tablet::isEnrolled(folder));
        EXPECT_TRUE(fs::is_empty(place.path())) << "something is left behind";
        if (enrolled) {
            ADD_FAILURE() << "the lie was believed";
            return ErrorCode::Internal;
        }
        return enrolled.error().code();
    }

    StillClock clock;
    base::SeededRandom random{5};
    Authority authority = Authority::make(clock.wall);
    FakeEnroller honest{authority, clock.wall};
    LyingEnroller enroller{honest};
    Folder place;
    fs::path folder = place.path() / "tablet";
    crypto::Secret passphrase = crypto::Secret::copyOf("harbour lantern copper willow");
    crypto::Secret deviceSecret = crypto::Secret::copyOf(Bytes(32, 'd'));
};

TEST_F(EnrolReply, WithEveryFieldMissingInTurnEnrolsNobody) {
    using Reply = protocol::EnrolReply;
    EXPECT_EQ(lying([](Reply& r) { r.Clear(); }), ErrorCode::Malformed);
    EXPECT_EQ(lying([](Reply& r) { r.clear_device_id(); }), ErrorCode::Malformed);
    EXPECT_EQ(lying([](Reply& r) { r.clear_worker_id(); }), ErrorCode::Malformed);
    EXPECT_EQ(lying([](Reply& r) { r.clear_certificate_der(); }), ErrorCode::Malformed);
    EXPECT_EQ(lying([](Reply& r) { r.clear_issuer_der(); }), ErrorCode::Malformed);
    EXPECT_EQ(lying([](Reply& r) { r.clear_authority_name(); }), ErrorCode::Malformed);
    EXPECT_EQ(lying([](Reply& r) { r.clear_sync_port(); }), ErrorCode::Malformed);
}

TEST_F(EnrolReply, WithIdsOfAnotherLengthOrOfNobodyEnrolsNobody) {
    for (const std::size_t size : {1U, 15U, 17U, 5'000U}) {
        EXPECT_EQ(lying([&](auto& r) { r.set_device_id(Bytes(size, 'x')); }), ErrorCode::Malformed);
        EXPECT_EQ(lying([&](auto& r) { r.set_worker_id(Bytes(size, 'x')); }), ErrorCode::Malformed);
    }
    EXPECT_EQ(lying([](auto& r) { r.set_device_id(Bytes(16, '\0')); }), ErrorCode::Malformed);
    EXPECT_EQ(lying([](auto& r) { r.set_worker_id(Bytes(16, '\0')); }), ErrorCode::Malformed);
}

TEST_F(EnrolReply, WithACertificateThatIsAnothersOrNoneEnrolsNobody) {
    EXPECT_EQ(lying([](auto& r) { r.set_device_id(Bytes(16, 'x')); }), ErrorCode::Untrusted);
    EXPECT_EQ(lying([&](auto& r) { r.set_certificate_der(authority.issuing.certificateDer); }),
              ErrorCode::Untrusted);
    // Names no device, and so does the reply.
    EXPECT_EQ(lying([&](auto& r) {
                  r.set_certificate_der(authority.issuing.certificateDer);
                  r.set_device_id(Bytes(16, '\0'));
              }),
              ErrorCode::Malformed);
    EXPECT_EQ(lying([](auto& r) { r.set_certificate_der("not a certificate"); }),
              ErrorCode::Malformed);
    EXPECT_EQ(lying([](auto& r) { r.set_issuer_der(Bytes(40'000, 'i')); }), ErrorCode::Malformed);
}

TEST_F(EnrolReply, WithACertificateCutOffAnywhereEnrolsNobody) {
    for (std::size_t drop = 1; drop < 400; drop += 7)
        ASSERT_EQ(lying([&](auto& r) {
                      Bytes& der = *r.mutable_certificate_der();
                      der.resize(der.size() - drop);
                  }),
                  ErrorCode::Malformed)
            << drop;
}

TEST_F(EnrolReply, WithPortsOrNamesOutOfBoundsEnrolsNobody) {
    for (const std::uint32_t port : {65'536U, UINT32_MAX})
        EXPECT_EQ(lying([&](auto& r) { r.set_sync_port(port); }), ErrorCode::Malformed);
    // Would make a file that is too large to be read again.
    EXPECT_EQ(lying([](auto& r) { r.set_authority_name(std::string(60'000, 'x')); }),
              ErrorCode::Malformed);
    EXPECT_EQ(lying([](auto& r) { r.set_authority_name(std::string("West\0mere", 9)); }),
              ErrorCode::Malformed);
}

TEST_F(EnrolReply, ThatIsHonestEnrols) {
    enroller.lie = [](protocol::EnrolReply&) {};
    const auto enrolled = enrol();
    ASSERT_TRUE(enrolled) << enrolled.error().message();
    EXPECT_TRUE(sync::Tablet::isEnrolled(folder));
}

}  // namespace
}  // namespace hearth::tests

// enrolment.hearth against damage and against whoever writes one: a typed error, and the file
// stays.
#include "client/sync/enrolment_file.hpp"

#include <fstream>
#include <functional>
#include <set>

#include <gtest/gtest.h>

#include "client/store/durable_file.hpp"
#include "schema/client/enrolment.pb.h"
#include "shared/crypto/hash.hpp"
#include "tests/client/store/kit.hpp"

namespace hearth::tests {
namespace {

namespace sync = client::sync;
using base::Bytes;
using base::ErrorCode;

constexpr std::size_t kFileBytesMax = 64UL * 1024UL;
constexpr std::string_view kMagic = "HEARTHEN";

Bytes randomBytes(base::SeededRandom& random, std::size_t size) {
    Bytes bytes(size, '\0');
    for (char& octet : bytes)
        octet = static_cast<char>(random.next());
    return bytes;
}

class EnrolmentFile : public ::testing::Test {
protected:
    EnrolmentFile() {
        enrolment.host = "sync.westmere.example";
        enrolment.port = 8443;
        enrolment.authorityName = "Westmere Council";
        enrolment.rootDer = Bytes(60, 'r');
        enrolment.issuerDer = Bytes(60, 'i');
        enrolment.certificateDer = Bytes(60, 'c');
        enrolment.device = idOf<base::DeviceId>(0xD1);
        enrolment.worker = idOf<base::WorkerId>(0x41);
        INVARIANT(sync::writeEnrolment(file, enrolment, key, secret).has_value());
        good = content();
    }
    [[nodiscard]] Bytes content() const {
        return store::readWholeFile(file, 2 * kFileBytesMax).value();
    }
    // The code of reading these bytes; nothing when they are an enrolment. The file stays as it is.
    [[nodiscard]] std::optional<ErrorCode> reading(const Bytes& bytes) const {
        std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
        const auto read = sync::readEnrolment(file, secret);
        EXPECT_EQ(content(), bytes) << "reading changed the file";
        if (read) return std::nullopt;
        EXPECT_FALSE(read.error().detail().empty());
        return read.error().code();
    }
    // As somebody would write it who knows the format: the checksum is right.
    [[nodiscard]] static Bytes sealed(const Bytes& message) {
        Bytes bytes = Bytes(kMagic) + message;
        return bytes + crypto::sha256(bytes).bytes();
    }
    [[nodiscard]] Bytes message() const {
        return good.substr(kMagic.size(), good.size() - kMagic.size() - base::Digest::kSize);
    }
    [[nodiscard]] Bytes changed(const std::function<void(client::EnrolmentFile&)>& how) const {
        client::EnrolmentFile parsed;
        INVARIANT(parsed.ParseFromString(message()));
        how(parsed);
        return sealed(parsed.SerializeAsString());
    }

    Folder place;
    std::filesystem::path file = place.path() / "enrolment.hearth";
    crypto::SigningKey key = crypto::SigningKey::generate().value();
    crypto::Secret secret = crypto::Secret::copyOf(Bytes(32, 'd'));
    sync::Enrolment enrolment;
    Bytes good;
};

TEST_F(EnrolmentFile, ReadsBackWhatWasWritten) {
    const auto read = sync::readEnrolment(file, secret);
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(read->enrolment.host, enrolment.host);
    EXPECT_EQ(read->enrolment.port, enrolment.port);
    EXPECT_EQ(read->enrolment.certificateDer, enrolment.certificateDer);
    EXPECT_EQ(read->enrolment.worker, enrolment.worker);
    EXPECT_EQ(read->key.publicDer().value(), key.publicDer().value());
}

TEST_F(EnrolmentFile, IsDamagedWhereverItIsCutOff) {
    for (std::size_t size = 0; size < good.size(); ++size)
        ASSERT_EQ(reading(good.substr(0, size)), ErrorCode::Corrupt) << size;
    EXPECT_EQ(reading(good), std::nullopt);
}

TEST_F(EnrolmentFile, IsDamagedWhicheverOfItsBytesIsAnother) {
    for (std::size_t at = 0; at < good.size(); ++at) {
        Bytes bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 0x40);
        ASSERT_EQ(reading(bad), ErrorCode::Corrupt) << at;
    }
}

TEST_F(EnrolmentFile, IsDamagedWhenBytesFollow) {
    EXPECT_EQ(reading(good + "x"), ErrorCode::Corrupt);
    EXPECT_EQ(reading(good + good), ErrorCode::Corrupt);
}

TEST_F(EnrolmentFile, NamesAnotherVersionAsSuch) {
    for (const std::uint32_t version : {0U, 2U, 999U, UINT32_MAX})
        EXPECT_EQ(reading(changed([&](auto& parsed) { parsed.set_version(version); })),
                  ErrorCode::UnsupportedVersion)
            << version;
}

TEST_F(EnrolmentFile, IsDamagedWhenItIsTooLargeOrEmpty) {
    EXPECT_EQ(reading(""), ErrorCode::Corrupt);
    EXPECT_EQ(reading(Bytes(kFileBytesMax + 1, 'x')), ErrorCode::Corrupt);
    EXPECT_EQ(reading(changed([](auto& parsed) {
                  parsed.set_authority_name(std::string(kFileBytesMax, 'x'));
              })),
              ErrorCode::Corrupt);
}

TEST_F(EnrolmentFile, DoesNotTakeRandomBytesForAnEnrolment) {
    base::SeededRandom random(11);
    for (int round = 0; round < 500; ++round) {
        const Bytes bytes = randomBytes(random, random.below(600));
        ASSERT_EQ(reading(bytes), ErrorCode::Corrupt) << round;
        ASSERT_EQ(reading(Bytes(kMagic) + bytes), ErrorCode::Corrupt) << round;
        // Even under a right checksum; a few of them decode, as a message of no version.
        const auto code = reading(sealed(bytes));
        ASSERT_TRUE(code == ErrorCode::Corrupt || code == ErrorCode::UnsupportedVersion) << round;
    }
}

TEST_F(EnrolmentFile, WithAnIdOfAnotherLengthOrWithoutAServerIsDamaged) {
    for (const std::size_t size : {0U, 15U, 17U}) {
        EXPECT_EQ(reading(changed([&](auto& p) { p.set_device_id(Bytes(size, 'd')); })),
                  ErrorCode::Corrupt);
        EXPECT_EQ(reading(changed([&](auto& p) { p.set_worker_id(Bytes(size, 'w')); })),
                  ErrorCode::Corrupt);
    }
    EXPECT_EQ(reading(changed([](auto& p) { p.set_port(0); })), ErrorCode::Corrupt);
    EXPECT_EQ(reading(changed([](auto& p) { p.set_port(65'536); })), ErrorCode::Corrupt);
    EXPECT_EQ(reading(changed([](auto& p) { p.clear_host(); })), ErrorCode::Corrupt);
}

TEST_F(EnrolmentFile, WhoseWrappedKeyIsCutOffNeverGivesAKey) {
    client::EnrolmentFile parsed;
    ASSERT_TRUE(parsed.ParseFromString(message()));
    const Bytes wrapped = parsed.wrapped_device_key();
    for (std::size_t size = 0; size < wrapped.size(); ++size) {
        const auto code =
            reading(changed([&](auto& p) { p.set_wrapped_device_key(wrapped.substr(0, size)); }));
        ASSERT_TRUE(code == ErrorCode::Corrupt || code == ErrorCode::WrongKey) << size;
    }
}

TEST_F(EnrolmentFile, BelongsToItsDevice) {
    EXPECT_EQ(reading(changed([](auto& p) { p.set_device_id(Bytes(16, 'x')); })),
              ErrorCode::WrongKey);
    secret = crypto::Secret::copyOf(Bytes(32, 'e'));
    EXPECT_EQ(reading(good), ErrorCode::WrongKey);
}

TEST_F(EnrolmentFile, WithAChangedByteUnderARightChecksumGivesATypedErrorOrTheSameKey) {
    const std::set<ErrorCode> known{ErrorCode::Corrupt, ErrorCode::UnsupportedVersion,
                                    ErrorCode::WrongKey};
    for (std::size_t at = 0; at < message().size(); ++at) {
        Bytes bad = message();
        bad[at] = static_cast<char>(bad[at] ^ 0x01);
        const auto code = reading(sealed(bad));
        if (code) {
            ASSERT_TRUE(known.contains(*code)) << at;
            continue;
        }
        const auto read = sync::readEnrolment(file, secret);
        ASSERT_EQ(read->key.publicDer().value(), key.publicDer().value()) << at;
        ASSERT_EQ(read->enrolment.device, enrolment.device) << at;
    }
}

TEST_F(EnrolmentFile, IsNotWrittenLargerThanItCouldBeRead) {
    enrolment.issuerDer = Bytes(kFileBytesMax, 'i');
    const auto other = place.path() / "other.hearth";
    EXPECT_EQ(sync::writeEnrolment(other, enrolment, key, secret).error().code(),
              ErrorCode::TooLarge);
    EXPECT_FALSE(std::filesystem::exists(other));
}

TEST_F(EnrolmentFile, ThatIsAFolderOrMissingSaysSo) {
    EXPECT_EQ(sync::readEnrolment(place.path(), secret).error().code(), ErrorCode::Io);
    EXPECT_EQ(sync::readEnrolment(place.path() / "none", secret).error().code(),
              ErrorCode::NotFound);
}

}  // namespace
}  // namespace hearth::tests

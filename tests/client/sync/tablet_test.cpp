// A tablet's folder: enrol and unlock, and every way in which they fail.
#include <fstream>

#include <gtest/gtest.h>

#include "client/store/durable_file.hpp"
#include "client/sync/tablet_folder.hpp"
#include "tests/client/store/kit.hpp"
#include "tests/client/sync/authority.hpp"

namespace hearth::tests {
namespace {

namespace sync = client::sync;
namespace fs = std::filesystem;

constexpr std::size_t kFileBytesMax = 16UL * 1024UL * 1024UL;

class TabletFolder : public ::testing::Test {
protected:
    [[nodiscard]] base::Status enrol(const std::string& code) {
        return sync::Tablet::enrol({folder, "sync.westmere.example", 8444, code, "Bag", passphrase,
                                    deviceSecret, enroller},
                                   clock, random);
    }
    [[nodiscard]] base::Status enrol() { return enrol(authority.code()); }
    [[nodiscard]] base::Result<sync::Tablet> unlock(const std::string& words) {
        return sync::Tablet::unlock(folder, crypto::Secret::copyOf(words), deviceSecret, clock,
                                    random);
    }
    [[nodiscard]] base::Result<sync::Tablet> unlock() { return unlock(kPassphrase); }
    // A byte of a file of the folder is another one; what it was before.
    void damage(const char* name, std::size_t at) {
        auto content = store::readWholeFile(folder / name, kFileBytesMax).value();
        content[at] = static_cast<char>(content[at] ^ 1);
        std::ofstream(folder / name, std::ios::binary | std::ios::trunc) << content;
    }
    void expectUntouched() {
        EXPECT_FALSE(sync::Tablet::isEnrolled(folder));
        EXPECT_TRUE(fs::is_empty(place.path())) << "nothing is left behind";
    }

    static constexpr const char* kPassphrase = "harbour lantern copper willow";
    StillClock clock;
    base::SeededRandom random{5};
    Authority authority = Authority::make(clock.wall);
    FakeEnroller enroller{authority, clock.wall};
    Folder place;
    fs::path folder = place.path() / "tablet";
    crypto::Secret passphrase = crypto::Secret::copyOf(kPassphrase);
    crypto::Secret deviceSecret = crypto::Secret::copyOf(std::string(32, 'd'));
};

TEST_F(TabletFolder, IsMadeByEnrollingAndOpensWithThePassphrase) {
    EXPECT_FALSE(sync::Tablet::isEnrolled(folder));
    const auto enrolled = enrol();
    ASSERT_TRUE(enrolled) << enrolled.error().message();
    EXPECT_TRUE(sync::Tablet::isEnrolled(folder));
    EXPECT_EQ(enroller.heardSecret, "ABCD1234EFGH5678") << "the pin stays on the tablet";
    EXPECT_EQ(enroller.heardLabel, "Bag");
    auto tablet = unlock();
    ASSERT_TRUE(tablet) << tablet.error().message();
    const sync::Enrolment& known = tablet->enrolment();
    EXPECT_EQ(known.host, "sync.westmere.example");
    EXPECT_EQ(known.port, 8443) << "the sync door, not the enrolment door";
    EXPECT_EQ(known.authorityName, "Westmere Council");
    EXPECT_EQ(known.rootDer, authority.root.certificateDer);
    EXPECT_EQ(tablet->store().identity().value()->device, known.device);
    const auto certified = crypto::readCertificate(known.certificateDer).value().publicKeyDer;
    EXPECT_EQ(tablet->deviceKey().publicDer().value(), certified);
    const auto signature = tablet->signer()("message");
    ASSERT_TRUE(signature);
    EXPECT_TRUE(crypto::verifySignature(certified, "message", *signature).has_value());
}

TEST_F(TabletFolder, KeepsItsRecordsAcrossLocking) {
    ASSERT_TRUE(enrol());
    records::EntityKey visit{records::typeNumber<records::Visit>(), {}};
    {
        auto tablet = unlock();
        ASSERT_TRUE(tablet);
        visit.id = tablet->store().newId();
        records::ChangeBuilder change;
        change.create(visit, kFamily, visitSaying("kept"));
        ASSERT_TRUE(tablet->store().save(change.take()));
    }
    auto again = unlock();
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->store().find(visit).value().has_value());
}

TEST_F(TabletFolder, SaysWrongPassphraseAndNothingElse) {
    ASSERT_TRUE(enrol());
    EXPECT_EQ(unlock("harbour lantern copper willoW").error().code(), base::ErrorCode::WrongKey);
    EXPECT_TRUE(unlock().has_value());
}

TEST_F(TabletFolder, DoesNotOpenOnAnotherDevice) {
    ASSERT_TRUE(enrol());
    deviceSecret = crypto::Secret::copyOf(std::string(32, 'e'));
    EXPECT_EQ(unlock().error().code(), base::ErrorCode::WrongKey);
}

TEST_F(TabletFolder, IsBusyWhileItIsOpen) {
    ASSERT_TRUE(enrol());
    const auto first = unlock();
    ASSERT_TRUE(first);
    EXPECT_EQ(unlock().error().code(), base::ErrorCode::Busy);
}

TEST_F(TabletFolder, WithADamagedStoreSaysThatThePassphraseIsRightAndKeepsTheFile) {
    ASSERT_TRUE(enrol());
    damage(sync::kStoreFileName, 100);
    const auto before = store::readWholeFile(folder / sync::kStoreFileName, kFileBytesMax).value();
    const auto opened = unlock();
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code(), base::ErrorCode::Corrupt);
    EXPECT_NE(opened.error().detail().find("the passphrase is right"), std::string::npos);
    EXPECT_EQ(store::readWholeFile(folder / sync::kStoreFileName, kFileBytesMax).value(), before);
}

TEST_F(TabletFolder, WithADamagedKeyFileDoesNotBlameThePassphrase) {
    ASSERT_TRUE(enrol());
    damage(sync::kKeyFileName, 60);
    EXPECT_EQ(unlock().error().code(), base::ErrorCode::Corrupt);
}

TEST_F(TabletFolder, WithADamagedEnrolmentSaysSo) {
    ASSERT_TRUE(enrol());
    damage(sync::kEnrolmentFileName, 40);
    EXPECT_EQ(unlock().error().code(), base::ErrorCode::Corrupt);
}

TEST_F(TabletFolder, WithoutItsStoreDoesNotPretendToBeEmpty) {
    ASSERT_TRUE(enrol());
    fs::remove(folder / sync::kStoreFileName);
    EXPECT_EQ(unlock().error().code(), base::ErrorCode::Corrupt);
    EXPECT_FALSE(fs::exists(folder / sync::kStoreFileName));
}

TEST_F(TabletFolder, WithAnEmptiedStoreSaysThatItIsDamagedAndLeavesItAsItIs) {
    ASSERT_TRUE(enrol());
    const fs::path file = folder / sync::kStoreFileName;
    fs::resize_file(file, 0);
    const auto opened = unlock();
    EXPECT_EQ(opened.error().code(), base::ErrorCode::Corrupt);
    EXPECT_NE(opened.error().detail().find("damaged"), std::string::npos)
        << opened.error().detail();
    EXPECT_EQ(fs::file_size(file), 0U);
}

TEST_F(TabletFolder, ThatIsNotEnrolledDoesNotOpen) {
    EXPECT_EQ(unlock().error().code(), base::ErrorCode::NotFound);
}

TEST_F(TabletFolder, IsAsBeforeWhenTheCodeIsRefused) {
    enroller.refusal = base::Error(base::ErrorCode::Refused, "the code was used before");
    const auto enrolled = enrol();
    EXPECT_EQ(enrolled.error().code(), base::ErrorCode::Refused);
    EXPECT_EQ(enrolled.error().detail(), "the code was used before");
    expectUntouched();
    enroller.refusal.reset();
    EXPECT_TRUE(enrol().has_value());
}

TEST_F(TabletFolder, IsAsBeforeWhenTheServerIsNotTheOneOfTheCode) {
    const Authority other = Authority::make(clock.wall);
    EXPECT_EQ(enrol(other.code()).error().code(), base::ErrorCode::Untrusted);
    expectUntouched();
}

TEST_F(TabletFolder, IsAsBeforeWhenTheCertificateIsForAnotherKey) {
    enroller.certifiesAnother = true;
    EXPECT_EQ(enrol().error().code(), base::ErrorCode::Untrusted);
    expectUntouched();
}

TEST_F(TabletFolder, WantsAPassphraseOfTwelveCharactersHoweverTheyAreEncoded) {
    passphrase = crypto::Secret::copyOf("elevenchars");
    EXPECT_EQ(enrol().error().code(), base::ErrorCode::InvalidArgument);
    // Twelve bytes, six characters.
    passphrase = crypto::Secret::copyOf("\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9");
    EXPECT_EQ(enrol().error().code(), base::ErrorCode::InvalidArgument);
    EXPECT_EQ(enroller.calls, 0U) << "the code is not used up";
    expectUntouched();
}

TEST_F(TabletFolder, DoesNotUseUpACodeThatCannotBeRight) {
    EXPECT_EQ(enrol("ABCD").error().code(), base::ErrorCode::InvalidArgument);
    EXPECT_EQ(enroller.calls, 0U);
    expectUntouched();
}

TEST_F(TabletFolder, IsEnrolledOnce) {
    ASSERT_TRUE(enrol());
    EXPECT_EQ(enrol().error().code(), base::ErrorCode::AlreadyExists);
    EXPECT_EQ(enroller.calls, 1U);
    EXPECT_TRUE(unlock().has_value());
}

TEST_F(TabletFolder, ThatHoldsOtherFilesIsLeftAlone) {
    fs::create_directories(folder);
    std::ofstream(folder / "notes.txt") << "somebody's";
    EXPECT_EQ(enrol().error().code(), base::ErrorCode::AlreadyExists);
    EXPECT_TRUE(fs::exists(folder / "notes.txt"));
}

}  // namespace
}  // namespace hearth::tests

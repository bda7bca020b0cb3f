#include "client/viewmodels/lock_model.hpp"

#include <QSignalSpy>

#include "client/viewmodels/passphrase_offer.hpp"
#include "tests/client/viewmodels/bench.hpp"

namespace hearth::client::viewmodels {

using tests::eventually;

namespace {
// 32 characters of Crockford's alphabet.
const QString kCode = QStringLiteral("7K3M9QXZT2VW8HJ47K3M9QXZT2VW8HJ4");
const QString kPassphrase = QStringLiteral("bodalu-kevami-nuture");
}  // namespace

class LockModelTest : public testing::Test {
protected:
    void waitUntilDone() {
        ASSERT_TRUE(eventually([this] { return !lock.isBusy(); }));
    }
    void fillIn() {
        lock.setServer(QStringLiteral("hearth.example:8444"));
        lock.setCode(kCode);
    }
    tests::TestClock clock{tests::kTuesdayAfternoon};
    tests::MemoryRecords records{{}, clock};
    tests::MemoryDoor door{records, "correct-horse-battery"};
    base::SeededRandom random{1};
    Session session{clock};
    LockModel lock{session, door, random};
};

TEST_F(LockModelTest, OpensWithTheRightPassphrase) {
    QSignalSpy opened(&lock, &LockModel::opened);
    lock.unlock(QStringLiteral("correct-horse-battery"));
    EXPECT_TRUE(lock.isBusy());
    ASSERT_TRUE(eventually([&] { return opened.size() == 1; }));
    EXPECT_TRUE(lock.failure().isEmpty());
}

TEST_F(LockModelTest, SaysInWordsThatAPassphraseIsWrong) {
    lock.unlock(QStringLiteral("correct-horse-batterie"));
    waitUntilDone();
    EXPECT_TRUE(lock.failure().contains(QStringLiteral("not the passphrase of this tablet")));
}

TEST_F(LockModelTest, SaysInWordsThatTheStoreIsDamagedAndKept) {
    door.failWith(base::ErrorCode::Corrupt);
    lock.unlock(QStringLiteral("correct-horse-battery"));
    waitUntilDone();
    EXPECT_TRUE(lock.failure().contains(QStringLiteral("damaged")));
    EXPECT_TRUE(lock.failure().contains(QStringLiteral("Nothing was deleted")));
}

TEST_F(LockModelTest, NeverShowsACodeOfAnError) {
    for (const auto code :
         {base::ErrorCode::WrongKey, base::ErrorCode::Corrupt, base::ErrorCode::Busy,
          base::ErrorCode::NotFound, base::ErrorCode::UnsupportedVersion, base::ErrorCode::Io}) {
        door.failWith(code);
        lock.unlock(QStringLiteral("correct-horse-battery"));
        waitUntilDone();
        EXPECT_GT(lock.failure().size(), 40);
        EXPECT_FALSE(lock.failure().contains(QStringLiteral("rror")));
    }
}

TEST_F(LockModelTest, SetsACodeInGroupsAndForgivesHowItIsTyped) {
    lock.setCode(QStringLiteral("7k3m 9qxz-t2v"));
    EXPECT_EQ(lock.code(), QStringLiteral("7K3M-9QXZ-T2V"));
    lock.setCode(kCode + QStringLiteral("SURPLUS"));
    EXPECT_EQ(lock.code().size(), 32 + 7);
}

TEST_F(LockModelTest, SaysWhatIsMistakenBeforeItAsksTheServer) {
    lock.setServer(QStringLiteral("hearth.example"));
    lock.setCode(kCode);
    lock.enrol(kPassphrase, kPassphrase);
    EXPECT_TRUE(lock.failure().contains(QStringLiteral("port")));
    fillIn();
    lock.setCode(QStringLiteral("7K3M"));
    lock.enrol(kPassphrase, kPassphrase);
    EXPECT_TRUE(lock.failure().contains(QStringLiteral("32 letters and digits")));
    fillIn();
    lock.enrol(QStringLiteral("short"), QStringLiteral("short"));
    EXPECT_TRUE(lock.failure().contains(QStringLiteral("at least 12")));
    lock.enrol(kPassphrase, kPassphrase + QLatin1Char('x'));
    EXPECT_TRUE(lock.failure().contains(QStringLiteral("differ")));
}

TEST_F(LockModelTest, EnrolsAndThenAsksForThePassphrase) {
    fillIn();
    QSignalSpy enrolled(&lock, &LockModel::enrolled);
    lock.enrol(kPassphrase, kPassphrase);
    ASSERT_TRUE(eventually([&] { return enrolled.size() == 1; }));
    EXPECT_TRUE(lock.code().isEmpty());
}

TEST_F(LockModelTest, SaysInWordsWhyTheServerDidNotEnrol) {
    const std::pair<base::ErrorCode, QString> cases[] = {
        {base::ErrorCode::Refused, QStringLiteral("does not accept this code")},
        {base::ErrorCode::Untrusted, QStringLiteral("Another server answered")},
        {base::ErrorCode::Unreachable, QStringLiteral("cannot be reached")},
        {base::ErrorCode::AlreadyExists, QStringLiteral("enrolled already")},
    };
    for (const auto& [code, words] : cases) {
        fillIn();
        door.failWith(code);
        lock.enrol(kPassphrase, kPassphrase);
        waitUntilDone();
        EXPECT_TRUE(lock.failure().contains(words)) << words.toStdString();
    }
}

TEST_F(LockModelTest, OffersPassphrasesThatAreLongEnoughAndNeverTheSame) {
    const auto first = lock.offer();
    EXPECT_GE(first.size(), LockModel::passphraseMin());
    lock.offerAnother();
    EXPECT_NE(lock.offer(), first);
    base::SeededRandom same(1);
    EXPECT_EQ(offerPassphrase(same), first.toStdString());
}

}  // namespace hearth::client::viewmodels

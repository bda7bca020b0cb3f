// Attachments' bytes: taken in parts, complete only when all are there and right, seen only by
// those whose cases name them.
#include <cerrno>

#include "schema/records/visit.pb.h"
#include "shared/base/limits.hpp"
#include "shared/crypto/hash.hpp"
#include "tests/server/store/contract.hpp"
#include "tests/shared/sqlite/faulty_disk.hpp"

namespace hearth::server::store {
namespace {

using base::ErrorCode;

constexpr std::size_t kPart = 64UL * 1024UL;

base::Bytes picture(std::size_t size, std::uint64_t seed = 7) {
    base::SeededRandom random(seed);
    std::vector<std::uint8_t> octets(size);
    random.fill(octets);
    return {octets.begin(), octets.end()};
}

class BlobContract : public StoreContract {
protected:
    BlobAnswer send(const Hand& hand, const base::Digest& hash, std::uint64_t size,
                    std::uint64_t offset, base::ByteView bytes) {
        EXPECT_TRUE(store->begin());
        auto answer = store->blobs().append(hand.peer(), {hash, size, offset, bytes});
        EXPECT_TRUE(answer) << (answer ? "" : answer.error().message());
        EXPECT_TRUE(store->commit());
        return answer ? *answer : BlobAnswer{};
    }
    BlobAnswer sendFrom(const Hand& hand, const base::Bytes& bytes, std::size_t offset) {
        return send(hand, crypto::sha256(bytes), bytes.size(), offset,
                    base::ByteView(bytes).substr(offset, kPart));
    }
    // All parts from `offset` on; the last answer.
    BlobAnswer sendAll(const Hand& hand, const base::Bytes& bytes, std::size_t offset = 0) {
        BlobAnswer answer;
        for (; offset < bytes.size(); offset += kPart)
            answer = sendFrom(hand, bytes, offset);
        return answer;
    }
    records::Attachment attachmentOf(const base::Digest& hash) {
        records::Attachment attachment;
        attachment.set_kind(records::DRAWING);
        attachment.set_hash(hash.bytes());
        attachment.set_author_id(small.workerA.bytes());
        return attachment;
    }
    std::vector<records::Op> naming(const base::Digest& hash) {
        records::ChangeBuilder change;
        change.create(keyOf<records::Attachment>(small.newId()), small.family, attachmentOf(hash));
        return change.take();
    }
    std::optional<BlobRange> read(const Hand& hand, const base::Digest& hash,
                                  std::uint64_t offset = 0, std::size_t max = SIZE_MAX) {
        return store->blobs().read(hand.peer(), hash, offset, max).value();
    }
};

TEST_P(BlobContract, IsCompleteOnlyWhenItsLastPartIsThere) {
    const base::Bytes bytes = picture(3 * kPart - 5);
    const base::Digest hash = crypto::sha256(bytes);
    applied(*store, handA, handA.write(naming(hash)));
    const auto nothing = store->blobs().state(handA.peer(), hash).value();
    ASSERT_TRUE(nothing);
    EXPECT_EQ(nothing->received(), 0U);
    for (std::size_t offset = 0; offset < bytes.size(); offset += kPart) {
        EXPECT_FALSE(read(handA, hash));
        EXPECT_FALSE(store->blobs().state(handA.peer(), hash).value()->complete());
        const BlobAnswer answer = sendFrom(handA, bytes, offset);
        ASSERT_FALSE(answer.refused);
        EXPECT_EQ(answer.state.received(), std::min(bytes.size(), offset + kPart));
    }
    EXPECT_TRUE(store->blobs().state(handA.peer(), hash).value()->complete());
    const auto whole = read(handA, hash);
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->bytes, bytes);
    EXPECT_EQ(whole->size, bytes.size());
    EXPECT_EQ(read(handA, hash, kPart - 3, 10)->bytes, bytes.substr(kPart - 3, 10));
    EXPECT_EQ(read(handA, hash, bytes.size() - 2, 10)->bytes, bytes.substr(bytes.size() - 2));
    EXPECT_TRUE(read(handA, hash, bytes.size(), 10)->bytes.empty());
    EXPECT_TRUE(store->blobs().verify());
}

TEST_P(BlobContract, GoesOnAfterACutAtAnyPart) {
    const base::Bytes bytes = picture(4 * kPart);
    for (std::size_t cut = 0; cut < 4; ++cut) {
        Hand hand(small.workerA, 500 + cut);
        for (std::size_t part = 0; part < cut; ++part)
            (void)sendFrom(hand, bytes, part * kPart);
        reopen();
        // It does not know how far it was, and asks by its next part.
        const BlobAnswer asked = sendFrom(hand, bytes, 3 * kPart);
        if (cut < 3) {
            ASSERT_TRUE(asked.refused);
            EXPECT_EQ(asked.refused->code(), ErrorCode::Conflict);
            EXPECT_EQ(asked.state.received(), cut * kPart);
            EXPECT_TRUE(sendAll(hand, bytes, cut * kPart).state.complete());
        } else {
            EXPECT_TRUE(asked.state.complete());
        }
    }
}

TEST_P(BlobContract, ARepeatedPartIsHarmlessAndOtherBytesInItsPlaceAreRefused) {
    const base::Bytes bytes = picture(3 * kPart);
    const base::Digest hash = crypto::sha256(bytes);
    (void)sendFrom(handA, bytes, 0);
    (void)sendFrom(handA, bytes, kPart);
    const BlobAnswer again = sendFrom(handA, bytes, 0);
    EXPECT_FALSE(again.refused);
    EXPECT_EQ(again.state.received(), 2 * kPart);
    // Half of it is there already.
    const base::ByteView overlap = base::ByteView(bytes).substr(kPart + kPart / 2, kPart);
    EXPECT_EQ(send(handA, hash, bytes.size(), kPart + kPart / 2, overlap).state.received(),
              2 * kPart + kPart / 2);
    const BlobAnswer wrong = send(handA, hash, bytes.size(), 0, picture(kPart, 8));
    ASSERT_TRUE(wrong.refused);
    EXPECT_EQ(wrong.refused->code(), ErrorCode::InvalidArgument);
    EXPECT_EQ(wrong.state.received(), 0U);
    EXPECT_TRUE(sendAll(handA, bytes).state.complete()) << "the right bytes were kept out";
}

TEST_P(BlobContract, ThrowsAwayBytesThatHaveAnotherHashAndTakesTheRightOnes) {
    const base::Bytes bytes = picture(2 * kPart);
    base::Bytes spoilt = bytes;
    spoilt[kPart + 9] = static_cast<char>(spoilt[kPart + 9] ^ 1);
    const base::Digest hash = crypto::sha256(bytes);
    applied(*store, handA, handA.write(naming(hash)));
    (void)send(handA, hash, bytes.size(), 0, base::ByteView(spoilt).substr(0, kPart));
    const BlobAnswer last =
        send(handA, hash, bytes.size(), kPart, base::ByteView(spoilt).substr(kPart));
    ASSERT_TRUE(last.refused);
    EXPECT_EQ(last.refused->code(), ErrorCode::InvalidArgument);
    EXPECT_FALSE(last.state.complete());
    EXPECT_FALSE(read(handA, hash));
    EXPECT_EQ(store->blobs().state(handA.peer(), hash).value()->received(), 0U);
    EXPECT_TRUE(sendAll(handA, bytes).state.complete());
    EXPECT_EQ(read(handA, hash)->bytes, bytes);
}

TEST_P(BlobContract, NobodysWrongBytesStandInTheWayOfSomebodysRightOnes) {
    const base::Bytes bytes = picture(2 * kPart);
    const base::Digest hash = crypto::sha256(bytes);
    (void)send(handB, hash, bytes.size(), 0, picture(kPart, 9));
    EXPECT_TRUE(sendAll(handA, bytes).state.complete());
    applied(*store, handA, handA.write(naming(hash)));
    EXPECT_EQ(read(handA, hash)->bytes, bytes);
}

TEST_P(BlobContract, TwoTabletsMaySendTheSamePictureAtOnce) {
    const base::Bytes bytes = picture(3 * kPart);
    const base::Digest hash = crypto::sha256(bytes);
    Hand second(small.workerA, 303);
    applied(*store, handA, handA.write(naming(hash)));
    (void)sendFrom(handA, bytes, 0);
    (void)sendFrom(second, bytes, 0);
    (void)sendFrom(second, bytes, kPart);
    EXPECT_TRUE(sendFrom(second, bytes, 2 * kPart).state.complete());
    // The other one hears at its next part that all is there.
    const BlobAnswer other = sendFrom(handA, bytes, kPart);
    EXPECT_FALSE(other.refused);
    EXPECT_TRUE(other.state.complete());
    EXPECT_EQ(read(handA, hash)->bytes, bytes);
    EXPECT_TRUE(store->blobs().verify());
}

TEST_P(BlobContract, ShowsNothingToAWorkerWhoseCasesDoNotNameIt) {
    const base::Bytes bytes = picture(kPart);
    const base::Digest hash = crypto::sha256(bytes);
    EXPECT_TRUE(sendAll(handA, bytes).state.complete());
    EXPECT_FALSE(store->blobs().state(handA.peer(), hash).value()) << "no record names it yet";
    EXPECT_FALSE(read(handA, hash));
    applied(*store, handA, handA.write(naming(hash)));
    EXPECT_TRUE(read(handA, hash));
    EXPECT_FALSE(store->blobs().state(handB.peer(), hash).value());
    EXPECT_FALSE(read(handB, hash));
    // That it is here is told only to whoever has all of its bytes.
    const BlobAnswer guess = send(handB, hash, bytes.size() * 2, 0, bytes);
    EXPECT_FALSE(guess.state.complete());
    EXPECT_TRUE(sendAll(handB, bytes).state.complete());
    EXPECT_FALSE(read(handB, hash)) << "having sent it is no reason to see it later";
}

TEST_P(BlobContract, IsSeenByWhoeverHasTheCaseNowAndNoLongerByWhoHadIt) {
    const base::Bytes bytes = picture(kPart);
    const base::Digest hash = crypto::sha256(bytes);
    (void)sendAll(handA, bytes);
    applied(*store, handA, handA.write(naming(hash)));
    const auto involvement = keyOf<records::Involvement>(small.involvementA);
    const records::Opened opened = small.open(*store, involvement);
    auto ended = opened.body.as<records::Involvement>().value();
    ended.set_end_day(base::toDayNumber(base::ukDateOf(kTestNow)));
    records::ChangeBuilder handOver;
    handOver.update(opened, ended);
    handOver.create(keyOf<records::Involvement>(small.newId()), small.family,
                    small.involvement(small.workerB, records::ALLOCATED));
    imported(*store, small.office.write(handOver.take()));
    EXPECT_FALSE(read(handA, hash));
    ASSERT_TRUE(read(handB, hash));
    EXPECT_EQ(read(handB, hash)->bytes, bytes);
}

TEST_P(BlobContract, IsSeenByAnObservationsDrawingAndByWhatStandsBesideIt) {
    const base::Bytes first = picture(kPart, 1);
    const base::Bytes second = picture(kPart, 2);
    (void)sendAll(handA, first);
    (void)sendAll(handA, second);
    records::Observation observation;
    observation.set_drawing_hash(crypto::sha256(first).bytes());
    const auto key = keyOf<records::Observation>(small.newId());
    records::ChangeBuilder made;
    made.create(key, small.family, observation);
    applied(*store, handA, handA.write(made.take()));
    const auto opened = small.open(*store, key);
    observation.set_drawing_hash(crypto::sha256(second).bytes());
    records::ChangeBuilder changed;
    changed.update(opened, observation);
    applied(*store, handA, handA.write(changed.take()));
    EXPECT_TRUE(read(handA, crypto::sha256(first))) << "history is looked at, too";
    EXPECT_TRUE(read(handA, crypto::sha256(second)));
    const auto replay = store->verifyReplay();
    EXPECT_TRUE(replay) << replay.error().message();
}

TEST_P(BlobContract, RefusesSizesThatLie) {
    const base::Bytes bytes = picture(2 * kPart);
    const base::Digest hash = crypto::sha256(bytes);
    const auto refusal = [&](std::uint64_t size, std::uint64_t offset, base::ByteView part) {
        const BlobAnswer answer = send(handA, hash, size, offset, part);
        return answer.refused ? answer.refused->code() : ErrorCode::Internal;
    };
    EXPECT_EQ(refusal(0, 0, bytes), ErrorCode::Malformed);
    EXPECT_EQ(refusal(bytes.size(), 0, ""), ErrorCode::Malformed);
    EXPECT_EQ(refusal(base::kBlobBytesMax + 1, 0, bytes), ErrorCode::TooLarge);
    EXPECT_EQ(refusal(kPart, 0, bytes), ErrorCode::Malformed);
    EXPECT_EQ(refusal(kPart, UINT64_MAX, bytes), ErrorCode::Malformed);
    EXPECT_EQ(refusal(bytes.size(), 0, base::ByteView(bytes).substr(0, 100)), ErrorCode::Malformed);
    EXPECT_EQ(refusal(base::kBlobBytesMax, 0, picture(base::kBlobPartBytesMax + 1)),
              ErrorCode::TooLarge);
    // Said larger than it is, it never becomes complete; said right, it begins again.
    (void)send(handA, hash, bytes.size() + kPart, 0, bytes);
    EXPECT_EQ(refusal(bytes.size(), kPart, base::ByteView(bytes).substr(kPart)),
              ErrorCode::Conflict);
    EXPECT_TRUE(sendAll(handA, bytes).state.complete());
    // Said smaller than it is, what comes has another hash.
    const base::Bytes other = picture(2 * kPart, 3);
    EXPECT_EQ(send(handA, crypto::sha256(other), kPart, 0, base::ByteView(other).substr(0, kPart))
                  .refused->code(),
              ErrorCode::InvalidArgument);
    EXPECT_TRUE(sendAll(handA, other).state.complete());
}

TEST_P(BlobContract, MakesRoomForANewUploadByWhatRestedLongest) {
    constexpr std::size_t kLarge = base::kBlobPartBytesMax;
    const std::size_t uploads = kIncompleteBlobBytesMax / kLarge;
    const base::Bytes part = picture(kLarge);
    const auto hashOf = [](std::size_t i) { return crypto::sha256(std::to_string(i)); };
    for (std::size_t i = 0; i <= uploads; ++i) {
        clock.now = clock.now + base::seconds(1);
        EXPECT_EQ(send(handA, hashOf(i), 2 * kLarge, 0, part).state.received(), kLarge);
    }
    // Asked by a part that nobody takes.
    const auto begun = [&](std::size_t i) {
        return send(handA, hashOf(i), 2 * kLarge, kLarge, picture(1)).state.size() != 0;
    };
    EXPECT_FALSE(begun(0)) << "the oldest made room";
    EXPECT_TRUE(begun(1));
    EXPECT_TRUE(begun(uploads));
}

TEST_P(BlobContract, IsInTheBackupAndInWhatIsRestoredFromIt) {
    const base::Bytes bytes = picture(2 * kPart);
    const base::Digest hash = crypto::sha256(bytes);
    (void)sendAll(handA, bytes);
    applied(*store, handA, handA.write(naming(hash)));
    ASSERT_TRUE(store->backup(folder.file("backup.db")));
    auto copy = engine.open(folder.file("backup.db"), clock, random).value();
    EXPECT_EQ(copy->blobs().read(handA.peer(), hash, 0, SIZE_MAX).value()->bytes, bytes);
    EXPECT_TRUE(copy->blobs().verify());
}

TEST_P(BlobContract, APartThatWasNotCommittedWasNotTaken) {
    const base::Bytes bytes = picture(2 * kPart);
    const base::Digest hash = crypto::sha256(bytes);
    (void)sendFrom(handA, bytes, 0);
    ASSERT_TRUE(store->begin());
    ASSERT_TRUE(store->blobs().append(
        handA.peer(), {hash, bytes.size(), kPart, base::ByteView(bytes).substr(kPart)}));
    store->rollback();
    applied(*store, handA, handA.write(naming(hash)));
    EXPECT_EQ(store->blobs().state(handA.peer(), hash).value()->received(), kPart);
    EXPECT_TRUE(sendFrom(handA, bytes, kPart).state.complete());
}

INSTANTIATE_TEST_SUITE_P(Engines, BlobContract, testing::Values(sqlcipherEngine()), engineName);

TEST_P(BlobContract, AFullDiskTakesNothingAndLosesNothing) {
    const base::Bytes bytes = picture(2 * kPart);
    const base::Digest hash = crypto::sha256(bytes);
    (void)sendFrom(handA, bytes, 0);
    {
        const sqlite::FailingWrites full(ENOSPC);
        ASSERT_TRUE(store->begin());
        const auto answer = store->blobs().append(
            handA.peer(), {hash, bytes.size(), kPart, base::ByteView(bytes).substr(kPart)});
        const auto saved = answer ? store->commit() : base::Status(answer.error());
        ASSERT_FALSE(saved);
        EXPECT_EQ(saved.error().code(), ErrorCode::DiskFull);
        store->rollback();
        EXPECT_GT(sqlite::FailingWrites::count(), 0);
    }
    EXPECT_TRUE(sendFrom(handA, bytes, kPart).state.complete());
    EXPECT_TRUE(store->blobs().verify());
}

class StoredBlob : public StoreTest {
protected:
    base::Bytes bytes = picture(2 * kPart);
    base::Digest hash = crypto::sha256(bytes);

    void change(const std::string& sql) {
        store.reset();
        auto connection =
            sqlite::Connection::open(file(), testKey(), sqlite::OpenMode::OpenExisting).value();
        ASSERT_TRUE(connection.execute(sql));
    }
    void record() {
        ASSERT_TRUE(store->begin());
        ASSERT_TRUE(store->blobs().append(handA.peer(), {hash, bytes.size(), 0, bytes}));
        ASSERT_TRUE(store->commit());
        records::Attachment attachment;
        attachment.set_hash(hash.bytes());
        records::ChangeBuilder made;
        made.create(keyOf<records::Attachment>(small.newId()), small.family, attachment);
        applied(*store, handA, handA.write(made.take()));
    }
};

TEST_F(StoredBlob, ShowsThatSomebodyChangedItsBytes) {
    record();
    change("UPDATE blob_part SET bytes = zeroblob(length(bytes))");
    reopen();
    const auto verdict = store->blobs().verify();
    ASSERT_FALSE(verdict);
    EXPECT_EQ(verdict.error().code(), ErrorCode::Corrupt);
}

TEST_F(StoredBlob, IsFoundByTheRecordsOfADatabaseFromBeforeTheIndex) {
    record();
    change("DELETE FROM blob_mention; UPDATE meta SET blobs_indexed = 0");
    reopen();
    EXPECT_TRUE(store->blobs().read(handA.peer(), hash, 0, 1).value());
    EXPECT_TRUE(store->verifyReplay());
}

TEST_F(StoredBlob, AMentionThatNoRecordMakesIsFoundByAReplay) {
    record();
    change("UPDATE blob_mention SET hash = zeroblob(32)");
    reopen();
    EXPECT_FALSE(store->verifyReplay());
}

}  // namespace
}  // namespace hearth::server::store

// Attachments on the tablet: saved with their record, kept until the server has them for certain,
// complete when they are there, gone with their case.
#include <cerrno>

#include <gtest/gtest.h>

#include "shared/base/limits.hpp"
#include "shared/crypto/hash.hpp"
#include "tests/client/store/kit.hpp"
#include "tests/shared/sqlite/faulty_disk.hpp"

namespace hearth::tests {
namespace {

using base::ErrorCode;
using store::BytesPlace;

constexpr std::size_t kPart = base::kBlobPartBytesMax;

class Attachments : public ::testing::Test {
protected:
    Attachments() {
        grantBoth(server, maker);
        grantBoth(server, other);
    }
    static BytesPlace placeOn(Tablet& tablet, const base::Digest& hash) {
        return tablet->attachments().state(hash).value().place;
    }
    // As the lane does it; the network is cut after `parts`.
    void send(Tablet& tablet, std::size_t parts = SIZE_MAX) {
        for (std::size_t i = 0; i < parts; ++i) {
            const auto part = tablet->attachments().nextPart({}).value();
            if (!part) return;
            ASSERT_TRUE(tablet->attachments().taken(
                server.takePart(part->hash, part->size, part->offset, part->bytes)));
        }
    }
    void sync(Tablet& tablet) {
        const auto done = tablet.sync(server);
        ASSERT_TRUE(done) << done.error().message();
    }

    MemoryServer server;
    Tablet maker{1};
    Tablet other{2};
    base::Bytes bytes = picture(2 * kPart + kPart / 2);
    base::Digest hash = crypto::sha256(bytes);
};

TEST_F(Attachments, ASaveThatReturnedHasThePicture) {
    attach(maker, kFamily, bytes);
    maker.reopen();
    EXPECT_EQ(maker->attachments().bytes(hash).value(), bytes);
    EXPECT_EQ(placeOn(maker, hash), BytesPlace::OnlyHere);
    const auto state = maker->syncState().value();
    EXPECT_EQ(state.unsentAttachments, 1U);
    EXPECT_EQ(state.unsentAttachmentBytes, bytes.size());
}

TEST_F(Attachments, WhatNoRecordNamesIsNotSavedAndNeitherIsTheRecord) {
    const auto save = [&](const base::Bytes& given) {
        records::ChangeBuilder builder;
        builder.create({records::typeNumber<records::Visit>(), maker->newId()}, kFamily,
                       visitSaying("visit"));
        return maker->saveWith({given}, builder.take());
    };
    EXPECT_EQ(save(bytes).error().code(), ErrorCode::InvalidArgument);
    EXPECT_EQ(save("").error().code(), ErrorCode::InvalidArgument);
    EXPECT_EQ(save(picture(base::kBlobBytesMax + 1)).error().code(), ErrorCode::TooLarge);
    EXPECT_EQ(maker->syncState().value().unsentEdits, 0U);
    EXPECT_FALSE(maker->attachments().bytes(hash).value());
}

TEST_F(Attachments, AFullDiskSavesNeitherPictureNorRecord) {
    records::Attachment attachment;
    attachment.set_hash(hash.bytes());
    records::ChangeBuilder builder;
    builder.create({records::typeNumber<records::Attachment>(), maker->newId()}, kFamily,
                   attachment);
    {
        const sqlite::FailingWrites full(ENOSPC);
        const auto saved = maker->saveWith({bytes}, builder.take());
        ASSERT_FALSE(saved);
        EXPECT_EQ(saved.error().code(), ErrorCode::DiskFull);
    }
    EXPECT_EQ(maker->syncState().value().unsentEdits, 0U);
    EXPECT_EQ(maker->syncState().value().unsentAttachments, 0U);
    attach(maker, kFamily, bytes);
    EXPECT_EQ(maker->attachments().bytes(hash).value(), bytes);
}

TEST_F(Attachments, AreCompleteElsewhereOnlyWhenAllTheirBytesAreAtTheServer) {
    const auto key = attach(maker, kFamily, bytes);
    sync(maker);
    sync(other);
    ASSERT_TRUE(other.has(key));
    EXPECT_EQ(placeOn(other, hash), BytesPlace::NotYet);
    EXPECT_FALSE(other->attachments().state(hash).value().isComplete());
    send(maker, 2);
    sync(other);
    EXPECT_EQ(placeOn(other, hash), BytesPlace::NotYet);
    EXPECT_EQ(placeOn(maker, hash), BytesPlace::OnlyHere);
    EXPECT_EQ(maker->attachments().state(hash).value().sent, 2 * kPart);
    send(maker);
    EXPECT_EQ(placeOn(maker, hash), BytesPlace::HereAndAtServer);
    sync(other);
    EXPECT_EQ(placeOn(other, hash), BytesPlace::AtServer);
    EXPECT_TRUE(other->attachments().state(hash).value().isComplete());
    EXPECT_FALSE(other->attachments().bytes(hash).value());
}

TEST_F(Attachments, GoOnWhereTheServerIsAfterACutAtAnyPart) {
    attach(maker, kFamily, bytes);
    sync(maker);
    for (const std::size_t offset : {std::size_t{0}, kPart, 2 * kPart}) {
        maker.reopen();
        const auto next = maker->attachments().nextPart({}).value();
        ASSERT_TRUE(next);
        EXPECT_EQ(next->offset, offset);
        send(maker, 1);
    }
    EXPECT_FALSE(maker->attachments().nextPart({}).value());
    EXPECT_EQ(server.state.blobs.at(hash), bytes);
}

TEST_F(Attachments, ASyncLearnsHowFarTheServerIsWhenAnAnswerWasLost) {
    attach(maker, kFamily, bytes);
    sync(maker);
    const auto part = maker->attachments().nextPart({}).value();
    server.takePart(hash, part->size, part->offset, part->bytes);
    sync(maker);
    EXPECT_EQ(maker->attachments().nextPart({}).value()->offset, kPart);
}

TEST_F(Attachments, AreAskedAboutOnlyUntilTheServerHasThem) {
    attach(maker, kFamily, bytes);
    sync(maker);
    send(maker);
    sync(maker);
    server.blobsAskedAbout = 0;
    sync(maker);
    EXPECT_EQ(server.blobsAskedAbout, 0U);
}

TEST_F(Attachments, StayUntilAVerifiedBackupOfTheServerHasThem) {
    maker->keepSeenBytes(0);
    attach(maker, kFamily, bytes);
    sync(maker);
    send(maker);
    sync(maker);
    EXPECT_EQ(placeOn(maker, hash), BytesPlace::HereAndAtServer);
    // A backup made at the very revision at which it was heard may be older than the bytes.
    server.durableRev = server.state.log.size();
    sync(maker);
    sync(maker);
    EXPECT_EQ(placeOn(maker, hash), BytesPlace::HereAndAtServer);
    maker.create(kFamily, visitSaying("a later visit"));
    sync(maker);
    server.durableRev = server.state.log.size();
    sync(maker);
    EXPECT_EQ(placeOn(maker, hash), BytesPlace::AtServer);
    EXPECT_FALSE(maker->attachments().bytes(hash).value());
}

TEST_F(Attachments, AreNeverDeletedBeforeTheServerSaidItHasAllOfThem) {
    maker->keepSeenBytes(0);
    attach(maker, kFamily, bytes);
    sync(maker);
    send(maker, 2);
    for (int i = 0; i < 3; ++i) {
        maker.create(kFamily, visitSaying("visit"));
        sync(maker);
        server.durableRev = server.state.log.size();
    }
    sync(maker);
    EXPECT_EQ(maker->attachments().bytes(hash).value(), bytes);
}

TEST_F(Attachments, SeenLatelyStayAsLongAsThereIsRoom) {
    maker->keepSeenBytes(bytes.size());
    const base::Bytes second = picture(bytes.size(), 8);
    attach(maker, kFamily, bytes);
    maker.clock.pass(base::minutes(1));
    attach(maker, kFamily, second);
    maker.clock.pass(base::minutes(1));
    sync(maker);
    send(maker);
    sync(maker);
    EXPECT_TRUE(maker->attachments().bytes(hash).value()) << "looked at last";
    maker.create(kFamily, visitSaying("visit"));
    sync(maker);
    server.durableRev = server.state.log.size();
    sync(maker);
    EXPECT_EQ(placeOn(maker, hash), BytesPlace::HereAndAtServer);
    EXPECT_EQ(placeOn(maker, crypto::sha256(second)), BytesPlace::AtServer);
}

TEST_F(Attachments, AreSentAgainToAServerThatCameBackWithoutThem) {
    attach(maker, kFamily, bytes);
    sync(maker);
    const ServerState backup = server.state;
    send(maker);
    sync(maker);
    EXPECT_EQ(placeOn(maker, hash), BytesPlace::HereAndAtServer);
    server.state = backup;
    server.newEpoch();
    sync(maker);
    EXPECT_EQ(placeOn(maker, hash), BytesPlace::OnlyHere);
    send(maker);
    EXPECT_EQ(server.state.blobs.at(hash), bytes);
    sync(maker);
    EXPECT_EQ(placeOn(maker, hash), BytesPlace::HereAndAtServer);
}

TEST_F(Attachments, ComeBackFromWhoeverHasLookedAtThem) {
    attach(maker, kFamily, bytes);
    sync(maker);
    const ServerState backup = server.state;
    send(maker);
    sync(other);
    ASSERT_TRUE(other->attachments().want(hash));
    for (std::size_t at = 0; at < bytes.size(); at += kPart)
        ASSERT_TRUE(other->attachments().fetched(other->attachments().nextGap({}).value().value(),
                                                 bytes.size(), bytes.substr(at, kPart)));
    server.state = backup;
    server.newEpoch();
    sync(other);
    send(other);
    EXPECT_EQ(server.state.blobs.at(hash), bytes);
}

TEST_F(Attachments, ACaseThatLeavesWaitsForItsPicturesAndThenTheyLeaveWithIt) {
    const auto key = attach(maker, kFamily, bytes);
    const base::Bytes elsewhere = picture(kPart, 9);
    attach(maker, kOtherFamily, elsewhere);
    sync(maker);
    server.grants[maker.worker()].erase(kFamily);
    sync(maker);
    EXPECT_EQ(maker.progress().scopesWaiting, 1U);
    EXPECT_TRUE(maker.has(key));
    EXPECT_EQ(maker->attachments().bytes(hash).value(), bytes);
    send(maker);
    EXPECT_EQ(server.state.blobs.at(hash), bytes);
    sync(maker);
    EXPECT_EQ(maker.progress().scopesWaiting, 0U);
    EXPECT_FALSE(maker.has(key));
    EXPECT_FALSE(maker->attachments().bytes(hash).value());
    EXPECT_EQ(placeOn(maker, hash), BytesPlace::NotYet);
    EXPECT_EQ(maker->attachments().bytes(crypto::sha256(elsewhere)).value(), elsewhere);
    EXPECT_TRUE(maker->checkIntegrity());
}

TEST_F(Attachments, OfAnEditThatIsHeldAreSentAllTheSame) {
    server.grants[maker.worker()].erase(kFamily);
    attach(maker, kFamily, bytes);
    sync(maker);
    ASSERT_EQ(maker->syncState().value().heldEdits, 1U);
    EXPECT_TRUE(server.state.blobs.empty());
    send(maker);
    EXPECT_EQ(server.state.blobs.at(hash), bytes);
}

TEST_F(Attachments, AreFetchedPartByPartAcrossRestarts) {
    attach(maker, kFamily, bytes);
    sync(maker);
    send(maker);
    sync(other);
    EXPECT_EQ(other->attachments().want(crypto::sha256("nothing")).error().code(),
              ErrorCode::NotFound);
    ASSERT_TRUE(other->attachments().want(hash));
    for (std::size_t at = 0; at < bytes.size(); at += kPart) {
        other.reopen();
        EXPECT_FALSE(other->attachments().bytes(hash).value());
        const auto gap = other->attachments().nextGap({}).value();
        ASSERT_TRUE(gap);
        EXPECT_EQ(gap->offset, at);
        ASSERT_TRUE(other->attachments().fetched(*gap, bytes.size(), bytes.substr(at, kPart)));
    }
    EXPECT_FALSE(other->attachments().nextGap({}).value());
    EXPECT_EQ(other->attachments().bytes(hash).value(), bytes);
    EXPECT_EQ(placeOn(other, hash), BytesPlace::HereAndAtServer);
    EXPECT_FALSE(other->attachments().nextPart({}).value()) << "it came from there";
}

TEST_F(Attachments, AreKnownToBeCompleteInTheRunThatBringsTheirRecord) {
    attach(maker, kFamily, bytes);
    sync(maker);
    send(maker);
    sync(other);
    EXPECT_EQ(placeOn(other, hash), BytesPlace::AtServer);
    EXPECT_EQ(other.progress().exchanges, 2U);
    sync(other);
    EXPECT_EQ(other.progress().exchanges, 1U);
}

TEST_F(Attachments, ThatComeWithOtherBytesAreThrownAwayAndFetchedAgain) {
    attach(maker, kFamily, bytes);
    sync(maker);
    send(maker);
    sync(other);
    ASSERT_TRUE(other->attachments().want(hash));
    const auto fetch = [&](std::uint64_t size, base::ByteView part) {
        return other->attachments().fetched(other->attachments().nextGap({}).value().value(), size,
                                            part);
    };
    EXPECT_EQ(fetch(kPart, picture(kPart, 3)).error().code(), ErrorCode::Corrupt);
    EXPECT_EQ(fetch(0, "").error().code(), ErrorCode::Corrupt);
    EXPECT_EQ(fetch(base::kBlobBytesMax + 1, "a").error().code(), ErrorCode::Corrupt);
    EXPECT_EQ(fetch(2, "abc").error().code(), ErrorCode::Corrupt);
    ASSERT_TRUE(fetch(bytes.size(), bytes.substr(0, kPart)));
    EXPECT_EQ(fetch(bytes.size() + 1, bytes.substr(kPart, kPart)).error().code(),
              ErrorCode::Corrupt)
        << "another size than before";
    EXPECT_FALSE(other->attachments().bytes(hash).value());
    for (std::size_t at = 0; at < bytes.size(); at += kPart)
        ASSERT_TRUE(fetch(bytes.size(), bytes.substr(at, kPart)));
    EXPECT_EQ(other->attachments().bytes(hash).value(), bytes);
}

TEST_F(Attachments, AreFoundByTheRecordsOfAStoreFromBeforeThereWereSuchTables) {
    const auto key = attach(maker, kFamily, bytes);
    sync(maker);
    sync(other);
    ASSERT_TRUE(other.has(key));
    other.close();
    {
        auto connection =
            sqlite::Connection::open(other.file(), other.key(), sqlite::OpenMode::OpenExisting)
                .value();
        ASSERT_TRUE(connection.execute("DELETE FROM blob; UPDATE meta SET blobs_indexed = 0"));
    }
    other.reopen();
    EXPECT_TRUE(other->attachments().want(hash));
}

}  // namespace
}  // namespace hearth::tests

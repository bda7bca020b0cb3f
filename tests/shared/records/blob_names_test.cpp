// Which attachments a record or an operation names.
#include "shared/records/blob_names.hpp"

#include <gtest/gtest.h>

#include "schema/records/visit.pb.h"
#include "shared/crypto/hash.hpp"
#include "shared/records/change.hpp"

namespace hearth::records {
namespace {

using Named = std::vector<base::Digest>;

const base::Digest kFirst = crypto::sha256("first");
const base::Digest kSecond = crypto::sha256("second");

Attachment attachmentOf(const base::Digest& hash) {
    Attachment attachment;
    attachment.set_kind(DRAWING);
    attachment.set_hash(hash.bytes());
    return attachment;
}

template <class Record>
Entity entityOf(const Record& record) {
    Entity entity;
    entity.key.type = typeNumber<Record>();
    entity.body = Body::of(record);
    return entity;
}

TEST(BlobNames, AreAnAttachmentsHashAndAnObservationsDrawing) {
    EXPECT_EQ(blobsNamedBy(entityOf(attachmentOf(kFirst))), Named{kFirst});
    Observation observation;
    EXPECT_EQ(blobsNamedBy(entityOf(observation)), Named{});
    observation.set_drawing_hash(kSecond.bytes());
    EXPECT_EQ(blobsNamedBy(entityOf(observation)), Named{kSecond});
}

TEST(BlobNames, AreTheValuesBesideTheCurrentOneAsWell) {
    Observation beside;
    beside.set_drawing_hash(kSecond.bytes());
    Observation current;
    current.set_drawing_hash(kFirst.bytes());
    Entity entity = entityOf(current);
    Sibling sibling;
    sibling.value = Body::of(beside).encode();
    entity.siblings.push_back(sibling);
    EXPECT_EQ(blobsNamedBy(entity), (Named{kFirst, kSecond}));
}

TEST(BlobNames, AreWhatAnAmendmentSaysInstead) {
    Observation now;
    now.set_drawing_hash(kFirst.bytes());
    Amendment amendment;
    amendment.set_target_type(typeNumber<Observation>());
    amendment.set_new_value(Body::of(now).encode());
    EXPECT_EQ(blobsNamedBy(entityOf(amendment)), Named{kFirst});
    amendment.set_target_type(typeNumber<Visit>());
    EXPECT_EQ(blobsNamedBy(entityOf(amendment)), Named{});
    amendment.set_new_value("rubbish");
    EXPECT_EQ(blobsNamedBy(entityOf(amendment)), Named{});
}

TEST(BlobNames, OfAnOperationAreWhatItWrites) {
    const EntityKey key{typeNumber<Attachment>(), {}};
    ChangeBuilder builder;
    builder.create(key, {}, attachmentOf(kFirst));
    const auto ops = builder.take();
    ASSERT_EQ(ops.size(), 1U);
    EXPECT_EQ(blobsNamedBy(ops[0]), Named{kFirst});
    Op typed = ops[0];
    typed.kind = protocol::TYPED;
    EXPECT_EQ(blobsNamedBy(typed), Named{}) << "words of a form, whatever they look like";
}

TEST(BlobNames, AreNoneInWhatDoesNotDecodeOrIsNoHash) {
    EXPECT_EQ(blobsNamedIn(typeNumber<Attachment>(), "\xff\xff"), Named{});
    EXPECT_EQ(blobsNamedIn(9'999, Body::of(attachmentOf(kFirst)).encode()), Named{});
    Attachment shortHash;
    shortHash.set_hash("short");
    EXPECT_EQ(blobsNamedBy(entityOf(shortHash)), Named{});
}

}  // namespace
}  // namespace hearth::records

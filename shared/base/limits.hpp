// Every limit that both sides must agree on, each with its reason. Units are last in the name.
#pragma once

#include <cstddef>
#include <cstdint>

#include "shared/base/time.hpp"

namespace hearth::base {

// One page of an exchange, uncompressed: fits one radio window and bounds a server's memory a
// request.
inline constexpr std::size_t kExchangeBytesMax = 1024UL * 1024UL;
// One answer, uncompressed: a page holds whole revisions, and one edit may touch several large
// records.
inline constexpr std::size_t kReplyBytesMax = 8UL * 1024UL * 1024UL;
// A message below this is sent as it is: zstd's frame costs more than it saves.
inline constexpr std::size_t kCompressAboveBytes = 200;
// One edit: a long narrative (100 k characters) with its observations, four bytes a character.
inline constexpr std::size_t kEditBytesMax = 512UL * 1024UL;
// Operations of one edit: sealing a visit with twenty children and all their fields stays below.
inline constexpr std::size_t kEditOpsMax = 500;
// One field's value; the longest is a narrative.
inline constexpr std::size_t kFieldBytesMax = 400UL * 1024UL;
// One entity's body.
inline constexpr std::size_t kBodyBytesMax = 512UL * 1024UL;
// Fields of one entity, unknown ones included; the widest type has about fifty.
inline constexpr std::size_t kFieldsMax = 200;
// Elements of a set (people present, disability codes).
inline constexpr std::size_t kSetElementsMax = 200;
// Siblings an edit may name as seen.
inline constexpr std::size_t kSawSiblingsMax = 100;
// Edits an operation may name as standing behind what its author saw: a full set, each element by
// another hand.
inline constexpr std::size_t kBaseWritersMax = 250;
// Edits of one PUSH.
inline constexpr std::size_t kPushEditsMax = 500;
// Scopes of one PULL: a manager's team of ten with forty cases each.
inline constexpr std::size_t kPullScopesMax = 2000;
// Entries of one MANIFEST: some 70 bytes each, so about half a page.
inline constexpr std::size_t kManifestEntriesMax = 5000;
// Entities of one FETCH.
inline constexpr std::size_t kFetchEntitiesMax = 500;
// Edits of one REOFFER: some 55 bytes each.
inline constexpr std::size_t kReofferEditsMax = 2000;
// A checkpoint that removes more rows than this, and more than this share of what the tablet holds,
// needs the authority's signature.
inline constexpr std::uint64_t kRemovalRowsFree = 20;
inline constexpr std::uint64_t kRemovalPercentFree = 30;
// Removals of this long count together: a little at a time must not empty a tablet either.
inline constexpr Millis kRemovalWindow = days(1);
// Messages of one exchange.
inline constexpr std::size_t kExchangeMessagesMax = 5000;
// Pages stop being added to an answer above this; the rest of the exchange is for acknowledgements.
inline constexpr std::size_t kPageRoomBytes = 768UL * 1024UL;
// Edits of one push, together; the rest of the exchange is for cursors.
inline constexpr std::size_t kPushBytesMax = 768UL * 1024UL;
// One attachment: a tablet's largest photo is some 12 MiB, a scanned report some 20.
inline constexpr std::size_t kBlobBytesMax = 32UL * 1024UL * 1024UL;
// One part of an attachment: what a cut connection loses at most, and what a server holds of it.
inline constexpr std::size_t kBlobPartBytesMax = 1024UL * 1024UL;
// Hashes of one BLOB QUERY.
inline constexpr std::size_t kBlobQueryMax = 500;
// Revisions and sequence numbers: what both engines of the central record hold in an integer.
inline constexpr std::uint64_t kCountMax = INT64_MAX;
// Exchanges of one sync run: a first sync of the largest caseload takes some hundred.
inline constexpr std::size_t kExchangesPerRunMax = 10'000;
// A tablet's claimed time may differ from the server's by this before the record says so.
inline constexpr Millis kClockSkewShown = minutes(5);
// Times and days that a record or an edit may state: the calendar's years 1 to 9999. No clock that
// a tablet can be set to leaves them, and sums of two such times stay far from overflow.
inline constexpr std::int64_t kTimeMillisMin = -62'135'596'800'000;
inline constexpr std::int64_t kTimeMillisMax = 253'402'300'799'999;
inline constexpr std::int64_t kDayNumberMin = kTimeMillisMin / days(1).count;
inline constexpr std::int64_t kDayNumberMax = kTimeMillisMax / days(1).count;

static_assert(kEditBytesMax < kExchangeBytesMax, "an edit must fit into a page");
static_assert(kFieldBytesMax < kEditBytesMax, "a field must fit into an edit");

}  // namespace hearth::base

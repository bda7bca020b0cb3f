// What the merge bounds beyond shared/base/limits.hpp. An edit that would pass one of these is
// HELD_INVALID: it stays in the log, and a person sees it. Both sides must agree, or a tablet would
// predict what the server holds.
#pragma once

#include <cstddef>

namespace hearth::merge {

// Values kept beside the current ones of one entity, open, lost and settled together. Far above
// what people make; below what a page of the protocol can carry.
inline constexpr std::size_t kEntitySiblingsMax = 500;
// Their bytes together: five versions of the longest text.
inline constexpr std::size_t kEntitySiblingBytesMax = 2UL * 1024UL * 1024UL;
// What a decision displaces is kept up to this many times the two limits above (beyond it the log
// alone has it), so that a full record can still be settled.
inline constexpr std::size_t kDisplacedRoomFactor = 2;
// Stamps of one entity: every field, and every element a set ever had.
inline constexpr std::size_t kEntityStampsMax = 2000;
// One element of a set: a name, a code. It stays as a key of the stamps after it was taken out.
inline constexpr std::size_t kElementBytesMax = 512;
// Why somebody decided: more than a page. It is kept with every settlement.
inline constexpr std::size_t kReasonBytesMax = 8UL * 1024UL;
// Paragraphs of a text that is merged by paragraph; a longer one is put before a person. Bounds the
// comparison, which takes the product of two counts.
inline constexpr std::size_t kParagraphsMax = 400;
// A proposed value in words; a longer one stands in the amendment's encoding only, so that it does
// not need twice the room.
inline constexpr std::size_t kWordsBytesMax = 4096;
// What a review item says about why it was raised, all occasions together.
inline constexpr std::size_t kExplanationBytesMax = 4096;

}  // namespace hearth::merge

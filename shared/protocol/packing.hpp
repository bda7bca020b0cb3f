// zstd frames that state their size, and pages packed in them: made once by the server's store,
// handed out as they lie there.
// Threads: pure functions, any thread.
#pragma once

#include "schema/protocol/sync.pb.h"
#include "shared/base/bytes.hpp"
#include "shared/base/limits.hpp"
#include "shared/records/edit.hpp"

namespace hearth::protocol {

// What a page is packed for, unpacked: whole revisions until it holds this much.
inline constexpr std::size_t kPackedPageBytes = base::kPageRoomBytes;
// Packed pages of one answer, together and unpacked. A tablet holds them while it takes them.
inline constexpr std::size_t kPackedRoomBytes = 4UL * 1024UL * 1024UL;
// Pages of one answer of both kinds, unpacked; the rest is for acknowledgements.
inline constexpr std::size_t kStateRoomBytes = 7UL * 1024UL * 1024UL;
static_assert(kPackedPageBytes < kPackedRoomBytes && kPackedRoomBytes < kStateRoomBytes);
static_assert(kStateRoomBytes < base::kReplyBytesMax);

// A page as a store keeps it.
struct KeptPage {
    PackedPage page;
    records::Rev nextCursor = 0;
    std::size_t unpackedBytes = 0;
};

// What goes by once: zstd's fastest ordinary level. A page takes a few milliseconds.
inline constexpr int kPackOnceLevel = 3;
// What is packed once and handed out often.
inline constexpr int kPackToKeepLevel = 9;

// Internal when the library fails.
[[nodiscard]] base::Result<base::Bytes> pack(base::ByteView plain, int level);
// What a frame says it holds. Malformed when it does not say.
[[nodiscard]] base::Result<std::size_t> unpackedSize(base::ByteView packed);
// TooLarge, before anything is unpacked, when it says more than `bytesMax`; Malformed.
[[nodiscard]] base::Result<base::Bytes> unpack(base::ByteView packed, std::size_t bytesMax);

[[nodiscard]] base::Result<KeptPage> packPage(const Page& page);
// The page in it, of the same scope. Malformed, TooLarge as unpack().
[[nodiscard]] base::Result<Page> unpackPage(const PackedPage& packed, std::size_t bytesMax);

}  // namespace hearth::protocol

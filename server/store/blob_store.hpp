// BlobStore: the bytes of attachments, in the central record's own database, and who may see them.
// Owner: the Store. Threads: the store worker's. Errors: the store's own (disk full, corrupt), then
// nothing of it happened; what a tablet did wrong is an answer.
#pragma once

#include <optional>

#include "shared/protocol/server_session.hpp"

namespace hearth::server::store {

// A part that is not its attachment's last is at least this long: rows of a few bytes would cost
// more than what they hold.
inline constexpr std::size_t kBlobPartBytesMin = 16UL * 1024UL;
// Of one device's uploads that are not complete; the one that rested longest makes room.
inline constexpr std::uint64_t kIncompleteBlobBytesMax = 128ULL * 1024ULL * 1024ULL;
// Of one device's attachments that no record names: their records come, or are held.
inline constexpr std::uint64_t kUnnamedBlobBytesMax = 4ULL * 1024ULL * 1024ULL * 1024ULL;

struct BlobPart {
    base::Digest hash;
    std::uint64_t size = 0;    // of the whole
    std::uint64_t offset = 0;  // of the part's first byte
    base::ByteView bytes;
};

struct BlobAnswer {
    protocol::BlobState state;  // where to go on
    // Conflict: the part does not continue the upload, nothing was taken. InvalidArgument: other
    // bytes than were sent before, or all are there and have another hash; the upload is gone and
    // may begin again. TooLarge, Malformed: a part that may not be.
    std::optional<base::Error> refused;
};

struct BlobRange {
    std::uint64_t size = 0;  // of the whole
    base::Bytes bytes;
};

class BlobStore {
public:
    BlobStore() = default;
    BlobStore(const BlobStore&) = delete;
    BlobStore& operator=(const BlobStore&) = delete;
    virtual ~BlobStore() = default;

    // Inside a group: durable when that is committed. Every device has an upload of its own.
    [[nodiscard]] virtual base::Result<BlobAnswer> append(const protocol::Peer& peer,
                                                          const BlobPart& part) = 0;
    // Of an attachment that a record in a case of this worker names; empty otherwise.
    [[nodiscard]] virtual base::Result<std::optional<protocol::BlobState>> state(
        const protocol::Peer& peer, const base::Digest& hash) = 0;
    // Up to `bytesMax` from `offset` on; empty when this worker may not know of it, when it is not
    // complete, and beyond its end.
    [[nodiscard]] virtual base::Result<std::optional<BlobRange>> read(const protocol::Peer& peer,
                                                                      const base::Digest& hash,
                                                                      std::uint64_t offset,
                                                                      std::size_t bytesMax) = 0;
    // Recomputes the hash of everything that is complete: Corrupt with the first that differs.
    [[nodiscard]] virtual base::Status verify() = 0;
};

}  // namespace hearth::server::store

// BlobTransport: carries attachments to the server and from it, a part at a time. The exact
// requests: shared/protocol/README.md, "Attachments". Implemented in client/platform. Owner: the
// composition root. Threads: the sync thread; calls block up to their deadlines. Errors:
// Unreachable (no network, timeout, connection cut), Untrusted (certificate), Busy (come again
// later), DiskFull (of the server), Malformed (not an answer of ours), Refused (this tablet may not
// speak).
#pragma once

#include <optional>

#include "schema/protocol/sync.pb.h"
#include "shared/base/bytes.hpp"

namespace hearth::client::sync {

struct BlobPutAnswer {
    protocol::BlobState state;  // where to go on
    // The part was not taken: Conflict (it does not continue the upload), InvalidArgument (the
    // bytes are not what the hash says; the upload begins again), TooLarge.
    std::optional<base::Error> refused;
};

struct BlobPiece {
    std::uint64_t size = 0;  // of the whole
    base::Bytes bytes;
};

class BlobTransport {
public:
    BlobTransport() = default;
    BlobTransport(const BlobTransport&) = delete;
    BlobTransport& operator=(const BlobTransport&) = delete;
    virtual ~BlobTransport() = default;

    // `bytes`: of an attachment of `size`, from `offset` on.
    [[nodiscard]] virtual base::Result<BlobPutAnswer> putPart(const base::Digest& hash,
                                                              std::uint64_t size,
                                                              std::uint64_t offset,
                                                              base::ByteView bytes) = 0;
    // At most base::kBlobPartBytesMax from `offset` on. Empty: not complete there, or this worker
    // may not know of it.
    [[nodiscard]] virtual base::Result<std::optional<BlobPiece>> getPart(const base::Digest& hash,
                                                                         std::uint64_t offset) = 0;
};

}  // namespace hearth::client::sync

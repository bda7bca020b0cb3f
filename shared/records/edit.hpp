// Edit: one immutable, atomic action of one person, decoded, with the bytes it was decoded from.
// Hashes and signatures are over those bytes only.
// Threads: values, any thread.
#pragma once

#include <string>
#include <vector>

#include "schema/protocol/edit.pb.h"
#include "shared/base/limits.hpp"
#include "shared/records/entity.hpp"

namespace hearth::records {

struct Op {
    EntityKey target;
    base::ScopeId scope;
    Rev openRev = 0;
    base::Epoch openEpoch;  // nil with openRev 0
    protocol::OpKind kind = protocol::OP_KIND_UNSPECIFIED;
    FieldNumber field = 0;
    base::Bytes value;
    base::Bytes baseValueHash;  // 32 bytes or empty
    base::Bytes baseValue;
    std::vector<SiblingId> sawSiblings;
    std::string reason;
    std::vector<base::EditId> baseWriters;  // behind what the author saw
    friend bool operator==(const Op&, const Op&) = default;
};

struct Edit {
    base::EditId id;
    base::DeviceId device;
    base::Incarnation incarnation;
    Seq seq = 0;
    base::Digest prevHash;
    base::WorkerId author;
    base::WallTime claimed;
    base::Millis monoSinceServer;
    base::WallTime serverTimeThen;
    std::uint32_t schemaVersion = 0;
    std::vector<Op> ops;

    friend bool operator==(const Edit&, const Edit&) = default;
};

[[nodiscard]] base::Bytes encodeEdit(const Edit& edit);
// Checks every limit of shared/base/limits.hpp. An unknown operation kind decodes (and is HELD by
// the merge). Malformed, TooLarge.
[[nodiscard]] base::Result<Edit> decodeEdit(base::ByteView bytes);

// min(claimed corrected by the tablet's monotonic clock, received): a wrong clock may never win by
// being wrong (design section 4).
[[nodiscard]] base::WallTime effectiveTime(const Edit& edit, base::WallTime received) noexcept;
// The correction used above: where the tablet's clock should have stood; claimed when unknown.
[[nodiscard]] base::WallTime correctedClaim(const Edit& edit) noexcept;

}  // namespace hearth::records

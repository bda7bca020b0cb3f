// Which attachments a record names: by the SHA-256 of their bytes, in Attachment.hash, in
// Observation.drawing_hash, and in an amendment of one of these.
// Threads: pure functions, any thread.
#pragma once

#include <vector>

#include "shared/records/edit.hpp"

namespace hearth::records {

// In field encodings of that type: a body, or a unit's value. What does not decode names nothing.
[[nodiscard]] std::vector<base::Digest> blobsNamedIn(TypeNumber type, base::ByteView encoded);
// By a record as it stands: its values and those beside them.
[[nodiscard]] std::vector<base::Digest> blobsNamedBy(const Entity& entity);
// By what an operation writes.
[[nodiscard]] std::vector<base::Digest> blobsNamedBy(const Op& op);

}  // namespace hearth::records

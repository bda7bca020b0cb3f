// Bytes too long for one row, which lie in a table as parts: what both sides' tables of attachments
// ask of theirs. Owner: nobody, functions only. Threads: the connection's. Errors: the
// connection's. Units: bytes.
#pragma once

#include <algorithm>

#include "shared/crypto/running_hash.hpp"
#include "shared/sqlite/query.hpp"

namespace hearth::sqlite {

// A stretch of the whole: from `offset` up to, and without, `end`.
struct Stretch {
    std::uint64_t offset = 0;
    std::uint64_t end = 0;
};

// What is there of the stretch. `sql` gives (at, bytes) in ascending `at` of the parts of `key`
// that begin at or after its second value, before its third, and end after its fourth; no part is
// longer than `partMax`, so none that begins earlier reaches in.
template <class Key>
[[nodiscard]] base::Result<base::Bytes> joinParts(Connection& connection, std::string_view sql,
                                                  const Key& key, const Stretch& wanted,
                                                  std::uint64_t partMax) {
    base::Bytes found;
    const std::uint64_t from = wanted.offset - std::min(wanted.offset, partMax);
    HEARTH_TRY(eachRow(
        connection, sql,
        [&](const Statement& row) -> base::Result<bool> {
            const std::uint64_t at = unsignedColumn(row, 0);
            const base::Bytes part = row.blob(1);
            const std::uint64_t skip = wanted.offset - std::min(wanted.offset, at);
            found.append(part, skip, wanted.end - at - skip);
            return true;
        },
        key, from, wanted.end, wanted.offset));
    return found;
}

// SHA-256 of all parts, one in memory at a time. `sql` gives the bytes of the parts of `key` in
// order.
template <class Key>
[[nodiscard]] base::Result<base::Digest> hashParts(Connection& connection, std::string_view sql,
                                                   const Key& key) {
    crypto::RunningHash hash;
    HEARTH_TRY(eachRow(
        connection, sql,
        [&](const Statement& row) -> base::Result<bool> {
            hash.add(row.blob(0));
            return true;
        },
        key));
    return hash.finish();
}

}  // namespace hearth::sqlite

#include "server/store/blob_table.hpp"

#include <algorithm>

#include "shared/base/limits.hpp"
#include "shared/sqlite/parts.hpp"

namespace hearth::server::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using sqlite::eachRow;
using sqlite::runSql;
using sqlite::Statement;

namespace {

protocol::BlobState stateOf(const base::Digest& hash, std::uint64_t size, std::uint64_t received,
                            bool complete) {
    protocol::BlobState state;
    state.set_hash(hash.bytes());
    state.set_size(size);
    state.set_received(received);
    state.set_complete(complete);
    return state;
}

BlobAnswer refuse(protocol::BlobState state, ErrorCode code, const char* sentence) {
    return {std::move(state), Error(code, sentence)};
}

std::optional<Error> checkPart(const BlobPart& part) {
    if (part.size == 0 || part.bytes.empty())
        return Error(ErrorCode::Malformed, "an attachment has bytes, and so has a part of it");
    if (part.size > base::kBlobBytesMax)
        return Error(ErrorCode::TooLarge, "the attachment is larger than this server takes");
    if (part.bytes.size() > base::kBlobPartBytesMax)
        return Error(ErrorCode::TooLarge, "the part is larger than this server takes");
    if (part.offset >= part.size || part.bytes.size() > part.size - part.offset)
        return Error(ErrorCode::Malformed, "a part beyond the attachment's end");
    return std::nullopt;
}

}  // namespace

Result<bool> BlobTable::mayKnow(const base::WorkerId& worker, const base::Digest& hash) {
    const auto scopes = m_mentions.scopesNaming(hash);
    if (!scopes) return scopes.error();
    const std::int64_t today = base::toDayNumber(base::ukDateOf(m_clock.wallNow()));
    for (const base::ScopeId& scope : *scopes) {
        const auto holds = m_members.holdsCase(worker, scope, today);
        if (!holds) return holds.error();
        if (*holds) return true;
    }
    return false;
}

Result<std::optional<BlobTable::Row>> BlobTable::complete(const base::Digest& hash) {
    std::optional<Row> found;
    HEARTH_TRY(eachRow(
        m_connection, "SELECT blob, device, size FROM blob WHERE hash = ? AND complete = 1",
        [&](const Statement& row) -> Result<bool> {
            const auto device = sqlite::idColumn<base::DeviceId>(row, 1);
            if (!device) return device.error();
            const std::uint64_t size = sqlite::unsignedColumn(row, 2);
            found = Row{row.integer(0), hash, *device, size, size, true};
            return false;
        },
        hash.view()));
    return found;
}

Result<std::optional<BlobTable::Row>> BlobTable::upload(const base::Digest& hash,
                                                        const base::DeviceId& device) {
    std::optional<Row> found;
    HEARTH_TRY(eachRow(
        m_connection,
        "SELECT blob, size, received FROM blob WHERE hash = ? AND device = ? AND complete = 0",
        [&](const Statement& row) -> Result<bool> {
            found = Row{row.integer(0),
                        hash,
                        device,
                        sqlite::unsignedColumn(row, 1),
                        sqlite::unsignedColumn(row, 2),
                        false};
            return false;
        },
        hash.view(), device.view()));
    return found;
}

Result<BlobAnswer> BlobTable::append(const protocol::Peer& peer, const BlobPart& part) {
    if (auto wrong = checkPart(part)) return BlobAnswer{stateOf(part.hash, 0, 0, false), *wrong};
    const auto whole = complete(part.hash);
    if (!whole) return whole.error();
    if (*whole) {
        // Whoever may not know of it sends all of its bytes: that it is here is no secret only
        // among those who have them.
        auto known = mayKnow(peer.worker, part.hash);
        if (!known) return known.error();
        if (*known || (*whole)->device == peer.device)
            return BlobAnswer{stateOf(part.hash, (*whole)->size, (*whole)->size, true), {}};
    }
    const auto row = uploadFor(peer, part);
    if (!row) return row.error();
    if (!*row && part.offset != 0)
        return refuse(stateOf(part.hash, 0, 0, false), ErrorCode::Conflict,
                      "the upload begins at 0");
    if (!*row)
        return refuse(stateOf(part.hash, 0, 0, false), ErrorCode::TooLarge,
                      "more attachments without a record than a tablet may leave here");
    if (part.offset > (*row)->received)
        return refuse(stateOf(part.hash, (*row)->size, (*row)->received, false),
                      ErrorCode::Conflict, "the part does not follow what is here");
    return extend(**row, part);
}

Result<std::optional<BlobTable::Row>> BlobTable::uploadFor(const protocol::Peer& peer,
                                                           const BlobPart& part) {
    const auto begun = upload(part.hash, peer.device);
    if (!begun) return begun.error();
    if (*begun && (*begun)->size == part.size) return *begun;
    // One of the two sizes is wrong, and nobody can say which: from the beginning.
    if (*begun) HEARTH_TRY(drop((*begun)->blob));
    if (part.offset != 0) return std::optional<Row>{};
    const auto room = hasUnnamedRoom(peer.device);
    if (!room) return room.error();
    if (!*room) return std::optional<Row>{};
    HEARTH_TRY(runSql(m_connection,
                      "INSERT INTO blob (hash, device, size, received, complete, touched_at) "
                      "VALUES (?, ?, ?, 0, 0, ?)",
                      part.hash.view(), peer.device.view(), part.size, m_clock.wallNow().millis));
    return upload(part.hash, peer.device);
}

Result<bool> BlobTable::hasUnnamedRoom(const base::DeviceId& device) {
    std::uint64_t bytes = 0;
    HEARTH_TRY(eachRow(
        m_connection,
        "SELECT coalesce(sum(size), 0) FROM blob WHERE device = ? AND complete = 1 "
        "AND NOT EXISTS (SELECT 1 FROM blob_mention WHERE blob_mention.hash = blob.hash)",
        [&](const Statement& row) -> Result<bool> {
            bytes = sqlite::unsignedColumn(row, 0);
            return false;
        },
        device.view()));
    return bytes < kUnnamedBlobBytesMax;
}

// Uploads that a tablet gave up would otherwise fill its share for ever.
Status BlobTable::makeRoom(const Row& row, std::size_t bytes) {
    std::uint64_t held = bytes;
    std::vector<std::pair<std::int64_t, std::uint64_t>> others;  // longest untouched first
    HEARTH_TRY(eachRow(
        m_connection,
        "SELECT blob, received FROM blob WHERE device = ? AND complete = 0 "
        "ORDER BY touched_at, blob",
        [&](const Statement& columns) -> Result<bool> {
            const std::uint64_t received = sqlite::unsignedColumn(columns, 1);
            held += received;
            if (columns.integer(0) != row.blob) others.emplace_back(columns.integer(0), received);
            return true;
        },
        row.device.view()));
    for (const auto& [blob, received] : others) {
        if (held <= kIncompleteBlobBytesMax) break;
        HEARTH_TRY(drop(blob));
        held -= received;
    }
    return {};
}

Result<BlobAnswer> BlobTable::extend(Row row, const BlobPart& part) {
    const std::uint64_t again =
        std::min<std::uint64_t>(row.received - part.offset, part.bytes.size());
    const auto same = holds(row, part.offset, part.bytes.substr(0, again));
    if (!same) return same.error();
    if (!*same) {
        HEARTH_TRY(drop(row.blob));
        return refuse(stateOf(part.hash, row.size, 0, false), ErrorCode::InvalidArgument,
                      "other bytes than were sent before; the upload begins again");
    }
    const base::ByteView fresh = part.bytes.substr(again);
    const auto soFar = stateOf(part.hash, row.size, row.received, false);
    if (fresh.empty()) return BlobAnswer{soFar, {}};
    const bool last = row.received + fresh.size() == row.size;
    if (fresh.size() < kBlobPartBytesMin && !last)
        return refuse(soFar, ErrorCode::Malformed, "a part that is too small");
    HEARTH_TRY(makeRoom(row, fresh.size()));
    HEARTH_TRY(runSql(m_connection, "INSERT INTO blob_part (blob, at, bytes) VALUES (?, ?, ?)",
                      row.blob, row.received, fresh));
    row.received += fresh.size();
    HEARTH_TRY(runSql(m_connection, "UPDATE blob SET received = ?, touched_at = ? WHERE blob = ?",
                      row.received, m_clock.wallNow().millis, row.blob));
    if (last) return finish(row);
    return BlobAnswer{stateOf(part.hash, row.size, row.received, false), {}};
}

Result<BlobAnswer> BlobTable::finish(const Row& row) {
    const auto hash = hashOf(row.blob);
    if (!hash) return hash.error();
    if (*hash != row.hash) {
        HEARTH_TRY(drop(row.blob));
        return refuse(stateOf(row.hash, row.size, 0, false), ErrorCode::InvalidArgument,
                      "the bytes have another hash; the upload begins again");
    }
    const auto whole = complete(row.hash);
    if (!whole) return whole.error();
    if (*whole) {
        HEARTH_TRY(drop(row.blob));
    } else {
        HEARTH_TRY(runSql(m_connection, "UPDATE blob SET complete = 1 WHERE blob = ?", row.blob));
        HEARTH_TRY(runSql(m_connection, "DELETE FROM blob WHERE hash = ? AND complete = 0",
                          row.hash.view()));
    }
    return BlobAnswer{stateOf(row.hash, row.size, row.size, true), {}};
}

Result<bool> BlobTable::holds(const Row& row, std::uint64_t offset, base::ByteView bytes) {
    if (bytes.empty()) return true;
    const auto stored = bytesOf(row.blob, offset, offset + bytes.size());
    if (!stored) return stored.error();
    return *stored == bytes;
}

Result<base::Bytes> BlobTable::bytesOf(std::int64_t blob, std::uint64_t offset, std::uint64_t end) {
    auto found =
        sqlite::joinParts(m_connection,
                          "SELECT at, bytes FROM blob_part WHERE blob = ? AND at >= ? AND at < ? "
                          "AND at + length(bytes) > ? ORDER BY at",
                          blob, {offset, end}, base::kBlobPartBytesMax);
    if (!found) return found.error();
    if (found->size() != end - offset)
        return Error(ErrorCode::Corrupt, "an attachment with a hole");
    return found;
}

Result<base::Digest> BlobTable::hashOf(std::int64_t blob) {
    return sqlite::hashParts(m_connection, "SELECT bytes FROM blob_part WHERE blob = ? ORDER BY at",
                             blob);
}

Status BlobTable::drop(std::int64_t blob) {
    return runSql(m_connection, "DELETE FROM blob WHERE blob = ?", blob);
}

Result<std::optional<protocol::BlobState>> BlobTable::state(const protocol::Peer& peer,
                                                            const base::Digest& hash) {
    const auto known = mayKnow(peer.worker, hash);
    if (!known) return known.error();
    if (!*known) return std::optional<protocol::BlobState>{};
    const auto whole = complete(hash);
    if (!whole) return whole.error();
    if (*whole) return std::optional(stateOf(hash, (*whole)->size, (*whole)->size, true));
    const auto own = upload(hash, peer.device);
    if (!own) return own.error();
    if (*own) return std::optional(stateOf(hash, (*own)->size, (*own)->received, false));
    return std::optional(stateOf(hash, 0, 0, false));
}

Result<std::optional<BlobRange>> BlobTable::read(const protocol::Peer& peer,
                                                 const base::Digest& hash, std::uint64_t offset,
                                                 std::size_t bytesMax) {
    const auto known = mayKnow(peer.worker, hash);
    if (!known) return known.error();
    const auto whole = complete(hash);
    if (!whole) return whole.error();
    if (!*known || !*whole) return std::optional<BlobRange>{};
    const std::uint64_t size = (*whole)->size;
    if (offset >= size) return std::optional(BlobRange{size, {}});
    auto bytes =
        bytesOf((*whole)->blob, offset, offset + std::min<std::uint64_t>(bytesMax, size - offset));
    if (!bytes) return bytes.error();
    return std::optional(BlobRange{size, std::move(*bytes)});
}

Status BlobTable::verify() {
    std::vector<std::pair<std::int64_t, base::Digest>> all;
    HEARTH_TRY(eachRow(m_connection, "SELECT blob, hash FROM blob WHERE complete = 1",
                       [&](const Statement& row) -> Result<bool> {
                           const auto hash = sqlite::digestColumn(row, 1);
                           if (!hash) return hash.error();
                           all.emplace_back(row.integer(0), *hash);
                           return true;
                       }));
    for (const auto& [blob, hash] : all) {
        const auto stored = hashOf(blob);
        if (!stored) return stored.error();
        if (*stored != hash)
            return Error(ErrorCode::Corrupt,
                         "the bytes of attachment " + base::toHex(hash.view()) + " are others");
    }
    return {};
}

}  // namespace hearth::server::store

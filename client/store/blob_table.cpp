#include "client/store/blob_table.hpp"

#include <algorithm>

#include "shared/base/limits.hpp"
#include "shared/records/blob_names.hpp"
#include "shared/sqlite/parts.hpp"

namespace hearth::client::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using sqlite::eachRow;
using sqlite::runSql;
using sqlite::Statement;

namespace {

#define HEARTH_BLOB_COLUMNS "hash, size, held, sent, said_epoch, said_rev, wanted"

Result<BlobRow> rowOf(const Statement& columns) {
    BlobRow row;
    const auto hash = sqlite::digestColumn(columns, 0);
    if (!hash) return hash.error();
    row.hash = *hash;
    row.size = sqlite::unsignedColumn(columns, 1);
    row.held = sqlite::unsignedColumn(columns, 2);
    row.sent = sqlite::unsignedColumn(columns, 3);
    if (!columns.isNull(4)) {
        const auto epoch = sqlite::idColumn<base::Epoch>(columns, 4);
        if (!epoch) return epoch.error();
        row.saidEpoch = *epoch;
    }
    if (!columns.isNull(5)) row.saidRev = sqlite::unsignedColumn(columns, 5);
    row.wanted = columns.integer(6) != 0;
    return row;
}

}  // namespace

Status BlobTable::note(const records::Entity& entity) {
    for (const base::Digest& hash : records::blobsNamedBy(entity))
        HEARTH_TRY(note(hash, entity.scope));
    return {};
}

Status BlobTable::note(const base::Digest& hash, const base::ScopeId& scope) {
    HEARTH_TRY(runSql(m_connection,
                      "INSERT OR IGNORE INTO blob (hash, size, held, sent, wanted, asked_at, "
                      "used_at) VALUES (?, 0, 0, 0, 0, 0, 0)",
                      hash.view()));
    return runSql(m_connection, "INSERT OR IGNORE INTO blob_scope (hash, scope) VALUES (?, ?)",
                  hash.view(), scope.view());
}

Result<bool> BlobTable::isIndexed() {
    const auto done = m_connection.queryInt("SELECT blobs_indexed FROM meta");
    if (!done) return done.error();
    return *done != 0;
}

Status BlobTable::setIndexed() {
    return runSql(m_connection, "UPDATE meta SET blobs_indexed = 1");
}

Result<std::optional<BlobRow>> BlobTable::find(const base::Digest& hash) {
    std::optional<BlobRow> found;
    HEARTH_TRY(eachRow(
        m_connection, "SELECT " HEARTH_BLOB_COLUMNS " FROM blob WHERE hash = ?",
        [&](const Statement& columns) -> Result<bool> {
            const auto row = rowOf(columns);
            if (!row) return row.error();
            found = *row;
            return false;
        },
        hash.view()));
    return found;
}

Status BlobTable::keep(const base::Digest& hash, base::ByteView bytes, base::WallTime now) {
    HEARTH_TRY(dropBytes(hash));
    HEARTH_TRY(runSql(m_connection,
                      "UPDATE blob SET size = ?1, held = ?1, wanted = 0, used_at = ?2 "
                      "WHERE hash = ?3",
                      bytes.size(), now.millis, hash.view()));
    for (std::size_t at = 0; at < bytes.size(); at += base::kBlobPartBytesMax)
        HEARTH_TRY(runSql(m_connection, "INSERT INTO blob_part (hash, at, bytes) VALUES (?, ?, ?)",
                          hash.view(), std::uint64_t{at},
                          bytes.substr(at, base::kBlobPartBytesMax)));
    return {};
}

Result<base::Bytes> BlobTable::bytes(const base::Digest& hash, std::uint64_t offset,
                                     std::uint64_t bytesMax) {
    return sqlite::joinParts(
        m_connection,
        "SELECT at, bytes FROM blob_part WHERE hash = ? AND at >= ? AND at < ? "
        "AND at + length(bytes) > ? ORDER BY at",
        hash.view(), {offset, offset + bytesMax}, base::kBlobPartBytesMax);
}

Status BlobTable::used(const base::Digest& hash, base::WallTime now) {
    return runSql(m_connection, "UPDATE blob SET used_at = ? WHERE hash = ?", now.millis,
                  hash.view());
}

Status BlobTable::want(const base::Digest& hash) {
    return runSql(m_connection,
                  "UPDATE blob SET wanted = 1 WHERE hash = ? AND (held < size OR size = 0)",
                  hash.view());
}

Result<bool> BlobTable::add(const BlobRow& row, std::uint64_t size, base::ByteView part) {
    HEARTH_TRY(runSql(m_connection, "INSERT INTO blob_part (hash, at, bytes) VALUES (?, ?, ?)",
                      row.hash.view(), row.held, part));
    const std::uint64_t held = row.held + part.size();
    HEARTH_TRY(runSql(m_connection, "UPDATE blob SET size = ?, held = ? WHERE hash = ?", size, held,
                      row.hash.view()));
    if (held < size) return true;
    const auto hash = hashOf(row.hash);
    if (!hash) return hash.error();
    if (*hash != row.hash) {
        HEARTH_TRY(dropBytes(row.hash));
        return false;
    }
    HEARTH_TRY(runSql(m_connection, "UPDATE blob SET wanted = 0 WHERE hash = ?", row.hash.view()));
    return true;
}

Result<base::Digest> BlobTable::hashOf(const base::Digest& hash) {
    return sqlite::hashParts(m_connection, "SELECT bytes FROM blob_part WHERE hash = ? ORDER BY at",
                             hash.view());
}

Status BlobTable::dropBytes(const base::Digest& hash) {
    HEARTH_TRY(runSql(m_connection, "DELETE FROM blob_part WHERE hash = ?", hash.view()));
    return runSql(m_connection, "UPDATE blob SET held = 0 WHERE hash = ?", hash.view());
}

Result<std::vector<base::Digest>> BlobTable::toAsk(const base::Epoch& epoch, std::size_t max) {
    std::vector<base::Digest> hashes;
    HEARTH_TRY(eachRow(
        m_connection,
        "SELECT hash FROM blob WHERE said_epoch IS NOT ? OR said_rev IS NULL "
        "ORDER BY asked_at, hash LIMIT ?",
        [&](const Statement& row) -> Result<bool> {
            const auto hash = sqlite::digestColumn(row, 0);
            if (!hash) return hash.error();
            hashes.push_back(*hash);
            return true;
        },
        epoch.view(), std::uint64_t{max}));
    return hashes;
}

Status BlobTable::asked(const base::Digest& hash, base::WallTime now) {
    return runSql(m_connection, "UPDATE blob SET asked_at = ? WHERE hash = ?", now.millis,
                  hash.view());
}

Status BlobTable::heard(const BlobRow& row, const protocol::BlobState& state,
                        const base::Epoch& epoch, std::optional<records::Rev> rev) {
    // How long it is, is believed only of what is not here yet.
    const std::uint64_t size = row.size != 0 ? row.size : state.size();
    const std::uint64_t sent = std::min(state.received(), size);
    if (!state.complete())
        return runSql(m_connection,
                      "UPDATE blob SET size = ?, sent = ?, said_epoch = NULL, said_rev = NULL "
                      "WHERE hash = ?",
                      size, sent, row.hash.view());
    HEARTH_TRY(runSql(m_connection,
                      "UPDATE blob SET size = ?, sent = ?, said_epoch = ?, said_rev = NULL "
                      "WHERE hash = ?",
                      size, sent, epoch.view(), row.hash.view()));
    if (!rev) return {};
    return runSql(m_connection, "UPDATE blob SET said_rev = ? WHERE hash = ?", *rev,
                  row.hash.view());
}

Status BlobTable::forgetOthers(const base::Epoch& epoch) {
    return runSql(m_connection,
                  "UPDATE blob SET said_epoch = NULL, said_rev = NULL, sent = 0 "
                  "WHERE said_epoch <> ?",
                  epoch.view());
}

Result<std::optional<BlobRow>> BlobTable::first(std::string_view sql,
                                                const std::set<base::Digest>& passedOver) {
    std::optional<BlobRow> found;
    HEARTH_TRY(eachRow(m_connection, sql, [&](const Statement& columns) -> Result<bool> {
        const auto row = rowOf(columns);
        if (!row) return row.error();
        if (passedOver.count(row->hash) != 0) return true;
        found = *row;
        return false;
    }));
    return found;
}

Result<std::optional<BlobRow>> BlobTable::toSend(const std::set<base::Digest>& passedOver) {
    return first("SELECT " HEARTH_BLOB_COLUMNS
                 " FROM blob WHERE said_epoch IS NULL AND held > 0 AND held = size "
                 "ORDER BY used_at, hash",
                 passedOver);
}

Result<std::optional<BlobRow>> BlobTable::toFetch(const std::set<base::Digest>& passedOver) {
    return first("SELECT " HEARTH_BLOB_COLUMNS " FROM blob WHERE wanted = 1 ORDER BY hash",
                 passedOver);
}

Result<bool> BlobTable::hasUnsentIn(const base::ScopeId& scope, const base::Epoch& epoch) {
    bool found = false;
    HEARTH_TRY(eachRow(
        m_connection,
        "SELECT 1 FROM blob_scope JOIN blob ON blob.hash = blob_scope.hash "
        "WHERE blob_scope.scope = ? AND blob.held > 0 AND blob.held = blob.size "
        "AND blob.said_epoch IS NOT ? LIMIT 1",
        [&](const Statement&) -> Result<bool> {
            found = true;
            return false;
        },
        scope.view(), epoch.view()));
    return found;
}

Status BlobTable::purge(const base::ScopeId& scope) {
    HEARTH_TRY(runSql(m_connection,
                      "DELETE FROM blob WHERE hash IN (SELECT hash FROM blob_scope WHERE scope = "
                      "?1) AND NOT EXISTS (SELECT 1 FROM blob_scope WHERE "
                      "blob_scope.hash = blob.hash AND scope <> ?1)",
                      scope.view()));
    return runSql(m_connection, "DELETE FROM blob_scope WHERE scope = ?", scope.view());
}

Status BlobTable::evict(const base::Epoch& epoch, records::Rev durableRev, std::uint64_t bytesMax) {
    // A backup made at the very revision may be older than the bytes.
    std::vector<BlobRow> rows;
    std::uint64_t bytes = 0;
    HEARTH_TRY(eachRow(
        m_connection,
        "SELECT " HEARTH_BLOB_COLUMNS
        " FROM blob WHERE held > 0 AND said_epoch = ? AND said_rev < ? AND wanted = 0 "
        "ORDER BY used_at, hash",
        [&](const Statement& columns) -> Result<bool> {
            const auto row = rowOf(columns);
            if (!row) return row.error();
            bytes += row->held;
            rows.push_back(*row);
            return true;
        },
        epoch.view(), durableRev));
    for (const BlobRow& row : rows) {
        if (bytes <= bytesMax) break;
        HEARTH_TRY(dropBytes(row.hash));
        bytes -= row.held;
    }
    return {};
}

Result<BlobTable::Waiting> BlobTable::waiting() {
    Waiting waiting;
    HEARTH_TRY(
        eachRow(m_connection,
                "SELECT count(*), coalesce(sum(size - sent), 0) FROM blob "
                "WHERE said_epoch IS NULL AND held > 0 AND held = size",
                [&](const Statement& row) -> Result<bool> {
                    waiting = {sqlite::unsignedColumn(row, 0), sqlite::unsignedColumn(row, 1)};
                    return false;
                }));
    return waiting;
}

}  // namespace hearth::client::store

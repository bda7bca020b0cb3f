#include "server/store/log_table.hpp"

#include "shared/crypto/hash.hpp"
#include "shared/sqlite/query.hpp"

namespace hearth::server::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;

namespace {

Result<LogRow> rowOf(const sqlite::Statement& columns) {
    LogRow row;
    row.rev = unsignedColumn(columns, 0);
    const auto edit = idColumn<base::EditId>(columns, 1);
    if (!edit) return edit.error();
    row.edit = *edit;
    row.idReused = columns.integer(2) != 0;
    const auto device = idColumn<base::DeviceId>(columns, 3);
    if (!device) return device.error();
    row.device = *device;
    const auto incarnation = idColumn<base::Incarnation>(columns, 4);
    if (!incarnation) return incarnation.error();
    row.incarnation = *incarnation;
    row.seq = unsignedColumn(columns, 5);
    if (!columns.isNull(6)) {
        const auto peer = idColumn<base::WorkerId>(columns, 6);
        if (!peer) return peer.error();
        row.peerWorker = *peer;
    }
    row.received = {columns.integer(7)};
    const auto hash = digestColumn(columns, 8);
    if (!hash) return hash.error();
    row.editHash = *hash;
    row.bytes = columns.blob(9);
    row.outcome = columns.blob(10);
    const auto chain = digestColumn(columns, 11);
    if (!chain) return chain.error();
    row.chain = *chain;
    return row;
}

constexpr std::string_view kReadLog =
    "SELECT rev, edit_id, id_reused, device, incarnation, seq, peer_worker, received, edit_hash, "
    "edit_bytes, outcome, chain FROM log WHERE rev >= ? ORDER BY rev";
// Two selects, so that each uses its own partial index.
constexpr std::string_view kReadById =
    "SELECT rev, edit_id, id_reused, device, incarnation, seq, peer_worker, received, edit_hash, "
    "edit_bytes, outcome, chain FROM log WHERE edit_id = ?1 AND id_reused = 0 "
    "UNION ALL "
    "SELECT rev, edit_id, id_reused, device, incarnation, seq, peer_worker, received, edit_hash, "
    "edit_bytes, outcome, chain FROM log WHERE edit_id = ?1 AND id_reused = 1";

}  // namespace

Status LogTable::create(const base::Epoch& epoch) {
    HEARTH_TRY(runSql(m_connection,
                      "INSERT INTO meta (only_row, epoch, head_rev, head_chain, durable_rev) "
                      "VALUES (1, ?, 0, ?, 0)",
                      epoch.view(), crypto::chainStart(epoch).view()));
    return beginEpoch(epoch);
}

Status LogTable::beginEpoch(const base::Epoch& epoch, const EpochStart& start) {
    // An epoch that gave out no revision leaves no trace, but for the first: the chain begins
    // there.
    HEARTH_TRY(runSql(m_connection,
                      "INSERT INTO epoch (from_rev, epoch, began_at, cause) "
                      "SELECT head_rev + 1, ?, ?, ? FROM meta WHERE true "
                      "ON CONFLICT (from_rev) DO UPDATE SET epoch = excluded.epoch, "
                      "began_at = excluded.began_at, cause = excluded.cause WHERE from_rev > 1",
                      epoch.view(), start.at.millis, static_cast<int>(start.cause)));
    return runSql(m_connection, "UPDATE meta SET epoch = ?, is_copy = 0", epoch.view());
}

Result<std::vector<std::pair<records::Rev, base::Epoch>>> LogTable::epochs() {
    std::vector<std::pair<records::Rev, base::Epoch>> found;
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        const auto epoch = idColumn<base::Epoch>(row, 1);
        if (!epoch) return epoch.error();
        found.emplace_back(unsignedColumn(row, 0), *epoch);
        return true;
    };
    HEARTH_TRY(eachRow(m_connection, "SELECT from_rev, epoch FROM epoch ORDER BY from_rev", read));
    if (found.empty() || found.front().first != 1)
        return Error(ErrorCode::Corrupt, "the database does not say where its chain begins");
    return found;
}

Status LogTable::markCopy() {
    return runSql(m_connection, "UPDATE meta SET is_copy = 1");
}

Result<bool> LogTable::isCopy() {
    const auto mark = m_connection.queryInt("SELECT is_copy FROM meta");
    if (!mark) return mark.error();
    return *mark != 0;
}

Result<bool> LogTable::exists() {
    const auto rows = m_connection.queryInt("SELECT count(*) FROM meta");
    if (!rows) return rows.error();
    return *rows != 0;
}

Result<protocol::ServerHead> LogTable::head() {
    protocol::ServerHead head;
    bool found = false;
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        const auto epoch = idColumn<base::Epoch>(row, 0);
        if (!epoch) return epoch.error();
        const auto chain = digestColumn(row, 2);
        if (!chain) return chain.error();
        head = {*epoch, unsignedColumn(row, 1), *chain, unsignedColumn(row, 3)};
        found = true;
        return false;
    };
    HEARTH_TRY(
        eachRow(m_connection, "SELECT epoch, head_rev, head_chain, durable_rev FROM meta", read));
    if (!found) return Error(ErrorCode::Corrupt, "the database does not say whose record it is");
    return head;
}

Status LogTable::setDurableRev(records::Rev rev) {
    return runSql(m_connection, "UPDATE meta SET durable_rev = max(durable_rev, ?)", rev);
}

Result<std::optional<base::Digest>> LogTable::chainAt(records::Rev rev) {
    if (rev == 0) {
        const auto begun = epochs();
        if (!begun) return begun.error();
        return std::optional(crypto::chainStart(begun->front().second));
    }
    std::optional<base::Digest> chain;
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        const auto digest = digestColumn(row, 0);
        if (!digest) return digest.error();
        chain = *digest;
        return false;
    };
    HEARTH_TRY(eachRow(m_connection, "SELECT chain FROM log WHERE rev = ?", read, rev));
    return chain;
}

Status LogTable::append(const LogRow& row) {
    const auto insert = [&](auto peer) {
        return runSql(m_connection,
                      "INSERT INTO log (rev, edit_id, id_reused, device, incarnation, seq, "
                      "peer_worker, received, edit_hash, edit_bytes, outcome, chain) "
                      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                      row.rev, row.edit.view(), row.idReused, row.device.view(),
                      row.incarnation.view(), row.seq, peer, row.received.millis,
                      row.editHash.view(), row.bytes, row.outcome, row.chain.view());
    };
    HEARTH_TRY(row.peerWorker ? insert(row.peerWorker->view()) : insert(std::nullopt));
    HEARTH_TRY(runSql(m_connection, "UPDATE meta SET head_rev = ?, head_chain = ?", row.rev,
                      row.chain.view()));
    return advance({row.device, row.incarnation, row.seq, row.editHash});
}

Status LogTable::read(records::Rev from, const std::function<bool(const LogRow&)>& visit) {
    const auto read = [&](const sqlite::Statement& columns) -> Result<bool> {
        const auto row = rowOf(columns);
        if (!row) return row.error();
        return visit(*row);
    };
    return eachRow(m_connection, kReadLog, read, from);
}

Result<std::vector<LogRow>> LogTable::withId(const base::EditId& id) {
    std::vector<LogRow> rows;
    const auto read = [&](const sqlite::Statement& columns) -> Result<bool> {
        auto row = rowOf(columns);
        if (!row) return row.error();
        rows.push_back(std::move(*row));
        return true;
    };
    HEARTH_TRY(eachRow(m_connection, kReadById, read, id.view()));
    return rows;
}

Result<std::optional<IncarnationRow>> LogTable::incarnation(const base::Incarnation& incarnation) {
    std::optional<IncarnationRow> found;
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        const auto device = idColumn<base::DeviceId>(row, 0);
        if (!device) return device.error();
        const auto hash = digestColumn(row, 2);
        if (!hash) return hash.error();
        found = IncarnationRow{*device, {unsignedColumn(row, 1), *hash}};
        return false;
    };
    HEARTH_TRY(eachRow(m_connection,
                       "SELECT device, seq, hash FROM incarnation WHERE incarnation = ?", read,
                       incarnation.view()));
    return found;
}

Status LogTable::addRenumbered(const Place& place, records::Rev rev, base::WallTime received) {
    HEARTH_TRY(runSql(m_connection,
                      "INSERT INTO renumbered (incarnation, seq, edit_hash, rev, received) "
                      "VALUES (?, ?, ?, ?, ?)",
                      place.incarnation.view(), place.seq, place.hash.view(), rev,
                      received.millis));
    return advance(place);
}

Result<std::optional<base::Digest>> LogTable::renumbered(const base::Incarnation& incarnation,
                                                         records::Seq seq) {
    std::optional<base::Digest> found;
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        const auto hash = digestColumn(row, 0);
        if (!hash) return hash.error();
        found = *hash;
        return false;
    };
    HEARTH_TRY(eachRow(m_connection,
                       "SELECT edit_hash FROM renumbered WHERE incarnation = ? AND seq = ?", read,
                       incarnation.view(), seq));
    return found;
}

Status LogTable::advance(const Place& place) {
    return runSql(m_connection,
                  "INSERT INTO incarnation (incarnation, device, seq, hash) VALUES (?, ?, ?, ?) "
                  "ON CONFLICT (incarnation) DO UPDATE SET seq = excluded.seq, "
                  "hash = excluded.hash",
                  place.incarnation.view(), place.device.view(), place.seq, place.hash.view());
}

}  // namespace hearth::server::store

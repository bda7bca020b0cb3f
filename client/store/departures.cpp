#include "client/store/departures.hpp"


#include "shared/base/limits.hpp"
#include "shared/base/planted.hpp"
#include "shared/sqlite/query.hpp"

namespace hearth::client::store {

using base::Result;
using base::Status;
using sqlite::runSql;

Status Departures::add(const Departure& departure, records::Seq lastSeq) {
    return runSql(m_connection,
                  "INSERT INTO departure (scope, left_at, records, held, last_seq, receipt_taken) "
                  "VALUES (?, ?, ?, ?, ?, 0)",
                  departure.scope.view(), departure.at.millis, departure.records, departure.held,
                  lastSeq);
}

Result<std::vector<Departure>> Departures::all(std::size_t max) {
    std::vector<Departure> found;
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        const auto scope = sqlite::idColumn<base::ScopeId>(row, 0);
        if (!scope) return scope.error();
        found.push_back({*scope,
                         {row.integer(1)},
                         sqlite::unsignedColumn(row, 2),
                         sqlite::unsignedColumn(row, 3)});
        return found.size() < max;
    };
    HEARTH_TRY(sqlite::eachRow(
        m_connection, "SELECT scope, left_at, records, held FROM departure ORDER BY departure DESC",
        read));
    return found;
}

Result<std::vector<protocol::Purged>> Departures::receipts() {
    std::vector<protocol::Purged> found;
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        protocol::Purged receipt;
        receipt.set_scope_id(row.blob(0));
        receipt.set_last_seq(sqlite::unsignedColumn(row, 1));
        found.push_back(std::move(receipt));
        return true;
    };
    HEARTH_TRY(sqlite::eachRow(m_connection,
                               "SELECT scope, last_seq FROM departure WHERE receipt_taken = 0 "
                               "ORDER BY departure LIMIT 1000",
                               read));
    return found;
}

Status Departures::receiptTaken(const protocol::Purged& receipt) {
    return runSql(m_connection,
                  "UPDATE departure SET receipt_taken = 1 WHERE scope = ? AND last_seq = ?",
                  base::ByteView(receipt.scope_id()), receipt.last_seq());
}

Result<bool> Departures::mayRemove(std::uint64_t rows, base::WallTime now) {
    constexpr std::uint64_t kHundred = 100;
    std::uint64_t before = 0;
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        before = sqlite::unsignedColumn(row, 0);
        return false;
    };
    HEARTH_TRY(sqlite::eachRow(
        m_connection, "SELECT coalesce(sum(records), 0) FROM removal WHERE abs(at - ?1) < ?2", read,
        now.millis, base::kRemovalWindow.count));
    if (base::planted(base::Bug::MassRemovalObeyed)) return true;
    // Counting reads every row: only where it decides.
    if (before + rows <= base::kRemovalRowsFree) return true;
    const auto held = m_connection.queryInt("SELECT count(*) FROM base WHERE retired = 0");
    if (!held) return held.error();
    return before + rows <= (static_cast<std::uint64_t>(*held) + before) *
                                base::kRemovalPercentFree / kHundred;
}

Status Departures::removed(std::uint64_t rows, base::WallTime now) {
    if (rows == 0) return {};
    return runSql(m_connection, "INSERT INTO removal (at, records) VALUES (?, ?)", now.millis,
                  rows);
}

}  // namespace hearth::client::store

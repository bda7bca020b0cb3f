#include "server/store/notice_table.hpp"

#include "shared/sqlite/query.hpp"

namespace hearth::server::store {

using base::Result;
using base::Status;

Status NoticeTable::addMissed(const base::DeviceId& device,
                              const std::vector<base::EditId>& edits) {
    const auto kept =
        m_connection.queryInt("SELECT count(*) FROM missed WHERE epoch = (SELECT epoch FROM meta)");
    if (!kept) return kept.error();
    std::int64_t count = *kept;
    for (const base::EditId& edit : edits) {
        if (count >= kMissedKeptMax) return {};
        HEARTH_TRY(runSql(m_connection,
                          "INSERT INTO missed (epoch, edit_id, device) "
                          "SELECT e.epoch, ?, ? FROM epoch e JOIN meta m ON m.epoch = e.epoch "
                          "WHERE e.cause <> 0 ON CONFLICT (epoch, edit_id) DO NOTHING",
                          edit.view(), device.view()));
        ++count;
    }
    return {};
}

Result<std::optional<NewBeginning>> NoticeTable::newestBeginning() {
    std::optional<NewBeginning> found;
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        found = NewBeginning{static_cast<EpochCause>(row.integer(0)),
                             {row.integer(1)},
                             unsignedColumn(row, 2),
                             unsignedColumn(row, 3),
                             unsignedColumn(row, 4)};
        return false;
    };
    HEARTH_TRY(eachRow(m_connection,
                       "SELECT e.cause, e.began_at, e.from_rev, "
                       "(SELECT count(*) FROM missed m WHERE m.epoch = e.epoch), "
                       "(SELECT count(*) FROM missed m WHERE m.epoch = e.epoch AND EXISTS "
                       "(SELECT 1 FROM log l WHERE l.edit_id = m.edit_id AND l.id_reused = 0)) "
                       "FROM epoch e WHERE e.cause <> 0 ORDER BY e.from_rev DESC LIMIT 1",
                       read));
    return found;
}

Status NoticeTable::addCopy(const CopyFound& found) {
    return runSql(m_connection,
                  "INSERT INTO copy_found (device, incarnation, found_at) VALUES (?, ?, ?) "
                  "ON CONFLICT (device, incarnation) DO NOTHING",
                  found.device.view(), found.incarnation.view(), found.at.millis);
}

Result<std::vector<CopyFound>> NoticeTable::copies() {
    std::vector<CopyFound> found;
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        const auto device = idColumn<base::DeviceId>(row, 0);
        if (!device) return device.error();
        const auto incarnation = idColumn<base::Incarnation>(row, 1);
        if (!incarnation) return incarnation.error();
        found.push_back({*device, *incarnation, {row.integer(2)}});
        return true;
    };
    HEARTH_TRY(eachRow(m_connection,
                       "SELECT device, incarnation, found_at FROM copy_found "
                       "ORDER BY found_at, device, incarnation",
                       read));
    return found;
}

}  // namespace hearth::server::store

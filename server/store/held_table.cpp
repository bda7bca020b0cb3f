#include "server/store/held_table.hpp"

#include "shared/sqlite/query.hpp"

namespace hearth::server::store {

using base::Result;
using base::Status;

Status HeldTable::add(const HeldRow& row) {
    return runSql(m_connection,
                  "INSERT INTO held (rev, edit_id, author, owner, reason, explanation, received) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?)",
                  row.rev, row.edit.view(), row.author.view(), row.owner.view(),
                  static_cast<int>(row.reason), sqlite::Statement::Text{row.explanation},
                  row.received.millis);
}

Result<std::vector<HeldRow>> HeldTable::all() {
    std::vector<HeldRow> rows;
    const auto read = [&](const sqlite::Statement& columns) -> Result<bool> {
        const auto edit = idColumn<base::EditId>(columns, 1);
        if (!edit) return edit.error();
        const auto author = idColumn<base::WorkerId>(columns, 2);
        if (!author) return author.error();
        const auto owner = idColumn<base::WorkerId>(columns, 3);
        if (!owner) return owner.error();
        rows.push_back({unsignedColumn(columns, 0),
                        *edit,
                        *author,
                        *owner,
                        static_cast<protocol::HeldReason>(columns.integer(4)),
                        columns.text(5),
                        {columns.integer(6)}});
        return true;
    };
    HEARTH_TRY(eachRow(m_connection,
                       "SELECT rev, edit_id, author, owner, reason, explanation, received "
                       "FROM held ORDER BY rev",
                       read));
    return rows;
}

Result<StoreCounts> HeldTable::counts() {
    StoreCounts counts;
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        counts = {unsignedColumn(row, 0), unsignedColumn(row, 1), unsignedColumn(row, 2),
                  unsignedColumn(row, 3), unsignedColumn(row, 4)};
        return false;
    };
    // Scopes know their counts and the log is dense: nothing here walks the large tables.
    HEARTH_TRY(eachRow(m_connection,
                       "SELECT (SELECT coalesce(sum(count), 0) FROM scope), "
                       "(SELECT head_rev FROM meta), (SELECT count(*) FROM held), "
                       "(SELECT count(*) FROM review WHERE open = 1), "
                       "(SELECT count(*) FROM device)",
                       read));
    return counts;
}

}  // namespace hearth::server::store

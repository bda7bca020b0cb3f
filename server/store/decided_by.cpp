#include "server/store/decided_by.hpp"

#include "shared/sqlite/query.hpp"

namespace hearth::server::store {

using base::Result;
using base::Status;

Result<std::vector<DecidedFrom>> DecidedBy::all() {
    std::vector<DecidedFrom> versions;
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        versions.push_back({sqlite::unsignedColumn(row, 0), sqlite::numberColumn(row, 1)});
        return true;
    };
    HEARTH_TRY(sqlite::eachRow(
        m_connection, "SELECT from_rev, schema_version FROM decided_by ORDER BY from_rev", read));
    return versions;
}

Status DecidedBy::takeOver(records::Rev head) {
    const auto versions = all();
    if (!versions) return versions.error();
    if (!versions->empty() && versions->back().schemaVersion == records::kSchemaVersion) return {};
    // Two updates without an edit between them: the first one decided nothing.
    return sqlite::runSql(m_connection,
                          "INSERT OR REPLACE INTO decided_by (from_rev, schema_version) "
                          "VALUES (?, ?)",
                          head + 1, records::kSchemaVersion);
}

}  // namespace hearth::server::store

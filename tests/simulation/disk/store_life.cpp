#include "tests/simulation/disk/store_life.hpp"

#include "shared/crypto/hash.hpp"
#include "shared/sqlite/query.hpp"

namespace hearth::simulation {

namespace {

using base::Result;
using Names = std::vector<std::string>;

Result<Names> namesOf(sqlite::Connection& db, std::string_view sql, const std::string& table) {
    Names names;
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        names.push_back(row.text(0));
        return true;
    };
    const base::Status status =
        table.empty() ? sqlite::eachRow(db, sql, read)
                      : sqlite::eachRow(db, sql, read, sqlite::Statement::Text{table});
    if (!status) return status.error();
    return names;
}

// "SELECT quote(a) || ',' || quote(b) FROM t"
std::string selectAll(const std::string& table, const Names& columns) {
    std::string sql = "SELECT ";
    for (const std::string& column : columns)
        sql.append(sql.size() > 7 ? " || ',' || quote(\"" : "quote(\"")
            .append(column)
            .append("\")");
    return sql + " FROM \"" + table + "\"";
}

}  // namespace

Result<base::Bytes> contentOfStore(const Path& file, const sqlite::DatabaseKey& key) {
    auto db = sqlite::Connection::open(file, key, sqlite::OpenMode::OpenExisting);
    if (!db) return db.error();
    HEARTH_TRY(db->checkIntegrity());
    const auto tables = namesOf(*db,
                                "SELECT name FROM sqlite_schema WHERE type = 'table' "
                                "AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name",
                                {});
    if (!tables) return tables.error();
    base::Bytes all;
    for (const std::string& table : *tables) {
        const auto columns = namesOf(*db, "SELECT name FROM pragma_table_info(?)", table);
        if (!columns) return columns.error();
        all.append(table).push_back('\n');
        HEARTH_TRY(sqlite::eachRow(*db, selectAll(table, *columns),
                                   [&](const sqlite::Statement& row) -> Result<bool> {
                                       all.append(row.text(0)).push_back('\n');
                                       return true;
                                   }));
    }
    return crypto::sha256(all).bytes();
}

}  // namespace hearth::simulation

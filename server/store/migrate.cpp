#include "server/store/migrate.hpp"

#include <vector>

#include "schema/embedded/server_migrations.hpp"

namespace hearth::server::store {

base::Status migrateServer(sqlite::Connection& connection) {
    std::vector<sqlite::Migration> migrations;
    for (const schema::EmbeddedFile& file : schema::server_migrations())
        migrations.push_back({file.name, file.text});
    const auto report = sqlite::migrate(connection, migrations);
    if (!report) return report.error();
    return {};
}

}  // namespace hearth::server::store

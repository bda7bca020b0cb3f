// Brings a server's database to the newest schema of schema/server/sqlite.
// Owner: nobody. Threads: the connection's. Errors: the migrator's.
#pragma once

#include "shared/sqlite/migrator.hpp"

namespace hearth::server::store {

[[nodiscard]] base::Status migrateServer(sqlite::Connection& connection);

}  // namespace hearth::server::store

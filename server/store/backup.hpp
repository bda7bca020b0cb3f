// A copy of the record that is known to be good: it was opened again, every page checked and its
// chain recomputed, before it appears under its name.
// Owner: nobody. Threads: the connection's. Errors: as Connection::backupTo; Corrupt when the copy
// does not stand the check (it is removed, an older backup under the name stays).
#pragma once

#include <string>

#include "server/store/store.hpp"

namespace hearth::server::store {

// The head revision of the copy.
[[nodiscard]] base::Result<records::Rev> backupVerified(sqlite::Connection& connection,
                                                        const sqlite::DatabaseKey& key,
                                                        const std::string& file);

}  // namespace hearth::server::store

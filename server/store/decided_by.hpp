// By which schema version's rules each revision was decided. A server that was updated knows
// fields, types and values that it did not know before; what it decided then stays decided as it
// was. Owner: the store. Threads: the store worker's. Errors: the connection's.
#pragma once

#include <cstdint>
#include <vector>

#include "shared/records/entity.hpp"
#include "shared/sqlite/connection.hpp"

namespace hearth::server::store {

struct DecidedFrom {
    records::Rev rev = 0;  // the first
    std::uint32_t schemaVersion = 0;
};

class DecidedBy {
public:
    explicit DecidedBy(sqlite::Connection& connection) noexcept : m_connection(connection) {}

    // Ascending; empty in a new database.
    [[nodiscard]] base::Result<std::vector<DecidedFrom>> all();
    // From the revision after `head` on this program decides. Writes nothing when it did before.
    [[nodiscard]] base::Status takeOver(records::Rev head);

private:
    sqlite::Connection& m_connection;
};

}  // namespace hearth::server::store

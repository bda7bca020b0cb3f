// Edits that were logged and not applied, each with the person who looks at it; and how much there
// is of everything.
// Owner: the store. Threads: the store worker's. Errors: the connection's, Corrupt.
#pragma once

#include <vector>

#include "server/store/store.hpp"

namespace hearth::server::store {

class HeldTable {
public:
    explicit HeldTable(sqlite::Connection& connection) noexcept : m_connection(connection) {}

    [[nodiscard]] base::Status add(const HeldRow& row);
    // Oldest first.
    [[nodiscard]] base::Result<std::vector<HeldRow>> all();
    [[nodiscard]] base::Result<StoreCounts> counts();

private:
    sqlite::Connection& m_connection;
};

}  // namespace hearth::server::store

// Who opened, saved or purged what on this tablet, and when. Ids only. Always in the transaction of
// the thing itself: no audit row, no data.
// Owner: Tables. Threads: the store thread. Errors: the connection's.
#pragma once

#include "shared/records/entity.hpp"
#include "shared/sqlite/connection.hpp"

namespace hearth::client::store {

class AuditLog {
public:
    explicit AuditLog(sqlite::Connection& connection) noexcept : m_connection(connection) {}

    [[nodiscard]] base::Status opened(base::WallTime at, const base::WorkerId& worker,
                                      const records::EntityKey& key, const base::ScopeId& scope);
    [[nodiscard]] base::Status saved(base::WallTime at, const base::WorkerId& worker,
                                     const base::EditId& edit);
    [[nodiscard]] base::Status purged(base::WallTime at, const base::WorkerId& worker,
                                      const base::ScopeId& scope);

private:
    sqlite::Connection& m_connection;
};

}  // namespace hearth::client::store

// Pages of scopes that are not complete yet, in the store instead of in memory: a scope may be of
// any size.
// Owner: Tables. Threads: the store thread, inside a transaction of the caller.
// Errors: the connection's, Corrupt.
#pragma once

#include <functional>

#include "schema/protocol/sync.pb.h"
#include "shared/base/ids.hpp"
#include "shared/sqlite/connection.hpp"

namespace hearth::client::store {

class StagedPages {
public:
    explicit StagedPages(sqlite::Connection& connection) noexcept : m_connection(connection) {}

    using Visit = std::function<base::Status(const protocol::Page&)>;

    [[nodiscard]] base::Status add(const protocol::Page& page);
    // In the order they came, one in memory at a time.
    [[nodiscard]] base::Status each(const base::ScopeId& scope, const Visit& visit);
    // Only those that hold retired records.
    [[nodiscard]] base::Status eachRetiring(const base::ScopeId& scope, const Visit& visit);
    [[nodiscard]] base::Status drop(const base::ScopeId& scope);
    [[nodiscard]] base::Status dropAll();

private:
    [[nodiscard]] base::Status visitAll(std::string_view sql, const base::ScopeId& scope,
                                        const Visit& visit);

    sqlite::Connection& m_connection;
};

}  // namespace hearth::client::store

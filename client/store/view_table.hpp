// What a person sees: an entity as pending edits predict it, else as the server has it.
// Owner: Tables. Threads: the store thread. Errors: the connection's, Corrupt.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "client/store/tablet_store.hpp"

namespace hearth::client::store {

class ViewTable {
public:
    explicit ViewTable(sqlite::Connection& connection) noexcept : m_connection(connection) {}

    [[nodiscard]] base::Result<std::optional<ViewEntity>> find(const records::EntityKey& key);
    [[nodiscard]] base::Result<std::vector<ViewEntity>> list(const base::ScopeId& scope,
                                                             records::TypeNumber type);
    [[nodiscard]] base::Result<std::vector<ViewEntity>> listAll(records::TypeNumber type);
    // All keys of the scope, retired ones included.
    [[nodiscard]] base::Result<std::set<records::EntityKey>> keysIn(const base::ScopeId& scope);
    [[nodiscard]] base::Result<std::set<records::EntityKey>> allKeys();
    // The scope of anything shown under this id, whatever its type.
    [[nodiscard]] base::Result<std::optional<base::ScopeId>> scopeOf(const base::EntityId& id);

    // Inside a transaction of the caller.
    [[nodiscard]] base::Status putPredicted(const records::Entity& entity);
    [[nodiscard]] base::Status removePredicted(const records::EntityKey& key);
    [[nodiscard]] base::Result<std::set<records::EntityKey>> predictedKeys();

private:
    sqlite::Connection& m_connection;
};

}  // namespace hearth::client::store

// The state: one row per entity, its body whole, and what each scope amounts to (head, digest,
// count), kept up with every change instead of counted.
// Owner: the store. Threads: the store worker's. Errors: the connection's, Corrupt.
#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "server/store/store.hpp"
#include "shared/protocol/scope_digest.hpp"

namespace hearth::server::store {

// An entity before and after an edit.
struct Change {
    std::optional<records::Entity> before;  // empty: it is new
    records::Entity after;
};

class EntityTable {
public:
    explicit EntityTable(sqlite::Connection& connection) noexcept : m_connection(connection) {}

    [[nodiscard]] base::Result<std::optional<records::Entity>> find(const records::EntityKey& key);
    // Where an entity lives, without reading it.
    [[nodiscard]] base::Result<std::optional<base::ScopeId>> scopeOf(const records::EntityKey& key);
    [[nodiscard]] base::Result<std::vector<records::Entity>> ofType(records::TypeNumber type);
    [[nodiscard]] base::Result<std::vector<records::Entity>> inScope(const base::ScopeId& scope);

    // Writes the changes of one edit, scopes included.
    [[nodiscard]] base::Status write(const std::vector<Change>& changes);

    [[nodiscard]] base::Result<protocol::ScopeHead> scopeHead(const base::ScopeId& scope);
    // See protocol::ServerPort::page.
    [[nodiscard]] base::Result<protocol::Page> page(const base::ScopeId& scope, records::Rev cursor,
                                                    std::size_t bytesMax);
    // Entities of the scope whose revision is not after `rev`; reads the index alone.
    [[nodiscard]] base::Result<std::uint64_t> countUpTo(const base::ScopeId& scope,
                                                        records::Rev rev);
    // See protocol::ServerPort::manifest.
    [[nodiscard]] base::Result<protocol::Manifest> manifest(
        const base::ScopeId& scope, const std::optional<records::EntityKey>& after,
        std::size_t entriesMax);

private:
    struct ScopeState {
        records::Rev head = 0;
        protocol::ScopeDigest digest;
        std::uint64_t count = 0;
    };

    template <class Value>
    [[nodiscard]] base::Result<std::vector<records::Entity>> allOf(std::string_view sql,
                                                                   const Value& value);
    [[nodiscard]] base::Status put(const Change& change);
    [[nodiscard]] base::Result<ScopeState> loadScope(const base::ScopeId& scope);
    [[nodiscard]] base::Status storeScope(const base::ScopeId& scope, const ScopeState& state);

    sqlite::Connection& m_connection;
};

}  // namespace hearth::server::store

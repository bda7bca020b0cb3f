// The server's state at the last checkpoint of each scope: the scopes with cursor and digest, and
// their entities. Written by the sync alone.
// Owner: Tables. Threads: the store thread, inside a transaction of the caller.
// Errors: the connection's, Corrupt.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "shared/protocol/scope_digest.hpp"
#include "shared/records/entity.hpp"
#include "shared/sqlite/connection.hpp"

namespace hearth::client::store {

struct ScopeRow {
    base::ScopeId scope;
    base::Epoch epoch;  // nil: nothing of base counts any more
    records::Rev cursor = 0;
    protocol::ScopeDigest digest;
};

struct BaseEntity {
    records::Entity entity;
    base::Epoch staleEpoch;  // nil: counts in its scope's digest
};

struct HeldRow {
    records::Rev rev = 0;
    base::Digest digest;
};

// What became of a state the server said.
enum class Taken : std::uint8_t { Yes, OlderThanHeld };

class BaseTable {
public:
    explicit BaseTable(sqlite::Connection& connection) noexcept : m_connection(connection) {}

    [[nodiscard]] base::Result<std::vector<ScopeRow>> scopes();
    [[nodiscard]] base::Result<std::optional<ScopeRow>> scope(const base::ScopeId& scope);
    [[nodiscard]] base::Status putScope(const ScopeRow& row);
    // A scope that was written in and never received: the server is asked about it.
    [[nodiscard]] base::Status noteScope(const base::ScopeId& scope);

    [[nodiscard]] base::Result<std::optional<BaseEntity>> find(const records::EntityKey& key);
    // Puts what the server said of an entity of `row`'s scope and keeps the row's digest with it.
    // An older state than the one held is left out; the digest will tell.
    [[nodiscard]] base::Result<Taken> put(const records::Entity& entity, ScopeRow& row);

    // --- mending
    // What of the scope counts in its digest.
    [[nodiscard]] base::Result<std::map<records::EntityKey, HeldRow>> countedIn(
        const base::ScopeId& scope);
    // Puts what the server said, whatever is held. The scope's digest is the caller's to compute.
    [[nodiscard]] base::Status replace(const records::Entity& entity);
    // The server does not have it: it stays and is shown, and stops to count.
    [[nodiscard]] base::Status setLacking(const records::EntityKey& key);
    [[nodiscard]] base::Result<protocol::ScopeDigest> digestOf(const base::ScopeId& scope);

    // The scope is fetched anew from the beginning; what is held stays and stops to count.
    [[nodiscard]] base::Status startAnew(const base::ScopeId& scope);
    // The same for all scopes, of which nothing is known any more to be in the server's history.
    [[nodiscard]] base::Status startAllAnew();
    // Everything of the scope, and the scope itself.
    [[nodiscard]] base::Status purge(const base::ScopeId& scope);
    [[nodiscard]] base::Result<std::set<records::EntityKey>> keysIn(const base::ScopeId& scope);
    // What is shown of the scope's server state, one at a time. Without revisions.
    [[nodiscard]] base::Status eachIn(
        const base::ScopeId& scope,
        const std::function<base::Status(const records::Entity&)>& visit);
    // Rows of the scope that the server itself had raised (questions, not anybody's words) and does
    // not raise any more, now that it has said all it has.
    [[nodiscard]] base::Result<std::set<records::EntityKey>> raisedNoMore(
        const base::ScopeId& scope);
    [[nodiscard]] base::Status drop(const records::EntityKey& key);
    // Rows that the server has not said again since it was asked anew.
    [[nodiscard]] base::Result<std::uint64_t> staleRows();

private:
    [[nodiscard]] base::Status leaveScope(const BaseEntity& held);
    [[nodiscard]] base::Status eachCounted(
        const base::ScopeId& scope, const std::function<void(const records::Entity&)>& visit);

    sqlite::Connection& m_connection;
};

}  // namespace hearth::client::store

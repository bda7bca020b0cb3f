// Pages for tablets that begin with a scope, packed once and handed out as they lie there. Made
// after somebody asked, a page at a time, when nobody waits; made anew when a share of what they
// hold has changed since.
// Owner: the store. Threads: the store worker's. Errors: the connection's, Corrupt.
#pragma once

#include <deque>
#include <optional>
#include <set>

#include "server/store/entity_table.hpp"
#include "shared/protocol/packing.hpp"

namespace hearth::server::store {

class PackedPages {
public:
    PackedPages(sqlite::Connection& connection, EntityTable& entities) noexcept
        : m_connection(connection), m_entities(entities) {}

    // See protocol::ServerPort::packedPage. A scope that is asked for from its start is looked at
    // by packOne().
    [[nodiscard]] base::Result<std::optional<protocol::KeptPage>> find(const base::ScopeId& scope,
                                                                       records::Rev cursor);
    [[nodiscard]] bool hasWork() const noexcept { return !m_asked.empty(); }
    // One page of one scope that was asked for, or the finding that it needs none. Inside a
    // transaction.
    [[nodiscard]] base::Status packOne();
    // What was packed of the scope may not be handed out any more: something of it was erased. The
    // pages are made anew from what is left. Inside a transaction.
    [[nodiscard]] base::Status forget(const base::ScopeId& scope);
    // A scope of fewer records is not worth a page.
    void setFewest(std::uint64_t entities) noexcept { m_fewest = entities; }

private:
    // A scope that was asked for; `until`: the revision up to which it is being packed.
    struct Asked {
        base::ScopeId scope;
        std::optional<records::Rev> until;
    };
    struct Kept {
        records::Rev until = 0;      // the last page's
        std::uint64_t entities = 0;  // in all pages

        // `unchanged`: records of the scope up to `until`, as it is now.
        [[nodiscard]] bool isStale(std::uint64_t unchanged) const noexcept;
    };

    void ask(const base::ScopeId& scope);
    [[nodiscard]] base::Result<Kept> kept(const base::ScopeId& scope);
    // Up to where the scope is to be packed; empty: it is well as it is.
    [[nodiscard]] base::Result<std::optional<records::Rev>> decide(const base::ScopeId& scope);
    // True when nothing is left up to `until`.
    [[nodiscard]] base::Result<bool> addPage(const base::ScopeId& scope, records::Rev until);

    static constexpr std::uint64_t kFewestEntities = 16;

    sqlite::Connection& m_connection;
    EntityTable& m_entities;
    std::uint64_t m_fewest = kFewestEntities;
    std::deque<Asked> m_asked;
    std::set<base::ScopeId> m_isAsked;
};

}  // namespace hearth::server::store

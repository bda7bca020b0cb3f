// How a scope whose digest differs is mended: ask what the server holds of it, fetch what differs,
// and apply that together with what is new. Nothing is wiped, and no digest is taken over for rows
// that are not there. Owner: ScopeRepair by the session, for one scope of one run. Threads: the
// session's.
#pragma once

#include <optional>
#include <vector>

#include "schema/protocol/sync.pb.h"
#include "shared/records/entity.hpp"

namespace hearth::protocol {

// Malformed unless type and id are there.
[[nodiscard]] base::Result<records::EntityKey> keyOf(const EntityRef& ref);
[[nodiscard]] EntityRef refOf(const records::EntityKey& key);

// What a manifest says the tablet does not hold as the server does.
struct Differences {
    std::vector<records::EntityKey> fetch;
    std::vector<records::EntityKey> absent;  // held here, not by the server
};

// What came of it, to be applied in one transaction with the scope's pages.
struct Repair {
    std::vector<EntityState> entities;
    std::vector<records::EntityKey> absent;
};

class ScopeRepair {
public:
    explicit ScopeRepair(base::Bytes scope) : m_scope(std::move(scope)) {}

    [[nodiscard]] bool ready() const noexcept { return m_listed && m_toFetch.empty(); }
    // Adds the next question; not when it is ready.
    void ask(Exchange& exchange) const;
    // Where the manifest that was asked for begins.
    [[nodiscard]] const std::optional<records::EntityKey>& after() const noexcept {
        return m_after;
    }
    // Malformed when the server does not get any further.
    [[nodiscard]] base::Status listed(const Manifest& manifest, const Differences& differences);
    [[nodiscard]] base::Status fetched(const Fetched& fetched);
    [[nodiscard]] const Repair& result() const noexcept { return m_result; }

private:
    base::Bytes m_scope;
    std::optional<records::EntityKey> m_after;
    bool m_listed = false;
    std::vector<records::EntityKey> m_toFetch;
    Repair m_result;
};

}  // namespace hearth::protocol

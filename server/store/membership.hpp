// Who may hold which case, asked by index: the deciding parts of Involvement, Team, Worker and
// CaseFile records in tables of their own, kept up as those records change.
//
// A case file is a worker's while an Involvement of theirs in it lasts (no end day, or one after
// today), a manager's while an involvement of their team lasts, and its opener's while nobody has
// been involved yet. Somebody who has left, a server admin or an auditor holds none.
// Because the answer is put together when it is asked, an allocation, a new manager or the passing
// of a day changes it at once; what it was at an earlier moment is kept as well, for edits that
// come in after a handover; a scope that enters a worker's set is one the tablet has no cursor for,
// so it is delivered from the beginning. Owner: the store. Threads: the store worker's. Days are UK
// days since 1970-01-01.
#pragma once

#include <optional>
#include <vector>

#include "schema/records/reference.pb.h"
#include "server/store/store.hpp"

namespace hearth::server::store {

struct WorkerFacts {
    records::Role role{};
    base::EntityId team;
    std::int64_t leftDay = 0;
};

class Membership {
public:
    explicit Membership(sqlite::Connection& connection) noexcept : m_connection(connection) {}

    // `me` and reference included, ascending.
    [[nodiscard]] base::Result<std::vector<base::ScopeId>> scopesOf(const base::WorkerId& worker,
                                                                    std::int64_t today);
    [[nodiscard]] base::Result<bool> holdsCase(const base::WorkerId& worker,
                                               const base::ScopeId& scope, std::int64_t today);
    // What holdsCase() would have answered at that moment, with what the server knew then; whether
    // the worker has left or what their role is counts as it is known now.
    [[nodiscard]] base::Result<bool> heldCaseAt(const base::WorkerId& worker,
                                                const base::ScopeId& scope, base::WallTime at);
    // Where in the log the last involvement in a case changed that the worker once had; 0 when
    // nothing shows that they ever had it.
    [[nodiscard]] base::Result<records::Rev> lostAt(const base::WorkerId& worker,
                                                    const base::ScopeId& scope);
    // Empty when there is no such record.
    [[nodiscard]] base::Result<std::optional<WorkerFacts>> worker(const base::WorkerId& id);

    // Who decides about a scope: its allocated worker, else the manager of a team involved in it,
    // else whoever opened it; for `me` the worker. Nil: nobody.
    [[nodiscard]] base::Result<base::WorkerId> reviewOwner(const base::ScopeId& scope,
                                                           std::int64_t today);
    // As above, and where nobody is known the author's manager, then any manager, then the author:
    // what waits for a person always has one.
    [[nodiscard]] base::Result<base::WorkerId> ownerFor(const base::ScopeId& scope,
                                                        const base::WorkerId& author,
                                                        std::int64_t today);
    // The allocated worker, or a manager of a team that is involved.
    [[nodiscard]] base::Result<bool> mayLowerProtection(const base::WorkerId& worker,
                                                        const base::ScopeId& scope,
                                                        std::int64_t today);

    // Keeps the tables up; other types are passed over. `at`: when the edit was taken.
    [[nodiscard]] base::Status follow(const records::Entity& changed, base::WallTime at);

private:
    [[nodiscard]] base::Result<bool> mayHoldCases(const base::WorkerId& worker, std::int64_t today);
    [[nodiscard]] base::Status followInvolvement(const records::Entity& changed, base::WallTime at);
    [[nodiscard]] base::Status followTeam(const records::Entity& changed, base::WallTime at);
    [[nodiscard]] base::Status followWorker(const records::Entity& changed);
    [[nodiscard]] base::Status followCaseFile(const records::Entity& changed);
    [[nodiscard]] base::Status followReview(const records::Entity& changed);

    sqlite::Connection& m_connection;
};

}  // namespace hearth::server::store

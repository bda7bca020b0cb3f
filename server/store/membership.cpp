#include "server/store/membership.hpp"

#include <algorithm>

#include "schema/records/involvement.pb.h"
#include "shared/sqlite/query.hpp"

namespace hearth::server::store {

using base::Result;
using base::Status;
using base::WorkerId;

namespace {

constexpr int kAllocated = records::ALLOCATED;
constexpr int kManagerRole = records::TEAM_MANAGER;

// The first id a query gives; nil when it gives none.
template <class... Values>
Result<WorkerId> firstWorker(sqlite::Connection& connection, std::string_view sql,
                             const Values&... values) {
    WorkerId found;
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        const auto id = idColumn<WorkerId>(row, 0);
        if (!id) return id.error();
        found = *id;
        return false;
    };
    HEARTH_TRY(eachRow(connection, sql, read, values...));
    return found;
}

template <class... Values>
Result<bool> anyRow(sqlite::Connection& connection, std::string_view sql, const Values&... values) {
    bool found = false;
    const auto read = [&](const sqlite::Statement&) -> Result<bool> {
        found = true;
        return false;
    };
    HEARTH_TRY(eachRow(connection, sql, read, values...));
    return found;
}

}  // namespace

Result<bool> Membership::mayHoldCases(const WorkerId& id, std::int64_t today) {
    const auto facts = worker(id);
    if (!facts) return facts.error();
    // An involvement names its worker; one that has no record of their own yet is still meant.
    if (!*facts) return true;
    const bool left = (*facts)->leftDay != 0 && (*facts)->leftDay <= today;
    return !left && (*facts)->role != records::SERVER_ADMIN && (*facts)->role != records::AUDITOR;
}

Result<std::vector<base::ScopeId>> Membership::scopesOf(const WorkerId& worker,
                                                        std::int64_t today) {
    std::vector<base::ScopeId> scopes{base::kReferenceScope, base::scopeOf(worker)};
    auto holder = mayHoldCases(worker, today);
    if (!holder) return holder.error();
    if (*holder) {
        const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
            const auto scope = idColumn<base::ScopeId>(row, 0);
            if (!scope) return scope.error();
            scopes.push_back(*scope);
            return true;
        };
        HEARTH_TRY(eachRow(
            m_connection,
            "SELECT scope FROM involvement WHERE worker = ?1 AND (end_day = 0 OR end_day > ?2) "
            "UNION SELECT i.scope FROM team t JOIN involvement i ON i.team = t.id "
            "WHERE t.manager = ?1 AND (i.end_day = 0 OR i.end_day > ?2) "
            "UNION SELECT c.scope FROM case_file c WHERE c.opened_by = ?1 "
            "AND NOT EXISTS (SELECT 1 FROM involvement i WHERE i.scope = c.scope)",
            read, worker.view(), today));
    }
    std::sort(scopes.begin(), scopes.end());
    scopes.erase(std::unique(scopes.begin(), scopes.end()), scopes.end());
    return scopes;
}

Result<bool> Membership::holdsCase(const WorkerId& worker, const base::ScopeId& scope,
                                   std::int64_t today) {
    auto holder = mayHoldCases(worker, today);
    if (!holder || !*holder) return holder;
    return anyRow(m_connection,
                  "SELECT 1 FROM involvement WHERE worker = ?1 AND scope = ?2 "
                  "AND (end_day = 0 OR end_day > ?3) "
                  "UNION ALL SELECT 1 FROM involvement i JOIN team t ON t.id = i.team "
                  "WHERE i.scope = ?2 AND t.manager = ?1 AND (i.end_day = 0 OR i.end_day > ?3) "
                  "UNION ALL SELECT 1 FROM case_file WHERE scope = ?2 AND opened_by = ?1 "
                  "AND NOT EXISTS (SELECT 1 FROM involvement WHERE scope = ?2)",
                  worker.view(), scope.view(), today);
}

Result<bool> Membership::heldCaseAt(const WorkerId& worker, const base::ScopeId& scope,
                                    base::WallTime at) {
    const std::int64_t day = base::toDayNumber(base::ukDateOf(at));
    auto holder = mayHoldCases(worker, day);
    if (!holder || !*holder) return holder;
    return anyRow(m_connection,
                  "SELECT 1 FROM involvement_past WHERE scope = ?2 AND worker = ?1 "
                  "AND known_from <= ?4 AND known_until > ?4 AND (end_day = 0 OR end_day > ?3) "
                  "UNION ALL SELECT 1 FROM involvement_past i JOIN team_past t ON t.id = i.team "
                  "WHERE i.scope = ?2 AND i.known_from <= ?4 AND i.known_until > ?4 "
                  "AND (i.end_day = 0 OR i.end_day > ?3) "
                  "AND t.manager = ?1 AND t.known_from <= ?4 AND t.known_until > ?4 "
                  "UNION ALL SELECT 1 FROM case_file WHERE scope = ?2 AND opened_by = ?1 "
                  "AND opened_at <= ?4 AND NOT EXISTS (SELECT 1 FROM involvement_past "
                  "WHERE scope = ?2 AND known_from <= ?4)",
                  worker.view(), scope.view(), day, at.millis);
}

Result<records::Rev> Membership::lostAt(const WorkerId& worker, const base::ScopeId& scope) {
    const auto had =
        anyRow(m_connection,
               "SELECT 1 FROM involvement_past WHERE scope = ?2 AND worker = ?1 "
               "UNION ALL SELECT 1 FROM involvement_past i JOIN team_past t ON t.id = i.team "
               "WHERE i.scope = ?2 AND t.manager = ?1 "
               "UNION ALL SELECT 1 FROM case_file WHERE scope = ?2 AND opened_by = ?1",
               worker.view(), scope.view());
    if (!had) return had.error();
    records::Rev rev = 0;
    if (!*had) return rev;
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        rev = unsignedColumn(row, 0);
        return false;
    };
    HEARTH_TRY(eachRow(m_connection,
                       "SELECT coalesce(max(since_rev), 0) FROM involvement_past WHERE scope = ?",
                       read, scope.view()));
    return rev;
}

Result<std::optional<WorkerFacts>> Membership::worker(const WorkerId& id) {
    std::optional<WorkerFacts> found;
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        const auto team = idColumn<base::EntityId>(row, 1);
        if (!team) return team.error();
        found = WorkerFacts{static_cast<records::Role>(row.integer(0)), *team, row.integer(2)};
        return false;
    };
    HEARTH_TRY(eachRow(m_connection, "SELECT role, team, left_day FROM worker WHERE id = ?", read,
                       id.view()));
    return found;
}

Result<WorkerId> Membership::reviewOwner(const base::ScopeId& scope, std::int64_t today) {
    auto allocated =
        firstWorker(m_connection,
                    "SELECT i.worker FROM involvement i LEFT JOIN worker w ON w.id = i.worker "
                    "WHERE i.scope = ?1 AND i.role = ?2 AND (i.end_day = 0 OR i.end_day > ?3) "
                    "AND (w.left_day IS NULL OR w.left_day = 0 OR w.left_day > ?3) "
                    "ORDER BY i.start_day DESC, i.id LIMIT 1",
                    scope.view(), kAllocated, today);
    if (!allocated || !allocated->isNil()) return allocated;
    // A current involvement's team before the team of whoever had the case last.
    auto manager =
        firstWorker(m_connection,
                    "SELECT t.manager FROM involvement i JOIN team t ON t.id = i.team "
                    "WHERE i.scope = ?1 "
                    "ORDER BY (i.end_day = 0 OR i.end_day > ?2) DESC, i.end_day DESC, i.id LIMIT 1",
                    scope.view(), today);
    if (!manager || !manager->isNil()) return manager;
    auto opener =
        firstWorker(m_connection, "SELECT opened_by FROM case_file WHERE scope = ?", scope.view());
    if (!opener || !opener->isNil()) return opener;
    return firstWorker(m_connection, "SELECT id FROM worker WHERE id = ?", scope.view());
}

Result<WorkerId> Membership::ownerFor(const base::ScopeId& scope, const WorkerId& author,
                                      std::int64_t today) {
    auto owner = reviewOwner(scope, today);
    if (!owner || !owner->isNil()) return owner;
    auto manager = firstWorker(
        m_connection, "SELECT t.manager FROM worker w JOIN team t ON t.id = w.team WHERE w.id = ?",
        author.view());
    if (!manager || !manager->isNil()) return manager;
    auto any = firstWorker(
        m_connection, "SELECT id FROM worker WHERE role = ? AND left_day = 0 ORDER BY id LIMIT 1",
        kManagerRole);
    if (!any || !any->isNil()) return any;
    return author;
}

Result<bool> Membership::mayLowerProtection(const WorkerId& worker, const base::ScopeId& scope,
                                            std::int64_t today) {
    auto holder = mayHoldCases(worker, today);
    if (!holder || !*holder) return holder;
    return anyRow(m_connection,
                  "SELECT 1 FROM involvement WHERE scope = ?1 AND worker = ?2 AND role = ?3 "
                  "AND (end_day = 0 OR end_day > ?4) "
                  "UNION ALL SELECT 1 FROM involvement i JOIN team t ON t.id = i.team "
                  "WHERE i.scope = ?1 AND t.manager = ?2 AND (i.end_day = 0 OR i.end_day > ?4)",
                  scope.view(), worker.view(), kAllocated, today);
}

}  // namespace hearth::server::store

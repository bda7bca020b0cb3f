#include "client/store/audit_log.hpp"

#include "shared/sqlite/query.hpp"

namespace hearth::client::store {

using base::Status;
using sqlite::runSql;

namespace {
// The numbers are stored: schema/client/0001_initial.sql.
constexpr int kOpened = 1;
constexpr int kSaved = 2;
constexpr int kPurged = 3;
}  // namespace

Status AuditLog::opened(base::WallTime at, const base::WorkerId& worker,
                        const records::EntityKey& key, const base::ScopeId& scope) {
    return runSql(m_connection,
                  "INSERT INTO audit (at, worker, action, type, id, scope) "
                  "VALUES (?, ?, ?, ?, ?, ?)",
                  at.millis, worker.view(), kOpened, key.type, key.id.view(), scope.view());
}

Status AuditLog::saved(base::WallTime at, const base::WorkerId& worker, const base::EditId& edit) {
    return runSql(m_connection,
                  "INSERT INTO audit (at, worker, action, edit_id) VALUES (?, ?, ?, ?)", at.millis,
                  worker.view(), kSaved, edit.view());
}

Status AuditLog::purged(base::WallTime at, const base::WorkerId& worker,
                        const base::ScopeId& scope) {
    return runSql(m_connection, "INSERT INTO audit (at, worker, action, scope) VALUES (?, ?, ?, ?)",
                  at.millis, worker.view(), kPurged, scope.view());
}

}  // namespace hearth::client::store

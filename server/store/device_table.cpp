#include "server/store/device_table.hpp"

#include "shared/sqlite/query.hpp"

namespace hearth::server::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using sqlite::Statement;

namespace {

Result<DeviceRow> deviceOf(const Statement& columns) {
    const auto device = idColumn<base::DeviceId>(columns, 0);
    if (!device) return device.error();
    const auto worker = idColumn<base::WorkerId>(columns, 1);
    if (!worker) return worker.error();
    const auto fingerprint = digestColumn(columns, 4);
    if (!fingerprint) return fingerprint.error();
    return DeviceRow{*device,
                     *worker,
                     columns.text(2),
                     columns.blob(3),
                     *fingerprint,
                     {columns.integer(5)},
                     {columns.integer(6)},
                     numberColumn(columns, 7),
                     unsignedColumn(columns, 8),
                     columns.integer(9) != 0};
}

}  // namespace

Status DeviceTable::addEnrolment(const EnrolmentRow& row) {
    return runSql(m_connection,
                  "INSERT INTO enrolment (secret_hash, worker, label, expires, tries_left, used) "
                  "VALUES (?, ?, ?, ?, ?, ?)",
                  row.secretHash.view(), row.worker.view(), Statement::Text{row.label},
                  row.expires.millis, row.triesLeft, row.used);
}

Result<std::optional<EnrolmentRow>> DeviceTable::enrolment(const base::Digest& secretHash) {
    std::optional<EnrolmentRow> found;
    const auto read = [&](const Statement& columns) -> Result<bool> {
        const auto worker = idColumn<base::WorkerId>(columns, 0);
        if (!worker) return worker.error();
        found = EnrolmentRow{secretHash,
                             *worker,
                             columns.text(1),
                             {columns.integer(2)},
                             numberColumn(columns, 3),
                             columns.integer(4) != 0};
        return false;
    };
    HEARTH_TRY(eachRow(m_connection,
                       "SELECT worker, label, expires, tries_left, used FROM enrolment "
                       "WHERE secret_hash = ?",
                       read, secretHash.view()));
    return found;
}

Status DeviceTable::updateEnrolment(const EnrolmentRow& row) {
    HEARTH_TRY(runSql(m_connection,
                      "UPDATE enrolment SET worker = ?, label = ?, expires = ?, tries_left = ?, "
                      "used = ? WHERE secret_hash = ?",
                      row.worker.view(), Statement::Text{row.label}, row.expires.millis,
                      row.triesLeft, row.used, row.secretHash.view()));
    if (m_connection.changes() == 0) return Error(ErrorCode::NotFound, "no such enrolment code");
    return {};
}

Status DeviceTable::put(const DeviceRow& row) {
    return runSql(m_connection,
                  "INSERT INTO device (device, worker, label, public_key, fingerprint, "
                  "enrolled_at, last_contact, schema_version, last_seq, revoked) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                  "ON CONFLICT (device) DO UPDATE SET worker = excluded.worker, "
                  "label = excluded.label, public_key = excluded.public_key, "
                  "fingerprint = excluded.fingerprint, enrolled_at = excluded.enrolled_at, "
                  "last_contact = excluded.last_contact, "
                  "schema_version = excluded.schema_version, last_seq = excluded.last_seq, "
                  "revoked = excluded.revoked",
                  row.device.view(), row.worker.view(), Statement::Text{row.label},
                  row.publicKeyDer, row.fingerprint.view(), row.enrolledAt.millis,
                  row.lastContact.millis, row.schemaVersion, row.lastSeq, row.revoked);
}

Result<std::optional<DeviceRow>> DeviceTable::find(const base::DeviceId& id) {
    std::optional<DeviceRow> found;
    const auto read = [&](const Statement& columns) -> Result<bool> {
        auto row = deviceOf(columns);
        if (!row) return row.error();
        found = std::move(*row);
        return false;
    };
    HEARTH_TRY(eachRow(m_connection,
                       "SELECT device, worker, label, public_key, fingerprint, enrolled_at, "
                       "last_contact, schema_version, last_seq, revoked FROM device "
                       "WHERE device = ?",
                       read, id.view()));
    return found;
}

Result<std::vector<DeviceRow>> DeviceTable::all() {
    std::vector<DeviceRow> rows;
    const auto read = [&](const Statement& columns) -> Result<bool> {
        auto row = deviceOf(columns);
        if (!row) return row.error();
        rows.push_back(std::move(*row));
        return true;
    };
    HEARTH_TRY(eachRow(m_connection,
                       "SELECT device, worker, label, public_key, fingerprint, enrolled_at, "
                       "last_contact, schema_version, last_seq, revoked FROM device "
                       "ORDER BY enrolled_at, device",
                       read));
    return rows;
}

Status DeviceTable::contact(const base::DeviceId& device, const protocol::Hello& hello,
                            base::WallTime now) {
    return runSql(m_connection,
                  "UPDATE device SET last_contact = ?1, schema_version = ?2, last_seq = ?3 "
                  "WHERE device = ?4 AND (last_contact <= ?5 OR last_contact > ?1 "
                  "OR schema_version <> ?2 OR last_seq <> ?3)",
                  now.millis, hello.schema_version(), hello.last_seq(), device.view(),
                  (now - kContactWrittenEvery).millis);
}

Status DeviceTable::addReceipt(const base::DeviceId& device, const protocol::Purged& receipt,
                               base::WallTime now) {
    const auto scope = base::ScopeId::fromBytes(receipt.scope_id());
    if (!scope) return scope.error();
    // A tablet whose answer was lost says it again: two rows are as true as one.
    return runSql(m_connection,
                  "INSERT OR REPLACE INTO purge_receipt (device, scope, last_seq, received) "
                  "VALUES (?, ?, ?, ?)",
                  device.view(), scope->view(), receipt.last_seq(), now.millis);
}

Result<std::vector<PurgeReceipt>> DeviceTable::receipts() {
    std::vector<PurgeReceipt> found;
    const auto read = [&](const Statement& row) -> Result<bool> {
        const auto device = idColumn<base::DeviceId>(row, 0);
        if (!device) return device.error();
        const auto scope = idColumn<base::ScopeId>(row, 1);
        if (!scope) return scope.error();
        found.push_back({*device, *scope, unsignedColumn(row, 2), {row.integer(3)}});
        return true;
    };
    HEARTH_TRY(eachRow(m_connection,
                       "SELECT device, scope, last_seq, received FROM purge_receipt "
                       "ORDER BY received, device, scope",
                       read));
    return found;
}

}  // namespace hearth::server::store

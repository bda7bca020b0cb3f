#include "client/store/outbox_table.hpp"

#include "client/store/entity_row.hpp"

namespace hearth::client::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using sqlite::runSql;

namespace {

constexpr std::string_view kAll =
    "SELECT edit, edit_id, incarnation, seq, bytes, hash, claimed, state, held_reason, held_owner "
    "FROM outbox ORDER BY edit";
constexpr std::string_view kWaiting =
    "SELECT edit, edit_id, incarnation, seq, bytes, hash, claimed, state, held_reason, held_owner "
    "FROM outbox WHERE state IN (0, 3) ORDER BY edit";
constexpr std::string_view kById =
    "SELECT edit, edit_id, incarnation, seq, bytes, hash, claimed, state, held_reason, held_owner "
    "FROM outbox WHERE edit_id = ?";
constexpr std::string_view kByRow =
    "SELECT edit, edit_id, incarnation, seq, bytes, hash, claimed, state, held_reason, held_owner "
    "FROM outbox WHERE edit = ?";

Result<OutboxRow> outboxRowOf(const sqlite::Statement& row) {
    OutboxRow edit;
    edit.row = row.integer(0);
    const auto id = sqlite::idColumn<base::EditId>(row, 1);
    if (!id) return id.error();
    edit.id = *id;
    const auto incarnation = sqlite::idColumn<base::Incarnation>(row, 2);
    if (!incarnation) return incarnation.error();
    edit.incarnation = *incarnation;
    edit.seq = sqlite::unsignedColumn(row, 3);
    edit.bytes = row.blob(4);
    const auto hash = sqlite::digestColumn(row, 5);
    if (!hash) return hash.error();
    edit.hash = *hash;
    edit.claimed.millis = row.integer(6);
    edit.state = static_cast<OutboxState>(row.integer(7));
    edit.heldReason = static_cast<protocol::HeldReason>(row.integer(8));
    const auto owner = sqlite::optionalIdColumn<base::WorkerId>(row, 9);
    if (!owner) return owner.error();
    edit.heldOwner = *owner;
    return edit;
}

template <class... Values>
Result<std::vector<OutboxRow>> edits(sqlite::Connection& connection, std::string_view sql,
                                     const Values&... values) {
    std::vector<OutboxRow> found;
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        auto edit = outboxRowOf(row);
        if (!edit) return edit.error();
        found.push_back(std::move(*edit));
        return true;
    };
    HEARTH_TRY(sqlite::eachRow(connection, sql, read, values...));
    return found;
}

}  // namespace

Result<EditRow> OutboxTable::append(const OutboxRow& row, const records::Edit& edit) {
    HEARTH_TRY(runSql(m_connection,
                      "INSERT INTO outbox (edit_id, incarnation, seq, bytes, hash, claimed, state, "
                      "held_reason) VALUES (?, ?, ?, ?, ?, ?, 0, 0)",
                      row.id.view(), row.incarnation.view(), row.seq, row.bytes, row.hash.view(),
                      row.claimed.millis));
    const auto added = m_connection.queryInt("SELECT last_insert_rowid()");
    if (!added) return added.error();
    for (const records::Op& op : edit.ops)
        HEARTH_TRY(addTarget(*added, op.target, op.scope, false));
    return *added;
}

Status OutboxTable::addTarget(EditRow row, const records::EntityKey& key,
                              const base::ScopeId& scope, bool derived) {
    HEARTH_TRY(runSql(m_connection,
                      "INSERT OR IGNORE INTO edit_scope (edit, scope, contained) VALUES (?, ?, 0)",
                      row, scope.view()));
    return runSql(m_connection,
                  "INSERT OR IGNORE INTO edit_target (edit, type, id, scope, derived) "
                  "VALUES (?, ?, ?, ?, ?)",
                  row, key.type, key.id.view(), scope.view(), derived);
}

Status OutboxTable::setDerived(EditRow row,
                               const std::map<records::EntityKey, base::ScopeId>& derived) {
    HEARTH_TRY(runSql(m_connection, "DELETE FROM edit_target WHERE edit = ? AND derived = 1", row));
    for (const auto& [key, scope] : derived)
        HEARTH_TRY(addTarget(row, key, scope, true));
    return {};
}

Result<std::optional<OutboxRow>> OutboxTable::find(const base::EditId& id) {
    auto found = edits(m_connection, kById, id.view());
    if (!found) return found.error();
    if (found->empty()) return std::optional<OutboxRow>{};
    return std::optional<OutboxRow>(std::move(found->front()));
}

Result<OutboxRow> OutboxTable::at(EditRow row) {
    auto found = edits(m_connection, kByRow, row);
    if (!found) return found.error();
    if (found->empty()) return Error(ErrorCode::Corrupt, "an edit of the outbox is missing");
    return std::move(found->front());
}

Result<std::vector<OutboxRow>> OutboxTable::waiting() {
    return edits(m_connection, kWaiting);
}

Result<std::vector<OutboxRow>> OutboxTable::all() {
    return edits(m_connection, kAll);
}

Result<std::vector<protocol::PendingEdit>> OutboxTable::unsent(std::size_t editsMax,
                                                               std::size_t bytesMax) {
    std::vector<protocol::PendingEdit> found;
    std::size_t bytes = 0;
    HEARTH_TRY(
        sqlite::eachRow(m_connection, "SELECT seq, bytes FROM outbox WHERE state = 0 ORDER BY seq",
                        [&](const sqlite::Statement& row) -> Result<bool> {
                            protocol::PendingEdit edit{sqlite::unsignedColumn(row, 0), row.blob(1)};
                            bytes += edit.bytes.size();
                            if (!found.empty() && bytes > bytesMax) return false;
                            found.push_back(std::move(edit));
                            return found.size() < editsMax;
                        }));
    return found;
}

Result<std::vector<records::EntityKey>> OutboxTable::targets(EditRow row) {
    const auto found =
        collectKeys(m_connection, "SELECT type, id FROM edit_target WHERE edit = ?", row);
    if (!found) return found.error();
    return std::vector<records::EntityKey>(found->begin(), found->end());
}

Result<std::set<records::EntityKey>> OutboxTable::pendingTargets() {
    return collectKeys(
        m_connection,
        "SELECT target.type, target.id FROM edit_scope AS place "
        "JOIN outbox ON outbox.edit = place.edit AND outbox.state <> 3 "
        "JOIN edit_target AS target ON target.edit = place.edit AND target.scope = place.scope "
        "WHERE place.contained = 0");
}

Result<std::vector<EditRow>> OutboxTable::pendingOn(const records::EntityKey& key) {
    return collectNumbers(
        m_connection,
        "SELECT target.edit FROM edit_target AS target "
        "JOIN outbox ON outbox.edit = target.edit AND outbox.state <> 3 "
        "JOIN edit_scope AS place ON place.edit = target.edit AND place.scope = target.scope "
        "AND place.contained = 0 WHERE target.type = ? AND target.id = ? ORDER BY target.edit",
        key.type, key.id.view());
}

Result<std::vector<EditRow>> OutboxTable::allPending() {
    return collectNumbers(
        m_connection,
        "SELECT edit FROM outbox WHERE state <> 3 AND EXISTS (SELECT 1 FROM edit_scope "
        "WHERE edit_scope.edit = outbox.edit AND contained = 0) ORDER BY edit");
}

Result<PendingOps> OutboxTable::pending(EditRow row) {
    const auto kept = at(row);
    if (!kept) return kept.error();
    auto edit = records::decodeEdit(kept->bytes);
    if (!edit) return Error(ErrorCode::Corrupt, "edit " + kept->id.hex() + " does not decode");
    std::set<base::ScopeId> included;
    HEARTH_TRY(sqlite::eachRow(
        m_connection, "SELECT scope FROM edit_scope WHERE edit = ? AND contained = 1",
        [&](const sqlite::Statement& column) -> Result<bool> {
            const auto scope = sqlite::idColumn<base::ScopeId>(column, 0);
            if (!scope) return scope.error();
            included.insert(*scope);
            return true;
        },
        row));
    std::erase_if(edit->ops, [&](const records::Op& op) { return included.count(op.scope) != 0; });
    return PendingOps{row, kept->hash, std::move(*edit)};
}

Result<std::uint64_t> OutboxTable::count(OutboxState state) {
    std::uint64_t count = 0;
    HEARTH_TRY(sqlite::eachRow(
        m_connection, "SELECT count(*) FROM outbox WHERE state = ?",
        [&](const sqlite::Statement& row) -> Result<bool> {
            count = sqlite::unsignedColumn(row, 0);
            return false;
        },
        static_cast<int>(state)));
    return count;
}

Result<std::uint64_t> OutboxTable::unsentBytes() {
    const auto bytes =
        m_connection.queryInt("SELECT coalesce(sum(length(bytes)), 0) FROM outbox WHERE state = 0");
    if (!bytes) return bytes.error();
    return static_cast<std::uint64_t>(*bytes);
}

}  // namespace hearth::client::store

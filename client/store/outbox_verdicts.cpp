// What the server says about edits: acknowledgements, what its state includes, divergences.
#include "client/store/entity_row.hpp"
#include "client/store/outbox_table.hpp"

namespace hearth::client::store {

using base::Result;
using base::Status;
using sqlite::runSql;

Status OutboxTable::acknowledge(EditRow row, const Acknowledgement& said) {
    HEARTH_TRY(runSql(m_connection,
                      "UPDATE outbox SET state = ?, held_reason = ?, ack_rev = ?, ack_epoch = ? "
                      "WHERE edit = ?",
                      static_cast<int>(said.state), static_cast<int>(said.heldReason), said.rev,
                      said.epoch.view(), row));
    if (said.heldOwner.isNil())
        return runSql(m_connection, "UPDATE outbox SET held_owner = NULL WHERE edit = ?", row);
    return runSql(m_connection, "UPDATE outbox SET held_owner = ? WHERE edit = ?",
                  said.heldOwner.view(), row);
}

Result<std::set<records::EntityKey>> OutboxTable::openTargets(const base::ScopeId& scope) {
    return collectKeys(m_connection,
                       "SELECT target.type, target.id FROM edit_scope AS place "
                       "JOIN edit_target AS target ON target.edit = place.edit "
                       "WHERE place.scope = ? AND place.contained = 0",
                       scope.view());
}

Result<bool> OutboxTable::contain(const Containment& said) {
    std::int64_t changes = 0;
    if (said.isAnother) {
        // Acknowledged edits are judged by where the new history has them; see setPlace().
        HEARTH_TRY(runSql(m_connection, "UPDATE edit_scope SET contained = 0 WHERE scope = ?",
                          said.scope.view()));
        changes += m_connection.changes();
    }
    HEARTH_TRY(runSql(m_connection,
                      "UPDATE edit_scope SET contained = 1 WHERE scope = ? AND contained = 0 "
                      "AND edit IN (SELECT edit FROM outbox WHERE "
                      "(incarnation = ? AND seq <= ?) OR (ack_epoch = ? AND ack_rev <= ?))",
                      said.scope.view(), said.incarnation.view(), said.seq, said.epoch.view(),
                      said.rev));
    changes += m_connection.changes();
    return changes > 0;
}

Status OutboxTable::prune(const base::Epoch& epoch, records::Rev durableRev) {
    return runSql(m_connection,
                  "DELETE FROM outbox WHERE state IN (1, 2) AND ack_epoch = ? AND ack_rev <= ? "
                  "AND NOT EXISTS (SELECT 1 FROM edit_scope "
                  "WHERE edit_scope.edit = outbox.edit AND contained = 0)",
                  epoch.view(), durableRev);
}

Result<bool> OutboxTable::hasUnsafeIn(const base::ScopeId& scope, const base::Epoch& epoch) {
    const auto found = collectNumbers(
        m_connection,
        "SELECT outbox.edit FROM outbox JOIN edit_scope ON edit_scope.edit = outbox.edit "
        "WHERE edit_scope.scope = ? AND length(outbox.bytes) > 0 "
        "AND (outbox.wanted = 1 OR outbox.ack_epoch IS NOT ?) LIMIT 1",
        scope.view(), epoch.view());
    if (!found) return found.error();
    return !found->empty();
}

Result<std::uint64_t> OutboxTable::heldIn(const base::ScopeId& scope) {
    const auto found = collectNumbers(
        m_connection,
        "SELECT outbox.edit FROM outbox JOIN edit_scope ON edit_scope.edit = outbox.edit "
        "WHERE outbox.state = 3 AND edit_scope.scope = ?",
        scope.view());
    if (!found) return found.error();
    return found->size();
}

Result<std::set<records::EntityKey>> OutboxTable::purge(const base::ScopeId& scope) {
    auto others =
        collectKeys(m_connection,
                    "SELECT target.type, target.id FROM edit_scope AS place "
                    "JOIN edit_target AS target ON target.edit = place.edit WHERE place.scope = ?",
                    scope.view());
    if (!others) return others.error();
    HEARTH_TRY(runSql(m_connection,
                      "DELETE FROM outbox WHERE state <> 3 AND edit IN "
                      "(SELECT edit FROM edit_scope WHERE scope = ?)",
                      scope.view()));
    HEARTH_TRY(runSql(m_connection,
                      "UPDATE outbox SET bytes = X'' WHERE edit IN "
                      "(SELECT edit FROM edit_scope WHERE scope = ?)",
                      scope.view()));
    HEARTH_TRY(runSql(m_connection,
                      "UPDATE edit_scope SET contained = 1 WHERE edit IN "
                      "(SELECT edit FROM outbox WHERE length(bytes) = 0)"));
    return others;
}

Result<bool> OutboxTable::hasForeign(const base::Epoch& epoch) {
    const auto found = collectNumbers(m_connection,
                                      "SELECT edit FROM outbox WHERE state <> 0 AND length(bytes) "
                                      "> 0 AND ack_epoch <> ? LIMIT 1",
                                      epoch.view());
    if (!found) return found.error();
    return !found->empty();
}

Status OutboxTable::forgetPlaces() {
    return runSql(m_connection,
                  "UPDATE outbox SET ack_epoch = NULL, ack_rev = NULL, wanted = 0 "
                  "WHERE state <> 0 AND length(bytes) > 0");
}

Result<protocol::Reoffer> OutboxTable::toReoffer(std::size_t editsMax) {
    protocol::Reoffer offers;
    HEARTH_TRY(sqlite::eachRow(
        m_connection,
        "SELECT edit_id, hash FROM outbox WHERE state <> 0 AND ack_epoch IS NULL AND wanted = 0 "
        "AND length(bytes) > 0 ORDER BY edit LIMIT ?",
        [&](const sqlite::Statement& row) -> Result<bool> {
            protocol::OfferedEdit& edit = *offers.add_edits();
            edit.set_edit_id(row.blob(0));
            edit.set_hash(row.blob(1));
            return true;
        },
        static_cast<std::int64_t>(editsMax)));
    return offers;
}

Status OutboxTable::setPlace(const base::EditId& id, const base::Epoch& epoch, records::Rev rev) {
    return runSql(m_connection,
                  "UPDATE outbox SET ack_epoch = ?, ack_rev = ? WHERE edit_id = ? AND state <> 0",
                  epoch.view(), rev, id.view());
}

Status OutboxTable::setWanted(const base::EditId& id) {
    return runSql(m_connection, "UPDATE outbox SET wanted = 1 WHERE edit_id = ? AND state <> 0",
                  id.view());
}

Result<std::vector<EditRow>> OutboxTable::toPush() {
    return collectNumbers(m_connection,
                          "SELECT edit FROM outbox WHERE state = 0 OR wanted = 1 ORDER BY edit");
}

Result<std::vector<EditRow>> OutboxTable::unsentRows() {
    return collectNumbers(m_connection, "SELECT edit FROM outbox WHERE state = 0 ORDER BY edit");
}

Status OutboxTable::setUnsent(EditRow row) {
    return runSql(m_connection,
                  "UPDATE outbox SET state = 0, held_reason = 0, held_owner = NULL, "
                  "ack_rev = NULL, ack_epoch = NULL, wanted = 0 WHERE edit = ?",
                  row);
}

Status OutboxTable::renumber(EditRow row, const OutboxRow& now) {
    HEARTH_TRY(setUnsent(row));
    return runSql(m_connection,
                  "UPDATE outbox SET incarnation = ?, seq = ?, bytes = ?, hash = ? WHERE edit = ?",
                  now.incarnation.view(), now.seq, now.bytes, now.hash.view(), row);
}

}  // namespace hearth::client::store

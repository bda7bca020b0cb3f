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
        // Acknowledged edits are judged by where the new history has them; see toOffer().
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

Result<bool> OutboxTable::hasUnsentIn(const base::ScopeId& scope) {
    const auto found = collectNumbers(
        m_connection,
        "SELECT outbox.edit FROM outbox JOIN edit_scope ON edit_scope.edit = outbox.edit "
        "WHERE outbox.state = 0 AND edit_scope.scope = ? LIMIT 1",
        scope.view());
    if (!found) return found.error();
    return !found->empty();
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
                                      "> 0 AND ack_epoch IS NOT ? LIMIT 1",
                                      epoch.view());
    if (!found) return found.error();
    return !found->empty();
}

Result<std::vector<EditRow>> OutboxTable::toOffer(const base::Incarnation& incarnation,
                                                  records::Seq ackedSeq, const base::Epoch& epoch) {
    HEARTH_TRY(runSql(m_connection,
                      "UPDATE outbox SET ack_epoch = ? "
                      "WHERE state <> 0 AND incarnation = ? AND seq <= ?",
                      epoch.view(), incarnation.view(), ackedSeq));
    return collectNumbers(m_connection,
                          "SELECT edit FROM outbox WHERE length(bytes) > 0 AND (state = 0 OR "
                          "incarnation <> ? OR seq > ?) ORDER BY edit",
                          incarnation.view(), ackedSeq);
}

Result<std::vector<EditRow>> OutboxTable::unsentRows() {
    return collectNumbers(m_connection, "SELECT edit FROM outbox WHERE state = 0 ORDER BY edit");
}

Status OutboxTable::setUnsent(EditRow row) {
    return runSql(m_connection,
                  "UPDATE outbox SET state = 0, held_reason = 0, held_owner = NULL, "
                  "ack_rev = NULL, ack_epoch = NULL WHERE edit = ?",
                  row);
}

Status OutboxTable::renumber(EditRow row, const OutboxRow& now) {
    HEARTH_TRY(setUnsent(row));
    return runSql(m_connection,
                  "UPDATE outbox SET incarnation = ?, seq = ?, bytes = ?, hash = ? WHERE edit = ?",
                  now.incarnation.view(), now.seq, now.bytes, now.hash.view(), row);
}

}  // namespace hearth::client::store

// A scope leaves the tablet: first what was recorded and what was typed, then everything, then a
// receipt. See README.md, "A case leaves".
#include <cstdlib>

#include "client/store/client_port.hpp"
#include "client/store/next_edit.hpp"
#include "schema/records/family.pb.h"
#include "shared/base/planted.hpp"
#include "shared/crypto/signature.hpp"
#include "shared/protocol/revocation.hpp"

namespace hearth::client::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;

namespace {

// Somebody is writing in it: they finish. A form that nobody touched for this long was left.
constexpr base::Millis kTypingRestsAfter = base::minutes(15);
// Of one edit, so that the largest form goes in a few.
constexpr std::size_t kTypedPartBytes = 256UL * 1024UL;

}  // namespace

Status ClientPort::revokeScope(const protocol::Revoke& revoke) {
    const auto scope = base::ScopeId::fromBytes(revoke.scope_id());
    if (!scope) return scope.error();
    const auto forms = m_tables.typing.formsIn(*scope);
    if (!forms) return forms.error();
    for (const TypedForm& form : *forms)
        if (std::abs((m_clock.wallNow() - form.keptAt).count) < kTypingRestsAfter.count)
            return Error(ErrorCode::Conflict, "a form of the scope is being written");
    if (!forms->empty())
        HEARTH_TRY(m_tables.connection.transaction([&] { return sendTyped(*scope, *forms); }));
    const auto unsafe = m_tables.outbox.hasUnsafeIn(*scope, m_serverEpoch);
    if (!unsafe) return unsafe.error();
    if (*unsafe && !base::planted(base::Bug::PurgeWithoutDrain))
        return Error(ErrorCode::Conflict, "unsent edits of the scope go first");
    const auto bytes = m_tables.blobs.hasUnsentIn(*scope, m_serverEpoch);
    if (!bytes) return bytes.error();
    if (*bytes) return Error(ErrorCode::Conflict, "attachments of the scope go first");
    return m_tables.connection.transaction([&] { return leave(*scope, revoke); });
}

Status ClientPort::leave(const base::ScopeId& scope, const protocol::Revoke& revoke) {
    const auto meta = m_tables.meta.load();
    if (!meta) return meta.error();
    const auto rows = m_tables.base.keysIn(scope);
    if (!rows) return rows.error();
    const base::WallTime now = m_clock.wallNow();
    if (!isSigned(revoke, scope, *meta)) {
        const auto may = m_tables.departures.mayRemove(rows->size(), now);
        if (!may) return may.error();
        if (!*may)
            return Error(ErrorCode::Refused,
                         "more records would leave this tablet at once than a "
                         "server may take without a signature");
        HEARTH_TRY(m_tables.departures.removed(rows->size(), now));
    }
    const auto held = m_tables.outbox.heldIn(scope);
    if (!held) return held.error();
    HEARTH_TRY(purgeScope(scope));
    // A scope that was never held leaves nothing to tell, but the server hears that it is not here.
    return m_tables.departures.add({scope, now, rows->size(), *held}, meta->lastSeq);
}

bool ClientPort::isSigned(const protocol::Revoke& revoke, const base::ScopeId& scope,
                          const Meta& meta) const {
    if (m_authorityKey.empty() || revoke.signature().empty()) return false;
    const protocol::Revocation said{m_serverEpoch, meta.device, meta.worker, scope, revoke.rev()};
    return crypto::verifySignature(m_authorityKey, protocol::revocationText(said),
                                   revoke.signature())
        .has_value();
}

// Words that exist nowhere else are not lost with the case: they go to the server as they are,
// which holds them for whoever has the case now.
Status ClientPort::sendTyped(const base::ScopeId& scope, const std::vector<TypedForm>& forms) {
    for (const TypedForm& form : forms) {
        base::ByteView rest = form.content;
        for (records::FieldNumber part = 1; !rest.empty(); ++part) {
            records::Op op;
            op.target = {records::typeNumber<records::CaseFile>(), base::rootOf(scope)};
            op.scope = scope;
            op.kind = protocol::TYPED;
            op.field = part;
            op.value = base::Bytes(rest.substr(0, kTypedPartBytes));
            op.reason = form.name;
            rest.remove_prefix(op.value.size());
            const auto edit = nextEdit({std::move(op)});
            if (!edit) return edit.error();
            const auto added = appendEdit(m_tables, m_fold, *edit, outboxRowOf(*edit));
            if (!added) return added.error();
        }
        HEARTH_TRY(m_tables.typing.forget(form.name));
    }
    return {};
}

Result<records::Edit> ClientPort::nextEdit(std::vector<records::Op> ops) {
    const auto meta = m_tables.meta.load();
    if (!meta) return meta.error();
    return client::store::nextEdit(*meta, m_contact, m_clock, m_ids, std::move(ops));
}

Status ClientPort::purgeScope(const base::ScopeId& scope) {
    const auto meta = m_tables.meta.load();
    if (!meta) return meta.error();
    auto keys = m_tables.view.keysIn(scope);
    if (!keys) return keys.error();
    // Acknowledged edits of the scope hold its words as well.
    const auto edited = m_tables.outbox.purge(scope);
    if (!edited) return edited.error();
    keys->insert(edited->begin(), edited->end());
    HEARTH_TRY(m_tables.base.purge(scope));
    HEARTH_TRY(m_tables.staged.drop(scope));
    HEARTH_TRY(m_tables.blobs.purge(scope));
    // With neither base nor edits, what is left of them in view and index goes.
    HEARTH_TRY(m_fold.again(*keys));
    if (!keys->empty()) HEARTH_TRY(m_tables.search.forgetRemoved());
    return m_tables.audit.purged(m_clock.wallNow(), meta->worker, scope);
}

Result<std::vector<protocol::Purged>> ClientPort::receipts() {
    return m_tables.departures.receipts();
}

Status ClientPort::receiptsTaken(const std::vector<protocol::Purged>& receipts) {
    return m_tables.connection.transaction([&]() -> Status {
        for (const protocol::Purged& receipt : receipts)
            HEARTH_TRY(m_tables.departures.receiptTaken(receipt));
        return {};
    });
}

}  // namespace hearth::client::store

// Saving: one edit, one transaction over edit, view, search index and audit row.
#include "client/store/tablet_store_impl.hpp"
#include "shared/crypto/hash.hpp"

namespace hearth::client::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;

namespace {

// What no server would take, whatever it holds: better said now, while the form still has it.
bool isRefusedEverywhere(const merge::Outcome& outcome) {
    if (outcome.verdict != protocol::HELD) return false;
    switch (outcome.heldReason) {
        case protocol::HELD_INVALID:
        case protocol::HELD_UNKNOWN_KIND:
        case protocol::HELD_ID_REUSED:
            return true;
        default:
            // The server may hold what this tablet lacks: saved and sent, for it to decide.
            return false;
    }
}

}  // namespace

OutboxEdit outboxEditOf(const OutboxRow& row, std::vector<records::EntityKey> targets) {
    OutboxEdit edit;
    edit.seq = row.seq;
    edit.id = row.id;
    edit.state = static_cast<EditState>(row.state);
    edit.heldReason = row.heldReason;
    edit.heldOwner = row.heldOwner;
    edit.claimed = row.claimed;
    edit.bytes = row.bytes.size();
    edit.targets = std::move(targets);
    return edit;
}

static_assert(static_cast<int>(EditState::Unsent) == static_cast<int>(OutboxState::Unsent));
static_assert(static_cast<int>(EditState::Acknowledged) ==
              static_cast<int>(OutboxState::Acknowledged));
static_assert(static_cast<int>(EditState::Reviewed) == static_cast<int>(OutboxState::Reviewed));
static_assert(static_cast<int>(EditState::Held) == static_cast<int>(OutboxState::Held));

records::Edit TabletStore::Impl::nextEdit(const Meta& meta, std::vector<records::Op> ops) {
    records::Edit edit;
    edit.id = ids.timeOrdered<base::EditId>();
    edit.device = meta.device;
    edit.incarnation = meta.incarnation;
    edit.seq = meta.lastSeq + 1;
    edit.prevHash = meta.lastHash;
    edit.author = meta.worker;
    edit.claimed = clock.wallNow();
    const Contact& contact = port.contact();
    if (contact.serverTime.millis != 0) {
        edit.monoSinceServer = clock.bootNow() - contact.at;
        edit.serverTimeThen = contact.serverTime;
    }
    edit.schemaVersion = records::kSchemaVersion;
    edit.ops = std::move(ops);
    return edit;
}

Status TabletStore::Impl::append(const records::Edit& edit, const OutboxRow& row,
                                 const std::string& form) {
    for (const records::Op& op : edit.ops)
        HEARTH_TRY(tables.base.noteScope(op.scope));
    const auto added = tables.outbox.append(row, edit);
    if (!added) return added.error();
    const auto outcome = fold.add(*added, edit, row.hash);
    if (!outcome) return outcome.error();
    if (isRefusedEverywhere(*outcome))
        return Error(ErrorCode::InvalidArgument, outcome->explanation);
    HEARTH_TRY(tables.audit.saved(edit.claimed, edit.author, edit.id));
    if (!form.empty()) HEARTH_TRY(tables.typing.forget(form));
    return tables.meta.setChain(edit.incarnation, edit.seq, row.hash);
}

Result<OutboxEdit> TabletStore::save(std::vector<records::Op> ops, const std::string& form) {
    if (ops.empty()) return Error(ErrorCode::InvalidArgument, "nothing to save");
    const auto meta = m_impl->tables.meta.load();
    if (!meta) return meta.error();
    if (meta->device.isNil()) return Error(ErrorCode::InvalidArgument, "this tablet is nobody's");

    const records::Edit edit = m_impl->nextEdit(*meta, std::move(ops));
    OutboxRow row;
    row.id = edit.id;
    row.incarnation = edit.incarnation;
    row.seq = edit.seq;
    row.bytes = records::encodeEdit(edit);
    row.hash = crypto::sha256(row.bytes);
    row.claimed = edit.claimed;
    // An edit that a server could not read would stand in the way of all that follow.
    const auto readable = records::decodeEdit(row.bytes);
    if (!readable) return readable.error();
    HEARTH_TRY(
        m_impl->tables.connection.transaction([&] { return m_impl->append(edit, row, form); }));

    std::set<records::EntityKey> targets;
    for (const records::Op& op : edit.ops)
        targets.insert(op.target);
    return outboxEditOf(row, {targets.begin(), targets.end()});
}

}  // namespace hearth::client::store

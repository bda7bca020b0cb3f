// Saving: one edit, one transaction over edit, view, search index and audit row.
#include "client/store/next_edit.hpp"
#include "client/store/tablet_store_impl.hpp"
#include "shared/base/limits.hpp"
#include "shared/base/planted.hpp"
#include "shared/crypto/hash.hpp"
#include "shared/records/blob_names.hpp"

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

// For Bug::BaseAtSaveTime alone: what is seen now counts as what the author saw.
Status takeBaseNow(TabletStore& store, std::vector<records::Op>& ops) {
    for (records::Op& op : ops) {
        if (op.kind == protocol::CREATE) continue;
        const auto now = store.open(op.target);
        if (!now) return now.error();
        if (!*now) continue;
        op.openRev = (*now)->rev;
        op.openEpoch = op.openRev == 0 ? base::Epoch{} : (*now)->epoch;
        op.baseWriters.clear();
        for (const records::Writer& writer : (*now)->writers)
            op.baseWriters.push_back(writer.edit);
    }
    return {};
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

Status TabletStore::Impl::append(const records::Edit& edit, const OutboxRow& row,
                                 const std::string& form) {
    const auto outcome = appendEdit(tables, fold, edit, row);
    if (!outcome) return outcome.error();
    if (isRefusedEverywhere(*outcome))
        return Error(ErrorCode::InvalidArgument, outcome->explanation);
    return form.empty() ? Status{} : tables.typing.forget(form);
}

Status TabletStore::Impl::keepPictures(const records::Edit& edit,
                                       const std::vector<base::Bytes>& pictures) {
    std::map<base::Digest, const base::Bytes*> open;
    for (const base::Bytes& picture : pictures) {
        if (picture.empty()) return Error(ErrorCode::InvalidArgument, "a picture without bytes");
        if (picture.size() > base::kBlobBytesMax)
            return Error(ErrorCode::TooLarge, "the picture is larger than a server takes");
        open[crypto::sha256(picture)] = &picture;
    }
    const auto kept = open;
    for (const records::Op& op : edit.ops)
        for (const base::Digest& hash : records::blobsNamedBy(op)) {
            // Whatever becomes of the edit: it belongs to the case it was made in.
            HEARTH_TRY(tables.blobs.note(hash, op.scope));
            open.erase(hash);
        }
    if (!open.empty())
        return Error(ErrorCode::InvalidArgument, "a picture that the edit does not name");
    for (const auto& [hash, picture] : kept)
        HEARTH_TRY(tables.blobs.keep(hash, *picture, clock.wallNow()));
    return {};
}

Result<OutboxEdit> TabletStore::save(std::vector<records::Op> ops, const std::string& form) {
    return saveWith({}, std::move(ops), form);
}

Result<OutboxEdit> TabletStore::saveWith(const std::vector<base::Bytes>& pictures,
                                         std::vector<records::Op> ops, const std::string& form) {
    if (ops.empty()) return Error(ErrorCode::InvalidArgument, "nothing to save");
    if (base::planted(base::Bug::BaseAtSaveTime)) HEARTH_TRY(takeBaseNow(*this, ops));
    const auto meta = m_impl->tables.meta.load();
    if (!meta) return meta.error();
    if (meta->device.isNil()) return Error(ErrorCode::InvalidArgument, "this tablet is nobody's");

    if (meta->minimumSchema > records::kSchemaVersion)
        return Error(ErrorCode::UnsupportedVersion,
                     "this app is too old to record anything new; what is typed is kept on this "
                     "tablet, update the app and save it then");

    const records::Edit edit =
        nextEdit(*meta, m_impl->port.contact(), m_impl->clock, m_impl->ids, std::move(ops));
    const OutboxRow row = outboxRowOf(edit);
    // An edit that a server could not read would stand in the way of all that follow.
    const auto readable = records::decodeEdit(row.bytes);
    if (!readable) return readable.error();
    HEARTH_TRY(m_impl->tables.connection.transaction([&]() -> Status {
        HEARTH_TRY(m_impl->keepPictures(edit, pictures));
        return m_impl->append(edit, row, form);
    }));

    std::set<records::EntityKey> targets;
    for (const records::Op& op : edit.ops)
        targets.insert(op.target);
    return outboxEditOf(row, {targets.begin(), targets.end()});
}

}  // namespace hearth::client::store

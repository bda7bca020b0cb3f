// What the store says about itself: unsent, held, open questions, and whether all is whole.
#include <map>

#include "client/store/tablet_store_impl.hpp"
#include "schema/records/work.pb.h"
#include "shared/crypto/hash.hpp"

namespace hearth::client::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;

namespace {

Result<std::uint64_t> openReviews(ViewTable& view) {
    const auto items = view.listAll(records::typeNumber<records::ReviewItem>());
    if (!items) return items.error();
    std::uint64_t open = 0;
    for (const ViewEntity& item : *items) {
        const auto review = item.entity.body.as<records::ReviewItem>();
        // What cannot be read waits for a person as well.
        open += !review || review->state() != records::REVIEW_SETTLED ? 1 : 0;
    }
    return open;
}

// Edits of one incarnation that follow each other must chain; the newest ends where meta says.
Status checkChain(const std::vector<OutboxRow>& edits, const Meta& meta) {
    const auto broken = [](const OutboxRow& row) {
        return Error(ErrorCode::Corrupt, "edit " + row.id.hex() + " breaks the chain");
    };
    std::map<base::Incarnation, const OutboxRow*> last;
    for (const OutboxRow& row : edits) {
        // Held, and its words went with their scope.
        if (row.bytes.empty()) continue;
        const auto edit = records::decodeEdit(row.bytes);
        if (!edit || crypto::sha256(row.bytes) != row.hash || edit->seq != row.seq ||
            edit->incarnation != row.incarnation || edit->id != row.id)
            return broken(row);
        const OutboxRow*& before = last[row.incarnation];
        if (row.seq == 1 && !edit->prevHash.isZero()) return broken(row);
        if (before != nullptr && row.seq <= before->seq) return broken(row);
        if (before != nullptr && row.seq == before->seq + 1 && edit->prevHash != before->hash)
            return broken(row);
        before = &row;
    }
    const auto newest = last.find(meta.incarnation);
    if (newest == last.end()) return {};
    const OutboxRow& row = *newest->second;
    if (row.seq > meta.lastSeq || (row.seq == meta.lastSeq && row.hash != meta.lastHash))
        return broken(row);
    return {};
}

Result<std::vector<OutboxEdit>> withTargets(OutboxTable& outbox,
                                            const std::vector<OutboxRow>& rows) {
    std::vector<OutboxEdit> edits;
    for (const OutboxRow& row : rows) {
        auto targets = outbox.targets(row.row);
        if (!targets) return targets.error();
        edits.push_back(outboxEditOf(row, std::move(*targets)));
    }
    return edits;
}

}  // namespace

Result<SyncState> TabletStore::syncState() {
    Tables& tables = m_impl->tables;
    const auto meta = tables.meta.load();
    if (!meta) return meta.error();
    SyncState state;
    const auto unsent = tables.outbox.count(OutboxState::Unsent);
    if (!unsent) return unsent.error();
    state.unsentEdits = *unsent;
    const auto bytes = tables.outbox.unsentBytes();
    if (!bytes) return bytes.error();
    state.unsentBytes = *bytes;
    const auto waiting = tables.blobs.waiting();
    if (!waiting) return waiting.error();
    state.unsentAttachments = waiting->blobs;
    state.unsentAttachmentBytes = waiting->bytes;
    const auto held = tables.outbox.count(OutboxState::Held);
    if (!held) return held.error();
    state.heldEdits = *held;
    const auto reviews = openReviews(tables.view);
    if (!reviews) return reviews.error();
    state.openReviews = *reviews;
    const auto stale = tables.base.staleRows();
    if (!stale) return stale.error();
    state.recordsServerLacks = *stale;
    state.lastContact = meta->lastContact;
    state.epoch = meta->epoch;
    state.checkpointRev = meta->checkpointRev;
    state.durableRev = meta->durableRev;
    state.clockSkew = meta->clockSkew;
    state.updateNeeded = meta->minimumSchema > records::kSchemaVersion;
    return state;
}

Result<std::vector<OutboxEdit>> TabletStore::outbox() {
    const auto rows = m_impl->tables.outbox.waiting();
    if (!rows) return rows.error();
    return withTargets(m_impl->tables.outbox, *rows);
}

Result<std::vector<OutboxEdit>> TabletStore::keptEdits() {
    const auto rows = m_impl->tables.outbox.all();
    if (!rows) return rows.error();
    return withTargets(m_impl->tables.outbox, *rows);
}

Status TabletStore::checkView() {
    HEARTH_TRY(m_impl->fold.check());
    return m_impl->fold.checkIndex();
}

Status TabletStore::checkPending() {
    return m_impl->fold.check();
}

Status TabletStore::checkIntegrity() {
    const auto meta = m_impl->tables.meta.load();
    if (!meta) return meta.error();
    const auto edits = m_impl->tables.outbox.all();
    if (!edits) return edits.error();
    HEARTH_TRY(checkChain(*edits, *meta));
    return m_impl->tables.connection.checkIntegrity();
}

}  // namespace hearth::client::store

#include "client/store/next_edit.hpp"

#include "shared/crypto/hash.hpp"

namespace hearth::client::store {

records::Edit nextEdit(const Meta& meta, const Contact& contact, const base::Clock& clock,
                       base::IdSource& ids, std::vector<records::Op> ops) {
    records::Edit edit;
    edit.id = ids.timeOrdered<base::EditId>();
    edit.device = meta.device;
    edit.incarnation = meta.incarnation;
    edit.seq = meta.lastSeq + 1;
    edit.prevHash = meta.lastHash;
    edit.author = meta.worker;
    edit.claimed = clock.wallNow();
    if (contact.serverTime.millis != 0) {
        edit.monoSinceServer = clock.bootNow() - contact.at;
        edit.serverTimeThen = contact.serverTime;
    }
    edit.schemaVersion = records::kSchemaVersion;
    edit.ops = std::move(ops);
    return edit;
}

OutboxRow outboxRowOf(const records::Edit& edit) {
    OutboxRow row;
    row.id = edit.id;
    row.incarnation = edit.incarnation;
    row.seq = edit.seq;
    row.bytes = records::encodeEdit(edit);
    row.hash = crypto::sha256(row.bytes);
    row.claimed = edit.claimed;
    return row;
}

base::Result<merge::Outcome> appendEdit(Tables& tables, Fold& fold, const records::Edit& edit,
                                        const OutboxRow& row) {
    for (const records::Op& op : edit.ops)
        HEARTH_TRY(tables.base.noteScope(op.scope));
    const auto added = tables.outbox.append(row, edit);
    if (!added) return added.error();
    auto outcome = fold.add(*added, edit, row.hash);
    if (!outcome) return outcome.error();
    HEARTH_TRY(tables.audit.saved(edit.claimed, edit.author, edit.id));
    HEARTH_TRY(tables.meta.setChain(edit.incarnation, edit.seq, row.hash));
    return outcome;
}

}  // namespace hearth::client::store

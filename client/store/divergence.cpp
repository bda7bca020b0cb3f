// The server's history is not the one this tablet knew, or the tablet's is not the server's.
// Nothing is wiped: what the server may lack is offered again.
#include <map>

#include "client/store/client_port.hpp"
#include "shared/base/planted.hpp"
#include "shared/crypto/hash.hpp"

namespace hearth::client::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using records::EntityKey;

namespace {

// For Bug::CloneKeepsIncarnation alone: the same incarnation, and its numbers free to be given
// again.
Status makeWay(Tables& tables, const std::vector<EditRow>& rows, base::Incarnation& incarnation) {
    constexpr records::Seq kOutOfTheWay = 1'000'000;
    const auto meta = tables.meta.load();
    if (!meta) return meta.error();
    incarnation = meta->incarnation;
    for (const EditRow row : rows) {
        auto kept = tables.outbox.at(row);
        if (!kept) return kept.error();
        kept->seq += kOutOfTheWay;
        HEARTH_TRY(tables.outbox.renumber(row, *kept));
    }
    return {};
}

}  // namespace

Status ClientPort::diverged(const protocol::Diverged& diverged) {
    return m_tables.connection.transaction([&]() -> Status {
        const auto meta = m_tables.meta.load();
        if (!meta) return meta.error();
        if (diverged.kind() == protocol::SEQ_FORKED) {
            const auto rows = m_tables.outbox.unsentRows();
            if (!rows) return rows.error();
            return renumber(*rows);
        }
        m_ackedSeq = diverged.acked_seq();
        m_ackedHash = diverged.acked_hash();
        HEARTH_TRY(beginAgain());
        HEARTH_TRY(m_tables.outbox.forgetPlaces());
        HEARTH_TRY(m_tables.blobs.forgetOthers(m_serverEpoch));
        return resumeIfAnswered();
    });
}

// No checkpoint counts any more; every scope is fetched from its start.
Status ClientPort::beginAgain() {
    HEARTH_TRY(m_tables.meta.setCheckpoint({}, 0, {}));
    HEARTH_TRY(m_tables.base.startAllAnew());
    const auto pending = m_tables.outbox.pendingTargets();
    if (!pending) return pending.error();
    return m_fold.again(*pending);
}

Result<protocol::Reoffer> ClientPort::reoffer(std::size_t editsMax) {
    return m_tables.outbox.toReoffer(editsMax);
}

Status ClientPort::wanted(const protocol::Reoffer& offered, const protocol::Want& want) {
    std::map<base::Bytes, records::Rev> known;
    for (const protocol::KnownEdit& edit : want.known())
        known[edit.edit_id()] = edit.rev();
    return m_tables.connection.transaction([&]() -> Status {
        for (const protocol::OfferedEdit& edit : offered.edits()) {
            const auto id = base::EditId::fromBytes(edit.edit_id());
            if (!id) return id.error();
            const auto rev = known.find(edit.edit_id());
            HEARTH_TRY(rev == known.end()
                           ? m_tables.outbox.setWanted(*id)
                           : m_tables.outbox.setPlace(*id, m_serverEpoch, rev->second));
        }
        return resumeIfAnswered();
    });
}

Status ClientPort::resumeIfAnswered() {
    const auto open = m_tables.outbox.toReoffer(1);
    if (!open) return open.error();
    if (open->edits_size() != 0) return {};
    const auto meta = m_tables.meta.load();
    if (!meta) return meta.error();
    const auto rows = m_tables.outbox.toPush();
    if (!rows) return rows.error();
    const auto unbroken = isUnbroken(*rows, *meta, m_ackedSeq, m_ackedHash);
    if (!unbroken) return unbroken.error();
    if (!*unbroken) return renumber(*rows);
    std::set<EntityKey> touched;
    for (const EditRow row : *rows) {
        HEARTH_TRY(m_tables.outbox.setUnsent(row));
        const auto targets = m_tables.outbox.targets(row);
        if (!targets) return targets.error();
        touched.insert(targets->begin(), targets->end());
    }
    // Those that were held show again.
    return m_fold.again(touched);
}

// Whether these edits are the whole chain from where the server's knowledge ends to the newest.
Result<bool> ClientPort::isUnbroken(const std::vector<EditRow>& rows, const Meta& meta,
                                    records::Seq ackedSeq, base::ByteView ackedHash) {
    records::Seq seq = ackedSeq;
    base::Bytes hash(ackedHash);
    if (ackedSeq == 0) hash = base::Digest{}.bytes();
    for (const EditRow row : rows) {
        const auto kept = m_tables.outbox.at(row);
        if (!kept) return kept.error();
        const auto edit = records::decodeEdit(kept->bytes);
        if (!edit) return Error(ErrorCode::Corrupt, "edit " + kept->id.hex() + " does not decode");
        if (kept->incarnation != meta.incarnation || kept->seq != seq + 1 ||
            edit->prevHash.view() != hash)
            return false;
        seq = kept->seq;
        hash = kept->hash.bytes();
    }
    return seq == meta.lastSeq && hash == meta.lastHash.view();
}

Status ClientPort::renumber(const std::vector<EditRow>& rows) {
    auto incarnation = m_ids.random<base::Incarnation>();
    records::Seq seq = 0;
    base::Digest hash;
    if (base::planted(base::Bug::CloneKeepsIncarnation)) {
        HEARTH_TRY(makeWay(m_tables, rows, incarnation));
        seq = m_ackedSeq;
        if (const auto acked = base::Digest::fromBytes(m_ackedHash)) hash = *acked;
    }
    std::set<EntityKey> touched;
    for (const EditRow row : rows) {
        auto kept = m_tables.outbox.at(row);
        if (!kept) return kept.error();
        // The message itself, not our reading of it: what a newer program wrote stays.
        protocol::Edit edit;
        if (!edit.ParseFromString(kept->bytes))
            return Error(ErrorCode::Corrupt, "edit " + kept->id.hex() + " does not decode");
        edit.set_incarnation(incarnation.bytes());
        edit.set_seq(++seq);
        edit.set_prev_hash(hash.bytes());
        kept->incarnation = incarnation;
        kept->seq = seq;
        kept->bytes = edit.SerializeAsString();
        kept->hash = hash = crypto::sha256(kept->bytes);
        HEARTH_TRY(m_tables.outbox.renumber(row, *kept));
        const auto targets = m_tables.outbox.targets(row);
        if (!targets) return targets.error();
        touched.insert(targets->begin(), targets->end());
    }
    HEARTH_TRY(m_tables.meta.setChain(incarnation, seq, hash));
    return m_fold.again(touched);
}

}  // namespace hearth::client::store

#include "server/store/apply.hpp"

#include <exception>

#include "server/store/grants.hpp"
#include "server/store/surroundings.hpp"
#include "shared/base/planted.hpp"
#include "shared/crypto/hash.hpp"

namespace hearth::server::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using protocol::EditAck;

namespace {

// The same action by the same person, whatever number it was sent under.
bool isSameAction(const records::Edit& sent, const LogRow& logged) {
    auto original = records::decodeEdit(logged.bytes);
    if (!original) return false;
    original->device = sent.device;
    original->incarnation = sent.incarnation;
    original->seq = sent.seq;
    original->prevHash = sent.prevHash;
    return *original == sent;
}

Result<EditAck> duplicateOf(const LogRow& logged, records::Seq seq) {
    EditAck ack;
    if (!ack.ParseFromString(logged.outcome))
        return Error(ErrorCode::Corrupt,
                     "the outcome of revision " + std::to_string(logged.rev) + " does not decode");
    // Reason and owner stay: a tablet that missed the first answer still learns that it is held.
    ack.set_verdict(protocol::DUPLICATE);
    ack.set_seq(seq);
    return ack;
}

EditAck forked(const records::Edit& edit) {
    EditAck ack;
    ack.set_edit_id(edit.id.bytes());
    ack.set_seq(edit.seq);
    ack.set_verdict(protocol::HELD);
    ack.set_held_reason(protocol::HELD_FORKED);
    if (base::planted(base::Bug::DuplicateBySeqAlone)) {
        ack.set_verdict(protocol::DUPLICATE);
        ack.clear_held_reason();
    }
    return ack;
}

std::int64_t ukDay(base::WallTime time) {
    return base::toDayNumber(base::ukDateOf(time));
}

// The moment an edit was made, for the question whose case it was. A wall clock that nobody vouches
// for opens no case: then it is the moment of receipt.
base::WallTime madeAt(const Incoming& incoming) {
    if (incoming.replayed) return incoming.judged;
    const records::Edit& edit = incoming.edit;
    return edit.serverTimeThen.millis == 0 ? incoming.received
                                           : records::effectiveTime(edit, incoming.received);
}

base::ScopeId firstScope(const records::Edit& edit) {
    return edit.ops.empty() ? base::scopeOf(edit.author) : edit.ops.front().scope;
}

// The merge must not throw, but an edit that makes it throw may not stop the ones behind it.
Result<merge::Outcome> mergeSafely(MergeFunction mergeEdit, const records::Edit& edit,
                                   const merge::Received& place,
                                   merge::Surroundings& surroundings) {
    try {
        return mergeEdit(edit, place, surroundings);
    } catch (const std::exception&) {
        return Error(ErrorCode::Internal, "the merge threw");
    }
}

}  // namespace

ApplyPath::ApplyPath(sqlite::Connection& connection, MergeFunction mergeEdit)
    : m_log(connection),
      m_entities(connection),
      m_membership(connection),
      m_held(connection),
      m_mentions(connection),
      m_mergeEdit(mergeEdit) {}

Result<EditAck> ApplyPath::apply(const Incoming& incoming) {
    base::Digest hash = crypto::sha256(incoming.bytes);
    if (base::planted(base::Bug::ChainOverReserialisedBytes))
        hash = crypto::sha256(records::encodeEdit(incoming.edit));
    const auto known = recall(incoming, hash);
    if (!known) return known.error();
    if (known->ack && base::planted(base::Bug::RevFromSequence)) base::burnNumber();
    if (known->ack) return *known->ack;
    const auto taken = placeIsTaken(incoming);
    if (!taken) return taken.error();
    if (*taken) return forked(incoming.edit);

    const auto head = m_log.head();
    if (!head) return head.error();
    const records::Rev rev = head->rev + 1 + base::takeBurntNumbers();
    const merge::Received place{rev, head->epoch, incoming.received, hash};
    // Everything is decided before anything is written, so a merge that fails leaves nothing to
    // undo.
    const auto decision = decide(incoming, place, known->idReused);
    if (!decision) return decision.error();
    return record(incoming, place, head->chain, known->idReused, *decision);
}

Result<ApplyPath::Known> ApplyPath::recall(const Incoming& incoming, const base::Digest& hash) {
    const auto rows = m_log.withId(incoming.edit.id);
    if (!rows) return rows.error();
    for (const LogRow& row : *rows) {
        if (row.editHash != hash) continue;
        auto ack = duplicateOf(row, incoming.edit.seq);
        if (!ack) return ack.error();
        return Known{std::move(*ack), false};
    }
    for (const LogRow& row : *rows) {
        if (!isSameAction(incoming.edit, row)) continue;
        auto ack = renumber(incoming, hash, row);
        if (!ack) return ack.error();
        return Known{std::move(*ack), false};
    }
    return Known{std::nullopt, !rows->empty()};
}

Result<std::optional<EditAck>> ApplyPath::renumber(const Incoming& incoming,
                                                   const base::Digest& hash,
                                                   const LogRow& original) {
    const records::Edit& edit = incoming.edit;
    const auto second = m_log.renumbered(edit.incarnation, edit.seq);
    if (!second) return second.error();
    if (!*second) {
        const auto taken = placeIsTaken(incoming);
        if (!taken) return taken.error();
        if (*taken) return std::optional(forked(edit));
        HEARTH_TRY(m_log.addRenumbered({edit.device, edit.incarnation, edit.seq, hash},
                                       original.rev, incoming.received));
    } else if (**second != hash) {
        return std::optional(forked(edit));
    }
    auto ack = duplicateOf(original, edit.seq);
    if (!ack) return ack.error();
    return std::optional(std::move(*ack));
}

// True when another edit stands there already or the incarnation is another device's: the tablet
// was cloned or restored and must begin a new incarnation. A gap is the caller's mistake: the
// session lets none through.
Result<bool> ApplyPath::placeIsTaken(const Incoming& incoming) {
    if (incoming.replayed) return false;
    const records::Edit& edit = incoming.edit;
    const auto row = m_log.incarnation(edit.incarnation);
    if (!row) return row.error();
    const protocol::DeviceHead head = *row ? (*row)->head : protocol::DeviceHead{};
    if (*row && (*row)->device != edit.device) return true;
    if (edit.seq <= head.seq) return true;
    if (edit.seq != head.seq + 1 || edit.prevHash != head.hash)
        return Error(ErrorCode::Conflict,
                     "edit " + edit.id.hex() + " does not follow its incarnation's newest");
    return false;
}

Result<ApplyPath::Decision> ApplyPath::decide(const Incoming& incoming, merge::Received place,
                                              bool idReused) {
    const records::Edit& edit = incoming.edit;
    if (idReused)
        return hold(incoming, protocol::HELD_ID_REUSED, firstScope(edit),
                    "edit id " + edit.id.hex() + " was logged before with other content");
    if (!incoming.peerWorker) return mergeIt(incoming, place);
    const base::WallTime made = madeAt(incoming);
    auto judgement = Grants(m_membership, m_entities)
                         .judge(edit, *incoming.peerWorker, {ukDay(incoming.received), made});
    if (!judgement) return judgement.error();
    const bool held = judgement->held != protocol::HELD_REASON_UNSPECIFIED;
    place.handedOver = std::move(judgement->handedOver);
    auto decision = held ? hold(incoming, judgement->held, judgement->scope, judgement->explanation)
                         : mergeIt(incoming, place);
    if (!decision) return decision.error();
    if (judgement->askedThen) decision->judged = made;
    decision->afterHandover = decision->verdict != protocol::HELD && !place.handedOver.empty();
    return decision;
}

Result<ApplyPath::Decision> ApplyPath::mergeIt(const Incoming& incoming,
                                               const merge::Received& place) {
    const records::Edit& edit = incoming.edit;
    if (incoming.kindWasUnknown)
        return hold(incoming, protocol::HELD_UNKNOWN_KIND, firstScope(edit),
                    std::string(merge::kUnknownKind));
    StoredSurroundings surroundings(m_entities, m_membership, edit.author,
                                    ukDay(incoming.received));
    auto outcome = mergeSafely(m_mergeEdit, edit, place, surroundings);
    if (surroundings.failure()) return *surroundings.failure();
    if (!outcome)
        return hold(incoming, protocol::HELD_MERGE_FAILED, firstScope(edit),
                    std::string(base::describe(outcome.error().code())));
    if (outcome->verdict == protocol::HELD)
        return hold(incoming, outcome->heldReason, firstScope(edit), outcome->explanation);

    Decision decision;
    decision.verdict = outcome->verdict;
    std::size_t bytes = 0;
    for (records::Entity& entity : outcome->changed) {
        auto before = surroundings.find(entity.key);
        if (!before) return before.error();
        bytes += records::toProto(entity).ByteSizeLong();
        if (entity.rev != place.rev || (*before && (*before)->scope != entity.scope))
            return hold(incoming, protocol::HELD_MERGE_FAILED, firstScope(edit),
                        "the merge gave record " + entity.key.id.hex() + " a wrong place");
        decision.changes.push_back({std::move(*before), std::move(entity)});
    }
    if (bytes > kRevisionBytesMax)
        return hold(incoming, protocol::HELD_INVALID, firstScope(edit),
                    "what it touches is larger than a page may be");
    return decision;
}

Result<ApplyPath::Decision> ApplyPath::hold(const Incoming& incoming, protocol::HeldReason reason,
                                            const base::ScopeId& scope, std::string explanation) {
    const auto owner = m_membership.ownerFor(scope, incoming.edit.author, ukDay(incoming.received));
    if (!owner) return owner.error();
    Decision decision;
    decision.verdict = protocol::HELD;
    decision.held =
        reason == protocol::HELD_REASON_UNSPECIFIED ? protocol::HELD_MERGE_FAILED : reason;
    decision.owner = *owner;
    decision.explanation = std::move(explanation);
    return decision;
}

Result<EditAck> ApplyPath::record(const Incoming& incoming, const merge::Received& place,
                                  const base::Digest& chainBefore, bool idReused,
                                  const Decision& decision) {
    const records::Edit& edit = incoming.edit;
    EditAck ack;
    ack.set_edit_id(edit.id.bytes());
    ack.set_seq(edit.seq);
    ack.set_verdict(decision.verdict);
    if (decision.verdict == protocol::HELD) {
        ack.set_held_reason(decision.held);
        ack.set_held_owner(decision.owner.bytes());
    }
    ack.set_rev(place.rev);
    ack.set_received_time(place.at.millis);
    ack.set_judged_time(decision.judged.millis);
    ack.set_after_handover(decision.afterHandover);
    const base::Bytes outcome = ack.SerializeAsString();

    HEARTH_TRY(
        m_log.append({place.rev, edit.id, edit.device, edit.incarnation, edit.seq, idReused,
                      incoming.peerWorker, place.editHash, base::Bytes(incoming.bytes), outcome,
                      place.at, crypto::chainNext(chainBefore, place.editHash, outcome)}));
    if (decision.verdict == protocol::HELD)
        HEARTH_TRY(m_held.add({place.rev, edit.id, edit.author, decision.owner, decision.held,
                               decision.explanation, place.at}));
    HEARTH_TRY(m_entities.write(decision.changes));
    for (const Change& change : decision.changes)
        HEARTH_TRY(m_membership.follow(change.after, place.at));
    if (decision.verdict != protocol::HELD) HEARTH_TRY(m_mentions.note(edit));
    return ack;
}

}  // namespace hearth::server::store

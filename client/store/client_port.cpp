#include "client/store/client_port.hpp"

#include <cstdlib>

#include "shared/base/limits.hpp"
#include "shared/base/planted.hpp"
#include "shared/protocol/frame.hpp"
#include "shared/records/schema.hpp"

namespace hearth::client::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using records::EntityKey;

namespace {

Result<Acknowledgement> acknowledgementOf(const protocol::EditAck& ack, const base::Epoch& epoch) {
    Acknowledgement said;
    said.rev = ack.rev();
    said.epoch = epoch;
    said.heldReason = ack.held_reason();
    // A repeated edit that is held says why as well; a verdict of a newer server counts as taken.
    if (ack.verdict() == protocol::HELD || ack.held_reason() != protocol::HELD_REASON_UNSPECIFIED)
        said.state = OutboxState::Held;
    else if (ack.verdict() == protocol::APPLIED_WITH_REVIEW)
        said.state = OutboxState::Reviewed;
    if (ack.held_owner().empty()) return said;
    const auto owner = base::WorkerId::fromBytes(ack.held_owner());
    if (!owner) return owner.error();
    said.heldOwner = *owner;
    return said;
}

}  // namespace

Result<protocol::Hello> ClientPort::hello() {
    const auto meta = m_tables.meta.load();
    if (!meta) return meta.error();
    protocol::Hello hello;
    hello.set_protocol_min(protocol::kProtocolVersion);
    hello.set_protocol_max(protocol::kProtocolVersion);
    hello.set_schema_version(records::kSchemaVersion);
    hello.set_device_id(meta->device.bytes());
    hello.set_incarnation(meta->incarnation.bytes());
    hello.set_last_seq(meta->lastSeq);
    hello.set_last_hash(meta->lastHash.bytes());
    hello.set_wall_time(m_clock.wallNow().millis);
    if (meta->epoch.isNil()) return hello;
    hello.set_epoch(meta->epoch.bytes());
    hello.set_rev(meta->checkpointRev);
    hello.set_chain(meta->checkpointChain.bytes());
    return hello;
}

Result<std::vector<protocol::ScopeCursor>> ClientPort::cursors() {
    const auto scopes = m_tables.base.scopes();
    if (!scopes) return scopes.error();
    if (scopes->size() > base::kPullScopesMax)
        return Error(ErrorCode::TooLarge, "this tablet holds more scopes than it may ask for");
    std::vector<protocol::ScopeCursor> cursors;
    for (const ScopeRow& row : *scopes) {
        protocol::ScopeCursor cursor;
        cursor.set_scope_id(row.scope.bytes());
        cursor.set_cursor(row.cursor);
        if (row.cursor != 0) cursor.set_digest(row.digest.bytes());
        cursors.push_back(std::move(cursor));
    }
    return cursors;
}

Result<std::vector<protocol::PendingEdit>> ClientPort::unsent(std::size_t editsMax,
                                                              std::size_t bytesMax) {
    if (base::planted(base::Bug::HeldBlocksQueue)) {
        const auto held = m_tables.outbox.count(OutboxState::Held);
        if (!held || *held != 0) return std::vector<protocol::PendingEdit>{};
    }
    return m_tables.outbox.unsent(editsMax, bytesMax);
}

Result<base::Bytes> ClientPort::signBatch(base::ByteView lastEdit) {
    INVARIANT(m_sign);
    return m_sign(lastEdit);
}

Status ClientPort::welcomed(const protocol::Welcome& welcome) {
    const auto meta = m_tables.meta.load();
    if (!meta) return meta.error();
    const auto epoch = base::Epoch::fromBytes(welcome.epoch());
    if (!epoch) return epoch.error();
    if (welcome.worker_id() != meta->worker.view())
        return Error(ErrorCode::Untrusted, "the server takes this tablet for another worker's");
    const base::WallTime serverTime{welcome.server_time()};
    const base::Millis skew = m_clock.wallNow() - serverTime;
    Meta said;
    said.lastContact = serverTime;
    said.clockSkew = skew;
    said.durableRev = welcome.durable_rev();
    said.contactBoot = m_clock.bootNow();
    said.minimumSchema = welcome.minimum_schema_for_writing();
    HEARTH_TRY(m_tables.connection.transaction([&] { return m_tables.meta.setContact(said); }));
    m_contact = {said.contactBoot, serverTime};
    m_serverEpoch = *epoch;
    m_serverRev = welcome.head_rev();
    m_ackedSeq = welcome.acked_seq();
    m_ackedHash = welcome.acked_hash();
    return {};
}

// A locked tablet replaces its process; that must not make its clock a matter of belief. The
// machine was not restarted since if its clock on the wall and the one that nobody sets still
// differ by as much as they did.
Status ClientPort::recallContact() {
    constexpr base::Millis kTolerance = base::minutes(1);
    const auto meta = m_tables.meta.load();
    if (!meta) return meta.error();
    if (meta->lastContact.millis == 0 || meta->contactBoot.millis == 0) return {};
    const base::WallTime wallThen = meta->lastContact + meta->clockSkew;
    const std::int64_t startThen = wallThen.millis - meta->contactBoot.millis;
    const std::int64_t startNow = m_clock.wallNow().millis - m_clock.bootNow().millis;
    const bool goesOn = m_clock.bootNow().millis >= meta->contactBoot.millis &&
                        std::abs(startNow - startThen) <= kTolerance.count;
    if (goesOn) m_contact = {meta->contactBoot, meta->lastContact};
    return {};
}

Status ClientPort::acknowledged(const protocol::PushAck& ack) {
    return m_tables.connection.transaction([&]() -> Status {
        std::set<EntityKey> held;
        for (const protocol::EditAck& edit : ack.acks())
            HEARTH_TRY(acknowledgeOne(edit, held));
        m_ackedSeq = ack.acked_seq();
        m_ackedHash = ack.acked_hash();
        return held.empty() ? Status{} : m_fold.again(held);
    });
}

Status ClientPort::acknowledgeOne(const protocol::EditAck& ack, std::set<EntityKey>& held) {
    const auto id = base::EditId::fromBytes(ack.edit_id());
    if (!id) return id.error();
    const auto row = m_tables.outbox.find(*id);
    if (!row) return row.error();
    if (!*row) return {};
    const auto said = acknowledgementOf(ack, m_serverEpoch);
    if (!said) return said.error();
    HEARTH_TRY(m_tables.outbox.acknowledge((*row)->row, *said));
    if (said->state != OutboxState::Held) return {};
    // What is held shows no longer as if it were so.
    const auto targets = m_tables.outbox.targets((*row)->row);
    if (!targets) return targets.error();
    held.insert(targets->begin(), targets->end());
    return {};
}

Result<ClientPort::Place> ClientPort::placeOf(const protocol::Checkpoint& checkpoint) {
    const auto epoch = base::Epoch::fromBytes(checkpoint.epoch());
    if (!epoch) return epoch.error();
    const auto chain = base::Digest::fromBytes(checkpoint.chain());
    if (!chain) return chain.error();
    return Place{*epoch, checkpoint.rev(), *chain, checkpoint.contained_seq()};
}

Status ClientPort::checkpointComplete(const protocol::Checkpoint& checkpoint) {
    const auto place = placeOf(checkpoint);
    if (!place) return place.error();
    return m_tables.connection.transaction([&]() -> Status {
        const auto before = m_tables.meta.load();
        if (!before) return before.error();
        HEARTH_TRY(m_tables.meta.setCheckpoint(place->epoch, place->rev, place->chain));
        for (const auto& bytes : checkpoint.scopes()) {
            const auto scope = base::ScopeId::fromBytes(bytes);
            if (!scope) return scope.error();
            HEARTH_TRY(completeScope(*scope, *place));
        }
        const auto foreign = m_tables.outbox.hasForeign(place->epoch);
        if (!foreign) return foreign.error();
        if (*foreign) HEARTH_TRY(m_tables.outbox.forgetPlaces());
        if (place->epoch != before->epoch) HEARTH_TRY(m_tables.blobs.forgetOthers(place->epoch));
        HEARTH_TRY(m_tables.blobs.evict(place->epoch, before->durableRev, m_seenBytesMax));
        if (base::planted(base::Bug::RetainedDroppedAtAck))
            return m_tables.outbox.prune(place->epoch, place->rev);
        return m_tables.outbox.prune(place->epoch, before->durableRev);
    });
}

// A scope in which nothing changed was not sent; it is complete at the checkpoint all the same.
Status ClientPort::completeScope(const base::ScopeId& scope, const Place& place) {
    std::set<EntityKey> touched;
    HEARTH_TRY(takeContainment(scope, place, false, touched));
    return touched.empty() ? Status{} : m_fold.again(touched);
}

}  // namespace hearth::client::store

#include "shared/protocol/client_session.hpp"

#include "shared/base/limits.hpp"
#include "shared/protocol/frame.hpp"
#include "shared/protocol/packing.hpp"
#include "shared/records/schema.hpp"

namespace hearth::protocol {

using base::Error;
using base::ErrorCode;
using base::Status;

Status ClientSession::receive(Exchange reply) {
    ++m_progress.exchanges;
    // Asking again would not end otherwise.
    if (reply.messages_size() == 0)
        return Error(ErrorCode::Malformed, "an answer without messages");
    for (Message& message : *reply.mutable_messages())
        HEARTH_TRY(handle(message));
    return finishExchange();
}

Status ClientSession::handle(Message& message) {
    switch (message.kind_case()) {
        case Message::kWelcome:
            return onWelcome(message.welcome());
        case Message::kDiverged:
            return onDiverged(message.diverged());
        case Message::kWant:
            m_wantHeard = true;
            return m_port.wanted(m_offered, message.want());
        case Message::kBlobStates:
            return onBlobStates(message.blob_states());
        case Message::kManifest:
            return onManifest(message.manifest());
        case Message::kFetched:
            return onFetched(message.fetched());
        case Message::kPushAck:
            return onPushAck(message.push_ack());
        case Message::kRevoke:
            return onRevoke(message.revoke());
        case Message::kCheckpoint:
            return onCheckpoint(message.checkpoint());
        case Message::kPage:
            return onPage(std::move(*message.mutable_page()));
        case Message::kPackedPage:
            return onPackedPage(message.packed_page());
        case Message::kDone:
            return onDone(message.done());
        case Message::kMore:
            m_more = true;
            return {};
        case Message::kBusy:
            m_retryAfter = {static_cast<std::int64_t>(message.busy().retry_after_millis())};
            return Error(ErrorCode::Busy, "the server asks to try again later");
        case Message::kFailure:
            return refusalOf(message.failure());
        default:
            // A newer server may say what this tablet does not know; what it needs to hear it
            // knows.
            return {};
    }
}

Status ClientSession::onPushAck(const PushAck& ack) {
    for (const EditAck& edit : ack.acks()) {
        ++m_acksInExchange;
        m_progress.reviews += edit.verdict() == APPLIED_WITH_REVIEW ? 1 : 0;
        m_progress.held += edit.verdict() == HELD ? 1 : 0;
    }
    return m_port.acknowledged(ack);
}

Status ClientSession::onCheckpoint(const Checkpoint& checkpoint) {
    m_checkpoint = checkpoint;
    m_scopes = {checkpoint.scopes().begin(), checkpoint.scopes().end()};
    m_progress.scopesTotal = m_scopes.size();
    return {};
}

Status ClientSession::checkScope(const base::Bytes& scope) const {
    if (!m_checkpoint) return Error(ErrorCode::Malformed, "state before its checkpoint");
    // Its end would never come, and the run would not end.
    if (m_scopes.count(scope) == 0)
        return Error(ErrorCode::Malformed, "state of a scope that the checkpoint does not have");
    return {};
}

Status ClientSession::onPage(Page page) {
    HEARTH_TRY(checkScope(page.scope_id()));
    Staged& staged = m_staged[page.scope_id()];
    if (page.next_cursor() < staged.cursor)
        return Error(ErrorCode::Malformed, "a page that goes back");
    staged.cursor = page.next_cursor();
    m_progress.entitiesReceived += static_cast<std::uint64_t>(page.entities_size());
    staged.pages.push_back(std::move(page));
    return {};
}

// What it holds counts as part of the answer, so that no answer holds more than one may.
Status ClientSession::onPackedPage(const PackedPage& packed) {
    HEARTH_TRY(checkScope(packed.scope_id()));
    const auto bytes = unpackedSize(packed.packed());
    if (!bytes) return bytes.error();
    auto page = unpackPage(packed, base::kReplyBytesMax - m_unpackedBytes);
    if (!page) return page.error();
    m_unpackedBytes += *bytes;
    const auto staged = m_staged.find(packed.scope_id());
    // It is asked for again and again otherwise.
    if (page->next_cursor() <= (staged == m_staged.end() ? 0 : staged->second.cursor))
        return Error(ErrorCode::Malformed, "a packed page that gets nowhere");
    return onPage(std::move(*page));
}

Status ClientSession::onDone(const Done& done) {
    HEARTH_TRY(checkScope(done.scope_id()));
    const auto staged = m_staged.find(done.scope_id());
    const std::vector<Page> none;
    const auto& pages = staged == m_staged.end() ? none : staged->second.pages;
    const auto repair = m_repairs.find(done.scope_id());
    const bool mended = repair != m_repairs.end() && repair->second.ready();
    Status applied =
        m_port.applyScope(*m_checkpoint, pages, done, mended ? &repair->second.result() : nullptr);
    if (staged != m_staged.end()) m_staged.erase(staged);
    if (repair != m_repairs.end()) m_repairs.erase(repair);
    if (applied) {
        ++m_progress.scopesDone;
        return {};
    }
    if (applied.error().code() == ErrorCode::Conflict)
        return onDifferent(done.scope_id(), applied.error());
    if (applied.error().code() != ErrorCode::Refused) return applied;
    // Kept as it is; the rest of the run goes on, and whoever runs it is told.
    if (m_refused.insert(done.scope_id()).second) ++m_progress.removalsRefused;
    return {};
}

// The first time only what differs is fetched; the second time, once a run, all of the scope; the
// third time a person must look.
Status ClientSession::onDifferent(const base::Bytes& scope, const Error& difference) {
    constexpr unsigned kMendings = 1;
    constexpr unsigned kRefetches = 1;
    const unsigned times = ++m_differences[scope];
    if (times > kMendings + kRefetches) return difference;
    ++m_progress.digestRepairs;
    if (times <= kMendings) {
        m_repairs.emplace(scope, ScopeRepair(scope));
        return {};
    }
    const auto id = base::ScopeId::fromBytes(scope);
    if (!id) return id.error();
    m_refetching = true;
    return m_port.startAnew(*id);
}

Status ClientSession::onManifest(const Manifest& manifest) {
    const auto repair = m_repairs.find(manifest.scope_id());
    if (repair == m_repairs.end() || repair->second.ready())
        return Error(ErrorCode::Malformed, "a manifest that nobody asked for");
    m_repairHeard = true;
    const auto differences = m_port.compare(manifest, repair->second.after());
    if (!differences) return differences.error();
    return repair->second.listed(manifest, *differences);
}

Status ClientSession::onFetched(const Fetched& fetched) {
    const auto repair = m_repairs.find(fetched.scope_id());
    if (repair == m_repairs.end() || repair->second.ready())
        return Error(ErrorCode::Malformed, "entities that nobody asked for");
    m_repairHeard = true;
    return repair->second.fetched(fetched);
}

Status ClientSession::onBlobStates(const BlobStates& states) {
    if (!m_blobsAsked)
        return Error(ErrorCode::Malformed, "states of attachments that nobody asked for");
    m_blobsHeard = true;
    return m_port.blobsHeard(states);
}

Status ClientSession::onRevoke(const Revoke& revoke) {
    Status left = m_port.revokeScope(revoke);
    if (left) {
        m_staged.erase(revoke.scope_id());
        m_repairs.erase(revoke.scope_id());
        ++m_progress.scopesLeft;
        return {};
    }
    switch (left.error().code()) {
        case ErrorCode::Conflict:
            // What is unsent goes first, what is being written is finished first; the server says
            // it again.
            ++m_progress.scopesWaiting;
            return {};
        case ErrorCode::Refused:
            if (m_refused.insert(revoke.scope_id()).second) ++m_progress.removalsRefused;
            return {};
        default:
            return left;
    }
}

Status ClientSession::onWelcome(const Welcome& welcome) {
    m_progress.updateNeeded = welcome.minimum_schema_for_writing() > records::kSchemaVersion;
    return m_port.welcomed(welcome);
}

Status ClientSession::onDiverged(const Diverged& diverged) {
    // Another epoch, a clone found, another epoch again while that went on.
    constexpr unsigned kDivergencesPerRunMax = 4;
    const auto epoch = base::Epoch::fromBytes(diverged.epoch());
    if (!epoch) return epoch.error();
    if (++m_divergences > kDivergencesPerRunMax)
        return Error(ErrorCode::Refused,
                     "the server takes this tablet for another again and again");
    m_diverged = true;
    m_progress.forked = m_progress.forked || diverged.kind() == SEQ_FORKED;
    m_staged.clear();
    HEARTH_TRY(m_port.dropStaged());
    m_repairs.clear();
    return m_port.diverged(diverged);
}

Status ClientSession::finishExchange() {
    if (m_diverged) return {};  // says hello again with what it is now
    if (m_pushing && m_acksInExchange == 0)
        return Error(ErrorCode::Refused, "the server acknowledged nothing of what was sent");
    if (m_pulling && !m_checkpoint)
        return Error(ErrorCode::Malformed, "an answer without the checkpoint that was asked for");
    HEARTH_TRY(finishQuestions());
    HEARTH_TRY(stagePages());
    const bool whole = m_checkpoint && !m_more && !m_refetching;
    if (!whole || !m_staged.empty() || !m_repairs.empty()) return {};
    const auto done = nothingWaits();
    if (!done) return done.error();
    if (!*done) return {};
    // Attachments that came with the records, or were not asked about beside an offer.
    if (!m_blobsAsked && !m_blobsHeard) {
        const auto query = m_port.blobsToAsk(1);
        if (!query) return query.error();
        if (query->hashes_size() != 0) return {};
    }
    // What was refused is not complete at the checkpoint: the tablet's last one stays.
    if (m_refused.empty()) {
        HEARTH_TRY(m_port.checkpointComplete(*m_checkpoint));
        // It may have found edits that were acknowledged in another history.
        const auto offers = m_port.reoffer(1);
        if (!offers) return offers.error();
        if (offers->edits_size() != 0) return {};
    }
    m_complete = true;
    return {};
}

Status ClientSession::stagePages() {
    for (auto& [scope, staged] : m_staged) {
        if (staged.pages.empty()) continue;
        HEARTH_TRY(m_port.stage(staged.pages));
        staged.pages.clear();
    }
    return {};
}

Status ClientSession::finishQuestions() {
    if (!m_receipts.empty()) HEARTH_TRY(m_port.receiptsTaken(m_receipts));
    // A server that does not know the question gets everything.
    if (m_offered.edits_size() != 0 && !m_wantHeard) HEARTH_TRY(m_port.wanted(m_offered, {}));
    // Nor does it mend: the scope is fetched from its start, or is not this worker's any more.
    if (m_checkpoint || m_repairHeard) return {};
    for (auto at = m_repairs.begin(); at != m_repairs.end();) {
        if (at->second.ready()) {
            ++at;
            continue;
        }
        const auto scope = base::ScopeId::fromBytes(at->first);
        if (!scope) return scope.error();
        ++m_differences[at->first];
        HEARTH_TRY(m_port.startAnew(*scope));
        at = m_repairs.erase(at);
    }
    return {};
}

base::Result<bool> ClientSession::nothingWaits() {
    const auto receipts = m_port.receipts();
    if (!receipts) return receipts.error();
    const auto offers = m_port.reoffer(1);
    if (!offers) return offers.error();
    const auto edits = m_port.unsent(1, 1);
    if (!edits) return edits.error();
    return receipts->empty() && offers->edits_size() == 0 && edits->empty();
}

}  // namespace hearth::protocol

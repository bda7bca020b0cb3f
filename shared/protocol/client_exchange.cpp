// What the tablet says in an exchange.
#include "shared/base/limits.hpp"
#include "shared/base/planted.hpp"
#include "shared/protocol/client_session.hpp"

namespace hearth::protocol {

using base::Error;
using base::ErrorCode;
using base::Status;

base::Result<std::optional<Exchange>> ClientSession::next() {
    if (m_complete) return std::optional<Exchange>{};
    if (m_progress.exchanges >= base::kExchangesPerRunMax)
        return Error(ErrorCode::TooLarge, "a sync run took too many exchanges");
    if (m_progress.exchanges == 0) HEARTH_TRY(m_port.dropStaged());
    m_acksInExchange = 0;
    m_unpackedBytes = 0;
    m_diverged = m_more = m_refetching = m_pushing = m_pulling = false;
    m_wantHeard = m_repairHeard = m_blobsAsked = false;
    m_checkpoint.reset();
    m_offered.Clear();
    m_progress.scopesWaiting = 0;

    Exchange exchange;
    const auto hello = m_port.hello();
    if (!hello) return hello.error();
    *exchange.add_messages()->mutable_hello() = *hello;
    HEARTH_TRY(addReceipts(exchange));
    HEARTH_TRY(addEdits(exchange));
    HEARTH_TRY(addBlobQuery(exchange));
    // A repair is read without a pull beside it: its scope is to be left as it is meanwhile.
    if (const ScopeRepair* repair = openRepair())
        repair->ask(exchange);
    else if (!m_pushing || !base::planted(base::Bug::PullWaitsForPush))
        HEARTH_TRY(addPull(exchange));
    return std::optional<Exchange>(std::move(exchange));
}

Status ClientSession::addReceipts(Exchange& exchange) {
    auto receipts = m_port.receipts();
    if (!receipts) return receipts.error();
    m_receipts = std::move(*receipts);
    for (const Purged& receipt : m_receipts)
        *exchange.add_messages()->mutable_purged() = receipt;
    return {};
}

Status ClientSession::addEdits(Exchange& exchange) {
    auto offered = m_port.reoffer(base::kReofferEditsMax);
    if (!offered) return offered.error();
    if (offered->edits_size() == 0) return addPush(exchange);
    m_offered = std::move(*offered);
    m_progress.editsOffered += static_cast<std::uint64_t>(m_offered.edits_size());
    *exchange.add_messages()->mutable_reoffer() = m_offered;
    return {};
}

ScopeRepair* ClientSession::openRepair() {
    for (auto& [scope, repair] : m_repairs)
        if (!repair.ready()) return &repair;
    return nullptr;
}

Status ClientSession::addPush(Exchange& exchange) {
    const auto edits = m_port.unsent(base::kPushEditsMax, base::kPushBytesMax);
    if (!edits) return edits.error();
    m_pushing = !edits->empty();
    if (!m_pushing) return {};
    Push& push = *exchange.add_messages()->mutable_push();
    for (const PendingEdit& edit : *edits)
        push.add_edits(edit.bytes);
    auto signature = m_port.signBatch(edits->back().bytes);
    if (!signature) return signature.error();
    push.set_signature(std::move(*signature));
    m_progress.editsSent += edits->size();
    return {};
}

// Not while edits are offered: a record that the server does not have yet names nothing there.
Status ClientSession::addBlobQuery(Exchange& exchange) {
    if (m_blobsHeard || m_offered.edits_size() != 0) return {};
    auto query = m_port.blobsToAsk(base::kBlobQueryMax);
    if (!query) return query.error();
    m_blobsAsked = query->hashes_size() != 0;
    if (m_blobsAsked) *exchange.add_messages()->mutable_blob_query() = std::move(*query);
    return {};
}

Status ClientSession::addPull(Exchange& exchange) {
    auto cursors = m_port.cursors();
    if (!cursors) return cursors.error();
    m_pulling = true;
    Pull& pull = *exchange.add_messages()->mutable_pull();
    pull.set_accepts_packed(true);
    std::set<base::Bytes> named;
    for (ScopeCursor& cursor : *cursors) {
        named.insert(cursor.scope_id());
        const auto staged = m_staged.find(cursor.scope_id());
        if (staged != m_staged.end()) {
            // The digest is of what is applied, not of what is staged: it says nothing here.
            cursor.set_cursor(staged->second.cursor);
            cursor.clear_digest();
        }
        // Mended, and to be applied: the server says what it should amount to.
        if (m_repairs.count(cursor.scope_id()) != 0) cursor.clear_digest();
        *pull.add_scopes() = std::move(cursor);
    }
    for (const auto& [scope, staged] : m_staged) {
        if (named.count(scope) != 0) continue;
        ScopeCursor& cursor = *pull.add_scopes();
        cursor.set_scope_id(scope);
        cursor.set_cursor(staged.cursor);
    }
    return {};
}

}  // namespace hearth::protocol

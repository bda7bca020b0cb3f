#include "shared/protocol/client_session.hpp"

#include "shared/base/limits.hpp"
#include "shared/protocol/frame.hpp"

namespace hearth::protocol {

using base::Error;
using base::ErrorCode;
using base::Status;

base::Result<std::optional<Exchange>> ClientSession::next() {
    if (m_complete) return std::optional<Exchange>{};
    if (m_progress.exchanges >= base::kExchangesPerRunMax)
        return Error(ErrorCode::TooLarge, "a sync run took too many exchanges");
    m_acksInExchange = 0;
    m_diverged = m_more = m_repairing = false;
    m_checkpoint.reset();

    Exchange exchange;
    const auto hello = m_port.hello();
    if (!hello) return hello.error();
    *exchange.add_messages()->mutable_hello() = *hello;
    for (Purged& receipt : m_receipts)
        *exchange.add_messages()->mutable_purged() = std::move(receipt);
    m_receipts.clear();
    HEARTH_TRY(addPush(exchange));
    HEARTH_TRY(addPull(exchange));
    return std::optional<Exchange>(std::move(exchange));
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

Status ClientSession::addPull(Exchange& exchange) {
    auto cursors = m_port.cursors();
    if (!cursors) return cursors.error();
    Pull& pull = *exchange.add_messages()->mutable_pull();
    std::set<base::Bytes> named;
    for (ScopeCursor& cursor : *cursors) {
        named.insert(cursor.scope_id());
        const auto staged = m_staged.find(cursor.scope_id());
        if (staged != m_staged.end()) {
            // The digest is of what is applied, not of what is staged: it says nothing here.
            cursor.set_cursor(staged->second.cursor);
            cursor.clear_digest();
        }
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
            return m_port.welcomed(message.welcome());
        case Message::kDiverged:
            m_diverged = true;
            m_staged.clear();
            return m_port.diverged(message.diverged());
        case Message::kPushAck:
            return onPushAck(message.push_ack());
        case Message::kRevoke:
            return onRevoke(message.revoke());
        case Message::kCheckpoint:
            m_checkpoint = message.checkpoint();
            m_progress.scopesTotal = static_cast<std::uint64_t>(m_checkpoint->scopes_size());
            return {};
        case Message::kPage:
            return onPage(std::move(*message.mutable_page()));
        case Message::kDone:
            return onDone(message.done());
        case Message::kMore:
            m_more = true;
            return {};
        case Message::kBusy:
            m_retryAfter = {static_cast<std::int64_t>(message.busy().retry_after_millis())};
            return Error(ErrorCode::Busy, "the server asks to try again later");
        case Message::kFailure:
            return errorOf(message.failure());
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

Status ClientSession::onPage(Page page) {
    if (!m_checkpoint) return Error(ErrorCode::Malformed, "a page before its checkpoint");
    Staged& staged = m_staged[page.scope_id()];
    if (page.next_cursor() < staged.cursor)
        return Error(ErrorCode::Malformed, "a page that goes back");
    staged.cursor = page.next_cursor();
    m_progress.entitiesReceived += static_cast<std::uint64_t>(page.entities_size());
    staged.pages.push_back(std::move(page));
    return {};
}

Status ClientSession::onDone(const Done& done) {
    if (!m_checkpoint) return Error(ErrorCode::Malformed, "a scope's end before its checkpoint");
    const auto staged = m_staged.find(done.scope_id());
    const std::vector<Page> none;
    const auto& pages = staged == m_staged.end() ? none : staged->second.pages;
    Status applied = m_port.applyScope(*m_checkpoint, pages, done);
    if (staged != m_staged.end()) m_staged.erase(staged);
    if (applied) {
        ++m_progress.scopesDone;
        return {};
    }
    if (applied.error().code() != ErrorCode::Conflict) return applied;
    // What the tablet holds differs from what the server holds: fetch the scope anew, once a run.
    if (!m_repaired.insert(done.scope_id()).second) return applied;
    ++m_progress.digestRepairs;
    m_repairing = true;
    return {};
}

Status ClientSession::onRevoke(const Revoke& revoke) {
    auto receipt = m_port.revokeScope(revoke);
    if (receipt) {
        m_staged.erase(revoke.scope_id());
        m_receipts.push_back(std::move(*receipt));
        return {};
    }
    // Unsent edits of the scope go first; the server will say it again.
    if (receipt.error().code() == ErrorCode::Conflict) return {};
    return receipt.error();
}

Status ClientSession::finishExchange() {
    if (m_diverged) return {};  // says hello again with what it is now
    if (m_pushing && m_acksInExchange == 0)
        return Error(ErrorCode::Refused, "the server acknowledged nothing of what was sent");
    if (!m_checkpoint || m_more || m_repairing || !m_staged.empty()) return {};
    if (!m_receipts.empty()) return {};
    const auto rest = m_port.unsent(1, 1);
    if (!rest) return rest.error();
    if (!rest->empty()) return {};
    HEARTH_TRY(m_port.checkpointComplete(*m_checkpoint));
    m_complete = true;
    return {};
}

}  // namespace hearth::protocol

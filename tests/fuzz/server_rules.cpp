#include "tests/fuzz/server_rules.hpp"

#include <algorithm>

#include "shared/crypto/hash.hpp"
#include "shared/protocol/frame.hpp"
#include "shared/protocol/scope_digest.hpp"
#include "shared/records/wire.hpp"
#include "tests/fuzz/target.hpp"

namespace hearth::fuzz {

using protocol::Exchange;
using server::store::LogRow;

namespace {
constexpr std::size_t kPageBytesMax = base::kReplyBytesMax;

std::set<base::ScopeId> scopesOf(server::store::Store& store, const base::WorkerId& worker) {
    const auto scopes = store.scopesOf(worker);
    require(scopes.has_value(), "the store knows who holds what");
    return {scopes->begin(), scopes->end()};
}
}  // namespace

CheckedExchange::CheckedExchange(server::store::Store& store, protocol::Peer peer)
    : m_store(store), m_peer(std::move(peer)) {}

void CheckedExchange::run(const Exchange& request, bool signedWell) {
    m_before = m_store.head().value();
    m_scopes = scopesOf(m_store, m_peer.worker);
    answer(request);
    m_scopesNow = scopesOf(m_store, m_peer.worker);
    m_scopes.insert(m_scopesNow.begin(), m_scopesNow.end());
    const auto read = m_store.readLog(m_before.rev + 1, [this](const LogRow& row) {
        m_rows.push_back(row);
        return true;
    });
    require(read, "the log can be read");
    for (const protocol::Message& message : request.messages())
        for (const auto& edit : message.push().edits())
            m_sent[crypto::sha256(edit).bytes()] = edit;
    if (!signedWell) require(m_rows.empty(), "what the tablet did not sign is not taken");
    checkForm();
    checkAcks();
    checkLog();
    checkPages(request);
    checkDigests();
}

void CheckedExchange::answer(const Exchange& request) {
    protocol::ServerSession session(m_store, m_peer);
    const auto received = m_store.within([&] { return session.receive(request); });
    require(received, "no exchange makes the store fail");
    m_touched = session.touchedScopes();
    auto reply = session.reply();
    require(reply.has_value(), "every exchange is answered");
    m_reply = std::move(*reply);
}

// WELCOME first, or a FAILURE alone; after DIVERGED nothing is handed out.
void CheckedExchange::checkForm() const {
    require(m_reply.messages_size() > 0, "an answer says something");
    const protocol::Message& first = m_reply.messages(0);
    require(first.has_welcome() || first.has_failure(), "an answer begins with WELCOME or FAILURE");
    if (first.has_failure()) {
        require(m_reply.messages_size() == 1, "a FAILURE stands alone");
        require(!first.failure().sentence().empty(), "a FAILURE is said in a sentence");
    }
    const bool diverged =
        std::any_of(m_reply.messages().begin(), m_reply.messages().end(),
                    [](const protocol::Message& message) { return message.has_diverged(); });
    for (const protocol::Message& message : m_reply.messages())
        if (diverged)
            require(!message.has_page() && !message.has_done() && !message.has_checkpoint(),
                    "nothing is handed out to a tablet that diverged");
    const auto frame = protocol::encodeFrame(m_reply, base::kReplyBytesMax);
    require(frame && protocol::decodeFrame(*frame, base::kReplyBytesMax),
            "an answer can be carried and read");
}

void CheckedExchange::checkAcks() const {
    for (const protocol::Message& message : m_reply.messages()) {
        if (!message.has_push_ack()) continue;
        std::size_t taken = 0;
        for (const protocol::EditAck& ack : message.push_ack().acks()) {
            require(ack.rev() > 0 && ack.rev() <= m_store.head().value().rev,
                    "what is acknowledged has its place in the log");
            if (ack.rev() > m_before.rev) ++taken;
            std::optional<LogRow> row;
            const auto read = m_store.readLog(ack.rev(), [&](const LogRow& found) {
                row = found;
                return false;
            });
            require(read && row && row->edit.view() == ack.edit_id(),
                    "what is acknowledged is in the log");
        }
        require(taken >= m_rows.size(), "everything in the log is acknowledged");
        const auto& welcome = m_reply.messages(0).welcome();
        require(message.push_ack().acked_seq() == welcome.acked_seq() &&
                    message.push_ack().acked_hash() == welcome.acked_hash(),
                "WELCOME and PUSH_ACK agree about the newest edit");
    }
}

void CheckedExchange::checkLog() const {
    const auto head = m_store.head().value();
    require(head.rev == m_before.rev + m_rows.size(), "revisions are without a gap");
    require(m_store.chainAt(head.rev).value() == head.chain, "the chain ends at the head");
    base::Digest chain = m_before.chain;
    for (const LogRow& row : m_rows) {
        require(m_sent.count(crypto::sha256(row.bytes).bytes()) == 1,
                "the log holds what was sent, byte for byte");
        require(row.device == m_peer.device && row.peerWorker == m_peer.worker,
                "the log says who sent it");
        chain = crypto::chainNext(chain, row.editHash, row.outcome);
        require(chain == row.chain, "the chain covers edit and outcome");
        checkApplied(row);
    }
}

void CheckedExchange::checkApplied(const LogRow& row) const {
    protocol::EditAck ack;
    require(records::wire::parse(row.outcome, ack), "an outcome can be read");
    if (ack.verdict() == protocol::HELD) {
        require(ack.held_reason() != protocol::HELD_REASON_UNSPECIFIED && !ack.held_owner().empty(),
                "what is held has a reason and an owner");
        return;
    }
    require(ack.verdict() == protocol::APPLIED || ack.verdict() == protocol::APPLIED_WITH_REVIEW,
            "what is logged is applied or held");
    const auto edit = records::decodeEdit(row.bytes);
    require(edit && edit->author == m_peer.worker, "what is applied is the worker's own");
    for (const records::Op& op : edit->ops) {
        require(op.scope != base::kReferenceScope, "no tablet changes teams and workers");
        require(m_scopes.count(op.scope) != 0, "what is applied is in a case the worker holds");
        require(m_store.entity(op.target).value().has_value(), "what is applied is there");
    }
}

void CheckedExchange::checkPages(const Exchange& request) const {
    std::map<base::ByteView, const protocol::ScopeCursor*> asked;
    for (const protocol::Message& message : request.messages())
        for (const protocol::ScopeCursor& cursor : message.pull().scopes())
            asked[cursor.scope_id()] = &cursor;
    const auto mayHold = [&](const base::Bytes& bytes) {
        const auto scope = base::ScopeId::fromBytes(bytes);
        return scope && m_scopesNow.count(*scope) != 0;
    };
    for (const protocol::Message& message : m_reply.messages()) {
        if (message.has_page()) {
            require(mayHold(message.page().scope_id()), "no page of a case of somebody else's");
            for (const protocol::EntityState& entity : message.page().entities())
                require(entity.scope_id() == message.page().scope_id(),
                        "a page holds its scope's records only");
        }
        if (message.has_done())
            require(mayHold(message.done().scope_id()), "nothing of a case of somebody else's");
        if (message.has_revoke())
            require(asked.count(message.revoke().scope_id()) != 0 &&
                        !mayHold(message.revoke().scope_id()),
                    "what leaves the tablet is what it names and may not hold");
        if (message.has_checkpoint())
            require(
                static_cast<std::size_t>(message.checkpoint().scopes_size()) == m_scopesNow.size(),
                "a checkpoint names what the worker holds");
    }
}

void CheckedExchange::checkDigests() const {
    for (const base::ScopeId& scope : m_touched) {
        const auto head = m_store.scopeHead(scope);
        const auto entities = m_store.entitiesIn(scope);
        require(head && entities, "a scope can be read");
        protocol::ScopeDigest digest;
        records::Rev newest = 0;
        for (const records::Entity& entity : *entities) {
            digest.add(entity);
            newest = std::max(newest, entity.rev);
        }
        require(head->count == entities->size(), "a scope's count is right");
        if (entities->empty()) continue;
        require(head->digest == digest.bytes(), "a scope's digest is of what it holds");
        require(head->head == newest, "a scope's head is its newest record's");
        const auto page = m_store.page(scope, 0, kPageBytesMax);
        require(page && static_cast<std::size_t>(page->entities_size()) == entities->size(),
                "from its start a scope is handed out whole");
    }
}

}  // namespace hearth::fuzz

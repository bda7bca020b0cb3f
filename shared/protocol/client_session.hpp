// The tablet's half of the conversation, without I/O: asks its port for what to say, says it, and
// tells the port what came back. One session = one sync run, several exchanges.
//   while (auto request = session.next()) session.receive(carry(*request));
// Pulling never waits for a push that is refused or slow: every exchange carries both.
// Owner: whoever runs a sync. Threads: the store thread (the port is the store).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "schema/protocol/sync.pb.h"
#include "shared/records/edit.hpp"

namespace hearth::protocol {

struct PendingEdit {
    records::Seq seq = 0;
    base::Bytes bytes;
};

// What the session needs from the tablet's store. Every call that changes something is durable when
// it returns.
class ClientPort {
public:
    ClientPort() = default;
    ClientPort(const ClientPort&) = delete;
    ClientPort& operator=(const ClientPort&) = delete;
    virtual ~ClientPort() = default;

    [[nodiscard]] virtual base::Result<Hello> hello() = 0;
    [[nodiscard]] virtual base::Result<std::vector<ScopeCursor>> cursors() = 0;
    // Edits the server has not acknowledged, ascending, at most `editsMax` and about `bytesMax`
    // (one at least).
    [[nodiscard]] virtual base::Result<std::vector<PendingEdit>> unsent(std::size_t editsMax,
                                                                        std::size_t bytesMax) = 0;
    // DER ECDSA by the device's key over SHA-256 of `lastEdit`.
    [[nodiscard]] virtual base::Result<base::Bytes> signBatch(base::ByteView lastEdit) = 0;

    [[nodiscard]] virtual base::Status welcomed(const Welcome& welcome) = 0;
    [[nodiscard]] virtual base::Status acknowledged(const PushAck& ack) = 0;
    // SEQ_FORKED: mints a new incarnation, renumbers what is not acknowledged, and goes on. Other
    // kinds: makes acknowledged edits that it still keeps pending again. Nothing is wiped.
    [[nodiscard]] virtual base::Status diverged(const Diverged& diverged) = 0;
    // A scope is complete at the checkpoint: base, view, cursor and digest in one transaction.
    // Conflict: the digest after applying differs; the port has kept its state and resets the
    // cursor so that the next pull fetches the scope anew.
    [[nodiscard]] virtual base::Status applyScope(const Checkpoint& checkpoint,
                                                  const std::vector<Page>& pages,
                                                  const Done& done) = 0;
    // The checkpoint's scopes are all complete: scopes that are not in it are kept until revoked.
    [[nodiscard]] virtual base::Status checkpointComplete(const Checkpoint& checkpoint) = 0;
    // The scope leaves this tablet; refused while unsent edits of it exist (they go first).
    [[nodiscard]] virtual base::Result<Purged> revokeScope(const Revoke& revoke) = 0;
};

struct SyncProgress {
    std::uint64_t editsSent = 0;
    std::uint64_t entitiesReceived = 0;
    std::uint64_t scopesDone = 0;
    std::uint64_t scopesTotal = 0;
    std::uint64_t reviews = 0;  // edits answered APPLIED_WITH_REVIEW
    std::uint64_t held = 0;     // edits answered HELD
    std::uint64_t exchanges = 0;
    std::uint64_t digestRepairs = 0;
};

class ClientSession {
public:
    explicit ClientSession(ClientPort& port) noexcept : m_port(port) {}

    // The next request, or empty when the run is complete.
    [[nodiscard]] base::Result<std::optional<Exchange>> next();
    // The server's answer to it. Errors: Malformed or Refused (the server's Failure, in its words),
    // Busy with the server's delay in retryAfter().
    [[nodiscard]] base::Status receive(Exchange reply);

    [[nodiscard]] const SyncProgress& progress() const noexcept { return m_progress; }
    [[nodiscard]] base::Millis retryAfter() const noexcept { return m_retryAfter; }

private:
    // Pages of a scope that is not complete yet, and how far they reach.
    struct Staged {
        std::vector<Page> pages;
        records::Rev cursor = 0;
    };

    [[nodiscard]] base::Status addPush(Exchange& exchange);
    [[nodiscard]] base::Status addPull(Exchange& exchange);
    [[nodiscard]] base::Status handle(Message& message);
    [[nodiscard]] base::Status onPushAck(const PushAck& ack);
    [[nodiscard]] base::Status onPage(Page page);
    [[nodiscard]] base::Status onDone(const Done& done);
    [[nodiscard]] base::Status onRevoke(const Revoke& revoke);
    [[nodiscard]] base::Status finishExchange();

    ClientPort& m_port;
    SyncProgress m_progress;
    base::Millis m_retryAfter{};
    bool m_complete = false;

    // Of the exchange under way.
    bool m_pushing = false;
    std::uint64_t m_acksInExchange = 0;
    bool m_diverged = false;
    bool m_more = false;
    bool m_repairing = false;
    std::optional<Checkpoint> m_checkpoint;

    // Of the run.
    std::map<base::Bytes, Staged> m_staged;  // by scope id
    std::set<base::Bytes> m_repaired;        // scopes fetched anew after a digest mismatch
    std::vector<Purged> m_receipts;          // to be sent with the next exchange
};

}  // namespace hearth::protocol

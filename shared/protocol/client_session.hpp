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

#include "shared/protocol/repair.hpp"
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
    // kinds: every acknowledged edit that it still keeps is to be offered. Nothing is wiped.
    [[nodiscard]] virtual base::Status diverged(const Diverged& diverged) = 0;
    // Acknowledged edits of which nobody knows whether the server still has them, at most
    // `editsMax`. While there are any, nothing is pushed.
    [[nodiscard]] virtual base::Result<Reoffer> reoffer(std::size_t editsMax) = 0;
    // The answer; an offered edit that is not in it counts as lacking. With the last of them what
    // the server lacks is pending again.
    [[nodiscard]] virtual base::Status wanted(const Reoffer& offered, const Want& want) = 0;
    // A page of a scope that goes on in another exchange: kept aside, in order, until the scope is
    // complete. Whoever holds what goes over several exchanges in memory has no bound.
    [[nodiscard]] virtual base::Status stage(const std::vector<Page>& pages) = 0;
    // Nothing of any scope is staged any more: what an earlier run left, or what a diverged server
    // said.
    [[nodiscard]] virtual base::Status dropStaged() = 0;
    // A scope is complete at the checkpoint: base, view, cursor and digest in one transaction. What
    // was staged of it comes before `pages`; whatever becomes of it, none of it stays staged.
    // `repair`: null, or what was fetched because the digest differed before.
    // Conflict: the digest after applying differs; the port has kept its state. Refused: it would
    // remove more than a server may without a signature; the port has kept its state.
    [[nodiscard]] virtual base::Status applyScope(const Checkpoint& checkpoint,
                                                  const std::vector<Page>& pages, const Done& done,
                                                  const Repair* repair) = 0;
    // What of a part of the server's manifest, from after `after` on, is not held as it says.
    [[nodiscard]] virtual base::Result<Differences> compare(
        const Manifest& manifest, const std::optional<records::EntityKey>& after) = 0;
    // The last resort: what is held of the scope stays and is shown, and it is fetched from its
    // start.
    [[nodiscard]] virtual base::Status startAnew(const base::ScopeId& scope) = 0;
    // Attachments of which it is not known that the server has them, at most `max`.
    [[nodiscard]] virtual base::Result<BlobQuery> blobsToAsk(std::size_t /*max*/) {
        return BlobQuery{};
    }
    // The answer, of those that this worker may know of.
    [[nodiscard]] virtual base::Status blobsHeard(const BlobStates& /*states*/) { return {}; }
    // The checkpoint's scopes are all complete: scopes that are not in it are kept until revoked.
    [[nodiscard]] virtual base::Status checkpointComplete(const Checkpoint& checkpoint) = 0;
    // The scope leaves this tablet, and a receipt for it waits to be sent. Conflict: not yet,
    // unsent edits of it go first, or a form of it is being written. Refused: more would leave than
    // a server may take without a signature.
    [[nodiscard]] virtual base::Status revokeScope(const Revoke& revoke) = 0;
    // Receipts the server has not taken yet, and that it has.
    [[nodiscard]] virtual base::Result<std::vector<Purged>> receipts() = 0;
    [[nodiscard]] virtual base::Status receiptsTaken(const std::vector<Purged>& receipts) = 0;
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
    std::uint64_t editsOffered = 0;     // REOFFER
    std::uint64_t scopesLeft = 0;       // purged in this run
    std::uint64_t scopesWaiting = 0;    // to be purged when their forms are closed
    std::uint64_t removalsRefused = 0;  // scopes of which more was to be removed than may be
    bool updateNeeded = false;          // this app is older than the server lets write
    bool forked = false;                // another copy of this tablet has written
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
    // Pages of a scope that is not complete yet: those of this exchange (earlier ones are with the
    // port), and how far all of them reach.
    struct Staged {
        std::vector<Page> pages;
        records::Rev cursor = 0;
    };

    // --- client_exchange.cpp: what is said
    [[nodiscard]] base::Status addReceipts(Exchange& exchange);
    // Offers edits; pushes only when there is nothing to offer.
    [[nodiscard]] base::Status addEdits(Exchange& exchange);
    [[nodiscard]] base::Status addPush(Exchange& exchange);
    [[nodiscard]] base::Status addPull(Exchange& exchange);
    // Once a run, when the server has all edits it is to have.
    [[nodiscard]] base::Status addBlobQuery(Exchange& exchange);
    // A scope that is being mended; null: none.
    [[nodiscard]] ScopeRepair* openRepair();
    // --- client_session.cpp: what is heard
    [[nodiscard]] base::Status handle(Message& message);
    [[nodiscard]] base::Status onWelcome(const Welcome& welcome);
    [[nodiscard]] base::Status onDiverged(const Diverged& diverged);
    [[nodiscard]] base::Status onPushAck(const PushAck& ack);
    [[nodiscard]] base::Status onCheckpoint(const Checkpoint& checkpoint);
    // Malformed when nobody could ask for it: before the checkpoint, or no scope of it.
    [[nodiscard]] base::Status checkScope(const base::Bytes& scope) const;
    [[nodiscard]] base::Status onPage(Page page);
    [[nodiscard]] base::Status onPackedPage(const PackedPage& packed);
    [[nodiscard]] base::Status onDone(const Done& done);
    [[nodiscard]] base::Status onDifferent(const base::Bytes& scope, const base::Error& difference);
    [[nodiscard]] base::Status onManifest(const Manifest& manifest);
    [[nodiscard]] base::Status onFetched(const Fetched& fetched);
    [[nodiscard]] base::Status onBlobStates(const BlobStates& states);
    [[nodiscard]] base::Status onRevoke(const Revoke& revoke);
    [[nodiscard]] base::Status finishExchange();
    // What goes on in another exchange does not stay in memory.
    [[nodiscard]] base::Status stagePages();
    // What was asked and not answered.
    [[nodiscard]] base::Status finishQuestions();
    [[nodiscard]] base::Result<bool> nothingWaits();

    ClientPort& m_port;
    SyncProgress m_progress;
    base::Millis m_retryAfter{};
    bool m_complete = false;

    // Of the exchange under way.
    bool m_pushing = false;
    bool m_pulling = false;
    std::uint64_t m_acksInExchange = 0;
    bool m_diverged = false;
    bool m_more = false;
    bool m_refetching = false;
    std::size_t m_unpackedBytes = 0;  // of packed pages
    std::optional<Checkpoint> m_checkpoint;
    std::set<base::Bytes> m_scopes;  // the checkpoint's
    std::vector<Purged> m_receipts;
    Reoffer m_offered;
    bool m_wantHeard = false;
    bool m_repairHeard = false;
    bool m_blobsAsked = false;

    // Of the run.
    unsigned m_divergences = 0;
    bool m_blobsHeard = false;
    std::map<base::Bytes, Staged> m_staged;  // by scope id
    std::map<base::Bytes, ScopeRepair> m_repairs;
    std::map<base::Bytes, unsigned> m_differences;  // how often a scope's digest differed
    std::set<base::Bytes> m_refused;                // scopes whose removals were refused
};

}  // namespace hearth::protocol

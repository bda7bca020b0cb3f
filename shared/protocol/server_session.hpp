// The server's half of the conversation, without I/O and stateless between exchanges. Two phases,
// so that many tablets' edits share one disk sync:
//   receive(): inside the caller's open transaction, every pushed edit is checked and applied;
//   reply():   after that transaction is durable, acknowledgements and pages are read.
// Owner: the store worker, for one exchange. Threads: the store thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "schema/protocol/sync.pb.h"
#include "shared/protocol/packing.hpp"
#include "shared/records/edit.hpp"

namespace hearth::protocol {

// Who is at the other end: from the client certificate and the device's row, never from the
// message.
struct Peer {
    base::DeviceId device;
    base::WorkerId worker;
    base::Bytes publicKeyDer;  // SubjectPublicKeyInfo of the device's certificate
};

struct ServerHead {
    base::Epoch epoch;
    records::Rev rev = 0;
    base::Digest chain;
    records::Rev durableRev = 0;
};

struct DeviceHead {
    records::Seq seq = 0;  // newest logged edit of the incarnation
    base::Digest hash;
};

struct ScopeHead {
    records::Rev head = 0;  // newest feed revision of the scope
    base::Bytes digest;
    std::uint64_t count = 0;
};

// What the session needs from the server's store.
class ServerPort {
public:
    ServerPort() = default;
    ServerPort(const ServerPort&) = delete;
    ServerPort& operator=(const ServerPort&) = delete;
    virtual ~ServerPort() = default;

    [[nodiscard]] virtual base::WallTime now() = 0;
    [[nodiscard]] virtual base::Result<ServerHead> head() = 0;
    // A tablet knows a revision or a chain value that this log does not have: revisions of before
    // mean something else now, so a new epoch begins (if none did just now). Gives the head.
    [[nodiscard]] virtual base::Result<ServerHead> historyForked() = 0;
    // The chain value at a revision, empty when there is no such revision.
    [[nodiscard]] virtual base::Result<std::optional<base::Digest>> chainAt(records::Rev rev) = 0;
    [[nodiscard]] virtual base::Result<DeviceHead> deviceHead(
        const base::DeviceId& device, const base::Incarnation& incarnation) = 0;
    // Logs and applies one edit (or answers DUPLICATE). Refuses nothing authentic. Errors are the
    // store's own (disk full): then nothing of the exchange is acknowledged.
    [[nodiscard]] virtual base::Result<EditAck> apply(const Peer& peer, base::ByteView editBytes,
                                                      const records::Edit& edit) = 0;
    // The scopes this worker may hold now, `me` and reference included, ascending.
    [[nodiscard]] virtual base::Result<std::vector<base::ScopeId>> scopesOf(
        const base::WorkerId& worker) = 0;
    [[nodiscard]] virtual base::Result<ScopeHead> scopeHead(const base::ScopeId& scope) = 0;
    // Entities of the scope with feed revision > cursor, as they are now, ascending, whole
    // revisions only, until about `bytesMax` (one revision at least). Reads the same state as
    // head() and scopeHead() in one reply().
    [[nodiscard]] virtual base::Result<Page> page(const base::ScopeId& scope, records::Rev cursor,
                                                  std::size_t bytesMax) = 0;
    // A page that is kept packed and begins after exactly `cursor`; empty when there is none. It
    // holds every entity whose revision is after the cursor and not after its next cursor, and
    // possibly others as they were before a later revision: those come again.
    [[nodiscard]] virtual base::Result<std::optional<KeptPage>> packedPage(
        const base::ScopeId&, records::Rev /*cursor*/) {
        return std::optional<KeptPage>{};
    }
    // What the scope holds after `after` (from the start without), ascending by key, at most
    // `entriesMax`.
    [[nodiscard]] virtual base::Result<Manifest> manifest(
        const base::ScopeId& scope, const std::optional<records::EntityKey>& after,
        std::size_t entriesMax) = 0;
    // Empty when there is no such record.
    [[nodiscard]] virtual base::Result<std::optional<records::Entity>> entity(
        const records::EntityKey& key) = 0;
    // Where the log has an edit of this id and hash; empty when it has not.
    [[nodiscard]] virtual base::Result<std::optional<records::Rev>> revOf(
        const base::EditId& edit, const base::Digest& hash) = 0;
    // Signed when the log shows that the worker had the scope and lost it.
    [[nodiscard]] virtual base::Result<Revoke> revoke(const Peer& peer,
                                                      const base::ScopeId& scope) = 0;
    // How far the server is with an attachment; empty when this worker may not know of it.
    [[nodiscard]] virtual base::Result<std::optional<BlobState>> blobState(
        const Peer& /*peer*/, const base::Digest& /*hash*/) {
        return std::optional<BlobState>{};
    }
    // 0: any tablet may write.
    [[nodiscard]] virtual std::uint32_t minimumSchemaForWriting() { return 0; }
    [[nodiscard]] virtual base::Status purged(const Peer& peer, const Purged& receipt) = 0;
    // Remembers last contact, version and unsent count of the device.
    [[nodiscard]] virtual base::Status contact(const Peer& peer, const Hello& hello) = 0;

    // --- for the administrator; all of it mends itself ------------------------------------------
    // Two went on with this incarnation: the tablet was cloned, or set back to an older state.
    [[nodiscard]] virtual base::Status tabletForked(const Peer&, const base::Incarnation&) {
        return {};
    }
    // The tablet has this server's word for them, and the log does not have them.
    [[nodiscard]] virtual base::Status editsMissed(const Peer&, const std::vector<base::EditId>&) {
        return {};
    }
};

class ServerSession {
public:
    ServerSession(ServerPort& port, Peer peer) : m_port(port), m_peer(std::move(peer)) {}

    // Phase 1. An error is the store's; a hostile or impossible exchange becomes a Failure message
    // in reply() instead, and nothing of it is applied after the point of offence.
    [[nodiscard]] base::Status receive(Exchange request);
    // Phase 2.
    [[nodiscard]] base::Result<Exchange> reply();
    // Scopes touched by this exchange's edits, for live notifications.
    [[nodiscard]] const std::vector<base::ScopeId>& touchedScopes() const noexcept {
        return m_touched;
    }

private:
    struct Batch {
        std::vector<records::Edit> edits;
        std::vector<base::ByteView> bytes;
    };

    [[nodiscard]] base::Status sort(const Exchange& request);
    [[nodiscard]] base::Status greet(const Hello& hello);
    [[nodiscard]] base::Status sortOne(const Message& message);
    [[nodiscard]] base::Status checkCounts() const;
    [[nodiscard]] base::Status push(const Push& push);
    // The batch decoded, chained and signed as it must be; a failure is the tablet's.
    [[nodiscard]] base::Result<Batch> checkBatch(const Push& push) const;
    [[nodiscard]] base::Status applyBatch(const Batch& batch);
    void welcome(const ServerHead& head, const DeviceHead& known, Exchange& reply);
    [[nodiscard]] base::Status answerPull(const ServerHead& head, records::Seq contained,
                                          Exchange& reply);
    // --- server_repair.cpp
    // What an administrator should hear of this exchange.
    [[nodiscard]] base::Status noteForAdmin();
    [[nodiscard]] base::Status answerReoffer(Exchange& reply);
    [[nodiscard]] base::Status answerManifest(Exchange& reply);
    [[nodiscard]] base::Status answerFetch(Exchange& reply);
    [[nodiscard]] base::Status answerBlobs(Exchange& reply);
    // The scope, if it is one of this worker's; else nothing is said about it.
    [[nodiscard]] base::Result<std::optional<base::ScopeId>> ownScope(base::ByteView bytes);
    // --- server_pages.cpp
    // What an answer holds of pages already, unpacked.
    struct Filled {
        std::size_t ordinary = 0;
        std::size_t all = 0;
    };
    // True when the scope is complete; false when the answer is full.
    [[nodiscard]] base::Result<bool> answerScope(const base::ScopeId& scope,
                                                 const ScopeCursor* held, Filled& filled,
                                                 Exchange& reply);
    // The next page of a scope, of either kind; the cursor moves with it. False when it does not
    // fit.
    [[nodiscard]] base::Result<bool> addPage(const base::ScopeId& scope, records::Rev& cursor,
                                             Filled& filled, Exchange& reply);
    [[nodiscard]] static bool addPacked(KeptPage kept, records::Rev& cursor, Filled& filled,
                                        Exchange& reply);
    void diverge(DivergenceKind kind, const DeviceHead& device);
    [[nodiscard]] base::Status fork(DivergenceKind kind, const DeviceHead& device);
    void fail(const base::Error& error);

    ServerPort& m_port;
    Peer m_peer;
    const Pull* m_pull = nullptr;  // of the request
    const Push* m_push = nullptr;
    const ManifestRequest* m_manifest = nullptr;
    const Fetch* m_fetch = nullptr;
    const Reoffer* m_reoffer = nullptr;
    const BlobQuery* m_blobs = nullptr;
    std::vector<const Purged*> m_purged;
    std::optional<Exchange> m_request;  // kept: the pointers above are into it
    base::Incarnation m_incarnation;
    ServerHead m_headBefore;
    std::optional<Diverged> m_diverged;
    std::optional<PushAck> m_acks;
    std::optional<Failure> m_failure;
    std::vector<base::ScopeId> m_touched;
};

}  // namespace hearth::protocol

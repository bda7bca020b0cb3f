// Runs sync sessions: when, in which order, with which back-off, and what to tell the worker. A
// dead network is a state, not an error. Owner: the composition root. Threads: runOnce on the sync
// thread; store work is handed to the store thread through OnStore and waited for, so reading the
// view never waits for the network.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "client/store/tablet_store.hpp"
#include "client/sync/blob_lane.hpp"
#include "client/sync/transport.hpp"

namespace hearth::client::sync {

// What one run came to, in words a worker reads.
struct SyncReport {
    bool complete = false;
    protocol::SyncProgress progress;
    // Attachments go after the records; that they wait does not make the run incomplete.
    BlobProgress attachments;
    base::ErrorCode code{};  // when not complete
    std::string sentence;    // when not complete: what happened and what to do
    // What a worker must know although the run went well: cases that left, what was refused.
    std::vector<std::string> notices;
};

// What this tablet holds, as far as a poke asks.
struct Held {
    records::Rev rev = 0;  // of the last complete checkpoint
    std::set<base::ScopeId> scopes;
};

class SyncEngine {
public:
    SyncEngine(store::TabletStore& store, store::TabletStore::Signer sign, Transport& transport,
               OnStore onStore)
        : m_store(store),
          m_sign(std::move(sign)),
          m_transport(transport),
          m_onStore(std::move(onStore)) {}

    // Without it no attachments are carried.
    void carryAttachmentsOver(BlobTransport& transport) noexcept { m_blobs = &transport; }

    // One run until both sides have what the other had, or the first failure. `watch` is told after
    // each exchange, on the sync thread.
    using Watch = std::function<void(const protocol::SyncProgress&)>;
    [[nodiscard]] SyncReport runOnce(const Watch& watch = {});
    // How long to wait before the next run: grows with failures in a row, with jitter.
    [[nodiscard]] base::Millis nextDelay(base::Random& random) const;
    // Empty: the store has stopped, or cannot be read.
    [[nodiscard]] std::optional<Held> held();

private:
    // A session, then the attachments; the session's end.
    [[nodiscard]] base::Status runRound(SyncReport& report, const Watch& watch);
    void runLane(SyncReport& report);
    [[nodiscard]] base::Status runSession(protocol::ClientSession& session, const Watch& watch);

    store::TabletStore& m_store;
    store::TabletStore::Signer m_sign;
    Transport& m_transport;
    OnStore m_onStore;
    BlobTransport* m_blobs = nullptr;
    bool m_attachmentsWait = false;
    unsigned m_failuresInARow = 0;
    base::Millis m_serverDelay{};
};

}  // namespace hearth::client::sync

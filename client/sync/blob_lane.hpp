// The attachments' lane: sends what is here and not at the server, then fetches what somebody wants
// to look at, part by part, until nothing waits or as much as one run may carry. It runs after the
// records and never in their way; what it has carried is stored part by part, so that a cut costs
// one part.
// Owner: the SyncEngine, for one run. Threads: the sync thread; store work goes to the store
// thread.
#pragma once

#include <functional>
#include <set>

#include "client/store/attachments.hpp"
#include "client/sync/blob_transport.hpp"
#include "client/sync/on_store.hpp"

namespace hearth::client::sync {

// Of one run, both ways together: records come again after it. Some ten seconds of a poor network.
inline constexpr std::uint64_t kBlobBytesPerRun = 8ULL * 1024ULL * 1024ULL;
// An upload that the server throws away begins again; more than this in one run waits for the next.
inline constexpr unsigned kBlobRestartsMax = 2;

struct BlobProgress {
    std::uint64_t bytesSent = 0;
    std::uint64_t bytesFetched = 0;
    std::uint64_t sent = 0;     // attachments that became complete at the server
    std::uint64_t fetched = 0;  // that became complete here
    std::uint64_t refused = 0;  // that the server did not take
    bool more = false;          // the run's share was used up, or records waited
};

class BlobLane {
public:
    // `recordsWait`: asked between parts; once it is true the rest goes with the next run. May be
    // empty.
    BlobLane(store::Attachments& attachments, BlobTransport& transport, const OnStore& onStore,
             std::function<bool()> recordsWait)
        : m_attachments(attachments),
          m_transport(transport),
          m_onStore(onStore),
          m_recordsWait(std::move(recordsWait)) {}

    [[nodiscard]] base::Status run();
    [[nodiscard]] const BlobProgress& progress() const noexcept { return m_progress; }

private:
    // True: something was done, and there may be more.
    [[nodiscard]] base::Result<bool> sendPart();
    [[nodiscard]] base::Result<bool> fetchPart();
    [[nodiscard]] base::Status heard(const store::BlobPart& part, const BlobPutAnswer& answer);
    [[nodiscard]] bool isSpent() const {
        return m_progress.bytesSent + m_progress.bytesFetched >= kBlobBytesPerRun ||
               (m_recordsWait && m_recordsWait());
    }

    store::Attachments& m_attachments;
    BlobTransport& m_transport;
    const OnStore& m_onStore;
    std::function<bool()> m_recordsWait;
    BlobProgress m_progress;
    std::set<base::Digest> m_passedOver;
    std::map<base::Digest, unsigned> m_refusals;
};

}  // namespace hearth::client::sync

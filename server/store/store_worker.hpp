// StoreWorker: the one thread that owns the store. Exchanges that queue up while it is busy are
// committed as one group: one disk sync for all of them, and each is answered after it.
// Owner: the composition root; stop() before the store goes. Threads: submit() from any thread;
// callbacks run on the worker's thread and must only hand over (post to an executor).
#pragma once

#include <functional>
#include <memory>

#include "server/store/store.hpp"

namespace hearth::server::store {

// Queued exchanges beyond this get Busy at once: a tablet that waits is better off told.
inline constexpr std::size_t kQueuedExchangesMax = 2000;
// Exchanges of one group; bounds how long the first of them waits for the commit.
inline constexpr std::size_t kGroupExchangesMax = 200;

struct ExchangeResult {
    protocol::Exchange reply;
    std::vector<base::ScopeId> touched;  // for live notifications
};

class StoreWorker {
public:
    explicit StoreWorker(Store& store);
    StoreWorker(const StoreWorker&) = delete;
    StoreWorker& operator=(const StoreWorker&) = delete;
    ~StoreWorker();

    using Reply = std::function<void(base::Result<ExchangeResult>)>;
    // Busy through `reply` when the queue is full or the worker is stopping.
    void submit(protocol::Peer peer, protocol::Exchange request, Reply reply);
    // Any other job on the store, alone in its own group: begin, job, commit (rolled back if the
    // job fails). `done` gets the job's or the commit's status.
    void run(std::function<base::Status(Store&)> job, std::function<void(base::Status)> done);
    // Finishes what is queued, then ends the thread.
    void stop();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace hearth::server::store

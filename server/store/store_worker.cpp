#include "server/store/store_worker.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <variant>

#include "server/store/exchange_group.hpp"

namespace hearth::server::store {

using base::Error;
using base::ErrorCode;
using base::Status;

namespace {

// Under unbroken load a page is packed after this many groups all the same: the tablets that begin
// are a part of that load.
constexpr unsigned kGroupsBetweenPages = 16;
// Nothing to do for this long: the moment to move the write-ahead log.
constexpr std::chrono::milliseconds kIdleBeforeCheckpoint{500};
// Moved between two groups even when nobody rests: below the engine's own safety net
// (sqlite::kWalAutoCheckpointPages), which a commit would have to wait for.
constexpr std::uint64_t kCheckpointAboveBytes = 8ULL * 1024ULL * 1024ULL;

struct Waiting {
    protocol::Peer peer;
    protocol::Exchange request;
    StoreWorker::Reply reply;
};

struct Job {
    std::function<Status(Store&)> work;
    std::function<void(Status)> done;
};

using Task = std::variant<Waiting, Job>;

}  // namespace

struct StoreWorker::Impl {
    explicit Impl(Store& owned) : store(owned), thread([this] { loop(); }) {}

    void loop();
    // What comes next: exchanges up to a whole group, or one job. Empty: stop.
    std::deque<Task> take();
    void runGroup(std::deque<Task> tasks);
    void runJob(const Job& job);
    void checkpointIfDue(bool idle);
    // Packs pages until somebody waits. Called, and returns, with the lock held.
    void packWhileNobodyWaits(std::unique_lock<std::mutex>& lock);
    bool packOne();

    Store& store;
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<Task> queue;
    bool stopping = false;
    // The worker's thread alone.
    unsigned groupsSincePage = 0;
    // Last: the thread begins when all of the above is there.
    std::thread thread;
};

StoreWorker::StoreWorker(Store& store) : m_impl(std::make_unique<Impl>(store)) {}

StoreWorker::~StoreWorker() {
    stop();
}

void StoreWorker::submit(protocol::Peer peer, protocol::Exchange request, Reply reply) {
    {
        const std::lock_guard lock(m_impl->mutex);
        if (!m_impl->stopping && m_impl->queue.size() < kQueuedExchangesMax) {
            m_impl->queue.emplace_back(
                Waiting{std::move(peer), std::move(request), std::move(reply)});
            m_impl->wake.notify_one();
            return;
        }
    }
    reply(Error(ErrorCode::Busy, "the server has more to do than it can queue"));
}

void StoreWorker::run(std::function<Status(Store&)> job, std::function<void(Status)> done) {
    {
        const std::lock_guard lock(m_impl->mutex);
        if (!m_impl->stopping && m_impl->queue.size() < kQueuedExchangesMax) {
            m_impl->queue.emplace_back(Job{std::move(job), std::move(done)});
            m_impl->wake.notify_one();
            return;
        }
    }
    done(Error(ErrorCode::Busy, "the server has more to do than it can queue"));
}

void StoreWorker::stop() {
    {
        const std::lock_guard lock(m_impl->mutex);
        m_impl->stopping = true;
        m_impl->wake.notify_one();
    }
    if (m_impl->thread.joinable()) m_impl->thread.join();
}

void StoreWorker::Impl::loop() {
    while (true) {
        std::deque<Task> tasks = take();
        if (tasks.empty()) return;
        if (auto* job = std::get_if<Job>(&tasks.front()))
            runJob(*job);
        else
            runGroup(std::move(tasks));
        if (++groupsSincePage >= kGroupsBetweenPages) packOne();
        checkpointIfDue(false);
    }
}

std::deque<Task> StoreWorker::Impl::take() {
    std::unique_lock lock(mutex);
    const auto something = [this] { return stopping || !queue.empty(); };
    packWhileNobodyWaits(lock);
    if (!wake.wait_for(lock, kIdleBeforeCheckpoint, something)) {
        lock.unlock();
        checkpointIfDue(true);
        lock.lock();
        wake.wait(lock, something);
    }
    std::deque<Task> tasks;
    while (!queue.empty() && tasks.size() < kGroupExchangesMax) {
        const bool job = std::holds_alternative<Job>(queue.front());
        if (job && !tasks.empty()) break;
        tasks.push_back(std::move(queue.front()));
        queue.pop_front();
        if (job) break;
    }
    return tasks;
}

void StoreWorker::Impl::packWhileNobodyWaits(std::unique_lock<std::mutex>& lock) {
    bool more = true;
    while (more && !stopping && queue.empty()) {
        lock.unlock();
        more = packOne();
        lock.lock();
    }
}

// What fails costs nothing but the page: tablets get ordinary ones.
bool StoreWorker::Impl::packOne() {
    groupsSincePage = 0;
    const auto packed = store.packOne();
    return packed && *packed;
}

void StoreWorker::Impl::runGroup(std::deque<Task> tasks) {
    ExchangeGroup group(store);
    for (Task& task : tasks) {
        auto& waiting = std::get<Waiting>(task);
        group.add(std::move(waiting.peer), std::move(waiting.request));
    }
    group.run();
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        const auto& reply = std::get<Waiting>(tasks[i]).reply;
        auto answer = group.answer(i);
        if (answer)
            reply(ExchangeResult{std::move(*answer), group.touchedScopes(i)});
        else
            reply(answer.error());
    }
}

void StoreWorker::Impl::runJob(const Job& job) {
    Status status = store.begin();
    if (status) {
        status = job.work(store);
        if (status)
            status = store.commit();
        else
            store.rollback();
    }
    job.done(status);
}

// A failed checkpoint loses nothing: what it would have moved stays in the write-ahead log, and the
// next one tries again.
void StoreWorker::Impl::checkpointIfDue(bool idle) {
    const std::uint64_t pending = store.pendingCheckpointBytes();
    if (pending > kCheckpointAboveBytes || (idle && pending > 0))
        static_cast<void>(store.checkpoint());
}

}  // namespace hearth::server::store

// StoreThread: the one thread on which a tablet's store is used. The UI posts work and gets the
// answer back on its own thread; the sync thread hands work over and waits for it.
// Owner: AppModel. Threads: post and run from the UI thread, runAndWait from any but its own (from
// the UI's only at the very end: it blocks). Work is done in the order it came; what is posted
// before stop() is still done.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include <QCoreApplication>
#include <QMetaObject>
#include <QObject>
#include <QPointer>

#include "client/viewmodels/door.hpp"

namespace hearth::client::viewmodels {

class StoreThread {
public:
    using Job = std::function<void()>;

    StoreThread();
    StoreThread(const StoreThread&) = delete;
    StoreThread& operator=(const StoreThread&) = delete;
    // Finishes the queue, closes the tablet on the thread, joins.
    ~StoreThread();

    // Work without an answer.
    void post(Job job);
    // Blocks until the job is done. False: the thread has stopped and nothing was done.
    bool runAndWait(const Job& job);
    void stop();

    // The opened tablet; store thread only. Null while locked.
    [[nodiscard]] OpenTablet* tablet() const noexcept { return m_tablet.get(); }
    void setTablet(std::unique_ptr<OpenTablet> tablet) { m_tablet = std::move(tablet); }

    // Jobs posted and not yet done, and answers not yet delivered.
    [[nodiscard]] int pending() const noexcept { return *m_pending; }

    // Runs `work` on the store thread and gives its answer to `then` on the UI thread, unless
    // `context` is gone by then. `work` takes RecordSource&; it is skipped while locked.
    template <class Work, class Then>
    void ask(QObject* context, Work work, Then then) {
        run(
            context,
            [this, work = std::move(work)]() {
                using Answer = decltype(work(std::declval<RecordSource&>()));
                if (m_tablet == nullptr) {
                    return Answer(base::Error(base::ErrorCode::Busy, "the tablet is locked"));
                }
                return work(m_tablet->records());
            },
            std::move(then));
    }

    // The same without records: unlocking, enrolling.
    template <class Work, class Then>
    void run(QObject* context, Work work, Then then) {
        const QPointer<QObject> guard(context);
        ++*m_pending;
        post(
            [pending = m_pending, guard, work = std::move(work), then = std::move(then)]() mutable {
                using Answer = decltype(work());
                auto answer = std::make_shared<Answer>(work());
                QMetaObject::invokeMethod(
                    QCoreApplication::instance(),
                    [pending, guard, answer, then = std::move(then)]() mutable {
                        if (guard) then(std::move(*answer));
                        --*pending;
                    },
                    Qt::QueuedConnection);
            });
    }

private:
    void loop();

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Job> m_queue;
    bool m_stopping = false;
    // Shared with answers on their way, which may outlive this object.
    std::shared_ptr<std::atomic<int>> m_pending = std::make_shared<std::atomic<int>>(0);
    std::unique_ptr<OpenTablet> m_tablet;
    std::thread m_thread;  // last: starts when the rest is there
};

}  // namespace hearth::client::viewmodels

#include "client/viewmodels/store_thread.hpp"

namespace hearth::client::viewmodels {

StoreThread::StoreThread() : m_thread([this] { loop(); }) {}

StoreThread::~StoreThread() {
    stop();
    if (m_thread.joinable()) m_thread.join();
}

void StoreThread::stop() {
    const std::lock_guard lock(m_mutex);
    m_stopping = true;
    m_wake.notify_all();
}

void StoreThread::post(Job job) {
    const std::lock_guard lock(m_mutex);
    if (m_stopping) return;
    m_queue.push_back(std::move(job));
    m_wake.notify_one();
}

bool StoreThread::runAndWait(const Job& job) {
    std::mutex doneMutex;
    std::condition_variable doneWake;
    bool done = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopping) return false;
        m_queue.push_back([&] {
            job();
            const std::lock_guard doneLock(doneMutex);
            done = true;
            doneWake.notify_one();
        });
        m_wake.notify_one();
    }
    std::unique_lock lock(doneMutex);
    doneWake.wait(lock, [&] { return done; });
    return true;
}

void StoreThread::loop() {
    for (;;) {
        Job job;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stopping || !m_queue.empty(); });
            if (m_queue.empty()) break;
            job = std::move(m_queue.front());
            m_queue.pop_front();
        }
        job();
    }
    // The store is closed on the thread that used it.
    m_tablet.reset();
}

}  // namespace hearth::client::viewmodels

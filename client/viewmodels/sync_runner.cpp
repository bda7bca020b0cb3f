#include "client/viewmodels/sync_runner.hpp"

#include <chrono>

namespace hearth::client::viewmodels {

SyncRunner::SyncRunner(StoreThread& thread, OpenTablet& tablet, QObject* parent)
    : QObject(parent), m_store(thread), m_tablet(tablet) {}

SyncRunner::~SyncRunner() {
    static_cast<void>(stop({}));
    if (m_thread.joinable()) m_thread.join();
}

void SyncRunner::start() {
    m_requested = true;
    m_thread = std::thread([this] { loop(); });
}

void SyncRunner::requestNow() {
    const std::lock_guard lock(m_mutex);
    m_requested = true;
    m_wake.notify_all();
}

bool SyncRunner::stop(base::Millis patience) {
    std::unique_lock lock(m_mutex);
    m_stopping = true;
    m_wake.notify_all();
    if (!m_thread.joinable()) return true;
    return m_wake.wait_for(lock, std::chrono::milliseconds(patience.count),
                           [this] { return m_ended; });
}

bool SyncRunner::waitForTurn(base::Millis delay) {
    std::unique_lock lock(m_mutex);
    m_wake.wait_for(lock, std::chrono::milliseconds(delay.count),
                    [this] { return m_stopping || m_requested; });
    m_requested = false;
    return !m_stopping;
}

void SyncRunner::loop() {
    const auto onStore = [this](const std::function<void()>& job) {
        static_cast<void>(m_store.runAndWait(job));
    };
    base::Millis delay;
    while (waitForTurn(delay)) {
        emit started();
        const auto report = m_tablet.syncOnce(
            onStore, [this](const protocol::SyncProgress& progress) { emit progressed(progress); });
        delay = m_tablet.nextSyncDelay();
        emit finished(report);
    }
    const std::lock_guard lock(m_mutex);
    m_ended = true;
    m_wake.notify_all();
}

}  // namespace hearth::client::viewmodels

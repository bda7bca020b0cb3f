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
    m_thread = std::thread([this] { loop(); });
}

void SyncRunner::requestNow() {
    m_tablet.syncNow();
}

bool SyncRunner::stop(base::Millis patience) {
    m_tablet.stopSync();
    std::unique_lock lock(m_mutex);
    if (!m_thread.joinable()) return true;
    return m_wake.wait_for(lock, std::chrono::milliseconds(patience.count),
                           [this] { return m_ended; });
}

void SyncRunner::loop() {
    const auto onStore = [this](const std::function<void()>& job) {
        static_cast<void>(m_store.runAndWait(job));
    };
    const sync::SyncWatch watch{
        [this] { emit started(); },
        [this](const protocol::SyncProgress& progress) { emit progressed(progress); }};
    while (const auto report = m_tablet.syncWhenDue(onStore, watch))
        emit finished(*report);
    const std::lock_guard lock(m_mutex);
    m_ended = true;
    m_wake.notify_all();
}

}  // namespace hearth::client::viewmodels

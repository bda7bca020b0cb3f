// SyncRunner: the thread on which the tablet talks to its server. When, is decided by
// sync::SyncLoop: at once, after a save, when the server says that something is newer, and whenever
// somebody asks. A run that fails changes nothing but the words: a dead network is a state. Owner:
// AppModel; made after unlocking. Threads: the public functions on the UI thread; signals come
// there too.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include <QObject>

#include "client/viewmodels/store_thread.hpp"

namespace hearth::client::viewmodels {

class SyncRunner : public QObject {
    Q_OBJECT

public:
    // `tablet` stays on the store thread until this object is gone.
    SyncRunner(StoreThread& thread, OpenTablet& tablet, QObject* parent = nullptr);
    ~SyncRunner() override;

    void start();
    void requestNow();
    // Asks the thread to end; false if it is still in the network after `patience`.
    [[nodiscard]] bool stop(base::Millis patience);

signals:
    void started();
    void progressed(const hearth::protocol::SyncProgress& progress);
    void finished(const hearth::client::sync::SyncReport& report);

private:
    void loop();

    StoreThread& m_store;
    OpenTablet& m_tablet;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_ended = false;
    std::thread m_thread;
};

}  // namespace hearth::client::viewmodels

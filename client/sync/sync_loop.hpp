// SyncLoop: decides when a tablet syncs, and runs it. At once after a save; at once when the server
// says that something of this tablet is newer; when a person asks; otherwise on the engine's
// schedule, or seldom while the live connection is there to be told by. The rules are README.md's.
// Owner: the composition root. Threads: turn() on the sync thread; saved(), requestNow(), stop() on
// any.
#pragma once

#include <mutex>
#include <optional>

#include "client/sync/carrier.hpp"
#include "client/sync/sync_engine.hpp"

namespace hearth::client::sync {

// What a run is watched by; both on the sync thread, both may be empty.
struct SyncWatch {
    std::function<void()> started;
    std::function<void(const protocol::SyncProgress&)> progressed;
};

class SyncLoop {
public:
    // `engine` runs over `carrier`, which runs over `live`.
    struct Parts {
        SyncEngine& engine;
        Carrier& carrier;
        LiveTransport& live;
        const base::Clock& clock;
        base::Random& random;
    };
    explicit SyncLoop(const Parts& parts) : m_parts(parts) {}

    // Waits until there is a reason to sync, and syncs once. The first turn is due at once. Empty:
    // it was asked to stop.
    [[nodiscard]] std::optional<SyncReport> turn(const SyncWatch& watch = {});

    // An edit is on disk.
    void saved();
    // A person asks.
    void requestNow();
    // Ends the wait and all further turns; a run under way ends first.
    void stop();

private:
    // What other threads ask for.
    struct Asked {
        bool save;
        bool now;
        bool stop;
    };

    // False: stop.
    [[nodiscard]] bool waitUntilDue();
    // Reads what the server said, and when it is worth a run.
    void hearPokes();
    [[nodiscard]] base::BootTime due() const;
    // After a run: when the next is due if nothing happens, and the earliest if something does.
    void plan(const SyncReport& report, base::BootTime began);
    [[nodiscard]] Asked asked() const;
    void tell(bool Asked::*what);

    Parts m_parts;
    mutable std::mutex m_mutex;
    Asked m_asked{false, true, false};
    // --- the sync thread's
    base::BootTime m_scheduled{};
    base::BootTime m_saveFrom{};  // a save is not carried before this
    base::BootTime m_newsFrom{};  // nor is news fetched
    std::optional<base::BootTime> m_newsDue;
    base::BootTime m_strangersFrom{};  // news of scopes that this tablet does not hold
    bool m_newsIsStrange = false;
    bool m_lastComplete = true;
};

}  // namespace hearth::client::sync

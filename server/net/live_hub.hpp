// LiveHub: tells tablets that are online which of their scopes changed. What changed is collected
// and put to the store in one question (who may see it now), so that membership is never guessed
// and the store is asked at most a tenth of its time however many tablets are online. Owner: the
// composition root. Threads: the I/O thread.
#pragma once

#include <map>
#include <optional>
#include <unordered_set>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "server/store/store_worker.hpp"

namespace hearth::server::net {

class LiveSession;

class LiveHub {
public:
    LiveHub(const boost::asio::any_io_executor& executor, store::StoreWorker& worker)
        : m_worker(worker), m_wake(executor) {}

    void join(LiveSession& session) { m_sessions.insert(&session); }
    void leave(LiveSession& session) { m_sessions.erase(&session); }
    // After a commit. `by`: the device that made the change has its answer already.
    void touched(const std::vector<base::ScopeId>& scopes, const base::DeviceId& by);
    // Runs until stop().
    [[nodiscard]] boost::asio::awaitable<void> run();
    void stop();

private:
    using ScopesOfWorker = std::map<base::WorkerId, std::vector<base::ScopeId>>;
    // A scope, and the one device that changed it; several: nobody is left out.
    using Changed = std::map<base::ScopeId, std::optional<base::DeviceId>>;
    struct Seen {
        ScopesOfWorker scopes;
        records::Rev headRev = 0;
    };

    [[nodiscard]] boost::asio::awaitable<std::optional<Seen>> ask(const Changed& changed);
    void tell(const Changed& changed, const Seen& seen);

    store::StoreWorker& m_worker;
    boost::asio::steady_timer m_wake;
    std::unordered_set<LiveSession*> m_sessions;
    Changed m_changed;
    bool m_stopping = false;
};

}  // namespace hearth::server::net

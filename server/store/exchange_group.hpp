// A group of exchanges that share one disk sync: all are received in one transaction, and answered
// when it is durable; nobody is told anything that is not on disk.
// Owner: the store worker, for one group. Threads: the store's.
#pragma once

#include <deque>

#include "server/store/store.hpp"

namespace hearth::server::store {

class ExchangeGroup {
public:
    explicit ExchangeGroup(Store& store) noexcept : m_store(store) {}

    void add(protocol::Peer peer, protocol::Exchange request);
    // Receives all and commits once. An exchange that failed is undone alone; if the group could
    // not be committed nothing of any of them happened.
    void run();
    // The answer to the exchange that was added as number `index`: its own error, or the group's.
    [[nodiscard]] base::Result<protocol::Exchange> answer(std::size_t index);
    // Scopes that the exchange's edits touched, for live notifications.
    [[nodiscard]] const std::vector<base::ScopeId>& touchedScopes(std::size_t index) const {
        return m_running[index].session.touchedScopes();
    }

private:
    // One exchange between its two phases.
    struct Running {
        Running(Store& store, protocol::Peer peer, protocol::Exchange asked)
            : session(store, std::move(peer)), request(std::move(asked)) {}
        protocol::ServerSession session;
        protocol::Exchange request;
        base::Status received;
    };

    Store& m_store;
    std::deque<Running> m_running;
    base::Status m_committed;
};

}  // namespace hearth::server::store

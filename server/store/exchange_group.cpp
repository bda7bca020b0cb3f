#include "server/store/exchange_group.hpp"

namespace hearth::server::store {

void ExchangeGroup::add(protocol::Peer peer, protocol::Exchange request) {
    m_running.emplace_back(m_store, std::move(peer), std::move(request));
}

void ExchangeGroup::run() {
    m_committed = m_store.begin();
    if (!m_committed) return;
    for (Running& running : m_running) {
        running.received = m_store.within(
            [&running] { return running.session.receive(std::move(running.request)); });
    }
    m_committed = m_store.commit();
}

base::Result<protocol::Exchange> ExchangeGroup::answer(std::size_t index) {
    Running& running = m_running[index];
    if (!m_committed) return m_committed.error();
    if (!running.received) return running.received.error();
    return running.session.reply();
}

}  // namespace hearth::server::store

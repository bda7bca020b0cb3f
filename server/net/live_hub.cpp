#include "server/net/live_hub.hpp"

#include <algorithm>
#include <chrono>
#include <set>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/api/hand_over.hpp"
#include "server/net/limits.hpp"
#include "server/net/live_session.hpp"

namespace hearth::server::net {

namespace asio = boost::asio;
using asio::awaitable;
using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

}  // namespace

void LiveHub::touched(const std::vector<base::ScopeId>& scopes, const base::DeviceId& by) {
    if (m_sessions.empty()) return;
    for (const base::ScopeId& scope : scopes) {
        const auto [at, isNew] = m_changed.try_emplace(scope, by);
        if (!isNew && at->second != by) at->second.reset();
    }
    m_wake.cancel();
}

awaitable<void> LiveHub::run() {
    while (!m_stopping) {
        if (m_changed.empty() || m_sessions.empty()) {
            m_changed.clear();
            m_wake.expires_at(asio::steady_timer::time_point::max());
            co_await m_wake.async_wait(kAwait);
            continue;
        }
        const Changed changed = std::exchange(m_changed, {});
        const auto begun = SteadyClock::now();
        const std::optional<Seen> seen = co_await ask(changed);
        if (seen) tell(changed, *seen);
        if (m_stopping) co_return;
        // Not woken by what changes meanwhile: that is the point of the pause.
        asio::steady_timer pause(m_wake.get_executor());
        pause.expires_after((SteadyClock::now() - begun) * kPokePauseFactor);
        co_await pause.async_wait(kAwait);
    }
}

awaitable<std::optional<LiveHub::Seen>> LiveHub::ask(const Changed& changed) {
    std::set<base::WorkerId> workers;
    for (const LiveSession* session : m_sessions)
        workers.insert(session->worker());
    Seen seen;
    auto job = [&workers, &changed, &seen](store::Store& store) -> base::Status {
        const auto head = store.head();
        if (!head) return head.error();
        seen.headRev = head->rev;
        for (const base::WorkerId& worker : workers) {
            const auto scopes = store.scopesOf(worker);
            if (!scopes) return scopes.error();
            std::vector<base::ScopeId>& mine = seen.scopes[worker];
            for (const base::ScopeId& scope : *scopes)
                if (changed.contains(scope)) mine.push_back(scope);
        }
        return {};
    };
    auto start = [this, &job](auto done) { m_worker.run(job, std::move(done)); };
    const base::Status asked = co_await api::handOver<base::Status>(start);
    // A store that is too busy to say who sees it: tablets learn it at their next exchange.
    if (!asked) co_return std::nullopt;
    co_return seen;
}

void LiveHub::tell(const Changed& changed, const Seen& seen) {
    for (LiveSession* session : m_sessions) {
        const auto mine = seen.scopes.find(session->worker());
        if (mine == seen.scopes.end()) continue;
        std::vector<base::ScopeId> news;
        for (const base::ScopeId& scope : mine->second)
            if (changed.at(scope) != session->device()) news.push_back(scope);
        if (!news.empty()) session->poke(news, seen.headRev);
    }
}

void LiveHub::stop() {
    m_stopping = true;
    m_wake.cancel();
}

}  // namespace hearth::server::net

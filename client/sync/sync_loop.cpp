#include "client/sync/sync_loop.hpp"

#include <algorithm>

#include "client/sync/jitter.hpp"

namespace hearth::client::sync {

using base::BootTime;
using base::Millis;

namespace {

// The first save of a moment goes at once; what follows within this goes together, so that a form
// that saves in several steps does not make several runs.
constexpr Millis kSaveGap{250};
// While the live connection is open nothing is asked: this catches what a busy server did not say.
constexpr Millis kLiveIdleDelay = base::minutes(10);
// After a failed run a save tries again, but not every save at once.
constexpr Millis kSaveAfterFailure = base::seconds(5);
// Every tablet holds the reference scope: when it changes, all are told in the same millisecond.
constexpr Millis kReferenceSpread = base::seconds(10);
// A scope this tablet does not hold may be a case that has just become its worker's, and comes at
// once; a server that keeps naming others is listened to this often.
constexpr Millis kStrangersGap = base::seconds(10);
// The longest wait in one piece. A machine that slept wakes with its waits unfinished; it must not
// sit out ten minutes of them.
constexpr Millis kWaitMax = base::seconds(30);

BootTime operator+(BootTime time, Millis span) noexcept {
    return {time.millis + span.count};
}

}  // namespace

std::optional<SyncReport> SyncLoop::turn(const SyncWatch& watch) {
    if (!waitUntilDue()) return std::nullopt;
    {
        // Whatever is saved from here on may not be in this run.
        const std::lock_guard lock(m_mutex);
        m_asked.save = m_asked.now = false;
    }
    const BootTime began = m_parts.clock.bootNow();
    if (m_newsDue && m_newsIsStrange) m_strangersFrom = began + kStrangersGap;
    m_newsDue.reset();
    if (watch.started) watch.started();
    // Where no server was found a moment ago, POST shows first that it is back.
    if (m_lastComplete) m_parts.carrier.connectIfDue();
    SyncReport report = m_parts.engine.runOnce(watch.progressed);
    plan(report, began);
    return report;
}

void SyncLoop::plan(const SyncReport& report, BootTime began) {
    const BootTime now = m_parts.clock.bootNow();
    m_lastComplete = report.complete;
    if (report.complete) {
        const Millis delay = m_parts.carrier.isLive() ? withJitter(kLiveIdleDelay, m_parts.random)
                                                      : m_parts.engine.nextDelay(m_parts.random);
        m_scheduled = now + delay;
        m_saveFrom = began + kSaveGap;
        // News takes at most half of this tablet's time, however much there is.
        m_newsFrom = now + (now - began);
        return;
    }
    m_scheduled = now + m_parts.engine.nextDelay(m_parts.random);
    m_saveFrom = m_newsFrom =
        report.code == base::ErrorCode::Busy ? m_scheduled : now + kSaveAfterFailure;
    if (!m_parts.carrier.wasLive() || report.code == base::ErrorCode::Busy) return;
    // What came over the live connection could not be used: POST says what is the matter.
    m_parts.carrier.dropLive();
    m_scheduled = now;
}

bool SyncLoop::waitUntilDue() {
    while (true) {
        if (asked().stop) return false;
        hearPokes();
        const BootTime now = m_parts.clock.bootNow();
        const BootTime when = due();
        if (when <= now) return true;
        if (m_parts.live.wait(std::min(when - now, kWaitMax)) == Wake::Ended)
            m_parts.carrier.dropLive();
    }
}

BootTime SyncLoop::due() const {
    const Asked asks = asked();
    if (asks.now) return {};
    BootTime when = m_scheduled;
    if (asks.save) when = std::min(when, m_saveFrom);
    if (m_newsDue) when = std::min(when, *m_newsDue);
    // A server that was reached and a connection that is due again: what was missed comes with it.
    if (m_lastComplete && !m_parts.carrier.isLive())
        when = std::min(when, m_parts.carrier.nextTry());
    return when;
}

void SyncLoop::hearPokes() {
    const Pokes pokes = m_parts.live.takePokes();
    if (pokes.scopes.empty()) return;
    const std::optional<Held> held = m_parts.engine.held();
    // Said while a run was under way that brought it.
    if (!held || pokes.headRev <= held->rev) return;
    const BootTime now = m_parts.clock.bootNow();
    BootTime when = std::max(now, m_newsFrom);
    const auto isOurs = [&](const base::ScopeId& scope) {
        return scope != base::kReferenceScope && held->scopes.count(scope) != 0;
    };
    const bool ours = std::any_of(pokes.scopes.begin(), pokes.scopes.end(), isOurs);
    const bool onlyReference = pokes.scopes.count(base::kReferenceScope) == pokes.scopes.size();
    if (onlyReference) when = std::max(when, now + drawUpTo(kReferenceSpread, m_parts.random));
    const bool strange = !ours && !onlyReference;
    if (strange) when = std::max(when, m_strangersFrom);
    m_newsIsStrange = strange && (!m_newsDue || m_newsIsStrange);
    m_newsDue = m_newsDue ? std::min(*m_newsDue, when) : when;
}

SyncLoop::Asked SyncLoop::asked() const {
    const std::lock_guard lock(m_mutex);
    return m_asked;
}

void SyncLoop::tell(bool Asked::*what) {
    {
        const std::lock_guard lock(m_mutex);
        m_asked.*what = true;
    }
    m_parts.live.wake();
}

void SyncLoop::saved() {
    tell(&Asked::save);
}

void SyncLoop::requestNow() {
    tell(&Asked::now);
}

void SyncLoop::stop() {
    tell(&Asked::stop);
}

}  // namespace hearth::client::sync

#include "client/sync/carrier.hpp"

#include "client/sync/jitter.hpp"

namespace hearth::client::sync {

namespace {

// After the first failure in a row. Jitter spreads the tablets of a server that was restarted.
constexpr base::Millis kFirstRetry = base::seconds(5);
constexpr base::Millis kRetryMax = base::minutes(10);
// A connection that lasted this long was a good one; whatever ends sooner counts as a failure, so
// that a proxy which cuts every connection is not called every five seconds.
constexpr base::Millis kGoodAfter = base::minutes(2);

}  // namespace

base::Result<base::Bytes> Carrier::exchange(base::ByteView frame) {
    m_wasLive = false;
    if (m_live.isOpen() && frame.size() <= kLiveFrameBytesMax) {
        auto answer = m_live.exchange(frame);
        m_wasLive = answer.has_value();
        if (answer) return answer;
        dropLive();
    }
    return m_post.exchange(frame);
}

void Carrier::connectIfDue() {
    const base::BootTime now = m_clock.bootNow();
    if (m_live.isOpen() || now < m_nextTry) return;
    // Trying takes seconds where nobody answers.
    const base::Status connected = m_live.connect();
    m_openSince = m_clock.bootNow();
    if (!connected) dropLive();
}

void Carrier::dropLive() {
    m_live.close();
    m_wasLive = false;
    const base::BootTime now = m_clock.bootNow();
    if (now - m_openSince >= kGoodAfter) m_failuresInARow = 0;
    ++m_failuresInARow;
    const base::Millis delay = backOff(kFirstRetry, kRetryMax, m_failuresInARow);
    m_nextTry = {now.millis + withJitter(delay, m_random).count};
}

}  // namespace hearth::client::sync

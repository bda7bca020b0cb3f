// Carrier: one Transport out of two. An exchange goes over the live connection while there is one,
// and otherwise, or the moment that fails, by POST: an exchange may be repeated, so nothing is
// asked of the connection but that it tries. Decides when a live connection is tried again. Owner:
// the composition root. Threads: the sync thread.
#pragma once

#include "client/sync/live_transport.hpp"
#include "shared/base/random.hpp"
#include "shared/base/time.hpp"

namespace hearth::client::sync {

// Above this an exchange goes by POST: a live answer is awaited for seconds, and half a megabyte of
// edits needs longer than that to get out over a slow line.
inline constexpr std::size_t kLiveFrameBytesMax = 64UL * 1024UL;

class Carrier final : public Transport {
public:
    Carrier(LiveTransport& live, Transport& post, const base::Clock& clock, base::Random& random)
        : m_live(live), m_post(post), m_clock(clock), m_random(random) {}

    [[nodiscard]] base::Result<base::Bytes> exchange(base::ByteView frame) override;

    // Before a run: connects if it is time to. A run follows always, because what became newer
    // while there was no connection was said to nobody.
    void connectIfDue();
    // When the next connectIfDue() will try; means nothing while a connection is open.
    [[nodiscard]] base::BootTime nextTry() const noexcept { return m_nextTry; }
    [[nodiscard]] bool isLive() const noexcept { return m_live.isOpen(); }
    // Whether the last exchange was answered over the live connection.
    [[nodiscard]] bool wasLive() const noexcept { return m_wasLive; }
    // The connection ended, or is of no use: what came over it made no sense.
    void dropLive();

private:
    LiveTransport& m_live;
    Transport& m_post;
    const base::Clock& m_clock;
    base::Random& m_random;
    unsigned m_failuresInARow = 0;
    base::BootTime m_nextTry{};
    base::BootTime m_openSince{};
    bool m_wasLive = false;
};

}  // namespace hearth::client::sync

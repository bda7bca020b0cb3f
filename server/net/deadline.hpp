// Deadline: ends a connection's phase at an absolute time, whatever the peer does meanwhile. One
// per connection; each phase sets it anew. (Beast 1.81's own stream timeouts have known faults, and
// async_shutdown may wait for ever without one.)
// Owner: a connection, which must outlive no pending expiry: call off() before it goes. Threads:
// the I/O thread.
#pragma once

#include <functional>
#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "shared/base/time.hpp"

namespace hearth::server::net {

class Deadline : public std::enable_shared_from_this<Deadline> {
public:
    Deadline(const boost::asio::any_io_executor& executor, std::function<void()> expire)
        : m_timer(executor), m_expire(std::move(expire)) {}

    // `expire` is called once, this much from now, unless within() or off() comes first.
    void within(base::Millis time);
    void off();
    [[nodiscard]] bool expired() const noexcept { return m_expired; }

private:
    boost::asio::steady_timer m_timer;
    std::function<void()> m_expire;
    std::uint64_t m_generation = 0;  // a wait that was overtaken finds another number
    bool m_expired = false;
};

}  // namespace hearth::server::net

#include "server/net/deadline.hpp"

#include <chrono>

namespace hearth::server::net {

void Deadline::within(base::Millis time) {
    const std::uint64_t generation = ++m_generation;
    m_timer.expires_after(std::chrono::milliseconds(time.count));
    m_timer.async_wait([self = shared_from_this(), generation](boost::system::error_code code) {
        if (code || generation != self->m_generation) return;
        self->m_expired = true;
        self->m_expire();
    });
}

void Deadline::off() {
    ++m_generation;
    m_timer.cancel();
}

}  // namespace hearth::server::net

// RateLimit: so many attempts an address within a window, and so many from all addresses together.
// Only the enrolment port needs it: it is the one door without a client certificate.
// Owner: the composition root. Threads: the I/O thread.
#pragma once

#include <deque>
#include <map>
#include <string>

#include "shared/base/time.hpp"

namespace hearth::server::auth {

struct RateLimitRule {
    std::size_t perAddressMax = 5;
    // Many addresses together: bounds guessing from a botnet; an office enrolling tablets all
    // morning stays far below.
    std::size_t togetherMax = 60;
    base::Millis window = base::minutes(1);
    // Addresses remembered; when full, unknown addresses are refused until the window has moved on.
    std::size_t addressesMax = 10'000;
};

class RateLimit {
public:
    RateLimit(const base::Clock& clock, RateLimitRule rule) noexcept
        : m_clock(clock), m_rule(rule) {}

    // Counts an attempt from `address` (text form; of IPv6 the first 64 bits count, since one host
    // owns them all). Zero: go on. Otherwise: how long to wait.
    [[nodiscard]] base::Millis attempt(const std::string& address);

private:
    using Times = std::deque<base::BootTime>;
    void forget(Times& times, base::BootTime now) const;
    void forgetAddresses(base::BootTime now);
    [[nodiscard]] base::Millis untilOldestLeaves(const Times& times, base::BootTime now) const;

    const base::Clock& m_clock;
    RateLimitRule m_rule;
    std::map<std::string, Times> m_perAddress;
    Times m_together;
};

}  // namespace hearth::server::auth

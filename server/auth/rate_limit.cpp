#include "server/auth/rate_limit.hpp"

#include <algorithm>

namespace hearth::server::auth {

namespace {

// Groups of an IPv6 address that name the network: the first four of eight.
constexpr unsigned kNetworkGroups = 4;

// "2001:db8:1:2:3:4:5:6" -> "2001:db8:1:2"; IPv4 stays whole. An address shortened with "::" inside
// the first four groups is cut there, which can only lump neighbours together.
std::string_view networkOf(std::string_view address) {
    unsigned colons = 0;
    for (std::size_t i = 0; i < address.size(); ++i) {
        if (address[i] != ':') continue;
        if (++colons == kNetworkGroups) return address.substr(0, i);
    }
    return address;
}

}  // namespace

void RateLimit::forget(Times& times, base::BootTime now) const {
    while (!times.empty() && now - times.front() >= m_rule.window)
        times.pop_front();
}

void RateLimit::forgetAddresses(base::BootTime now) {
    for (auto it = m_perAddress.begin(); it != m_perAddress.end();) {
        forget(it->second, now);
        it = it->second.empty() ? m_perAddress.erase(it) : std::next(it);
    }
}

base::Millis RateLimit::untilOldestLeaves(const Times& times, base::BootTime now) const {
    const base::Millis left{m_rule.window.count - (now - times.front()).count};
    return std::max(left, base::Millis{1});
}

base::Millis RateLimit::attempt(std::string_view address) {
    const base::BootTime now = m_clock.bootNow();
    forget(m_together, now);
    if (m_together.size() >= m_rule.togetherMax) return untilOldestLeaves(m_together, now);

    const std::string_view network = networkOf(address);
    auto found = m_perAddress.find(network);
    if (found == m_perAddress.end()) {
        if (m_perAddress.size() >= m_rule.addressesMax) forgetAddresses(now);
        if (m_perAddress.size() >= m_rule.addressesMax) return m_rule.window;
        found = m_perAddress.emplace(std::string(network), Times{}).first;
    }
    Times& times = found->second;
    forget(times, now);
    if (times.size() >= m_rule.perAddressMax) return untilOldestLeaves(times, now);
    times.push_back(now);
    m_together.push_back(now);
    return {};
}

}  // namespace hearth::server::auth

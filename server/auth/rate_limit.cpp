#include "server/auth/rate_limit.hpp"

#include <algorithm>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace hearth::server::auth {

namespace {

// The half of an IPv6 address that names the network.
constexpr std::size_t kNetworkBytes = 8;

// What counts as one host: an IPv4 address, or the network of an IPv6 address (an IPv4 address in
// IPv6 form stays whole). Compared as bytes, since "::" writes one address in many ways.
std::string hostOf(const std::string& address) {
    in6_addr parsed{};
    if (::inet_pton(AF_INET6, address.c_str(), &parsed) != 1 || IN6_IS_ADDR_V4MAPPED(&parsed))
        return address;
    return {reinterpret_cast<const char*>(parsed.s6_addr), kNetworkBytes};
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

base::Millis RateLimit::attempt(const std::string& address) {
    const base::BootTime now = m_clock.bootNow();
    forget(m_together, now);
    if (m_together.size() >= m_rule.togetherMax) return untilOldestLeaves(m_together, now);

    const std::string host = hostOf(address);
    auto found = m_perAddress.find(host);
    if (found == m_perAddress.end()) {
        if (m_perAddress.size() >= m_rule.addressesMax) forgetAddresses(now);
        if (m_perAddress.size() >= m_rule.addressesMax) return m_rule.window;
        found = m_perAddress.emplace(host, Times{}).first;
    }
    Times& times = found->second;
    forget(times, now);
    if (times.size() >= m_rule.perAddressMax) return untilOldestLeaves(times, now);
    times.push_back(now);
    m_together.push_back(now);
    return {};
}

}  // namespace hearth::server::auth

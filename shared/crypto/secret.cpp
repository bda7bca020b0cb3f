#include "shared/crypto/secret.hpp"

#include <cstring>
#include <new>

#include <sodium.h>

namespace hearth::crypto {

bool initialise() noexcept {
    static const bool ready = sodium_init() >= 0;
    return ready;
}

void Secret::Free::operator()(std::uint8_t* data) const noexcept {
    sodium_free(data);
}

Secret::Secret(std::size_t size) : m_size(size) {
    if (size == 0) return;
    INVARIANT(initialise());
    m_data.reset(static_cast<std::uint8_t*>(sodium_malloc(size)));
    if (!m_data) throw std::bad_alloc();
    std::memset(m_data.get(), 0, size);
}

Secret Secret::copyOf(base::ByteView bytes) {
    Secret secret(bytes.size());
    if (!bytes.empty()) std::memcpy(secret.m_data.get(), bytes.data(), bytes.size());
    return secret;
}

Secret Secret::random(std::size_t size) {
    Secret secret(size);
    SystemRandom().fill(secret.octets());
    return secret;
}

Secret Secret::clone() const {
    return copyOf(view());
}

bool Secret::equals(const Secret& other) const noexcept {
    if (m_size != other.m_size) return false;
    return m_size == 0 || sodium_memcmp(m_data.get(), other.m_data.get(), m_size) == 0;
}

void SystemRandom::fill(std::span<std::uint8_t> out) {
    INVARIANT(initialise());
    if (!out.empty()) randombytes_buf(out.data(), out.size());
}

}  // namespace hearth::crypto

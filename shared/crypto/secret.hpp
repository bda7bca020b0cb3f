// Secret: bytes in locked memory (sodium_malloc), wiped when it goes. Move only; never printed.
// Threads: values, any thread.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <utility>

#include "shared/base/bytes.hpp"
#include "shared/base/random.hpp"

namespace hearth::crypto {

class Secret {
public:
    Secret() noexcept = default;
    // Zeroed bytes.
    explicit Secret(std::size_t size);
    [[nodiscard]] static Secret copyOf(base::ByteView bytes);
    // From the system's generator.
    [[nodiscard]] static Secret random(std::size_t size);

    // What was moved from is empty.
    Secret(Secret&& other) noexcept
        : m_data(std::move(other.m_data)), m_size(std::exchange(other.m_size, 0)) {}
    Secret& operator=(Secret&& other) noexcept {
        m_data = std::move(other.m_data);
        m_size = std::exchange(other.m_size, 0);
        return *this;
    }
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret() = default;

    [[nodiscard]] Secret clone() const;
    [[nodiscard]] std::size_t size() const noexcept { return m_size; }
    [[nodiscard]] bool empty() const noexcept { return m_size == 0; }
    [[nodiscard]] std::span<std::uint8_t> octets() noexcept { return {m_data.get(), m_size}; }
    [[nodiscard]] std::span<const std::uint8_t> octets() const noexcept {
        return {m_data.get(), m_size};
    }
    [[nodiscard]] base::ByteView view() const noexcept {
        return {reinterpret_cast<const char*>(m_data.get()), m_size};
    }
    // Constant time.
    [[nodiscard]] bool equals(const Secret& other) const noexcept;

private:
    struct Free {
        void operator()(std::uint8_t* data) const noexcept;
    };
    std::unique_ptr<std::uint8_t, Free> m_data;
    std::size_t m_size = 0;
};

// The system's generator as a base::Random. Any thread.
class SystemRandom final : public base::Random {
public:
    void fill(std::span<std::uint8_t> out) override;
};

// Call once at program start before any other function of this folder. False: libsodium cannot run.
[[nodiscard]] bool initialise() noexcept;

}  // namespace hearth::crypto

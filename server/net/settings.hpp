// The table of hearthd's settings: parsing, the documented file and the test of README.md all read
// it. Threads: immutable, any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "server/net/config.hpp"

namespace hearth::server::net {

struct Setting {
    std::string_view key;
    std::string_view meaning;  // one line
    // A sentence about what is wrong with the value, or nothing.
    std::string (*set)(Config&, std::string_view value);
    std::string (*get)(const Config&);
};

[[nodiscard]] std::span<const Setting> allSettings() noexcept;
// Null for an unknown key.
[[nodiscard]] const Setting* findSetting(std::string_view key) noexcept;

}  // namespace hearth::server::net

// The key of a store under test: key and salt are this octet throughout.
#pragma once

#include "shared/sqlite/connection.hpp"

namespace hearth::tests {

[[nodiscard]] inline sqlite::DatabaseKey storeKey(char key, char salt) {
    constexpr std::size_t kKeyBytes = 32;
    constexpr std::size_t kSaltBytes = 16;
    return {crypto::Secret::copyOf(base::Bytes(kKeyBytes, key)), base::Bytes(kSaltBytes, salt)};
}

}  // namespace hearth::tests

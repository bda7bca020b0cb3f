// SHA-256 and the server's hash chain.
// chain[rev] = SHA-256(chain[rev-1] | edit hash | outcome), chain[0] = SHA-256(epoch).
// Threads: pure functions, any thread.
#pragma once

#include <initializer_list>

#include "shared/base/bytes.hpp"
#include "shared/base/ids.hpp"

namespace hearth::crypto {

[[nodiscard]] base::Digest sha256(base::ByteView bytes) noexcept;
// Of the parts one after another.
[[nodiscard]] base::Digest sha256(std::initializer_list<base::ByteView> parts) noexcept;

[[nodiscard]] base::Digest chainStart(const base::Epoch& epoch) noexcept;
// `outcome`: the encoded outcome as logged.
[[nodiscard]] base::Digest chainNext(const base::Digest& previous, const base::Digest& editHash,
                                     base::ByteView outcome) noexcept;

}  // namespace hearth::crypto

// SHA-256 of what comes in parts, for what is too large to be held at once.
// Owner: whoever hashes. Threads: one at a time.
#pragma once

#include <memory>

#include "shared/base/bytes.hpp"

namespace hearth::crypto {

class RunningHash {
public:
    RunningHash();
    RunningHash(const RunningHash&) = delete;
    RunningHash& operator=(const RunningHash&) = delete;
    ~RunningHash();

    void add(base::ByteView part) noexcept;
    // Of all that was added; once.
    [[nodiscard]] base::Digest finish() noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace hearth::crypto

// Transport: carries one exchange to the server and brings its answer. The session machine decides
// what is said; a transport only knows how to reach.
// Owner: the composition root. Threads: the sync thread; `exchange` blocks up to its deadline.
#pragma once

#include "shared/base/bytes.hpp"

namespace hearth::client::sync {

class Transport {
public:
    Transport() = default;
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;
    virtual ~Transport() = default;

    // `frame` as of shared/protocol/frame.hpp, both ways. Errors: Unreachable (no network, timeout,
    // connection cut), Untrusted (certificate), Refused (the server answered with an HTTP error).
    [[nodiscard]] virtual base::Result<base::Bytes> exchange(base::ByteView frame) = 0;
};

}  // namespace hearth::client::sync

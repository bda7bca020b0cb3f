// Frames over a socket between two processes of a bench: four bytes of length, then the frame. An
// empty frame ends it.
// Threads: functions, one a socket.
#pragma once

#include "shared/base/bytes.hpp"
#include "shared/base/error.hpp"

namespace hearth::bench {

// Io when the other end is gone.
[[nodiscard]] base::Status sendFrame(int wire, base::ByteView frame);
[[nodiscard]] base::Result<base::Bytes> receiveFrame(int wire);

}  // namespace hearth::bench

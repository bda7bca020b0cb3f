// The bytes of an exchange: one version byte, one compression byte, then the protobuf Exchange.
//   0: kFrameVersion   1: 0 plain, 1 zstd   2..: payload
// Threads: pure functions, any thread.
#pragma once

#include "schema/protocol/sync.pb.h"
#include "shared/base/bytes.hpp"
#include "shared/base/limits.hpp"

namespace hearth::protocol {

inline constexpr std::uint8_t kFrameVersion = 1;
inline constexpr std::uint32_t kProtocolVersion = 1;

// An exchange that is mostly packed pages is not packed again.
// `bytesMax`: kExchangeBytesMax for what a tablet says, kReplyBytesMax for what the server says.
// TooLarge above it, uncompressed.
[[nodiscard]] base::Result<base::Bytes> encodeFrame(const Exchange& exchange, std::size_t bytesMax);
// Malformed, TooLarge (declared or real size after decompression), UnsupportedVersion.
[[nodiscard]] base::Result<Exchange> decodeFrame(base::ByteView frame, std::size_t bytesMax);

// What the other side refused with. A number that this program has no code for is Refused.
[[nodiscard]] base::Error errorOf(const Failure& failure);
// The same for a tablet, which must not take what the server says of its own disk and store for
// something about its own: that is Refused, in the server's words.
[[nodiscard]] base::Error refusalOf(const Failure& failure);

}  // namespace hearth::protocol

// Bytes of the admin socket: 4 bytes of length, big-endian, then one message.
// Threads: pure functions, any thread.
#pragma once

#include "shared/base/bytes.hpp"

namespace google::protobuf {
class MessageLite;
}

namespace hearth::server::net {

inline constexpr std::size_t kAdminLengthBytes = 4;

[[nodiscard]] base::Bytes adminFrame(const google::protobuf::MessageLite& message);
// Of the first kAdminLengthBytes; SIZE_MAX when there are fewer.
[[nodiscard]] std::size_t adminLength(base::ByteView prefix) noexcept;

}  // namespace hearth::server::net

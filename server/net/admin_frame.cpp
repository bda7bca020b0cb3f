#include "server/net/admin_frame.hpp"

#include <cstdint>

#include <google/protobuf/message_lite.h>

namespace hearth::server::net {

namespace {

constexpr unsigned kBitsPerByte = 8;
constexpr unsigned kByteMask = 0xFF;

}  // namespace

base::Bytes adminFrame(const google::protobuf::MessageLite& message) {
    const base::Bytes body = message.SerializeAsString();
    base::Bytes frame;
    for (std::size_t i = kAdminLengthBytes; i-- > 0;)
        frame.push_back(static_cast<char>((body.size() >> (i * kBitsPerByte)) & kByteMask));
    return frame + body;
}

std::size_t adminLength(base::ByteView prefix) noexcept {
    if (prefix.size() < kAdminLengthBytes) return SIZE_MAX;
    std::size_t length = 0;
    for (std::size_t i = 0; i < kAdminLengthBytes; ++i)
        length = (length << kBitsPerByte) | static_cast<std::uint8_t>(prefix[i]);
    return length;
}

}  // namespace hearth::server::net

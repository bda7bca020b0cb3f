#include "shared/protocol/frame.hpp"

#include "shared/protocol/packing.hpp"
#include "shared/records/wire.hpp"

namespace hearth::protocol {

using base::Error;
using base::ErrorCode;

namespace {

constexpr std::size_t kHeaderBytes = 2;
constexpr char kPlain = 0;
constexpr char kZstd = 1;
// When less than one part in this many of an exchange is not packed yet, packing all of it again
// costs time and saves nothing.
constexpr std::size_t kUnpackedShareMin = 4;

base::Bytes header(char compression) {
    return {static_cast<char>(kFrameVersion), compression};
}

// Packed pages are handed out as they are kept.
bool isMostlyPacked(const Exchange& exchange, std::size_t bytes) {
    std::size_t packed = 0;
    for (const Message& message : exchange.messages())
        packed += message.has_packed_page() ? message.packed_page().packed().size() : 0;
    return (bytes - packed) * kUnpackedShareMin < bytes;
}

}  // namespace

base::Result<base::Bytes> encodeFrame(const Exchange& exchange, std::size_t bytesMax) {
    base::Bytes payload;
    if (exchange.ByteSizeLong() > bytesMax || !exchange.SerializeToString(&payload))
        return Error(ErrorCode::TooLarge, "an exchange over the limit");
    if (payload.size() <= base::kCompressAboveBytes || isMostlyPacked(exchange, payload.size()))
        return header(kPlain) + payload;
    const auto packed = pack(payload, kPackOnceLevel);
    if (!packed || packed->size() >= payload.size()) return header(kPlain) + payload;
    return header(kZstd) + *packed;
}

base::Result<Exchange> decodeFrame(base::ByteView frame, std::size_t bytesMax) {
    if (frame.size() < kHeaderBytes)
        return Error(ErrorCode::Malformed, "a frame has two bytes of header");
    if (static_cast<std::uint8_t>(frame[0]) != kFrameVersion)
        return Error(ErrorCode::UnsupportedVersion, "another frame version");
    base::ByteView payload = frame.substr(kHeaderBytes);
    base::Bytes plain;
    if (frame[1] == kZstd) {
        auto unpacked = unpack(payload, bytesMax);
        if (!unpacked) return unpacked.error();
        plain = std::move(*unpacked);
        payload = plain;
    } else if (frame[1] != kPlain) {
        return Error(ErrorCode::UnsupportedVersion, "another compression");
    }
    if (payload.size() > bytesMax) return Error(ErrorCode::TooLarge, "an exchange over the limit");
    Exchange exchange;
    if (!records::wire::parse(payload, exchange))
        return Error(ErrorCode::Malformed, "not an exchange");
    if (static_cast<std::size_t>(exchange.messages_size()) > base::kExchangeMessagesMax)
        return Error(ErrorCode::TooLarge, "too many messages in an exchange");
    return exchange;
}

base::Error errorOf(const Failure& failure) {
    constexpr auto kFirst = static_cast<std::uint32_t>(ErrorCode::InvalidArgument);
    constexpr auto kLast = static_cast<std::uint32_t>(ErrorCode::Internal);
    const bool known = failure.code() >= kFirst && failure.code() <= kLast;
    return {known ? static_cast<ErrorCode>(failure.code()) : ErrorCode::Refused,
            failure.sentence()};
}

base::Error refusalOf(const Failure& failure) {
    base::Error error = errorOf(failure);
    switch (error.code()) {
        case ErrorCode::DiskFull:
        case ErrorCode::Io:
        case ErrorCode::Corrupt:
        case ErrorCode::WrongKey:
            return {ErrorCode::Refused, error.detail()};
        default:
            return error;
    }
}

}  // namespace hearth::protocol

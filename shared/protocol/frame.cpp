#include "shared/protocol/frame.hpp"

#include <zstd.h>

#include "shared/records/wire.hpp"

namespace hearth::protocol {

using base::Error;
using base::ErrorCode;

namespace {

constexpr std::size_t kHeaderBytes = 2;
constexpr char kPlain = 0;
constexpr char kZstd = 1;
// zstd's fastest ordinary level: a page takes under a millisecond, and higher levels save little on
// protobuf of a few hundred bytes an entity.
constexpr int kZstdLevel = 3;

base::Bytes header(char compression) {
    return {static_cast<char>(kFrameVersion), compression};
}

base::Result<base::Bytes> decompress(base::ByteView payload, std::size_t bytesMax) {
    const auto declared = ZSTD_getFrameContentSize(payload.data(), payload.size());
    if (declared == ZSTD_CONTENTSIZE_ERROR || declared == ZSTD_CONTENTSIZE_UNKNOWN)
        return Error(ErrorCode::Malformed, "not a sized zstd frame");
    if (declared > bytesMax) return Error(ErrorCode::TooLarge, "an exchange over the limit");
    base::Bytes plain(static_cast<std::size_t>(declared), '\0');
    const std::size_t size =
        ZSTD_decompress(plain.data(), plain.size(), payload.data(), payload.size());
    if (ZSTD_isError(size) != 0U || size != plain.size())
        return Error(ErrorCode::Malformed, "a damaged zstd frame");
    return plain;
}

}  // namespace

base::Result<base::Bytes> encodeFrame(const Exchange& exchange, std::size_t bytesMax) {
    base::Bytes payload;
    if (exchange.ByteSizeLong() > bytesMax || !exchange.SerializeToString(&payload))
        return Error(ErrorCode::TooLarge, "an exchange over the limit");
    if (payload.size() <= base::kCompressAboveBytes) return header(kPlain) + payload;
    base::Bytes packed(ZSTD_compressBound(payload.size()), '\0');
    const std::size_t size =
        ZSTD_compress(packed.data(), packed.size(), payload.data(), payload.size(), kZstdLevel);
    if (ZSTD_isError(size) != 0U || size >= payload.size()) return header(kPlain) + payload;
    packed.resize(size);
    return header(kZstd) + packed;
}

base::Result<Exchange> decodeFrame(base::ByteView frame, std::size_t bytesMax) {
    if (frame.size() < kHeaderBytes)
        return Error(ErrorCode::Malformed, "a frame has two bytes of header");
    if (static_cast<std::uint8_t>(frame[0]) != kFrameVersion)
        return Error(ErrorCode::UnsupportedVersion, "another frame version");
    base::ByteView payload = frame.substr(kHeaderBytes);
    base::Bytes plain;
    if (frame[1] == kZstd) {
        auto unpacked = decompress(payload, bytesMax);
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

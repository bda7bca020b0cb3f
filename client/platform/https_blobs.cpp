// Attachments over HTTPS: PUT and GET of /v1/blobs/<hash>. See shared/protocol/README.md.
#include <charconv>

#include "client/platform/https_transport_impl.hpp"
#include "shared/base/limits.hpp"
#include "shared/protocol/frame.hpp"

namespace hearth::client::platform {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr const char* kBytesType = "application/octet-stream";
constexpr const char* kFrameType = "application/x-hearth";
constexpr unsigned kOk = 200;
constexpr unsigned kPartial = 206;
constexpr unsigned kNotFound = 404;
constexpr unsigned kConflict = 409;
constexpr unsigned kTooLarge = 413;
constexpr unsigned kUnprocessable = 422;
constexpr unsigned kUnavailable = 503;
// A part, or a refusal's sentence.
constexpr std::size_t kAnswerBytesMax = base::kBlobPartBytesMax + 4096;

std::string targetOf(const base::Digest& hash) {
    return "/v1/blobs/" + base::toHex(hash.view());
}

std::optional<std::uint64_t> numberIn(std::string_view text) {
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    return read.ec == std::errc{} && read.ptr == end ? std::optional(number) : std::nullopt;
}

Result<protocol::BlobState> stateIn(const HttpAnswer& answer, const base::Digest& hash) {
    const auto received = numberIn(answer.field("Upload-Offset"));
    const auto size = numberIn(answer.field("Upload-Length"));
    const std::string complete = answer.field("Upload-Complete");
    if (!received || !size || (complete != "?0" && complete != "?1"))
        return Error(ErrorCode::Malformed, "an answer that does not say how far an upload is");
    protocol::BlobState state;
    state.set_hash(hash.bytes());
    state.set_received(*received);
    state.set_size(*size);
    state.set_complete(complete == "?1");
    return state;
}

// In the server's words, if it found any.
Error refusalIn(const HttpAnswer& answer) {
    const std::string status = "HTTP status " + std::to_string(answer.status);
    const auto frame = answer.contentType == kFrameType
                           ? protocol::decodeFrame(answer.body, kAnswerBytesMax)
                           : Error(ErrorCode::Malformed, "no frame");
    if (frame && frame->messages_size() != 0 && frame->messages(0).has_failure())
        return protocol::errorOf(frame->messages(0).failure());
    if (frame && frame->messages_size() != 0 && frame->messages(0).has_busy())
        return {ErrorCode::Busy, "the server asks to try again later"};
    return {answer.status == kUnavailable ? ErrorCode::Busy : ErrorCode::Refused, status};
}

std::optional<Error> partRefusal(const HttpAnswer& answer) {
    switch (answer.status) {
        case kConflict:
            return Error(ErrorCode::Conflict, "the part does not continue the upload");
        case kUnprocessable:
            return Error(ErrorCode::InvalidArgument, "the server did not take these bytes");
        case kTooLarge:
            return Error(ErrorCode::TooLarge, "the server takes no more");
        default:
            return std::nullopt;
    }
}

// "bytes a-b/size" of a part that begins at `offset` and is `count` long.
std::optional<std::uint64_t> sizeIn(const std::string& range, std::uint64_t offset,
                                    std::size_t count) {
    if (count == 0) return std::nullopt;
    const std::string expected =
        "bytes " + std::to_string(offset) + "-" + std::to_string(offset + count - 1) + "/";
    if (range.rfind(expected, 0) != 0) return std::nullopt;
    return numberIn(std::string_view(range).substr(expected.size()));
}

}  // namespace

Result<sync::BlobPutAnswer> HttpsTransport::putPart(const base::Digest& hash, std::uint64_t size,
                                                    std::uint64_t offset, base::ByteView bytes) {
    if (!m_impl->connection) return m_impl->context.error();
    const std::string range = "bytes " + std::to_string(offset) + "-" +
                              std::to_string(offset + bytes.size() - 1) + "/" +
                              std::to_string(size);
    const HttpRequest request{"PUT",
                              targetOf(hash),
                              kBytesType,
                              bytes,
                              kAnswerBytesMax,
                              kExchangeTimeout,
                              {{"Content-Range", range}}};
    const auto answer = m_impl->connection->ask(request, kConnectTimeout);
    if (!answer) return answer.error();
    auto refused = partRefusal(*answer);
    if (answer->status != kOk && !refused) return refusalIn(*answer);
    auto state = stateIn(*answer, hash);
    if (!state) return state.error();
    return sync::BlobPutAnswer{std::move(*state), std::move(refused)};
}

Result<std::optional<sync::BlobPiece>> HttpsTransport::getPart(const base::Digest& hash,
                                                               std::uint64_t offset) {
    if (!m_impl->connection) return m_impl->context.error();
    const std::string range = "bytes=" + std::to_string(offset) + "-" +
                              std::to_string(offset + base::kBlobPartBytesMax - 1);
    const HttpRequest request{
        "GET", targetOf(hash), {}, {}, kAnswerBytesMax, kExchangeTimeout, {{"Range", range}}};
    auto answer = m_impl->connection->ask(request, kConnectTimeout);
    if (!answer) return answer.error();
    if (answer->status == kNotFound) return std::optional<sync::BlobPiece>{};
    if (answer->status != kPartial) return refusalIn(*answer);
    const auto size = sizeIn(answer->field("Content-Range"), offset, answer->body.size());
    if (!size || *size < offset + answer->body.size())
        return Error(ErrorCode::Malformed, "a part of an attachment that was not asked for");
    return std::optional(sync::BlobPiece{*size, std::move(answer->body)});
}

}  // namespace hearth::client::platform

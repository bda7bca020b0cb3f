// Attachments: a part is put, asked about, or read. The exact requests and answers:
// shared/protocol/README.md, "Attachments".
#include <charconv>

#include "server/api/endpoint.hpp"
#include "server/api/hand_over.hpp"
#include "server/api/sync.hpp"

namespace hearth::server::api {

using base::Error;
using base::ErrorCode;
using boost::asio::awaitable;

namespace {

constexpr unsigned kPartial = 206;
constexpr unsigned kBadRequest = 400;
constexpr unsigned kNotFound = 404;
constexpr unsigned kConflict = 409;
constexpr unsigned kTooLarge = 413;
constexpr unsigned kBadRange = 416;
constexpr unsigned kUnprocessable = 422;
constexpr unsigned kInternal = 500;
constexpr unsigned kUnavailable = 503;
// A store that cannot write (full disk) needs a person.
constexpr base::Millis kBrokenRetry = base::seconds(60);

// Bytes `first` to `last`, both of them included.
struct Span {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
};

// Digits alone, to the end of what they are taken from or to another character.
std::optional<std::uint64_t> takeNumber(std::string_view& text) {
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    return number;
}

bool takeWord(std::string_view& text, std::string_view word) {
    if (!text.starts_with(word)) return false;
    text.remove_prefix(word.size());
    return true;
}

std::optional<Span> takeSpan(std::string_view& text) {
    const auto first = takeNumber(text);
    if (!first || !takeWord(text, "-")) return std::nullopt;
    const auto last = takeNumber(text);
    if (!last || *last < *first) return std::nullopt;
    return Span{*first, *last};
}

// "bytes=a-b"
std::optional<Span> readRange(std::string_view text) {
    if (!takeWord(text, "bytes=")) return std::nullopt;
    const auto span = takeSpan(text);
    return text.empty() ? span : std::nullopt;
}

// "bytes a-b/size", of exactly what the body holds.
std::optional<store::BlobPart> readPart(const Request& request, const base::Digest& hash) {
    std::string_view text = request.contentRange;
    if (!takeWord(text, "bytes ")) return std::nullopt;
    const auto span = takeSpan(text);
    if (!span || !takeWord(text, "/")) return std::nullopt;
    const auto size = takeNumber(text);
    if (!size || !text.empty() || span->last >= *size) return std::nullopt;
    if (span->last - span->first + 1 != request.body.size()) return std::nullopt;
    return store::BlobPart{hash, *size, span->first, request.body};
}

// Lower case only: one name for one thing.
std::optional<base::Digest> hashIn(const std::string& name) {
    const auto bytes = base::fromHex(name);
    if (!bytes || base::toHex(*bytes) != name) return std::nullopt;
    const auto hash = base::Digest::fromBytes(*bytes);
    return hash ? std::optional(*hash) : std::nullopt;
}

Response notHere() {
    return failure(kNotFound, {ErrorCode::NotFound, "no such attachment"});
}

void addState(Response& response, const protocol::BlobState& state) {
    response.fields.emplace_back("Upload-Offset", std::to_string(state.received()));
    response.fields.emplace_back("Upload-Length", std::to_string(state.size()));
    response.fields.emplace_back("Upload-Complete", state.complete() ? "?1" : "?0");
}

unsigned statusOf(ErrorCode code) noexcept {
    switch (code) {
        case ErrorCode::Conflict:
            return kConflict;
        case ErrorCode::InvalidArgument:
            return kUnprocessable;
        case ErrorCode::TooLarge:
            return kTooLarge;
        default:
            return kBadRequest;
    }
}

Response answerOf(const store::BlobAnswer& answer) {
    Response response;
    if (answer.refused) response = failure(statusOf(answer.refused->code()), *answer.refused);
    addState(response, answer.state);
    return response;
}

// Nothing was taken. What went wrong stands in the log; a tablet learns only what it should do.
Response storeFailed(Services& services, const Error& error) {
    if (error.code() != ErrorCode::Busy)
        services.log.error("attachment_failed",
                           {{"code", static_cast<int>(error.code())}, {"detail", error.detail()}});
    const bool waits = error.code() == ErrorCode::Busy || error.code() == ErrorCode::DiskFull ||
                       error.code() == ErrorCode::Io;
    Response response = failure(waits ? kUnavailable : kInternal,
                                {error.code(), "nothing was taken; try again later"});
    if (waits)
        response.retryAfter =
            error.code() == ErrorCode::Busy ? busyRetry(services.random) : kBrokenRetry;
    return response;
}

// Runs `ask` on the store's thread, in a group of its own; what it gives is answered after the
// commit. The device is asked for again before anything is told.
template <class Value, class Ask>
awaitable<base::Result<Value>> onStore(Services& services, Ask ask) {
    auto value = std::make_shared<base::Result<Value>>(Error(ErrorCode::Internal, "not asked"));
    auto start = [&services, value, ask = std::move(ask)](auto done) {
        services.worker.run(
            [value, ask](store::Store& store) -> base::Status {
                *value = ask(store.blobs());
                if (!*value) return value->error();
                return {};
            },
            std::move(done));
    };
    const base::Status committed = co_await handOver<base::Status>(std::move(start));
    if (!committed) co_return committed.error();
    co_return std::move(*value);
}

using Known = std::optional<protocol::BlobState>;
using Range = std::optional<store::BlobRange>;

// One part at most; a request without a range reads what tells its size.
std::size_t lengthOf(const std::optional<Span>& span) noexcept {
    if (!span) return 1;
    const std::uint64_t beyondFirst = span->last - span->first;
    return static_cast<std::size_t>(
        std::min<std::uint64_t>(beyondFirst, base::kBlobPartBytesMax - 1) + 1);
}

Response answerOf(const std::optional<Span>& span, Range range) {
    if (!range) return notHere();
    const std::string size = std::to_string(range->size);
    if (!span || range->bytes.empty()) {
        Response response = failure(
            kBadRange, {ErrorCode::InvalidArgument, "'Range: bytes=a-b' within the attachment"});
        response.fields.emplace_back("Content-Range", "bytes */" + size);
        return response;
    }
    Response response;
    response.status = kPartial;
    response.contentType = kBytesType;
    const std::uint64_t last = span->first + range->bytes.size() - 1;
    response.fields.emplace_back("Content-Range", "bytes " + std::to_string(span->first) + "-" +
                                                      std::to_string(last) + "/" + size);
    response.body = std::move(range->bytes);
    return response;
}

}  // namespace

awaitable<Response> putBlob(Services& services, Request request) {
    INVARIANT(request.certificate);
    const auto hash = hashIn(request.name);
    if (!hash) co_return notHere();
    const auto part = readPart(request, *hash);
    if (!part)
        co_return failure(kBadRequest,
                          {ErrorCode::Malformed, "a part needs 'Content-Range: bytes a-b/size'"});
    const protocol::Peer peer = services.devices.peer(request.certificate->device);
    const auto ask = [peer, &part](store::BlobStore& blobs) { return blobs.append(peer, *part); };
    const auto answer = co_await onStore<store::BlobAnswer>(services, ask);
    if (!answer) co_return storeFailed(services, answer.error());
    if (auto refused = refuseDevice(services, *request.certificate)) co_return std::move(*refused);
    co_return answerOf(*answer);
}

awaitable<Response> headBlob(Services& services, Request request) {
    INVARIANT(request.certificate);
    const auto hash = hashIn(request.name);
    if (!hash) co_return notHere();
    const protocol::Peer peer = services.devices.peer(request.certificate->device);
    const auto ask = [peer, &hash](store::BlobStore& blobs) { return blobs.state(peer, *hash); };
    const auto known = co_await onStore<Known>(services, ask);
    if (!known) co_return storeFailed(services, known.error());
    if (auto refused = refuseDevice(services, *request.certificate)) co_return std::move(*refused);
    if (!*known) co_return notHere();
    Response response;
    addState(response, **known);
    co_return response;
}

awaitable<Response> getBlob(Services& services, Request request) {
    INVARIANT(request.certificate);
    const auto hash = hashIn(request.name);
    if (!hash) co_return notHere();
    const auto span = readRange(request.range);
    const protocol::Peer peer = services.devices.peer(request.certificate->device);
    const auto ask = [peer, &hash, &span](store::BlobStore& blobs) {
        return blobs.read(peer, *hash, span ? span->first : 0, lengthOf(span));
    };
    auto range = co_await onStore<Range>(services, ask);
    if (!range) co_return storeFailed(services, range.error());
    if (auto refused = refuseDevice(services, *request.certificate)) co_return std::move(*refused);
    co_return answerOf(span, std::move(*range));
}

}  // namespace hearth::server::api

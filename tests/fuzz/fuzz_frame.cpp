// shared/protocol/frame.hpp: whatever bytes come, an exchange within the limit or an error with a
// name. The second header octet kPackHere asks the target to compress what follows, so that
// mutations reach behind zstd.
#include <zstd.h>

#include "shared/protocol/frame.hpp"
#include "shared/records/wire.hpp"
#include "tests/fuzz/sample_exchanges.hpp"
#include "tests/fuzz/target.hpp"

namespace hearth::fuzz {

using base::ErrorCode;

namespace {
constexpr char kPackHere = 2;
constexpr char kZstd = 1;
constexpr std::size_t kHeaderBytes = 2;
// So small that much of the corpus is over it.
constexpr std::size_t kSmallLimitBytes = 300;
constexpr int kZstdLevel = 1;

base::Bytes packed(base::ByteView input) {
    base::Bytes frame(input.substr(0, kHeaderBytes));
    frame[1] = kZstd;
    const base::ByteView payload = input.substr(kHeaderBytes);
    base::Bytes out(ZSTD_compressBound(payload.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), payload.data(), payload.size(), kZstdLevel));
    return frame + out;
}

void check(base::ByteView frame, std::size_t bytesMax) {
    const auto decoded = protocol::decodeFrame(frame, bytesMax);
    if (!decoded) {
        requireTyped(decoded.error());
        const ErrorCode code = decoded.error().code();
        require(code == ErrorCode::Malformed || code == ErrorCode::TooLarge ||
                    code == ErrorCode::UnsupportedVersion,
                "a refused frame says one of the three reasons that a frame has");
        return;
    }
    require(decoded->ByteSizeLong() <= bytesMax, "an exchange keeps the limit it was read under");
    require(static_cast<std::size_t>(decoded->messages_size()) <= base::kExchangeMessagesMax,
            "an exchange has no more messages than the limit");
    const auto encoded = protocol::encodeFrame(*decoded, bytesMax);
    require(encoded.has_value(), "what could be read can be said");
    const auto again = protocol::decodeFrame(*encoded, bytesMax);
    require(again.has_value(), "what was said can be read");
    require(records::wire::serialize(*again) == records::wire::serialize(*decoded),
            "decode(encode(x)) is x");
    require(protocol::encodeFrame(*again, bytesMax).value() == *encoded,
            "the same exchange is said in the same bytes");
}
}  // namespace

void run(base::ByteView input) {
    base::Bytes frame(input);
    if (input.size() > kHeaderBytes && input[1] == kPackHere) frame = packed(input);
    check(frame, base::kExchangeBytesMax);
    check(frame, kSmallLimitBytes);
}

std::vector<Seed> seeds() {
    std::vector<Seed> made;
    for (const Sample& sample : sampleExchanges()) {
        made.push_back(
            {sample.name, protocol::encodeFrame(sample.exchange, base::kReplyBytesMax).value()});
        base::Bytes unpacked{static_cast<char>(protocol::kFrameVersion), kPackHere};
        unpacked.append(records::wire::serialize(sample.exchange));
        made.push_back({sample.name + "-packed-here", unpacked});
    }
    made.push_back({"another-version", base::Bytes("\x02\x00", 2)});
    made.push_back({"another-compression", base::Bytes("\x01\x07", 2)});
    return made;
}

}  // namespace hearth::fuzz

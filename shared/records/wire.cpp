#include "shared/records/wire.hpp"

#include <limits>
#include <optional>

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/message.h>
#include <google/protobuf/stubs/logging.h>

namespace hearth::records::wire {

using base::Error;
using base::ErrorCode;

namespace {
constexpr unsigned kBitsPerOctet = 7;
constexpr std::uint8_t kMoreFollow = 0x80;
constexpr unsigned kTypeBits = 3;
constexpr std::size_t kVarintOctetsMax = 10;  // 64 bits in groups of seven
constexpr std::size_t kFixed64Octets = 8;
constexpr std::size_t kFixed32Octets = 4;
// Protobuf counts in int.
constexpr std::size_t kMessageBytesMax = std::numeric_limits<int>::max();

struct Varint {
    std::uint64_t value = 0;
    std::size_t size = 0;
};

std::optional<Varint> readVarint(base::ByteView bytes) {
    Varint read;
    while (read.size < bytes.size() && read.size < kVarintOctetsMax) {
        const auto octet = static_cast<std::uint8_t>(bytes[read.size]);
        const std::uint64_t part = octet & (kMoreFollow - 1U);
        const auto shift = static_cast<unsigned>(read.size) * kBitsPerOctet;
        if (((part << shift) >> shift) != part) return std::nullopt;  // above 64 bits
        read.value |= part << shift;
        ++read.size;
        if ((octet & kMoreFollow) != 0) continue;
        const bool overlong = octet == 0 && read.size > 1;
        return overlong ? std::nullopt : std::optional(read);
    }
    return std::nullopt;
}

Error malformed(const char* what) {
    return {ErrorCode::Malformed, what};
}

// Fills in payloadAt and size; the tag has been read.
base::Status measure(base::ByteView bytes, Occurrence& occurrence) {
    const base::ByteView rest = bytes.substr(occurrence.payloadAt);
    std::uint64_t length = 0;
    switch (occurrence.type) {
        case Type::Varint: {
            const auto value = readVarint(rest);
            if (!value) return malformed("a number that does not end");
            length = value->size;
            break;
        }
        case Type::Fixed64:
            length = kFixed64Octets;
            break;
        case Type::Fixed32:
            length = kFixed32Octets;
            break;
        case Type::Delimited: {
            const auto declared = readVarint(rest);
            if (!declared) return malformed("a length that does not end");
            occurrence.payloadAt += declared->size;
            length = declared->value;
            break;
        }
        default:
            return malformed("a group or an unknown wire type");
    }
    if (length > bytes.size() - occurrence.payloadAt) return malformed("a field that is cut off");
    occurrence.size = occurrence.payloadAt + static_cast<std::size_t>(length);
    return {};
}
}  // namespace

base::Result<Occurrence> firstOccurrence(base::ByteView bytes) {
    const auto tag = readVarint(bytes);
    if (!tag) return malformed("a tag that does not end");
    const std::uint64_t number = tag->value >> kTypeBits;
    if (number == 0 || number > kFieldNumberMax) return malformed("a field without a valid number");
    Occurrence occurrence;
    occurrence.number = static_cast<FieldNumber>(number);
    occurrence.type = static_cast<Type>(tag->value & ((1U << kTypeBits) - 1));
    occurrence.payloadAt = tag->size;
    HEARTH_TRY(measure(bytes, occurrence));
    return occurrence;
}

void appendVarint(base::Bytes& out, std::uint64_t value) {
    while (value >= kMoreFollow) {
        out.push_back(static_cast<char>((value & (kMoreFollow - 1U)) | kMoreFollow));
        value >>= kBitsPerOctet;
    }
    out.push_back(static_cast<char>(value));
}

void appendTag(base::Bytes& out, FieldNumber number, Type type) {
    INVARIANT(number >= 1 && number <= kFieldNumberMax);
    appendVarint(out, (std::uint64_t{number} << kTypeBits) | static_cast<std::uint64_t>(type));
}

bool parse(base::ByteView bytes, google::protobuf::Message& message) {
    const google::protobuf::LogSilencer silence;
    if (bytes.size() > kMessageBytesMax) return false;
    return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

base::Bytes serialize(const google::protobuf::Message& message) {
    const google::protobuf::LogSilencer silence;
    base::Bytes out;
    {
        google::protobuf::io::StringOutputStream stream(&out);
        google::protobuf::io::CodedOutputStream coded(&stream);
        coded.SetSerializationDeterministic(true);
        // Fails above 2 GiB only; what is larger than a limit is refused before it gets here.
        INVARIANT(message.SerializeToCodedStream(&coded));
    }
    return out;
}

}  // namespace hearth::records::wire

// The protobuf wire format, as far as records need it: to tell one field's bytes from the next
// without knowing the type. Source: protobuf encoding guide. Strict: varints that are longer than
// their value needs and groups are refused; no program of ours writes them, and one value has one
// encoding.
// Threads: pure functions, any thread.
#pragma once

#include <cstdint>

#include "shared/base/bytes.hpp"
#include "shared/records/schema.hpp"

namespace hearth::records::wire {

enum class Type : std::uint8_t { Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5 };

// The largest number that protobuf allows a field.
inline constexpr FieldNumber kFieldNumberMax = (1U << 29U) - 1;

// One field with its tag, at the beginning of some bytes.
struct Occurrence {
    FieldNumber number = 0;
    Type type = Type::Varint;
    std::size_t payloadAt = 0;  // octets before the content (after the length, if there is one)
    std::size_t size = 0;       // octets in all
};

// Malformed when truncated, with a group or an unknown wire type, or without a valid number.
[[nodiscard]] base::Result<Occurrence> firstOccurrence(base::ByteView bytes);

void appendVarint(base::Bytes& out, std::uint64_t value);
void appendTag(base::Bytes& out, FieldNumber number, Type type);

// False when the bytes do not decode as that message. Use this rather than protobuf's own: that one
// writes a line to standard error for every bad byte a stranger sends.
[[nodiscard]] bool parse(base::ByteView bytes, google::protobuf::Message& message);
// Deterministic: the same message gives the same bytes in the same program.
[[nodiscard]] base::Bytes serialize(const google::protobuf::Message& message);

}  // namespace hearth::records::wire

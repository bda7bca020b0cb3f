// A unit's encoding as the record type it belongs to, for the few policies that look into a value.
// Threads: pure function, any thread.
#pragma once

#include <memory>

#include <google/protobuf/message.h>

#include "shared/records/body.hpp"

namespace hearth::merge {

// Null when the bytes do not decode as that type.
[[nodiscard]] std::unique_ptr<google::protobuf::Message> asRecord(const records::TypeInfo& type,
                                                                  base::ByteView encoded);

}  // namespace hearth::merge

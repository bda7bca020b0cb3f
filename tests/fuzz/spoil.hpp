// Makes a valid message wrong in one place of a fuzzer's choosing.
// Threads: pure functions over the caller's message and input, one thread.
#pragma once

#include "schema/protocol/sync.pb.h"
#include "tests/fuzz/input.hpp"

namespace hearth::fuzz {

// One field, at any depth: another number, other bytes, one element more or less, or none at all.
void spoil(google::protobuf::Message& message, Input& input);
// Drops, doubles, swaps, spoils or adds a message.
void spoilExchange(protocol::Exchange& exchange, Input& input);

}  // namespace hearth::fuzz

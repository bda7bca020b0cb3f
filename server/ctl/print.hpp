// Answers for people (tables and sentences) and for scripts (JSON, field names as in
// schema/protocol/admin.proto, 64-bit numbers as text).
// Threads: one; writes to standard output.
#pragma once

#include <string>

#include "schema/protocol/admin.pb.h"

namespace hearth::server::ctl {

[[nodiscard]] std::string toJson(const google::protobuf::Message& message);
void print(const protocol::AdminReply& reply, bool json);
void print(const protocol::AdminMade& made, bool json);
void print(const protocol::AdminSeeded& seeded, bool json);

}  // namespace hearth::server::ctl

// One question to a running hearthd over its admin socket.
// Threads: blocks until the answer or the time limit.
#pragma once

#include <filesystem>

#include "schema/protocol/admin.pb.h"
#include "shared/base/error.hpp"
#include "shared/base/time.hpp"

namespace hearth::server::ctl {

// A replay of a large log takes minutes.
inline constexpr base::Millis kAdminAnswerTime = base::minutes(30);

// Unreachable when nothing listens there; Io, Malformed.
[[nodiscard]] base::Result<protocol::AdminReply> askHearthd(const std::filesystem::path& socket,
                                                            const protocol::AdminRequest& request);

}  // namespace hearth::server::ctl

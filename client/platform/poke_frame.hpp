// Tells a Poke from an answer. Threads: pure functions, any thread.
#pragma once

#include <optional>

#include "client/sync/live_transport.hpp"

namespace hearth::client::platform {

// A frame that holds one Poke and nothing else; ids that are none are left out, and what is beyond
// kPullScopesMax scopes. An answer is never only a Poke: it begins with Welcome, Failure or Busy.
[[nodiscard]] std::optional<sync::Pokes> pokesIn(base::ByteView frame);

}  // namespace hearth::client::platform

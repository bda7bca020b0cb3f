// The head of an HTTP/1.1 answer, as bytes.
// Threads: pure functions, any thread.
#pragma once

#include <string>

#include "server/api/endpoint.hpp"

namespace hearth::server::net {

// Status line and fields with the empty line; Content-Length is the body's.
[[nodiscard]] std::string replyHead(const api::Response& response, bool keepAlive);

}  // namespace hearth::server::net

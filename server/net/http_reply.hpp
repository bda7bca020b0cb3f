// The head of an HTTP/1.1 answer, as bytes.
// Threads: pure functions, any thread.
#pragma once

#include <string>

#include "server/api/endpoint.hpp"

namespace hearth::server::net {

// Status line and fields with the empty line; Content-Length is the body's. `bodiless`: the answer
// to a HEAD, which has none and names no length.
[[nodiscard]] std::string replyHead(const api::Response& response, bool keepAlive,
                                    bool bodiless = false);

}  // namespace hearth::server::net

// One connection from handshake to end: requests one after another, each read behind the gate,
// answered by the endpoint table, each phase with its own deadline.
// Owner: the coroutine. Threads: the I/O thread.
#pragma once

#include <memory>

#include <boost/asio/awaitable.hpp>

#include "server/net/server_context.hpp"

namespace hearth::server::net {

[[nodiscard]] boost::asio::awaitable<void> serveConnection(std::shared_ptr<Connection> connection,
                                                           ServerContext& context);

}  // namespace hearth::server::net

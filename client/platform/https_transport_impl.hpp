// What an HttpsTransport holds; for the sources of this folder only.
// Threads: the sync thread.
#pragma once

#include <optional>

#include "client/platform/https_connection.hpp"
#include "client/platform/https_transport.hpp"

namespace hearth::client::platform {

struct HttpsTransport::Impl {
    base::Result<TlsContext> context;
    std::optional<HttpsConnection> connection;
};

}  // namespace hearth::client::platform

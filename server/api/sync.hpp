// One exchange of the conversation, as bytes: the same for POST /v1/sync and for a message on
// /v1/live.
// Threads: the I/O thread; large frames are packed and unpacked on Services::codecs.
#pragma once

#include "server/api/endpoint.hpp"

namespace hearth::server::api {

// The device is asked for before and after the store's work: a tablet revoked in between gets 403
// and no data.
[[nodiscard]] boost::asio::awaitable<Response> exchange(Services& services,
                                                        auth::PresentedCertificate certificate,
                                                        base::Bytes frame);

// When a tablet that found the server busy may come again: from 5 to 20 seconds, each another time.
[[nodiscard]] base::Millis busyRetry(base::Random& random);

}  // namespace hearth::server::api

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

}  // namespace hearth::server::api

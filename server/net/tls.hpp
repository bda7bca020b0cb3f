// The two TLS contexts. Only TLS 1.3, no tickets, no session cache, no early data: a resumed
// session would skip the check of the client's certificate (CVE-2025-23419). Owner: the composition
// root. Threads: made once, used on the I/O thread.
#pragma once

#include <memory>

#include <boost/asio/ssl/context.hpp>

#include "server/api/endpoint.hpp"
#include "server/auth/authority_keys.hpp"

namespace hearth::server::net {

// Door::Sync asks for a client certificate issued by our authority, in date, for client use, with a
// device's name. The server shows leaf, issuing CA and root, so that a tablet can compare the root
// with its pin before it says anything. Errors: Corrupt (keys that do not fit together), Internal.
[[nodiscard]] base::Result<std::unique_ptr<boost::asio::ssl::context>> makeTlsContext(
    const auth::AuthorityKeys& keys, api::Door door);

// The certificate the peer was admitted with; nothing if there is none or it is no device's.
[[nodiscard]] std::optional<auth::PresentedCertificate> presentedCertificate(SSL* tls);

}  // namespace hearth::server::net

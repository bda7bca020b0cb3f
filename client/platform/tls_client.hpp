// TLS 1.3 as a tablet speaks it: our authority's root and nothing else is trusted, no tickets, no
// session cache, no early data.
// Owner: the connection that uses the context. Threads: the connection's.
// Errors: Malformed (a certificate that does not decode), Internal.
#pragma once

#include <memory>
#include <string>

#include <boost/asio/ssl/context.hpp>

#include "client/sync/tablet.hpp"

namespace hearth::client::platform {

using TlsContext = std::unique_ptr<boost::asio::ssl::context>;

// For an enrolled tablet: trusts its root, shows its certificate.
[[nodiscard]] base::Result<TlsContext> enrolledContext(const sync::Enrolment& enrolment,
                                                       const crypto::SigningKey& key);

// What enrolment knows beforehand, and what it finds.
struct RootPin {
    base::Bytes pin;      // the first bytes of the root's SHA-256
    base::Bytes rootDer;  // set when the peer's chain leads to it
};
// For enrolling: trusts the root that the peer presents if it matches the pin. `pin` outlives the
// context.
[[nodiscard]] base::Result<TlsContext> pinnedContext(RootPin& pin);

// The peer must be `host`: by subjectAltName, a DNS name or an IP address. Before the handshake.
[[nodiscard]] base::Status expectHost(SSL* tls, const std::string& host);
// Why the peer's certificate was not accepted, in words; empty if it was.
[[nodiscard]] std::string verifyProblem(SSL* tls);

}  // namespace hearth::client::platform

// Transport: carries one exchange to the server and brings its answer. The session machine decides
// what is said; a transport only knows how to reach. Enroller: the one conversation before a tablet
// has a certificate. Both are implemented in client/platform.
// Owner: the composition root. Threads: the sync thread; calls block up to their deadlines.
#pragma once

#include <cstdint>
#include <string>

#include "schema/protocol/enrol.pb.h"
#include "shared/base/bytes.hpp"

namespace hearth::client::sync {

class Transport {
public:
    Transport() = default;
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;
    virtual ~Transport() = default;

    // `frame` as of shared/protocol/frame.hpp, both ways. Errors: Unreachable (no network, timeout,
    // connection cut), Untrusted (certificate), Refused (the server answered with an HTTP error).
    [[nodiscard]] virtual base::Result<base::Bytes> exchange(base::ByteView frame) = 0;
};

// The enrolment door of a server, and how its authority is recognised.
struct EnrolmentDoor {
    std::string host;
    std::uint16_t port = 0;
    base::Bytes rootPin;  // the first 10 bytes of the root certificate's SHA-256
};

struct EnrolmentAnswer {
    protocol::EnrolReply reply;
    base::Bytes rootDer;  // the certificate that matched the pin: trusted from now on
};

class Enroller {
public:
    Enroller() = default;
    Enroller(const Enroller&) = delete;
    Enroller& operator=(const Enroller&) = delete;
    virtual ~Enroller() = default;

    // Connects, verifies that the presented chain leads to the pinned root and names the host, and
    // only then says anything. Errors: Unreachable, Untrusted (another authority), Refused (the
    // code is wrong, used or expired: the server's sentence), Malformed.
    [[nodiscard]] virtual base::Result<EnrolmentAnswer> enrol(
        const EnrolmentDoor& door, const protocol::EnrolRequest& request) = 0;
};

}  // namespace hearth::client::sync

// Enrolment over TLS 1.3: the server is recognised by the pin in the code, before anything is said.
// Owner: the composition root. Threads: any one thread; blocks on the network.
#pragma once

#include "client/sync/transport.hpp"

namespace hearth::client::platform {

class HttpsEnroller final : public sync::Enroller {
public:
    [[nodiscard]] base::Result<sync::EnrolmentAnswer> enrol(
        const sync::EnrolmentDoor& door, const protocol::EnrolRequest& request) override;
};

}  // namespace hearth::client::platform

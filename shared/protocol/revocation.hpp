// What the authority signs when a scope leaves a tablet: so that a server that has lost its way
// (another store, an old backup) cannot empty tablets. See Revoke in schema/protocol/sync.proto.
// Threads: pure functions, any thread.
#pragma once

#include "shared/base/bytes.hpp"
#include "shared/base/ids.hpp"
#include "shared/records/entity.hpp"

namespace hearth::protocol {

struct Revocation {
    base::Epoch epoch;
    base::DeviceId device;
    base::WorkerId worker;
    base::ScopeId scope;
    records::Rev rev = 0;
};

// "hearth/revoke/v1" | epoch | device | worker | scope | rev as 8 bytes big-endian.
[[nodiscard]] base::Bytes revocationText(const Revocation& revocation);

}  // namespace hearth::protocol

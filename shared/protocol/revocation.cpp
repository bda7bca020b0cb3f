#include "shared/protocol/revocation.hpp"

namespace hearth::protocol {

base::Bytes revocationText(const Revocation& revocation) {
    base::Bytes text = "hearth/revoke/v1";
    text += revocation.epoch.view();
    text += revocation.device.view();
    text += revocation.worker.view();
    text += revocation.scope.view();
    base::appendBigEndian64(text, revocation.rev);
    return text;
}

}  // namespace hearth::protocol

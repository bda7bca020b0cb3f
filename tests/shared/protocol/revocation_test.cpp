#include "shared/protocol/revocation.hpp"

#include <gtest/gtest.h>

#include "tests/shared/protocol/fake_edits.hpp"

namespace hearth::tests {
namespace {

protocol::Revocation sample() {
    return {idOf<base::Epoch>(1), idOf<base::DeviceId>(2), idOf<base::WorkerId>(3),
            idOf<base::ScopeId>(4), 0x0102};
}

TEST(Revocation, IsSignedAsTheReadmeSaysSoThatAnotherProgramCanCheckIt) {
    const base::Bytes text = base::Bytes("hearth/revoke/v1") + base::Bytes(16, '\1') +
                             base::Bytes(16, '\2') + base::Bytes(16, '\3') + base::Bytes(16, '\4') +
                             base::Bytes("\0\0\0\0\0\0\1\2", 8);
    EXPECT_EQ(protocol::revocationText(sample()), text);
}

TEST(Revocation, OfOneTabletEmptiesNoOtherTabletCaseOrHistory) {
    const base::Bytes text = protocol::revocationText(sample());
    for (const int which : {0, 1, 2, 3, 4}) {
        protocol::Revocation other = sample();
        if (which == 0) other.epoch = idOf<base::Epoch>(9);
        if (which == 1) other.device = idOf<base::DeviceId>(9);
        if (which == 2) other.worker = idOf<base::WorkerId>(9);
        if (which == 3) other.scope = idOf<base::ScopeId>(9);
        if (which == 4) ++other.rev;
        EXPECT_NE(protocol::revocationText(other), text) << which;
    }
}

}  // namespace
}  // namespace hearth::tests

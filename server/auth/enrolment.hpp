// Enrolment: an administrator makes a one-time code for a worker, a tablet exchanges it and a key
// of its own for a device certificate. Owner: pure functions over the store. Threads: the store
// thread, inside a group of the store.
#pragma once

#include <optional>
#include <string>

#include "schema/protocol/enrol.pb.h"
#include "server/store/store.hpp"
#include "shared/crypto/certificate.hpp"

namespace hearth::server::auth {

// Long enough to walk to the tablet, short enough that a lost slip of paper is worth nothing.
inline constexpr base::Millis kCodeLifetime = base::minutes(10);
// Requests with the right code that fail otherwise (a key of the wrong kind); then the code is
// void.
inline constexpr std::uint32_t kCodeTriesMax = 5;
// What a person calls a tablet, in bytes of UTF-8.
inline constexpr std::size_t kDeviceLabelBytesMax = 80;

struct CodeOrder {
    base::WorkerId worker;
    std::string label;
};
struct MadeCode {
    std::string text;  // the whole code, in groups of four
    base::WallTime expires;
};
// NotFound (no such worker), InvalidArgument (label), or the store's own.
[[nodiscard]] base::Result<MadeCode> makeEnrolmentCode(store::Store& store, const CodeOrder& order,
                                                       base::ByteView rootDer,
                                                       base::Random& random);

struct Enrolled {
    store::DeviceRow device;
    base::Bytes certificateDer;
};
// Exactly one is set. A refusal is an answer and not an error, because what it counted (a try of
// the code) must be committed.
struct Redemption {
    std::optional<Enrolled> enrolled;
    std::optional<base::Error>
        refused;  // Refused: the code; Malformed, InvalidArgument: the request
};
[[nodiscard]] base::Result<Redemption> redeem(store::Store& store,
                                              const protocol::EnrolRequest& request,
                                              const crypto::CertificateAndKey& issuing,
                                              base::Random& random);

// Valid text of at most kDeviceLabelBytesMax bytes, not empty.
[[nodiscard]] base::Status checkLabel(std::string_view label);

}  // namespace hearth::server::auth

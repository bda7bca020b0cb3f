// enrolment.hearth: what a tablet knows of itself and its server, and its key, wrapped by the
// device's secret. The format: schema/client/enrolment.proto.
// Owner: nobody, functions only. Threads: any thread, not the UI thread (disk).
#pragma once

#include <filesystem>

#include "client/sync/tablet.hpp"

namespace hearth::client::sync {

struct EnrolmentAndKey {
    Enrolment enrolment;
    crypto::SigningKey key;
};

// AlreadyExists if there is one, TooLarge.
[[nodiscard]] base::Status writeEnrolment(const std::filesystem::path& file,
                                          const Enrolment& enrolment, const crypto::SigningKey& key,
                                          const crypto::Secret& deviceSecret);
// NotFound, Corrupt, UnsupportedVersion; WrongKey when the device's secret is another one's.
[[nodiscard]] base::Result<EnrolmentAndKey> readEnrolment(const std::filesystem::path& file,
                                                          const crypto::Secret& deviceSecret);

}  // namespace hearth::client::sync

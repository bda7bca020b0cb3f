// A passphrase to offer at enrolment: three made-up words of three syllables, easy to say and to
// type on glass, 55 bits. Threads: as the random source.
#pragma once

#include <string>

#include "shared/base/random.hpp"

namespace hearth::client::viewmodels {

[[nodiscard]] std::string offerPassphrase(base::Random& random);

}  // namespace hearth::client::viewmodels

#include "client/sync/tablet.hpp"
#include "shared/base/base32.hpp"

namespace hearth::client::sync {

using base::Error;
using base::ErrorCode;

namespace {

constexpr std::size_t kHalfCharacters = 16;
constexpr std::size_t kCodeCharacters = 2 * kHalfCharacters;

}  // namespace

base::Result<EnrolmentCode> parseEnrolmentCode(std::string_view text) {
    std::string plain;
    for (const char c : text) {
        if (c == '-' || c == ' ' || c == '\t' || c == '\n' || c == '\r') continue;
        const char known = base::canonicalBase32(c);
        if (known == '\0')
            return Error(ErrorCode::InvalidArgument,
                         "an enrolment code has letters and digits only, and no U");
        if (plain.size() == kCodeCharacters)
            return Error(ErrorCode::InvalidArgument, "the enrolment code is too long");
        plain.push_back(known);
    }
    if (plain.size() < kCodeCharacters)
        return Error(ErrorCode::InvalidArgument,
                     "the enrolment code is not complete: it has 32 letters and digits");
    return EnrolmentCode{plain.substr(0, kHalfCharacters),
                         base::decodeBase32(std::string_view(plain).substr(kHalfCharacters))};
}

}  // namespace hearth::client::sync

#include "shared/base/error.hpp"

#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace hearth::base {

std::string_view describe(ErrorCode code) noexcept {
    switch (code) {
        case ErrorCode::InvalidArgument:
            return "a value breaks a rule";
        case ErrorCode::Malformed:
            return "the bytes do not decode";
        case ErrorCode::TooLarge:
            return "larger than the limit";
        case ErrorCode::UnsupportedVersion:
            return "written by a version this program does not know";
        case ErrorCode::NotFound:
            return "not found";
        case ErrorCode::AlreadyExists:
            return "already exists with other content";
        case ErrorCode::WrongKey:
            return "the key or passphrase does not open this";
        case ErrorCode::Corrupt:
            return "the stored data is damaged";
        case ErrorCode::Busy:
            return "in use by another process";
        case ErrorCode::Io:
            return "the system could not read or write";
        case ErrorCode::DiskFull:
            return "the disk is full";
        case ErrorCode::Unreachable:
            return "the other side cannot be reached";
        case ErrorCode::Refused:
            return "the other side refused";
        case ErrorCode::Untrusted:
            return "the certificate or signature cannot be trusted";
        case ErrorCode::Conflict:
            return "it changed meanwhile";
        case ErrorCode::Internal:
            return "an internal failure";
    }
    return "an unknown failure";
}

std::string Error::message() const {
    std::string text(describe(m_code));
    if (!m_detail.empty()) text.append(": ").append(m_detail);
    return text;
}

void throw_exception_from_error(const Error& error, const boost::source_location& where) {
    throw std::logic_error(where.to_string() + ": " + error.message());
}

void invariantFailed(const char* expression, const char* file, int line) {
    std::fprintf(stderr, "invariant failed: %s at %s:%d\n", expression, file, line);
    std::abort();
}

}  // namespace hearth::base

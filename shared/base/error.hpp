// Error: what went wrong, as a value. Expected failures (bad input, full disk, wrong passphrase)
// travel in Result<T>; bugs are INVARIANT failures; exceptions stop inside shared/sqlite and
// third-party calls.
// Threads: values, any thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

namespace hearth::base {

// One list for all parts: a code is an answer somebody acts on, so each has its own sentence.
// Append only; the numbers cross the wire in protocol errors.
enum class ErrorCode {
    InvalidArgument = 1,     // a caller's or a file's value breaks a stated rule
    Malformed = 2,           // bytes that do not decode
    TooLarge = 3,            // over a named limit (shared/base/limits.hpp)
    UnsupportedVersion = 4,  // written by a newer or unknown version
    NotFound = 5,            // the named thing does not exist
    AlreadyExists = 6,       // the named thing exists with other content
    WrongKey = 7,            // passphrase, code or key does not open this
    Corrupt = 8,             // stored bytes fail their own check; the file is kept
    Busy = 9,                // somebody else holds it (second process, lock)
    Io = 10,                 // the operating system refused a read, write or sync
    DiskFull = 11,           // no space left; nothing was saved
    Unreachable = 12,        // no network, no server, or a timeout
    Refused = 13,            // the other side answered and said no
    Untrusted = 14,          // certificate or signature does not verify
    Conflict = 15,           // state moved on since the caller looked
    Internal = 16,           // a library failed in a way we do not know
};

// A plain English sentence for the code, without a full stop. Never empty.
[[nodiscard]] std::string_view describe(ErrorCode code) noexcept;

class Error {
public:
    // Boost 1.81's result::error() needs a default; nothing else makes one.
    Error() = default;
    Error(ErrorCode code, std::string detail) : m_code(code), m_detail(std::move(detail)) {}

    [[nodiscard]] ErrorCode code() const noexcept { return m_code; }
    // What exactly; for logs and for people. Never case content, never a secret.
    [[nodiscard]] const std::string& detail() const noexcept { return m_detail; }
    // "<sentence>: <detail>"
    [[nodiscard]] std::string message() const;

private:
    ErrorCode m_code = ErrorCode::Internal;
    std::string m_detail;
};

// Called by Result<T>::value() on an error: a programmer's mistake, so it ends in std::logic_error.
// NOLINTNEXTLINE(readability-identifier-naming): Boost looks for this name.
[[noreturn]] void throw_exception_from_error(const Error& error,
                                             const boost::source_location& where);

template <class T>
using Result = boost::system::result<T, Error>;
using Status = Result<void>;

// Stays on in release builds: a broken invariant in a child's record stops the program rather
// than going on with a state nobody has reasoned about.
[[noreturn]] void invariantFailed(const char* expression, const char* file, int line);

}  // namespace hearth::base

#define INVARIANT(expression)                                                 \
    do {                                                                      \
        if (!(expression)) [[unlikely]]                                       \
            ::hearth::base::invariantFailed(#expression, __FILE__, __LINE__); \
    } while (false)

// Returns the error of a Result or Status from the enclosing function, if it holds one. May stand
// in a lambda inside another HEARTH_TRY, so each has a variable of its own.
#define HEARTH_TRY(expression) HEARTH_TRY_NUMBERED(expression, __COUNTER__)
#define HEARTH_TRY_NUMBERED(expression, number) HEARTH_TRY_AS(expression, number)
#define HEARTH_TRY_AS(expression, number)                                           \
    do {                                                                            \
        if (auto hearthTry##number = (expression); !hearthTry##number) [[unlikely]] \
            return std::move(hearthTry##number).error();                            \
    } while (false)

#include "tests/fuzz/target.hpp"

#include <cstdio>
#include <cstdlib>

namespace hearth::fuzz {

void require(bool holds, const char* rule) {
    if (holds) return;
    std::fprintf(stderr, "does not hold: %s\n", rule);
    std::abort();
}

void require(const base::Status& step, const char* rule) {
    if (!step) std::fprintf(stderr, "%s\n", step.error().message().c_str());
    require(step.has_value(), rule);
}

void requireTyped(const base::Error& error) {
    const int code = static_cast<int>(error.code());
    require(code >= static_cast<int>(base::ErrorCode::InvalidArgument) &&
                code <= static_cast<int>(base::ErrorCode::Internal),
            "an error has a code of the list");
    require(!error.message().empty(), "an error has a sentence");
}

}  // namespace hearth::fuzz

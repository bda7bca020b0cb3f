// The code lists of schema/codes, embedded at build time.
// Threads: immutable after first use, any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/base/error.hpp"

namespace hearth::records {

struct Code {
    std::string code;
    std::string label;
    // Further columns by header name, in file order ("annex_a", "rank").
    std::vector<std::pair<std::string, std::string>> more;

    // Empty when the list has no such column.
    [[nodiscard]] std::string_view column(std::string_view header) const noexcept;
};

// A list from its text: a header line, then a line per code (shared/records/csv.hpp). Malformed.
[[nodiscard]] base::Result<std::vector<Code>> parseCodeList(std::string_view csv);

// Empty for a list that does not exist. The first column is the code, the second the label.
[[nodiscard]] std::span<const Code> codeList(std::string_view name);
// Null for a code this program does not know (a newer one may).
[[nodiscard]] const Code* findCode(std::string_view list, std::string_view code) noexcept;

}  // namespace hearth::records

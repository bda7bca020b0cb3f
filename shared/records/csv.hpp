// Comma-separated values as in RFC 4180: quoted fields may hold commas, line ends and doubled
// quotes; lines end in LF or CRLF; empty lines are skipped.
// Threads: pure functions, any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/base/error.hpp"

namespace hearth::records {

using CsvRow = std::vector<std::string>;

// Malformed on a quote that does not end, text after a closing quote, a quote inside an unquoted
// field, or a row with another number of fields than the first.
[[nodiscard]] base::Result<std::vector<CsvRow>> parseCsv(std::string_view text);

}  // namespace hearth::records

#include "shared/records/csv.hpp"

#include <algorithm>
#include <utility>

namespace hearth::records {

using base::Error;
using base::ErrorCode;

namespace {
constexpr char kQuote = '"';

// Takes the content of a quoted field from `text`, whose opening quote has been taken.
base::Result<std::string> takeQuoted(std::string_view& text) {
    std::string field;
    while (true) {
        const std::size_t quote = text.find(kQuote);
        if (quote == std::string_view::npos)
            return Error(ErrorCode::Malformed, "a quote that does not end");
        field.append(text.substr(0, quote));
        text.remove_prefix(quote + 1);
        if (text.empty() || text.front() != kQuote) return field;
        field.push_back(kQuote);
        text.remove_prefix(1);
    }
}

base::Result<std::string> takeField(std::string_view& text) {
    if (!text.empty() && text.front() == kQuote) {
        text.remove_prefix(1);
        return takeQuoted(text);
    }
    const std::size_t end = std::min(text.find_first_of(",\r\n"), text.size());
    std::string field(text.substr(0, end));
    if (field.find(kQuote) != std::string::npos)
        return Error(ErrorCode::Malformed, "a quote inside a field");
    text.remove_prefix(end);
    return field;
}

// Takes what stands after a field: false at a comma, true at the end of the row.
base::Result<bool> takeSeparator(std::string_view& text) {
    if (text.empty()) return true;
    const std::size_t length = text.substr(0, 2) == "\r\n" ? 2 : 1;
    const char first = text.front();
    if (first != ',' && first != '\n' && length == 1)
        return Error(ErrorCode::Malformed, "text after a closing quote or a bare line end");
    text.remove_prefix(length);
    return first != ',';
}
}  // namespace

base::Result<std::vector<CsvRow>> parseCsv(std::string_view text) {
    std::vector<CsvRow> rows;
    CsvRow row;
    while (!text.empty() || !row.empty()) {
        auto field = takeField(text);
        if (!field) return field.error();
        row.push_back(std::move(*field));
        const auto ended = takeSeparator(text);
        if (!ended) return ended.error();
        if (!*ended) continue;
        const bool blank = row.size() == 1 && row.front().empty();
        if (!blank && !rows.empty() && rows.front().size() != row.size())
            return Error(ErrorCode::Malformed, "a row of another width");
        if (!blank) rows.push_back(row);
        row.clear();
    }
    return rows;
}

}  // namespace hearth::records

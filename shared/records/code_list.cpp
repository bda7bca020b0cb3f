#include "shared/records/code_list.hpp"

#include <algorithm>
#include <map>

#include "schema/embedded/code_lists.hpp"
#include "shared/records/csv.hpp"

namespace hearth::records {

namespace {
using Lists = std::map<std::string, std::vector<Code>, std::less<>>;

constexpr std::string_view kExtension = ".csv";

const Lists& allLists() {
    static const Lists lists = [] {
        Lists read;
        for (const schema::EmbeddedFile& file : schema::code_lists()) {
            const std::string_view name = file.name.substr(0, file.name.rfind(kExtension));
            auto codes = parseCodeList(file.text);
            // The lists are part of the program; one that does not read is a mistake made at build
            // time.
            INVARIANT(codes.has_value());
            read.emplace(name, std::move(*codes));
        }
        return read;
    }();
    return lists;
}
}  // namespace

base::Result<std::vector<Code>> parseCodeList(std::string_view csv) {
    const auto rows = parseCsv(csv);
    if (!rows) return rows.error();
    if (rows->empty() || rows->front().size() < 2)
        return base::Error(base::ErrorCode::Malformed, "a code list has a code and a label");
    const CsvRow& header = rows->front();
    std::vector<Code> codes;
    for (std::size_t i = 1; i < rows->size(); ++i) {
        const CsvRow& row = (*rows)[i];
        Code code{row[0], row[1], {}};
        for (std::size_t column = 2; column < row.size(); ++column)
            code.more.emplace_back(header[column], row[column]);
        codes.push_back(std::move(code));
    }
    return codes;
}

std::string_view Code::column(std::string_view header) const noexcept {
    const auto found = std::find_if(more.begin(), more.end(),
                                    [&](const auto& entry) { return entry.first == header; });
    return found == more.end() ? std::string_view{} : std::string_view(found->second);
}

std::span<const Code> codeList(std::string_view name) {
    const auto found = allLists().find(name);
    if (found == allLists().end()) return {};
    return found->second;
}

const Code* findCode(std::string_view list, std::string_view code) noexcept {
    const auto codes = codeList(list);
    const auto found =
        std::find_if(codes.begin(), codes.end(), [&](const Code& c) { return c.code == code; });
    return found == codes.end() ? nullptr : &*found;
}

}  // namespace hearth::records

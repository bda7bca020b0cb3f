#include "shared/synthetic/words.hpp"

#include <map>

#include "schema/embedded/synthetic_words.hpp"
#include "shared/base/error.hpp"

namespace hearth::synthetic {

namespace {

using Sections = std::map<std::string_view, Lines>;

void readInto(Sections& sections, std::string_view text) {
    Lines* current = nullptr;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.empty() || line.front() == '#') continue;
        if (line.front() == '[') {
            INVARIANT(line.back() == ']');
            current = &sections[line.substr(1, line.size() - 2)];
            continue;
        }
        INVARIANT(current != nullptr);
        current->push_back(line);
    }
}

Sections readAll() {
    Sections sections;
    for (const schema::EmbeddedFile& file : schema::synthetic_words())
        readInto(sections, file.text);
    return sections;
}

void replaceAll(std::string& text, std::string_view what, std::string_view with) {
    for (std::size_t at = text.find(what); at != std::string::npos;
         at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

}  // namespace

const Lines& words(std::string_view section) {
    static const Sections sections = readAll();
    const auto found = sections.find(section);
    INVARIANT(found != sections.end());
    return found->second;
}

const Lines& words(std::string_view family, std::string_view part) {
    return words(std::string(family) + "." + std::string(part));
}

std::string filled(std::string_view line, const Filling& filling) {
    std::string text(line);
    replaceAll(text, "{child}", filling.child);
    replaceAll(text, "{carer}", filling.carer);
    replaceAll(text, "{school}", filling.school);
    return text;
}

}  // namespace hearth::synthetic

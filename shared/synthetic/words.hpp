// The words of the made-up authority, from the text files in words/: names, places and sentences,
// one a line under a [section]. Nobody and nothing in them is real: family names and places are
// invented, postcodes are of an area (ZZ) that does not exist.
// Threads: immutable after first use, any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hearth::synthetic {

using Lines = std::vector<std::string_view>;

// The lines of a section. A section that is not there is a programmer's mistake.
[[nodiscard]] const Lines& words(std::string_view section);
[[nodiscard]] const Lines& words(std::string_view family, std::string_view part);

// What stands in the place of {child}, {carer} and {school}.
struct Filling {
    std::string child;
    std::string carer;
    std::string school;
};
[[nodiscard]] std::string filled(std::string_view line, const Filling& filling);

}  // namespace hearth::synthetic

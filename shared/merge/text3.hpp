// Three-way merge of a text by paragraph (separated by an empty line), exact matches only. What
// touches the same or neighbouring paragraphs is not merged but put before a person.
// Source: Khanna, Kunal, Pierce, "A Formal Investigation of Diff3" (FSTTCS 2007): the stable
// chunks. Threads: pure functions, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hearth::merge {

// Empty when a person must decide.
[[nodiscard]] std::optional<std::string> mergeText3(std::string_view base, std::string_view current,
                                                    std::string_view theirs);

}  // namespace hearth::merge

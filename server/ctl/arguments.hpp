// What was typed: a command, its words and its --options. Each command says which it takes, so a
// misspelt option is an error and not silence.
// Threads: values and pure functions.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/error.hpp"

namespace hearth::server::ctl {

struct OptionRule {
    std::string_view name;   // "--label"
    std::string_view value;  // "L", what the value is called; empty: the option takes none
    bool repeats = false;
};

struct CommandRule {
    std::string_view name;
    std::string_view words;  // "DEVICE": the one word it needs; empty: none
    std::string_view help;   // one sentence
    std::span<const OptionRule> options;
};

class Arguments {
public:
    // `typed` without the program's and the command's name. InvalidArgument: a sentence.
    [[nodiscard]] static base::Result<Arguments> parse(const CommandRule& rule,
                                                       std::span<const std::string> typed);

    [[nodiscard]] bool has(std::string_view option) const { return m_options.contains(option); }
    // The last value given, or `otherwise`.
    [[nodiscard]] std::string value(std::string_view option,
                                    const std::string& otherwise = {}) const;
    [[nodiscard]] std::vector<std::string> values(std::string_view option) const;
    [[nodiscard]] const std::string& word() const noexcept { return m_word; }
    // A whole number; InvalidArgument names the option.
    [[nodiscard]] base::Result<std::uint64_t> number(std::string_view option,
                                                     std::uint64_t otherwise) const;

private:
    std::map<std::string, std::vector<std::string>, std::less<>> m_options;
    std::string m_word;
};

}  // namespace hearth::server::ctl

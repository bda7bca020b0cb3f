#include "server/ctl/arguments.hpp"

#include <charconv>

namespace hearth::server::ctl {

using base::Error;
using base::ErrorCode;

namespace {

const OptionRule* findOption(const CommandRule& rule, std::string_view name) {
    for (const OptionRule& option : rule.options)
        if (option.name == name) return &option;
    return nullptr;
}

Error wrong(const CommandRule& rule, const std::string& problem) {
    return {ErrorCode::InvalidArgument, problem + "; hearthctl help " + std::string(rule.name)};
}

}  // namespace

base::Result<Arguments> Arguments::parse(const CommandRule& rule,
                                         std::span<const std::string> typed) {
    Arguments arguments;
    for (std::size_t i = 0; i < typed.size(); ++i) {
        const std::string& text = typed[i];
        if (!text.starts_with("--")) {
            if (rule.words.empty() || !arguments.m_word.empty())
                return wrong(rule, "\"" + text + "\" is too much");
            arguments.m_word = text;
            continue;
        }
        const OptionRule* option = findOption(rule, text);
        if (option == nullptr) return wrong(rule, "there is no option " + text);
        std::vector<std::string>& values = arguments.m_options[text];
        if (!option->value.empty()) {
            if (i + 1 == typed.size())
                return wrong(rule, text + " needs a value (" + std::string(option->value) + ")");
            values.push_back(typed[++i]);
        }
        if (values.size() > 1 && !option->repeats) return wrong(rule, text + " is given twice");
    }
    if (!rule.words.empty() && arguments.m_word.empty())
        return wrong(rule, std::string(rule.words) + " is missing");
    return arguments;
}

std::string Arguments::value(std::string_view option, const std::string& otherwise) const {
    const auto found = m_options.find(option);
    return found == m_options.end() || found->second.empty() ? otherwise : found->second.back();
}

std::vector<std::string> Arguments::values(std::string_view option) const {
    const auto found = m_options.find(option);
    return found == m_options.end() ? std::vector<std::string>{} : found->second;
}

base::Result<std::uint64_t> Arguments::number(std::string_view option,
                                              std::uint64_t otherwise) const {
    if (!has(option)) return otherwise;
    const std::string text = value(option);
    std::uint64_t result = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), result);
    if (code != std::errc() || end != text.data() + text.size())
        return Error(ErrorCode::InvalidArgument, std::string(option) + " must be a whole number");
    return result;
}

}  // namespace hearth::server::ctl

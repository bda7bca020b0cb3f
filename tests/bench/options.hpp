// "--name value" options of a command line.
// Threads: values, any thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "shared/base/error.hpp"

namespace hearth::bench {

class Options {
public:
    // InvalidArgument on anything that is not --name value, or not one of `known`.
    [[nodiscard]] static base::Result<Options> parse(const std::vector<std::string>& arguments,
                                                     const std::vector<std::string>& known);

    [[nodiscard]] bool has(const std::string& name) const { return m_values.count(name) != 0; }
    // InvalidArgument when it is missing.
    [[nodiscard]] base::Result<std::string> text(const std::string& name) const;
    // `otherwise` when it is missing; InvalidArgument unless it is a number from 1.
    [[nodiscard]] base::Result<std::uint64_t> number(const std::string& name,
                                                     std::uint64_t otherwise) const;

private:
    std::map<std::string, std::string> m_values;
};

// "host:port"; the port is the last part, so that IPv6 addresses need no brackets.
struct Address {
    std::string host;
    std::uint16_t port = 0;
};
[[nodiscard]] base::Result<Address> parseAddress(const std::string& text);

}  // namespace hearth::bench

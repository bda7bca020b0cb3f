#include "tests/bench/options.hpp"

#include <algorithm>
#include <charconv>

namespace hearth::bench {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::string_view kDashes = "--";

template <class Number>
bool readNumber(std::string_view text, Number& out) {
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, out);
    return read.ec == std::errc{} && read.ptr == end && out > 0;
}

}  // namespace

Result<Options> Options::parse(const std::vector<std::string>& arguments,
                               const std::vector<std::string>& known) {
    Options options;
    for (std::size_t i = 0; i < arguments.size(); i += 2) {
        const std::string name = arguments[i].substr(0, kDashes.size()) == kDashes
                                     ? arguments[i].substr(kDashes.size())
                                     : std::string();
        if (std::find(known.begin(), known.end(), name) == known.end())
            return Error(ErrorCode::InvalidArgument, "unknown option " + arguments[i]);
        if (i + 1 == arguments.size())
            return Error(ErrorCode::InvalidArgument, arguments[i] + " needs a value");
        options.m_values[name] = arguments[i + 1];
    }
    return options;
}

Result<std::string> Options::text(const std::string& name) const {
    const auto found = m_values.find(name);
    if (found == m_values.end())
        return Error(ErrorCode::InvalidArgument, "--" + name + " is missing");
    return found->second;
}

Result<std::uint64_t> Options::number(const std::string& name, std::uint64_t otherwise) const {
    const auto found = m_values.find(name);
    if (found == m_values.end()) return otherwise;
    std::uint64_t value = 0;
    if (!readNumber(found->second, value))
        return Error(ErrorCode::InvalidArgument, "--" + name + " is a number from 1");
    return value;
}

Result<Address> parseAddress(const std::string& text) {
    const std::size_t colon = text.rfind(':');
    Address address;
    if (colon == std::string::npos || colon == 0 ||
        !readNumber(std::string_view(text).substr(colon + 1), address.port))
        return Error(ErrorCode::InvalidArgument, "an address is host:port");
    address.host = text.substr(0, colon);
    return address;
}

}  // namespace hearth::bench

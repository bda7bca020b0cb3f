#include "server/net/config.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "server/net/settings.hpp"
#include "shared/base/bytes.hpp"

namespace hearth::server::net {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorCode;

namespace {

// A settings file is some 60 lines; more is a mistaken path.
constexpr std::size_t kConfigBytesMax = 64UL * 1024UL;
// The longest setting is a path.
constexpr std::size_t kLineBytesMax = 4096;
// No setting's name is half as long; a longer one is not repeated in a message.
constexpr std::size_t kKeyBytesMax = 60;
constexpr std::string_view kSpace = " \t\r";
constexpr unsigned char kFirstPrintable = 0x20;
constexpr unsigned char kDelete = 0x7F;

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// Text that may stand in a message: a stranger's file must not speak to the operator's terminal.
bool isPlainText(std::string_view line) {
    const auto isControl = [](char c) {
        const auto octet = static_cast<unsigned char>(c);
        return (octet < kFirstPrintable && kSpace.find(c) == std::string_view::npos) ||
               octet == kDelete;
    };
    return base::isValidText(line) && std::none_of(line.begin(), line.end(), isControl);
}

class Reader {
public:
    explicit Reader(const fs::path& file) : m_file(file) {}

    base::Status line(std::string_view whole) {
        ++m_line;
        if (whole.size() > kLineBytesMax) return wrong("", "the line is too long for a setting");
        if (!isPlainText(whole)) return wrong("", "the line is not text");
        const std::string_view text = trimmed(whole.substr(0, whole.find('#')));
        if (text.empty()) return {};
        const auto equals = text.find('=');
        if (equals == std::string_view::npos) return wrong("", "a line is `key = value`");
        const std::string key(trimmed(text.substr(0, equals)));
        const std::string_view value = trimmed(text.substr(equals + 1));
        if (key.size() > kKeyBytesMax) return wrong("", "this is not a setting of hearthd");
        const Setting* setting = findSetting(key);
        if (setting == nullptr) return wrong(key, "is not a setting of hearthd");
        if (!m_seen.insert(key).second) return wrong(key, "is set twice");
        if (value.empty()) return wrong(key, "has no value");
        const std::string problem = setting->set(m_config, value);
        return problem.empty() ? base::Status{} : wrong(key, problem);
    }

    base::Result<Config> finish() {
        if (!m_seen.contains("authority"))
            return Error(ErrorCode::InvalidArgument,
                         m_file.string() + ": authority is missing; it names the local authority");
        m_config.dataDirectory = (m_file.parent_path() / m_config.dataDirectory).lexically_normal();
        m_config.adminSocket = m_config.dataDirectory / m_config.adminSocket;
        return std::move(m_config);
    }

private:
    Error wrong(const std::string& key, const std::string& problem) const {
        const std::string name = key.empty() ? std::string() : key + " ";
        return {ErrorCode::InvalidArgument,
                m_file.string() + ":" + std::to_string(m_line) + ": " + name + problem};
    }

    const fs::path& m_file;
    Config m_config;
    std::set<std::string> m_seen;
    unsigned m_line = 0;
};

}  // namespace

base::Result<Config> parseConfig(std::string_view text, const fs::path& file) {
    Reader reader(file);
    while (!text.empty()) {
        const auto end = text.find('\n');
        HEARTH_TRY(reader.line(text.substr(0, end)));
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
    return reader.finish();
}

base::Result<Config> readConfig(const fs::path& file) {
    std::error_code code;
    const auto size = fs::file_size(file, code);
    if (code == std::errc::no_such_file_or_directory)
        return Error(ErrorCode::NotFound, file.string() + " does not exist");
    if (code) return Error(ErrorCode::Io, file.string() + ": " + code.message());
    if (size > kConfigBytesMax)
        return Error(ErrorCode::InvalidArgument, file.string() + " is too large for settings");
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) return Error(ErrorCode::Io, file.string() + " cannot be read");
    return parseConfig(text.str(), file);
}

std::string writeConfig(const Config& config) {
    const Config standard;
    std::string text = "# Settings of hearthd. What is commented out has the value shown.\n";
    for (const Setting& setting : allSettings()) {
        const std::string value = setting.get(config);
        text += "\n# " + std::string(setting.meaning) + "\n";
        if (value == setting.get(standard)) text += "# ";
        text += std::string(setting.key) + " = " + value + "\n";
    }
    return text;
}

}  // namespace hearth::server::net

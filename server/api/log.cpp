#include "server/api/log.hpp"

#include <array>

#include <unistd.h>

namespace hearth::server::api {

namespace {

// A detail longer than this helps nobody; the rest is cut.
constexpr std::size_t kLogTextBytesMax = 500;
constexpr unsigned char kFirstPrintable = 0x20;
constexpr unsigned char kDelete = 0x7F;
constexpr unsigned kNibbleBits = 4;
constexpr unsigned kNibbleMask = 0x0F;

// Anything that is not printable ASCII is escaped by byte: a hostile text cannot forge a line.
void appendQuoted(std::string& line, std::string_view text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    line.push_back('"');
    for (const char c : text.substr(0, kLogTextBytesMax)) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            line.push_back('\\');
            line.push_back(c);
        } else if (byte < kFirstPrintable || byte >= kDelete) {
            line += "\\u00";
            line.push_back(kHex[byte >> kNibbleBits]);
            line.push_back(kHex[byte & kNibbleMask]);
        } else {
            line.push_back(c);
        }
    }
    line.push_back('"');
}

std::string_view nameOf(Level level) {
    switch (level) {
        case Level::Info:
            return "info";
        case Level::Warning:
            return "warning";
        case Level::Error:
            return "error";
    }
    return "error";
}

}  // namespace

void Log::write(Level level, std::string_view event, std::initializer_list<LogField> fields) {
    if (level < m_lowest) return;
    std::string line = "{\"time\":\"" + base::toIsoUtc(m_clock.wallNow()) + "\",\"level\":\"";
    line += nameOf(level);
    line += "\",\"event\":";
    appendQuoted(line, event);
    for (const LogField& field : fields) {
        line.push_back(',');
        appendQuoted(line, field.name);
        line.push_back(':');
        if (const auto* text = std::get_if<std::string_view>(&field.value)) {
            appendQuoted(line, *text);
        } else {
            line += std::to_string(std::get<std::int64_t>(field.value));
        }
    }
    line.push_back('}');
    const std::lock_guard lock(m_mutex);
    m_sink(line);
}

Log::Sink standardError() {
    return [](const std::string& line) {
        const std::string whole = line + "\n";
        // A full or closed standard error must not stop the server.
        [[maybe_unused]] const auto written = ::write(STDERR_FILENO, whole.data(), whole.size());
    };
}

}  // namespace hearth::server::api

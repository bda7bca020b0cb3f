// Log: one JSON object a line, for machines that collect logs and people that grep them.
//   {"time":"2026-11-24T09:15:00Z","level":"info","event":"request","device":"01","status":200}
// Ids, counts and fixed words only: never a name, a text of a record, a code or a secret.
// Owner: the composition root. Threads: any; one line is one write.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>
#include <variant>

#include "shared/base/time.hpp"

namespace hearth::server::api {

enum class Level { Info, Warning, Error };

struct LogField {
    std::string_view name;
    std::variant<std::string_view, std::int64_t> value;

    LogField(std::string_view fieldName, std::string_view text) : name(fieldName), value(text) {}
    LogField(std::string_view fieldName, const std::string& text)
        : name(fieldName), value(std::string_view(text)) {}
    LogField(std::string_view fieldName, const char* text)
        : name(fieldName), value(std::string_view(text)) {}
    template <std::integral Number>
    LogField(std::string_view fieldName, Number number)
        : name(fieldName), value(static_cast<std::int64_t>(number)) {}
};

class Log {
public:
    // Takes a line without its end.
    using Sink = std::function<void(const std::string& line)>;
    Log(const base::Clock& clock, Level lowest, Sink sink)
        : m_clock(clock), m_lowest(lowest), m_sink(std::move(sink)) {}

    void info(std::string_view event, std::initializer_list<LogField> fields = {}) {
        write(Level::Info, event, fields);
    }
    void warning(std::string_view event, std::initializer_list<LogField> fields = {}) {
        write(Level::Warning, event, fields);
    }
    void error(std::string_view event, std::initializer_list<LogField> fields = {}) {
        write(Level::Error, event, fields);
    }

private:
    void write(Level level, std::string_view event, std::initializer_list<LogField> fields);

    const base::Clock& m_clock;
    Level m_lowest;
    std::mutex m_mutex;
    Sink m_sink;
};

// Standard error, one write(2) a line, so that lines of several processes do not mix.
[[nodiscard]] Log::Sink standardError();

}  // namespace hearth::server::api

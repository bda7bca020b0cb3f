#include "server/net/settings.hpp"

#include <array>
#include <charconv>
#include <optional>

#include <boost/asio/ip/address.hpp>

#include "shared/base/bytes.hpp"

namespace hearth::server::net {

namespace {

constexpr std::uint32_t kPortMax = 65535;
constexpr std::uint32_t kSecondsMax = 3600;
constexpr std::int64_t kMillisASecond = 1000;
constexpr std::uint32_t kMinutesADay = 1440;
constexpr std::uint32_t kBackupsMax = 1000;
constexpr std::uint32_t kSchemaVersionMax = 1'000'000;
constexpr std::size_t kAuthorityBytesMax = 60;
constexpr std::uint32_t kConnectionsMax = 100'000;
constexpr std::uint32_t kPerDeviceMax = 100;
constexpr std::uint32_t kEnrolPerMinuteMax = 1000;

std::optional<std::uint32_t> number(std::string_view value) noexcept {
    std::uint32_t result = 0;
    const auto [end, code] = std::from_chars(value.data(), value.data() + value.size(), result);
    if (code != std::errc() || end != value.data() + value.size()) return std::nullopt;
    return result;
}

std::string outOfRange(std::uint32_t min, std::uint32_t max) {
    return "must be a whole number from " + std::to_string(min) + " to " + std::to_string(max);
}

// A setting that is a number: `Field` names where it lies.
template <std::uint32_t& (*Field)(Config&), std::uint32_t Min, std::uint32_t Max>
std::string setCount(Config& config, std::string_view value) {
    const auto parsed = number(value);
    if (!parsed || *parsed < Min || *parsed > Max) return outOfRange(Min, Max);
    Field(config) = *parsed;
    return {};
}

template <std::uint32_t& (*Field)(Config&)>
std::string getCount(const Config& config) {
    Config copy = config;
    return std::to_string(Field(copy));
}

template <base::Millis& (*Field)(Config&)>
std::string setSeconds(Config& config, std::string_view value) {
    const auto parsed = number(value);
    if (!parsed || *parsed < 1 || *parsed > kSecondsMax) return outOfRange(1, kSecondsMax);
    Field(config) = base::seconds(*parsed);
    return {};
}

template <base::Millis& (*Field)(Config&)>
std::string getSeconds(const Config& config) {
    Config copy = config;
    return std::to_string(Field(copy).count / kMillisASecond);
}

std::uint32_t& syncPort(Config& c) {
    return c.syncPort;
}
std::uint32_t& enrolPort(Config& c) {
    return c.enrolPort;
}
std::uint32_t& backupMinutes(Config& c) {
    return c.backupMinutes;
}
std::uint32_t& backupKeep(Config& c) {
    return c.backupKeep;
}
std::uint32_t& minimumSchema(Config& c) {
    return c.minimumSchemaForWriting;
}
std::uint32_t& connections(Config& c) {
    return c.limits.connectionsMax;
}
std::uint32_t& perDevice(Config& c) {
    return c.limits.connectionsPerDeviceMax;
}
std::uint32_t& handshakes(Config& c) {
    return c.limits.handshakesMax;
}
std::uint32_t& enrolRate(Config& c) {
    return c.limits.enrolPerMinute;
}
base::Millis& handshakeTime(Config& c) {
    return c.limits.handshake;
}
base::Millis& headerTime(Config& c) {
    return c.limits.header;
}
base::Millis& bodyTime(Config& c) {
    return c.limits.body;
}
base::Millis& writeTime(Config& c) {
    return c.limits.write;
}
base::Millis& idleTime(Config& c) {
    return c.limits.idle;
}
base::Millis& stopTime(Config& c) {
    return c.limits.stop;
}

// A value must come back from the file as it was written: # begins a comment there.
constexpr const char* kBadLine = "must be one line without #";

bool survivesTheFile(std::string_view value) noexcept {
    return value.find_first_of("#\r\n") == std::string_view::npos;
}

std::string setAuthority(Config& config, std::string_view value) {
    if (value.size() > kAuthorityBytesMax || !base::isValidText(value))
        return "must be text of at most " + std::to_string(kAuthorityBytesMax) + " bytes";
    if (!survivesTheFile(value)) return kBadLine;
    config.authority = value;
    return {};
}

std::string setListenAddress(Config& config, std::string_view value) {
    boost::system::error_code code;
    boost::asio::ip::make_address(std::string(value), code);
    if (code) return "must be an IPv4 or IPv6 address of this machine, such as 0.0.0.0";
    config.listenAddress = value;
    return {};
}

std::string setLogLevel(Config& config, std::string_view value) {
    if (value == "info")
        config.logLevel = api::Level::Info;
    else if (value == "warning")
        config.logLevel = api::Level::Warning;
    else if (value == "error")
        config.logLevel = api::Level::Error;
    else
        return "must be info, warning or error";
    return {};
}

std::string getLogLevel(const Config& config) {
    switch (config.logLevel) {
        case api::Level::Info:
            return "info";
        case api::Level::Warning:
            return "warning";
        case api::Level::Error:
            return "error";
    }
    return "info";
}

std::string setDataDirectory(Config& config, std::string_view value) {
    config.dataDirectory = std::string(value);
    return {};
}

std::string setAdminSocket(Config& config, std::string_view value) {
    config.adminSocket = std::string(value);
    return {};
}

constexpr std::array kSettings{
    Setting{"authority", "The local authority's name, as tablets show it.", &setAuthority,
            [](const Config& c) { return c.authority; }},
    Setting{"listen_address", "The address to listen on; 127.0.0.1 for this machine alone.",
            &setListenAddress, [](const Config& c) { return c.listenAddress; }},
    Setting{"sync_port", "Where tablets sync (TLS with client certificates). 0: any free port.",
            &setCount<&syncPort, 0, kPortMax>, &getCount<&syncPort>},
    Setting{"enrol_port", "Where new tablets enrol (TLS, one-time code). 0: any free port.",
            &setCount<&enrolPort, 0, kPortMax>, &getCount<&enrolPort>},
    Setting{"data_directory", "Keys, store and backups; relative to this file's folder.",
            &setDataDirectory, [](const Config& c) { return c.dataDirectory.string(); }},
    Setting{"admin_socket", "hearthctl's socket; relative to the data directory.", &setAdminSocket,
            [](const Config& c) { return c.adminSocket.string(); }},
    Setting{"backup_minutes", "A verified backup is made this often when something changed.",
            &setCount<&backupMinutes, 1, kMinutesADay>, &getCount<&backupMinutes>},
    Setting{"backup_keep", "The newest so many backups are kept.",
            &setCount<&backupKeep, 1, kBackupsMax>, &getCount<&backupKeep>},
    Setting{
        "minimum_schema_for_writing",
        "Tablets with an older app are told to update before they record anything new; 0: none.",
        &setCount<&minimumSchema, 0, kSchemaVersionMax>, &getCount<&minimumSchema>},
    Setting{"log_level", "info, warning or error.", &setLogLevel, &getLogLevel},
    Setting{"connections_max", "Connections of tablets at one time.",
            &setCount<&connections, 1, kConnectionsMax>, &getCount<&connections>},
    Setting{"connections_per_device_max", "Connections of one tablet; a new one ends the oldest.",
            &setCount<&perDevice, 1, kPerDeviceMax>, &getCount<&perDevice>},
    Setting{"handshakes_max", "TLS handshakes under way at one time.",
            &setCount<&handshakes, 1, kConnectionsMax>, &getCount<&handshakes>},
    Setting{"enrol_per_minute", "Enrolment attempts of one address in a minute.",
            &setCount<&enrolRate, 1, kEnrolPerMinuteMax>, &getCount<&enrolRate>},
    Setting{"handshake_seconds", "A TLS handshake takes at most this.", &setSeconds<&handshakeTime>,
            &getSeconds<&handshakeTime>},
    Setting{"header_seconds", "From a request's first byte to the end of its header.",
            &setSeconds<&headerTime>, &getSeconds<&headerTime>},
    Setting{"body_seconds", "A request's body takes at most this.", &setSeconds<&bodyTime>,
            &getSeconds<&bodyTime>},
    Setting{"write_seconds", "A tablet takes an answer within this.", &setSeconds<&writeTime>,
            &getSeconds<&writeTime>},
    Setting{"idle_seconds", "A connection without a request is closed after this.",
            &setSeconds<&idleTime>, &getSeconds<&idleTime>},
    Setting{"stop_seconds", "Requests under way at a graceful stop have this long.",
            &setSeconds<&stopTime>, &getSeconds<&stopTime>},
};

}  // namespace

std::span<const Setting> allSettings() noexcept {
    return kSettings;
}

const Setting* findSetting(std::string_view key) noexcept {
    for (const Setting& setting : kSettings)
        if (setting.key == key) return &setting;
    return nullptr;
}

}  // namespace hearth::server::net

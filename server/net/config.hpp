// hearthd's settings: a text file of `key = value` lines, # begins a comment.
// Every key has a default but `authority`; an unknown or repeated key is an error, so that a slip
// of the pen is found at the start and not in an incident. Threads: values and pure functions, any
// thread; readConfig reads a file.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "server/api/log.hpp"
#include "server/net/limits.hpp"

namespace hearth::server::net {

struct Config {
    std::string authority;
    std::string listenAddress = "0.0.0.0";
    std::uint32_t syncPort = 8443;                     // 0: any free one, for tests
    std::uint32_t enrolPort = 8444;                    // 0: any free one
    std::filesystem::path dataDirectory = ".";         // relative to the file's folder
    std::filesystem::path adminSocket = "admin.sock";  // relative to the data directory
    std::uint32_t backupMinutes = 15;
    std::uint32_t backupKeep = 24;
    std::uint32_t minimumSchemaForWriting = 0;  // 0: tablets of any version write
    api::Level logLevel = api::Level::Info;
    Limits limits;

    [[nodiscard]] std::filesystem::path storeFile() const { return dataDirectory / "central.db"; }
    [[nodiscard]] std::filesystem::path backupFolder() const { return dataDirectory / "backups"; }
};

// `file` is for messages and for relative paths. InvalidArgument: one line that names file, line
// number and key.
[[nodiscard]] base::Result<Config> parseConfig(std::string_view text,
                                               const std::filesystem::path& file);
// NotFound, Io, or as above.
[[nodiscard]] base::Result<Config> readConfig(const std::filesystem::path& file);
// A complete file with every key, its meaning and its value; settings at their default are
// commented out.
[[nodiscard]] std::string writeConfig(const Config& config);

}  // namespace hearth::server::net

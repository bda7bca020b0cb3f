// hearthd: reads its settings, starts the server, stops gracefully on SIGTERM and SIGINT.
//   hearthd [--config FILE] [--check]
// Exit codes: 0 stopped as asked; 1 could not start or the last backup failed; 64 wrong arguments;
// 78 wrong settings (sysexits.h). What they mean for an operator: server/net/README.md.
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>

#include <sys/resource.h>

#include "server/net/hearthd.hpp"
#include "shared/crypto/secret.hpp"

namespace {

using namespace hearth;

constexpr int kFailed = 1;
constexpr int kUsage = 64;
constexpr int kBadConfig = 78;
constexpr const char* kStandardConfig = "/etc/hearth/hearthd.conf";
constexpr const char* kHelp =
    "hearthd: the sync server of Hearth\n"
    "  hearthd [--config FILE]   serve (FILE: /etc/hearth/hearthd.conf)\n"
    "  hearthd --check           read the settings and say whether they are good\n"
    "A new authority is made by hearthctl init. Stop with SIGTERM.\n";

struct Arguments {
    std::string config = kStandardConfig;
    bool check = false;
    bool help = false;
    std::string wrong;  // what could not be understood
};

Arguments parse(int count, char** values) {
    Arguments arguments;
    for (int i = 1; i < count; ++i) {
        const std::string_view word = values[i];
        if (word == "--config" && i + 1 < count) {
            arguments.config = values[++i];
        } else if (word == "--check") {
            arguments.check = true;
        } else if (word == "--help" || word == "-h") {
            arguments.help = true;
        } else {
            arguments.wrong = word;
        }
    }
    return arguments;
}

int complain(const std::string& sentence, int code) {
    std::fprintf(stderr, "hearthd: %s\n", sentence.c_str());
    return code;
}

// Each connection is a descriptor; the soft limit of 1,024 is for programs that use select.
void raiseDescriptorLimit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

int serve(const server::net::Config& config) {
    const base::SystemClock clock;
    crypto::SystemRandom random;
    server::api::Log log(clock, config.logLevel, server::api::standardError());
    auto server = server::net::Hearthd::start(config, clock, random, log);
    if (!server) return complain(server.error().message(), kFailed);
    (*server)->stopOnSignals();
    // For whoever started it and waits: both doors are open.
    std::printf("hearthd ready sync_port=%u enrol_port=%u\n", unsigned{(*server)->syncPort()},
                unsigned{(*server)->enrolPort()});
    std::fflush(stdout);
    return (*server)->run() ? 0 : complain("the last backup failed; see the log", kFailed);
}

int run(int count, char** values) {
    const Arguments arguments = parse(count, values);
    if (arguments.help) {
        std::fputs(kHelp, stdout);
        return 0;
    }
    if (!arguments.wrong.empty())
        return complain("does not know " + arguments.wrong + "; hearthd --help says what it takes",
                        kUsage);
    const auto config = server::net::readConfig(arguments.config);
    if (!config) return complain(config.error().detail(), kBadConfig);
    if (arguments.check) {
        std::printf("%s is good\n", arguments.config.c_str());
        return 0;
    }
    if (!crypto::initialise()) return complain("libsodium cannot run on this machine", kFailed);
    // A reader of our output that goes away must not end us.
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    raiseDescriptorLimit();
    return serve(*config);
}

}  // namespace

int main(int count, char** values) {
    try {
        return run(count, values);
    } catch (const std::exception& error) {
        return complain(std::string("stopped by a surprise: ") + error.what(), kFailed);
    }
}

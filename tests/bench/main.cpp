// hearth-bench: headless tablets for the story, for load, and for measurements.
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include "shared/crypto/secret.hpp"
#include "tests/bench/benches.hpp"
#include "tests/bench/tablet_console.hpp"

namespace hearth::bench {
namespace {

constexpr const char* kUsage =
    "hearth-bench tablet --dir D --key-store FILE --passphrase-file FILE\n"
    "        [--clock-fast-hours N]\n"
    "    a headless tablet, driven by lines: see tests/bench/tablet_console.hpp\n"
    "hearth-bench save --dir D [--n N]\n"
    "    visits saved per second, durably, against raw SQLCipher commits\n"
    "hearth-bench first-sync --server HOST:PORT --code CODE --dir D\n"
    "    enrols a fresh tablet and measures its first sync\n"
    "hearth-bench shape --dir D [--rows-min N] [--rows-max N]\n"
    "    what a record costs when there are ten times as many, and ten times the history\n"
    "hearth-bench live --server HOST:PORT --code CODE --other-code CODE --dir D [--n N]\n"
    "    two tablets of one worker online: from a save on one to the other's disk\n";
constexpr int kUsageExit = 2;
constexpr std::uint64_t kClockFastHoursMax = 24UL * 366UL * 100UL;

base::Status runTablet(const Options& options) {
    const auto folder = options.text("dir");
    if (!folder) return folder.error();
    const auto keyStore = options.text("key-store");
    if (!keyStore) return keyStore.error();
    const auto passphrase = options.text("passphrase-file");
    if (!passphrase) return passphrase.error();
    const auto fast = options.number("clock-fast-hours", 0);
    if (!fast) return fast.error();
    if (*fast > kClockFastHoursMax)
        return base::Error(base::ErrorCode::InvalidArgument, "a clock is not wrong by that much");
    const base::Millis error = base::hours(static_cast<std::int64_t>(*fast));
    TabletConsole({*folder, *keyStore, *passphrase, error}).run(std::cin, std::cout);
    return {};
}

struct Command {
    const char* name;
    std::vector<std::string> options;
    base::Status (*run)(const Options&);
};

int run(const std::vector<std::string>& arguments) {
    const std::vector<Command> commands{
        {"tablet", {"dir", "key-store", "passphrase-file", "clock-fast-hours"}, &runTablet},
        {"save", {"dir", "n"}, &measureSaves},
        {"first-sync", {"server", "code", "dir"}, &measureFirstSync},
        {"shape", {"dir", "rows-min", "rows-max"}, &measureShape},
        {"live", {"server", "code", "other-code", "dir", "n"}, &measureLive}};
    for (const Command& command : commands) {
        if (arguments.empty() || arguments.front() != command.name) continue;
        const auto options =
            Options::parse({arguments.begin() + 1, arguments.end()}, command.options);
        const base::Status done = options ? command.run(*options) : base::Status(options.error());
        if (done) return EXIT_SUCCESS;
        std::cerr << done.error().message() << '\n';
        return EXIT_FAILURE;
    }
    std::cerr << kUsage;
    return kUsageExit;
}

}  // namespace
}  // namespace hearth::bench

int main(int argc, char** argv) {
    if (!hearth::crypto::initialise()) {
        std::cerr << "libsodium cannot run here\n";
        return EXIT_FAILURE;
    }
    try {
        return hearth::bench::run({argv + 1, argv + argc});
    } catch (const std::exception& problem) {
        std::cerr << "hearth-bench: " << problem.what() << '\n';
        return EXIT_FAILURE;
    }
}

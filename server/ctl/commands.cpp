#include "server/ctl/commands.hpp"

#include <array>
#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

#include "server/ctl/make.hpp"
#include "server/ctl/print.hpp"
#include "server/net/settings.hpp"

namespace hearth::server::ctl {

using base::Error;
using base::ErrorCode;
using base::Status;

namespace {

constexpr const char* kStandardFolder = "/var/lib/hearth";
constexpr const char* kProgram = "hearthctl";
// --today is a day; its working hours are over then.
constexpr base::Millis kEndOfWork = base::hours(17);

constexpr OptionRule kDir{"--dir", "DIR"};
constexpr OptionRule kJson{"--json", ""};

constexpr std::array kInitOptions{kDir,
                                  kJson,
                                  OptionRule{"--authority", "NAME"},
                                  OptionRule{"--host", "NAME-OR-ADDRESS", true},
                                  OptionRule{"--listen", "ADDRESS"},
                                  OptionRule{"--sync-port", "N"},
                                  OptionRule{"--enrol-port", "N"}};
constexpr std::array kSeedOptions{kDir, kJson, OptionRule{"--seed", "N"},
                                  OptionRule{"--today", "YYYY-MM-DD"}};
constexpr std::array kCodeOptions{kDir, kJson, OptionRule{"--worker", "HEXID"},
                                  OptionRule{"--worker-name", "NAME"}, OptionRule{"--label", "L"}};
constexpr std::array kVerifyOptions{kDir, kJson, OptionRule{"--replay", ""}};
constexpr std::array kPlainOptions{kDir, kJson};

std::filesystem::path folderOf(const Arguments& arguments) {
    return arguments.value("--dir", kStandardFolder);
}

Error missing(const char* option) {
    return {ErrorCode::InvalidArgument, std::string(option) + " is missing"};
}

// Settings go through the same checks as those of the file.
Status setSetting(net::Config& config, const Arguments& arguments, std::string_view option,
                  std::string_view key) {
    if (!arguments.has(option)) return {};
    const net::Setting* setting = net::findSetting(key);
    INVARIANT(setting != nullptr);
    const std::string problem = setting->set(config, arguments.value(option));
    if (problem.empty()) return {};
    return Error(ErrorCode::InvalidArgument, std::string(option) + " " + problem);
}

Status runInit(const Arguments& arguments) {
    if (!arguments.has("--authority")) return missing("--authority");
    InitOrder order;
    order.folder = folderOf(arguments);
    HEARTH_TRY(setSetting(order.config, arguments, "--authority", "authority"));
    HEARTH_TRY(setSetting(order.config, arguments, "--listen", "listen_address"));
    HEARTH_TRY(setSetting(order.config, arguments, "--sync-port", "sync_port"));
    HEARTH_TRY(setSetting(order.config, arguments, "--enrol-port", "enrol_port"));
    order.authority = {order.config.authority, arguments.values("--host")};
    if (order.authority.hostNames.empty()) order.authority.hostNames = {"localhost", "127.0.0.1"};
    const auto made = init(order);
    if (!made) return made.error();
    print(*made, arguments.has("--json"));
    return {};
}

base::Result<base::WallTime> dayOf(const Arguments& arguments) {
    if (!arguments.has("--today")) return base::SystemClock().wallNow();
    const auto date = base::parseIsoDate(arguments.value("--today"));
    if (!date) return Error(ErrorCode::InvalidArgument, "--today must be a date as 2026-11-24");
    return base::WallTime{base::toDayNumber(*date) * base::days(1).count} + kEndOfWork;
}

Status runSeed(const Arguments& arguments) {
    const auto number = arguments.number("--seed", 1);
    if (!number) return number.error();
    const auto now = dayOf(arguments);
    if (!now) return now.error();
    auto site = Site::at(folderOf(arguments));
    if (!site) return site.error();
    const auto store = site->openStore();
    if (!store) {
        if (store.error().code() != ErrorCode::Busy) return store.error();
        return Error(ErrorCode::Busy, "hearthd runs on this record; stop it first");
    }
    synthetic::AuthorityInput input;
    input.seed = *number;
    input.now = *now;
    const bool shown = ::isatty(STDERR_FILENO) == 1;
    const auto progress = [shown](std::uint64_t edits) {
        if (shown) std::fputs(fmt::format("\r{} edits", edits).c_str(), stderr);
    };
    const auto seeded = seed(**store, input, progress);
    if (shown) std::fputs("\n", stderr);
    if (!seeded) return seeded.error();
    print(*seeded, arguments.has("--json"));
    return {};
}

Status ask(const Arguments& arguments, const protocol::AdminRequest& request) {
    auto site = Site::at(folderOf(arguments));
    if (!site) return site.error();
    const auto reply = site->ask(request);
    if (!reply) return reply.error();
    if (reply->has_failure())
        return Error(static_cast<ErrorCode>(reply->failure().code()), reply->failure().sentence());
    print(*reply, arguments.has("--json"));
    return {};
}

Status runStatus(const Arguments& arguments) {
    protocol::AdminRequest request;
    request.mutable_status();
    return ask(arguments, request);
}

Status runDevices(const Arguments& arguments) {
    protocol::AdminRequest request;
    request.mutable_devices();
    return ask(arguments, request);
}

Status runWorkers(const Arguments& arguments) {
    protocol::AdminRequest request;
    request.mutable_workers();
    return ask(arguments, request);
}

Status runHeld(const Arguments& arguments) {
    protocol::AdminRequest request;
    request.mutable_held();
    return ask(arguments, request);
}

Status runBackup(const Arguments& arguments) {
    protocol::AdminRequest request;
    request.mutable_backup();
    return ask(arguments, request);
}

Status runVerify(const Arguments& arguments) {
    protocol::AdminRequest request;
    request.mutable_verify()->set_replay(arguments.has("--replay"));
    return ask(arguments, request);
}

Status runRevoke(const Arguments& arguments) {
    protocol::AdminRequest request;
    request.mutable_revoke()->set_device_id(arguments.word());
    return ask(arguments, request);
}

Status runCode(const Arguments& arguments) {
    if (!arguments.has("--label")) return missing("--label");
    if (arguments.has("--worker") == arguments.has("--worker-name"))
        return Error(ErrorCode::InvalidArgument, "say who: either --worker or --worker-name");
    protocol::AdminRequest request;
    protocol::AdminCodeRequest& code = *request.mutable_code();
    code.set_worker_id(arguments.value("--worker"));
    code.set_worker_name(arguments.value("--worker-name"));
    code.set_label(arguments.value("--label"));
    return ask(arguments, request);
}

constexpr std::array kCommands{
    Command{{"init", "", "Makes a new authority: keys, certificates, empty store, settings.",
             kInitOptions},
            &runInit},
    Command{{"seed", "", "Fills an empty record with a made-up authority; no real person is in it.",
             kSeedOptions},
            &runSeed},
    Command{{"status", "", "What the server is, holds and waits for.", kPlainOptions}, &runStatus},
    Command{{"workers", "", "Workers with their ids.", kPlainOptions}, &runWorkers},
    Command{{"enrol-code", "", "A one-time code for a worker's tablet; it works for 10 minutes.",
             kCodeOptions},
            &runCode},
    Command{{"devices", "", "Tablets and when they were last here.", kPlainOptions}, &runDevices},
    Command{{"revoke", "DEVICE", "Ends a tablet's access, from this moment on.", kPlainOptions},
            &runRevoke},
    Command{{"held", "", "Edits that wait for a person, by whom and why.", kPlainOptions},
            &runHeld},
    Command{
        {"verify", "", "Recomputes the chain of the log; --replay also the whole state from it.",
         kVerifyOptions},
        &runVerify},
    Command{{"backup", "", "Makes a verified backup now.", kPlainOptions}, &runBackup},
};

}  // namespace

std::span<const Command> allCommands() noexcept {
    return kCommands;
}

const Command* findCommand(std::string_view name) noexcept {
    for (const Command& command : kCommands)
        if (command.rule.name == name) return &command;
    return nullptr;
}

std::string helpText(const Command* one) {
    if (one == nullptr) {
        std::string text = "hearthctl: administers a Hearth server. It shows no case content.\n";
        for (const Command& command : kCommands)
            text += fmt::format("  {:11} {}\n", command.rule.name, command.rule.help);
        return text +
               fmt::format("All take --dir DIR ({}) and --json. {} help COMMAND says more.\n",
                           kStandardFolder, kProgram);
    }
    std::string text =
        fmt::format("hearthctl {} {}\n  {}\n", one->rule.name, one->rule.words, one->rule.help);
    for (const OptionRule& option : one->rule.options)
        text += fmt::format("  {} {}{}\n", option.name, option.value,
                            option.repeats ? " (may be repeated)" : "");
    return text;
}

}  // namespace hearth::server::ctl

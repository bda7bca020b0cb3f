// hearthctl: the administrator's command line. Exit codes: 0 done; 1 it could not be done (one line
// says why); 2 it was not understood.
#include <cstdio>
#include <exception>

#include "server/ctl/commands.hpp"
#include "shared/crypto/secret.hpp"

namespace {

using namespace hearth;

constexpr int kFailed = 1;
constexpr int kUsage = 2;

int complain(const std::string& sentence, int code) {
    std::fprintf(stderr, "hearthctl: %s\n", sentence.c_str());
    return code;
}

bool isHelp(const std::string& word) {
    return word == "help" || word == "--help" || word == "-h";
}

int run(const std::vector<std::string>& words) {
    if (words.empty()) {
        std::fputs(server::ctl::helpText(nullptr).c_str(), stderr);
        return kUsage;
    }
    if (isHelp(words.front())) {
        const auto* one = words.size() > 1 ? server::ctl::findCommand(words[1]) : nullptr;
        std::fputs(server::ctl::helpText(one).c_str(), stdout);
        return 0;
    }
    const server::ctl::Command* command = server::ctl::findCommand(words.front());
    if (command == nullptr)
        return complain("there is no command " + words.front() + "; hearthctl help", kUsage);
    const auto arguments =
        server::ctl::Arguments::parse(command->rule, std::span(words).subspan(1));
    if (!arguments) return complain(arguments.error().detail(), kUsage);
    if (!crypto::initialise()) return complain("libsodium cannot run on this machine", kFailed);
    const base::Status done = command->run(*arguments);
    if (done) return 0;
    const bool usage = done.error().code() == base::ErrorCode::InvalidArgument;
    return complain(usage ? done.error().detail() : done.error().message(),
                    usage ? kUsage : kFailed);
}

}  // namespace

int main(int count, char** values) {
    try {
        return run(std::vector<std::string>(values + 1, values + count));
    } catch (const std::exception& error) {
        return complain(std::string("stopped by a surprise: ") + error.what(), kFailed);
    }
}

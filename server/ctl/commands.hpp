// The table of hearthctl's commands.
// Threads: one.
#pragma once

#include <span>

#include "server/ctl/arguments.hpp"

namespace hearth::server::ctl {

struct Command {
    CommandRule rule;
    base::Status (*run)(const Arguments& arguments);
};

[[nodiscard]] std::span<const Command> allCommands() noexcept;
// Null for an unknown name.
[[nodiscard]] const Command* findCommand(std::string_view name) noexcept;
// Every command, or one with its options.
[[nodiscard]] std::string helpText(const Command* one);

}  // namespace hearth::server::ctl

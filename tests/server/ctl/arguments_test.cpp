#include <gtest/gtest.h>

#include "server/ctl/commands.hpp"

namespace hearth::server::ctl {

namespace {

std::string problemOf(const char* command, const std::vector<std::string>& typed) {
    const auto parsed = Arguments::parse(findCommand(command)->rule, typed);
    return parsed ? std::string() : parsed.error().detail();
}

}  // namespace

TEST(Arguments, TakeOptionsInAnyOrder) {
    const std::vector<std::string> typed{"--label", "Bag",   "--json", "--worker",
                                         "ab",      "--dir", "d"};
    const auto parsed = Arguments::parse(findCommand("enrol-code")->rule, typed);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->value("--label"), "Bag");
    EXPECT_EQ(parsed->value("--worker"), "ab");
    EXPECT_TRUE(parsed->has("--json"));
    EXPECT_EQ(parsed->value("--worker-name", "none"), "none");
}

TEST(Arguments, TakeAnOptionSeveralTimesOnlyWhereThatMeansSomething) {
    const std::vector<std::string> hosts{"--host", "a", "--host", "b"};
    EXPECT_EQ(Arguments::parse(findCommand("init")->rule, hosts)->values("--host").size(), 2U);
    EXPECT_EQ(problemOf("init", {"--authority", "a", "--authority", "b"}),
              "--authority is given twice; hearthctl help init");
}

TEST(Arguments, NameAnOptionThatDoesNotExist) {
    EXPECT_EQ(problemOf("status", {"--jason"}),
              "there is no option --jason; hearthctl help status");
}

TEST(Arguments, NameAMissingValueAndAMissingWord) {
    EXPECT_EQ(problemOf("status", {"--dir"}), "--dir needs a value (DIR); hearthctl help status");
    EXPECT_EQ(problemOf("revoke", {}), "DEVICE is missing; hearthctl help revoke");
    EXPECT_EQ(problemOf("status", {"now"}), "\"now\" is too much; hearthctl help status");
}

TEST(Arguments, ReadWholeNumbersOnly) {
    const auto number = [](const std::string& text) {
        const std::vector<std::string> typed{"--seed", text};
        return Arguments::parse(findCommand("seed")->rule, typed)->number("--seed", 1);
    };
    EXPECT_EQ(number("7").value(), 7U);
    EXPECT_FALSE(number("7x"));
    EXPECT_FALSE(number("-7"));
    EXPECT_FALSE(number(""));
}

TEST(Commands, AllHaveHelp) {
    const std::string all = helpText(nullptr);
    for (const Command& command : allCommands()) {
        EXPECT_NE(all.find(command.rule.name), std::string::npos);
        for (const OptionRule& option : command.rule.options)
            EXPECT_NE(helpText(&command).find(option.name), std::string::npos);
    }
    EXPECT_EQ(findCommand("read-case"), nullptr);
}

}  // namespace hearth::server::ctl

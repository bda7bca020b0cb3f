#include "tests/simulation/world/planted_start.hpp"

#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include <unistd.h>

namespace hearth::simulation {

namespace {
constexpr int kNotThere = 2;
}

int startPlanted(char** words) {
    std::error_code problem;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", problem);
    std::string program = (self.parent_path() / "hearth-sim-planted").string();
    std::vector<char*> line{program.data()};
    while (*words != nullptr)
        line.push_back(*words++);
    line.push_back(nullptr);
    execv(program.c_str(), line.data());
    std::cerr << program << " cannot be started; build it\n";
    return kNotThere;
}

}  // namespace hearth::simulation

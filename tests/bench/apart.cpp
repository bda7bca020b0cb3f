#include "tests/bench/apart.hpp"

#include <array>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

namespace hearth::bench {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

struct Child {
    pid_t id = 0;
    int from = -1;
};

constexpr char kWorked = '+';
constexpr char kFailed = '-';

std::string report(const Work& work) {
    const auto found = work();
    std::ostringstream text;
    if (!found) {
        text << kFailed << found.error().message();
        return text.str();
    }
    text << kWorked;
    text.precision(17);
    for (const double number : *found)
        text << number << ' ';
    return text.str();
}

void writeAll(int to, const std::string& text) {
    std::size_t written = 0;
    while (written < text.size()) {
        const ssize_t count = ::write(to, text.data() + written, text.size() - written);
        if (count <= 0) return;
        written += static_cast<std::size_t>(count);
    }
}

Result<Child> begin(const Work& work) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) return Error(ErrorCode::Io, "no pipe");
    std::cout.flush();
    const pid_t id = ::fork();
    if (id < 0) return Error(ErrorCode::Io, "no further process");
    if (id == 0) {
        ::close(ends[0]);
        writeAll(ends[1], report(work));
        std::cout.flush();
        // Nothing of the parent's is undone here.
        ::_exit(EXIT_SUCCESS);
    }
    ::close(ends[1]);
    return Child{id, ends[0]};
}

std::string finish(const Child& child) {
    constexpr std::size_t kBufferBytes = 4096;
    std::array<char, kBufferBytes> buffer{};
    std::string text;
    for (ssize_t count = 0; (count = ::read(child.from, buffer.data(), buffer.size())) > 0;)
        text.append(buffer.data(), static_cast<std::size_t>(count));
    ::close(child.from);
    ::waitpid(child.id, nullptr, 0);
    return text;
}

}  // namespace

double processorMillis() {
    constexpr double kMillis = 1e3;
    constexpr double kNanosAMilli = 1e6;
    timespec used{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) * kMillis +
           static_cast<double>(used.tv_nsec) / kNanosAMilli;
}

double peakMemoryMib() {
    constexpr double kKibAMib = 1024;
    const std::string name = "VmHWM:";
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.compare(0, name.size(), name) == 0)
            return std::strtod(line.c_str() + name.size(), nullptr) / kKibAMib;
    return 0;
}

Result<std::vector<Numbers>> runApart(const std::vector<Work>& works,
                                      const std::function<void()>& started) {
    std::vector<Child> children;
    for (const Work& work : works) {
        const auto child = begin(work);
        if (!child) return child.error();
        children.push_back(*child);
    }
    started();
    std::vector<std::string> texts;
    for (const Child& child : children)
        texts.push_back(finish(child));
    std::vector<Numbers> all;
    for (const std::string& text : texts) {
        if (text.empty()) return Error(ErrorCode::Internal, "a process of the bench ended early");
        if (text.front() != kWorked) return Error(ErrorCode::Refused, text.substr(1));
        std::istringstream numbers(text.substr(1));
        Numbers found;
        for (double number = 0; numbers >> number;)
            found.push_back(number);
        all.push_back(std::move(found));
    }
    return all;
}

}  // namespace hearth::bench

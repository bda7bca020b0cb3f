// Real processes for end-to-end runs: start one, talk to it by lines, end exactly that one by its
// id. Owner: the test. Threads: one.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

#include "shared/base/error.hpp"
#include "shared/base/time.hpp"

namespace hearth::e2e {

struct Finished {
    int exitCode = -1;  // 128 + signal when a signal ended it
    std::string out;
    std::string err;
};

// Runs to its end; killed after `limit`.
[[nodiscard]] Finished runProcess(const std::vector<std::string>& command,
                                  base::Millis limit = base::seconds(120));

class Process {
public:
    // Standard error goes to `errorFile`, appended. A failed start shows at the first readLine.
    Process(const std::vector<std::string>& command, const std::string& errorFile);
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process();  // kills it if it still runs

    void writeLine(const std::string& line);
    // The next line of its standard output; Unreachable at its end or after `limit`.
    [[nodiscard]] base::Result<std::string> readLine(base::Millis limit = base::seconds(30));
    void signal(int number) const;
    // Its exit code, 128 + signal; -1 if it still runs after `limit`.
    [[nodiscard]] int wait(base::Millis limit = base::seconds(30));
    [[nodiscard]] pid_t pid() const noexcept { return m_pid; }

private:
    pid_t m_pid = -1;
    int m_in = -1;   // its standard input
    int m_out = -1;  // its standard output
    int m_exitCode = -1;
    bool m_ended = false;
    std::string m_buffer;
};

}  // namespace hearth::e2e
